"""The figures as a page to read, in Markdown.  The same figures give the same page."""

from collections.abc import Iterable
from typing import Any, Final

from assessment.analysis.constants import MEANS_NEED_AT_LEAST, SMALLEST_GROUP, VERDICT_FROM
from assessment.analysis.scores import MEANS
from assessment.simulated.company import ANSWERS, CLICK_THROUGH, CODES, PEER_ANSWERS, PEERS, PEOPLE
from assessment.simulated.coverage import LEANING
from assessment.simulated.figures import LEAST_HELD, LEAST_SEEN, missed

WHO = {
    "team": "Team",
    "peers": f"{PEER_ANSWERS} peers",
    "leaning": "Team, where the content answer more",
}
WHAT = {"practices": "practices", "categories": "categories", "whole": "the whole"}
VERDICT = {
    "large": "large gap",
    "gap": "gap",
    "small": "no meaningful gap",
    "above": "already above what is wanted",
    "open": "not settled",
}

ALL: Final = 50  # companies in the stored tables


def page(found: dict[str, Any]) -> str:
    """The page of what `figures.figures` gives."""
    sections = [_opening(found), _intervals(found), _sizes(found), _verdicts(found), _executive(found)]
    return "\n".join([*sections, _must_hold(found)])


def _opening(found: dict[str, Any]) -> str:
    first, last = found["seeds"]
    return f"""# How often Closer is right, where the truth is known

**Simulated. Nobody ever gave these answers.**

The people of {found["companies"]} made-up companies (seeds {first} to {last}), {PEOPLE} in each,
rate {len(CODES)} practices. {ANSWERS} of them answer: how readily depends on their department and level.
Some don’t know today’s level of a practice, and {100 * CLICK_THROUGH:.0f} in 100 mark one level throughout.
The truth is the mean of what all {PEOPLE} would say sincerely. What Closer says is worked out by the
functions that work out real results.

To get these tables again, run `{_again(found)}`. The same code gives the same tables.
"""


def _again(found: dict[str, Any]) -> str:
    """The command that gives these tables."""
    many = found["companies"]
    return "make simulate" if many == ALL else f"manage.py simulate --seeds {many}"


def _intervals(found: dict[str, Any]) -> str:
    rows = [
        [
            WHO[who],
            WHAT[what],
            *(_one(found["coverage"][f"{who}/{what}/{mean}"]["percent"]) for mean in MEANS),
            f"{found['coverage'][f'{who}/{what}/gap']['intervals']:,}",
            _one(found["coverage"][f"{who}/{what}/gap"]["lowest"]) if what == "practices" else "",
        ]
        for who in WHO
        for what in WHAT
    ]
    head = ["who", "of", "today", "wanted", "gap", "intervals", "gap, worst company"]
    return f"""## Intervals of 95 %

How many in a hundred intervals hold the truth.

{_table(head, rows)}
Practices of one company are rated by the same people, so where one interval misses, others do too: the 95 %
are about many companies, and single ones lie below. For the same reason figures of categories and the whole
swing more: with fifty companies by about three, with fewer by more.

Peers are {PEER_ANSWERS} of {PEERS} who were asked; their truth is the mean of all the peers there could be.
Closer shows their means to the half level, and never these intervals.

The last rows are a warning. There, whoever rates today one level higher than others is {100 * LEANING:.0f} in
100 more likely to answer. No statistic of the answers can see that, and no interval allows for it.
"""


def _sizes(found: dict[str, Any]) -> str:
    names = ("practices", "student", "categories")
    rows = [
        [
            str(size["people"]),
            *(_one(size[name]) for name in names),
            f"{size['width']:.2f}",
            f"{size['wrong_groups']} of {size['groups']}",
            f"{size['settled']:.1f}",
        ]
        for size in found["sizes"]
    ]
    head = [
        "people",
        "practices: our interval",
        "practices: Student’s",
        "categories",
        "typical width",
        "groups with a wrong verdict",
        f"practices settled, of {len(CODES)}",
    ]
    return f"""## Small groups

How many in a hundred intervals of gaps hold the truth in groups drawn from those who answered, and how wide
those of practices are, in levels. Student’s is the same interval with nothing borrowed.

{_table(head, rows)}
Only practices that {SMALLEST_GROUP} people of the group rated on both sides are counted.
Unless {MEANS_NEED_AT_LEAST} others remain, those who mark one level throughout stay in the means, because it
would show who left; that costs small groups some of their 95 %. Verdicts need {VERDICT_FROM} people. With
six, nothing finer than about one level can be seen.
"""


def _verdicts(found: dict[str, Any]) -> str:
    verdicts = found["verdicts"]
    rows = [
        [word, str(verdicts["said"][name]), str(verdicts["wrong"][name])] for name, word in VERDICT.items()
    ]
    large = ", ".join(f"{code} {count}" for code, count in verdicts["large"].items())
    return f"""## Verdicts on the team’s gaps

{_table(["verdict", "practices", "wrong"], rows)}
Companies with any wrong verdict: {verdicts["wrong_companies"]} of {found["companies"]}.

Three practices have no gap or a negative one, by construction. How often theirs was called large: {large}.
(The codes are places in three categories of eight; these practices have no names.)
"""


def _executive(found: dict[str, Any]) -> str:
    executive = found["executive"]
    mean = executive["practices"] / found["companies"]
    return f"""## The executive beside the team

Every executive here tends to see today nearly a level higher than the company does.

- Clearly higher on at least one practice: {executive["companies"]} of {found["companies"]} executives,
  {mean:.1f} practices on average.
- Clearly lower: {executive["lower"]} practices in all, because one person’s ratings also vary by themselves.
- False, that is with a true difference under half a level or in the other direction: {executive["false"]}.
"""


def _must_hold(found: dict[str, Any]) -> str:
    failed = missed(found)
    limits = {
        "practices": f"at least {100 * LEAST_HELD:.0f} % of the intervals of the team’s gaps hold the truth",
        "large": "none of the three practices without a gap is called large",
        "seen": f"at least {100 * LEAST_SEEN:.0f} % of the executives are found to differ",
        "false": "no difference of an executive is false",
    }
    rows = [[said, "missed" if name in failed else "held"] for name, said in limits.items()]
    return f"""## What must hold

{_table(["limit", "here"], rows)}"""


def _table(head: list[str], rows: Iterable[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _one(percent: float) -> str:
    return f"{percent:.1f}"

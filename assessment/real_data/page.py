"""What was compared as a page to read, in Markdown.  The same data give the same page."""

from collections.abc import Iterable

from assessment.real_data.compared import Compared
from assessment.real_data.lines import CLOSE, DUST, Line, Number
from assessment.real_data.servqual import MISPRINTED, ROUNDING


def page(found: Compared) -> str:
    """The page of what `compared.compare` gives."""
    return "\n".join([_opening(found), _data(), _table_of(found), _left_out(found)])


def summary(found: Compared) -> str:
    """In one paragraph, whether all is as it should be."""
    good = sum(line.figures for line in found.lines if line.agrees and line.holds)
    should = sum(line.figures for line in found.lines if not line.misprinted)
    misprinted = [line for line in found.lines if line.misprinted]
    agree = (
        f"All {should} figures that should agree do."
        if good == should
        else (f"**Not all of the {should} figures that should agree do.**")
    )
    differ = "".join(
        f" {MISPRINTED} is the one mismatch: it is misprinted, and does differ."
        if line.holds
        else f" **{MISPRINTED} is misprinted, and yet agrees.**"
        for line in misprinted
    )
    unknown = f" **Neither compared nor left out: {'; '.join(found.unknown)}.**" if found.unknown else ""
    return agree + differ + unknown


def _opening(found: Compared) -> str:
    return f"""# Closer’s functions on other people’s data

Real answers, collected by others, whose figures are known from other software or from print. What Closer says
of them is worked out by the functions that work out real results.

{summary(found)}

To get this page again, run `manage.py real_data FOLDER --write` with the folder of the data. The same data
give the same page.
"""


def _data() -> str:
    rows = [
        [
            "lq2002",
            "2,042 soldiers of 49 companies rate their leaders (11 questions) and how much their task matters"
            " (3), levels 1 to 5: Bliese and Halverson 2002, The Leadership Quarterly",
            "`lq2002_wide.csv`, `lq2002_expected.json`",
        ],
        [
            "bh1996",
            "7,382 soldiers in 99 groups, well-being and working hours: Bliese and Halverson 1996",
            "`bh1996_groups.csv`, `bh1996_expected.json`",
        ],
        [
            "waves",
            "495 soldiers asked three times, some answers missing: Bliese and Ployhart 2002",
            "`waves_wide.csv`, `waves_expected.json`",
        ],
        [
            "segments",
            "457 of the same soldiers by battalion, company, gender and marital status",
            "`segments_real.csv`, `segments_real_expected.json`",
        ],
        [
            "servqual",
            "386 patients on a service as expected and as perceived, five dimensions: the printed table 2 of"
            " PMC6131925",
            "`servqual_pmc6131925_published.json`",
        ],
    ]
    return f"""## The data

{_table(["data set", "what", "files in the folder"], rows)}
The first four are data sets of the R package multilevel 2.8 (lq2002, bh1996 and, for both waves and segments,
univbct), written as CSV. That package is under the GPL, version 2 or later, so none of it is shipped with
Closer; this page holds figures only. Of the last there are no data but the printed numbers.

The figures expected of the first three were worked out with R 4.2.2 (multilevel 2.7, psych 2.2.9) and with
Python (scipy 1.17.1, statsmodels 0.15.0, pingouin 0.7.0), those of segments by the rank of a matrix of
floats. One of bh1996 is published as well: in a worked copy of Bliese 2016, Multilevel Modeling in R.
"""


def _table_of(found: Compared) -> str:
    head = ["data set", "figure", "expected", "ours", "difference", "agrees"]
    return f"""## Figure by figure

Counts must be the same. Everything else must agree to {CLOSE:.0e}, if the last column says nothing else. A
line that stands for several figures shows the one that differs most. Differences below {DUST:.0e} are dust.

{_table(head, map(_row, found.lines))}
The questionnaires of the soldiers ask for one rating. Where Closer looks only at people who rated today and
wanted, the same rating stands on both sides. Alpha’s interval is known to three decimals.

In the SERVQUAL table gaps, t and the ends of intervals are printed with two decimals. Rounding alone can move
half an interval’s width by 0.007 and an end by 0.012; {ROUNDING} is allowed for the former. The t of
{MISPRINTED} is that of the row above it, while its interval belongs to a t of about −7.1. Empathy’s interval
is as wide as it should be, but its middle is printed 0.01 beside its gap, so that one end differs by more
than rounding.
"""


def _left_out(found: Compared) -> str:
    rows = [[one.what, str(count), one.why] for one, count in found.left_out]
    return f"""## What is left out, and why

Everything else that the files hold is something Closer doesn’t work out, on purpose.

{_table(["what", "figures", "why"], rows)}"""


def _row(line: Line) -> list[str]:
    name = f"{line.name} ({line.figures} figures)" if line.figures > 1 else line.name
    beside = f" ({line.worst})" if line.figures > 1 and not line.agrees else ""
    return [line.data, name + beside, _said(line.expected), _said(line.ours), _apart(line), _agrees(line)]


def _said(number: Number) -> str:
    return str(number) if isinstance(number, int) else f"{number:.7g}"


def _apart(line: Line) -> str:
    if line.within == 0:
        return f"{line.difference:g}"
    return f"{line.difference:.0e}" if line.difference >= DUST else f"< {DUST:.0e}"


def _agrees(line: Line) -> str:
    if not line.agrees:
        return "no, it is misprinted" if line.misprinted else "**no**"
    if line.misprinted:
        return "**yes, though it is misprinted**"
    if line.relative:
        return f"yes, to {line.within:.0e} of itself"
    return "yes" if line.within in (0, CLOSE) else f"yes, to {line.within:g}"


def _table(head: list[str], rows: Iterable[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)

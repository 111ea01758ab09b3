"""The part of a form that says how one link asks: of whom, and what stands before Start."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from surveys.actions.admitting import SHORTEST_CODE, draw_access_code, spelled
from surveys.actions.guarding import takes_code_away, takes_more
from surveys.actions.inviting import Entry
from surveys.asking_fields import Labels, OneLine
from surveys.choices import HEADS_AT_MOST, PEERS_AT_MOST, POSITIONS, Voice, Way
from surveys.forms import bare_helper
from surveys.lists import clean_domain
from surveys.models import Panel
from surveys.segments import heads_to_split

ANSWERS_A_HEAD = 1.5  # a link takes so many answers for each person it is meant for, unless somebody says
LONGEST_DOMAIN = 100
ABOUT_PEOPLE = ("departments", "regions", "ask_level")


class GuardPart(forms.Form):
    """What keeps strangers out of a link, and may still be changed once it went round."""

    answers_at_most = forms.IntegerField(
        required=False,
        label=_("How many answers it takes at most"),
        help_text=_(
            "Left empty: one and a half times the number above. After that the link is used up. "
            "Once you’ve seen the link, you can lower it, never raise it."
        ),
        error_messages={"invalid": _("Type a whole number")},
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    access_code = OneLine(
        longest=20,
        required=False,
        label=_("Access code, if you like"),
        help_text=_("Asked for before Start. Capitals and spaces don’t matter when it is typed."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    draw_code = forms.BooleanField(required=False, label=_("Draw a code for me: six digits"))

    of_panel: Panel

    def clean_code(self, data: Mapping[str, Any]) -> None:
        if data.get("access_code") and len(spelled(data["access_code"])) < SHORTEST_CODE:
            said = gettext("Use at least %(n)d letters or digits") % {"n": SHORTEST_CODE}
            self.add_error("access_code", said)

    def check_answers(self, most: int | None) -> None:
        smallest = self.of_panel.smallest
        if most is not None and not smallest <= most <= 2 * HEADS_AT_MOST:
            said = gettext("Type a number from %(least)d on: results open from that many answers")
            self.add_error("answers_at_most", said % {"least": smallest})

    def access_code_of(self, data: Mapping[str, Any]) -> str:
        return data["access_code"] or (draw_access_code() if data["draw_code"] else "")


class LinkPart(GuardPart):
    """Fields for a voice that is asked by one link; `of_panel` is that voice, as far as it is known."""

    head_count = forms.IntegerField(
        required=False,
        error_messages={"invalid": _("Type a whole number")},
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    mail_domain = OneLine(
        longest=LONGEST_DOMAIN,
        required=False,
        label=_("Only for addresses at this mail domain, if you like"),
        help_text=_(
            "Such as example.com. Each person types their address and is mailed a link of their own. "
            "Addresses below it, such as name@sales.example.com, don’t count."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    departments = Labels(
        required=False,
        label=_("Departments, one a line"),
        help_text=_("People may say which is theirs, so results can be split. Leave it empty for no split."),
    )
    regions = Labels(required=False, label=_("Regions, one a line"), help_text=_("The same for regions."))
    ask_level = forms.BooleanField(
        required=False, label=_("Ask for their position: leads an area, leads a team, or neither")
    )

    def set_link(self, panel: Panel) -> None:
        """Fit the fields to the voice: peers are few, and asked nothing about themselves."""
        self.of_panel = panel
        heads = self.fields["head_count"]
        if panel.voice == Voice.PEER:
            heads.label = _("How many will you send it to?")
            heads.help_text = gettext("From 1 to %(most)d.") % {"most": PEERS_AT_MOST}
            for name in (*ABOUT_PEOPLE, "answers_at_most"):
                del self.fields[name]
        else:
            heads.label = _("About how many people will you send it to?")
            heads.help_text = gettext(
                "From %(n)d people on, they may also say where they mostly meet customers. Of fewer it "
                "isn’t asked: no two groups of %(smallest)d are possible."
            ) % {"n": heads_to_split(panel), "smallest": panel.smallest}
        self.heads_at_most = PEERS_AT_MOST if panel.voice == Voice.PEER else HEADS_AT_MOST
        heads.widget.attrs |= {"min": "1", "max": str(self.heads_at_most)}

    def clean_link(self, data: Mapping[str, Any]) -> None:
        """What is wrong with the fields where one link asks."""
        if "head_count" not in self.errors:
            self.check_head_count(data.get("head_count"))
        self.clean_code(data)
        if data.get("mail_domain") and not 0 < len(clean_domain(data["mail_domain"])) <= LONGEST_DOMAIN:
            self.add_error("mail_domain", gettext("Type a domain like example.com"))
        if "head_count" in self.errors or self.of_panel.voice == Voice.PEER:
            return
        self.check_answers(data.get("answers_at_most"))
        self.check_split(data)

    def check_head_count(self, heads: int | None) -> None:
        if heads is None:
            self.add_error("head_count", gettext("Type how many people get the link"))
        elif not 1 <= heads <= self.heads_at_most:
            said = gettext("Type a number from 1 to %(most)d") % {"most": self.heads_at_most}
            self.add_error("head_count", said)

    def check_split(self, data: Mapping[str, Any]) -> None:
        """Nothing is asked of people about themselves that could never be shown."""
        needed = heads_to_split(self.of_panel)
        if data["head_count"] >= needed:
            return
        said = gettext(
            "Of %(heads)d people no two groups of %(smallest)d are possible, so this isn’t asked. Leave it "
            "out, or ask %(n)d people or more"
        ) % {"heads": data["head_count"], "smallest": self.of_panel.smallest, "n": needed}
        for name in ABOUT_PEOPLE:
            if data.get(name):
                self.add_error(name, said)

    def entry(self) -> Entry:
        """What the link asks before Start, and how many answers it takes."""
        data = self.cleaned_data
        code = self.access_code_of(data)
        most = data.get("answers_at_most")
        if self.of_panel.voice == Voice.TEAM and data.get("way") == Way.LINK:
            most = most or max(round(data["head_count"] * ANSWERS_A_HEAD), self.of_panel.smallest)
        return Entry(code, clean_domain(data["mail_domain"]) if data["mail_domain"] else "", most)

    def segments(self) -> dict[str, list[str]]:
        """By what people who come by the link may say they belong to."""
        if self.of_panel.voice == Voice.PEER:
            return {}
        data = self.cleaned_data
        found = {
            "department": data["departments"],
            "region": data["regions"],
            "level": list(POSITIONS) if data["ask_level"] else [],
        }
        return {name: labels for name, labels in found.items() if labels}


class GuardForm(GuardPart):
    """The same for a link that went round already: it may only become stricter."""

    field_order = ("access_code", "draw_code", "answers_at_most")

    def __init__(self, *args: Any, panel: Panel, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = bare_helper()
        self.of_panel = panel
        self.initial["access_code"] = panel.access_code
        if panel.access_code:
            self.fields["access_code"].label = _("Access code")
            self.fields["access_code"].help_text = gettext(
                "People were told of a code. You can change it, not take it away. Capitals and spaces don’t "
                "matter when it is typed."
            )
            self.fields["draw_code"].label = _("Draw a new code for me: six digits")
        if panel.voice == Voice.PEER:
            del self.fields["answers_at_most"]
        else:
            self.initial["answers_at_most"] = panel.answers_at_most
            self.fields["answers_at_most"].help_text = self.what_may_change()

    def what_may_change(self) -> str:
        """How many answers it may take from now on."""
        most = self.of_panel.answers_at_most
        if most is None:
            return gettext(
                "Left empty: any number. Once it is set you can lower it, never raise it. Those who have "
                "begun may still be turned away at Finish."
            )
        return gettext(
            "You can lower it from %(most)d, never raise it: reviewers read how many answers the link takes. "
            "Those who have begun may still be turned away at Finish."
        ) % {"most": most}

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        self.clean_code(data)
        if "access_code" not in self.errors and takes_code_away(self.of_panel, self.access_code_of(data)):
            self.add_error("access_code", gettext("People were told of a code. Change it, but keep one"))
        if "answers_at_most" in data:
            self.check_answers(data["answers_at_most"])
        if "answers_at_most" in data and takes_more(self.of_panel, data["answers_at_most"]):
            said = gettext("Type %(most)d or less: you can lower it, not raise it")
            self.add_error("answers_at_most", said % {"most": self.of_panel.answers_at_most})
        return data

    def access_code_of(self, data: Mapping[str, Any]) -> str:
        """The field holds the code that there is, so a tick draws one unless another was typed."""
        if data["draw_code"] and data["access_code"] == self.of_panel.access_code:
            return draw_access_code()
        return super().access_code_of(data)

    def code(self) -> str:
        return self.access_code_of(self.cleaned_data)

    def most(self) -> int | None:
        found: int | None = self.cleaned_data.get("answers_at_most", self.of_panel.answers_at_most)
        return found


def said_of_link(panel: Panel | None) -> dict[str, Any]:
    """What was typed of the link when the page was last left."""
    if panel is None or panel.way != Way.LINK:
        return {}
    return {
        "head_count": panel.head_count,
        "answers_at_most": panel.answers_at_most,
        "access_code": panel.access_code,
        "mail_domain": panel.mail_domain,
        "departments": "\n".join(panel.segments.get("department", [])),
        "regions": "\n".join(panel.segments.get("region", [])),
        "ask_level": bool(panel.segments.get("level")),
    }

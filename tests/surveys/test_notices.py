"""What Art. 14 asks to be told: one source, true to the panel, frozen with it."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from pytest_django import Settings

from surveys import notices, promise
from surveys.actions import noticing
from surveys.choices import Voice, Way
from surveys.models import Organisation, Panel, Survey
from surveys.notices import COLUMNS
from tests import voices

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def said(panel: Panel) -> dict[str, str]:
    return dict(notices.points(panel))


def say(survey: Survey, needs_sign_off: bool = False, **words: str) -> None:
    whole = dict.fromkeys(COLUMNS, "") | words
    noticing.say(survey=survey, words=whole, needs_sign_off=needs_sign_off, by=voices.executive_of(survey))


def test_what_nobody_has_filled_in_is_said_all_the_same(survey: Survey, settings: Settings) -> None:
    settings.OPERATOR = "Northgate IT"
    panel = voices.prepared(survey, Voice.PEER, 6)
    found = said(panel)
    assert found["Who is responsible:"] == "Lindenhof Hotels."
    assert found["On what legal basis:"].startswith("Legitimate interest, Art. 6(1)(f) GDPR")
    assert found["Who receives them:"].startswith("Northgate IT, who runs this server")
    assert found["Questions about data protection:"] == "jana@example.com."
    assert found["It measures how the organisation works,"] == (
        "not what any one person does or how well. Closer shows nobody else what you answered, or when."
    )
    assert found["Answering is voluntary."] == "Whether you answer or not, you have no disadvantage."
    assert "(Art. 11 GDPR)" in found["After Finish"]
    assert "data-protection authority" in found["You may complain"]
    for right in ("see what is known", "corrected or deleted", "restricted", "object to it"):
        assert right in found["Your rights:"]


def test_what_an_organisation_says_takes_its_place_and_html_stays_text(survey: Survey) -> None:
    say(survey, controller="Lindenhof SE <b>", legal_basis="Consent!", data_protection="dpo@example.org")
    found = said(voices.prepared(survey, Voice.TEAM, 6))
    assert found["Who is responsible:"] == "Lindenhof SE <b>."
    assert found["On what legal basis:"] == "Consent!"
    assert found["Questions about data protection:"] == "dpo@example.org."


def test_how_long_is_the_promise_s_own_sentence(survey: Survey) -> None:
    panel = voices.prepared(survey, Voice.PEER, 6)
    Panel.objects.filter(pk=panel.pk).update(address_days=9, draft_days=8, answer_months=7)
    panel = voices.fresh(panel)
    assert said(panel)["For how long:"] == promise.how_long(panel).rest
    assert "9 days" in said(panel)["For how long:"]
    assert "7 months" in said(panel)["For how long:"]


def test_a_list_with_departments_says_so_and_a_link_knows_no_address(survey: Survey) -> None:
    team = voices.prepared(survey, Voice.TEAM, voices.people(6, "Sales"))
    team.segments = {"department": ["Sales"]}
    assert "your department, and whether you answered or said no." in said(team)["Which data:"]
    assert "declining deletes your draft" in said(team)["Your rights:"]
    link = Panel(survey=survey, voice=Voice.PEER, way=Way.LINK, threshold=4)
    assert "isn’t known here" in said(link)["Your address"]
    assert "e-mail" not in said(link)["Which data:"]
    assert "a draft that you leave alone deletes itself" in said(link)["Your rights:"]
    assert "Where your address comes from:" not in said(link)
    link.mail_domain, link.segments = "example.com", {"department": ["Sales", "Kitchen"]}
    assert said(link)["Where your address comes from:"] == "You typed it yourself, to be mailed a link."
    assert said(link)["Which data:"].startswith("Your e-mail address, and whether you answered or said no.")


def test_mail_services_receive_data_only_where_somebody_is_mailed(survey: Survey, settings: Settings) -> None:
    settings.OPERATOR = "Northgate IT"
    link = Panel(survey=survey, voice=Voice.PEER, way=Way.LINK, threshold=4)
    assert said(link)["Who receives them:"] == (
        "Northgate IT, who runs this server. Whoever is shown the results gets no single answers."
    )
    by_mail = (
        "Northgate IT, who runs this server, and the mail services on the way. Whoever is shown the results "
        "gets no single answers."
    )
    link.mail_domain = "example.com"
    assert said(link)["Who receives them:"] == by_mail
    assert said(voices.prepared(survey, Voice.TEAM, 6))["Who receives them:"] == by_mail
    say(survey, recipients="Our post room")
    link.survey = Survey.objects.get()
    assert said(link)["Who receives them:"] == "Our post room."


def test_it_stands_as_it_was_told_from_the_first_mail_on(survey: Survey) -> None:
    peers = voices.by_list(survey, Voice.PEER, 6)
    before = notices.points(peers)
    team = voices.prepared(survey, Voice.TEAM, 6)
    say(survey, controller="Somebody else")
    assert notices.points(voices.fresh(peers)) == before
    assert said(voices.fresh(team))["Who is responsible:"] == "Somebody else."


def test_it_stands_from_the_first_look_at_the_link(survey: Survey) -> None:
    panel = voices.by_link(survey, Voice.PEER)
    say(survey, controller="Somebody else")
    assert said(voices.fresh(panel))["Who is responsible:"] == "Lindenhof Hotels."


def test_who_looked_before_it_changed_must_look_again(survey: Survey) -> None:
    asked, waiting = voices.by_list(survey, Voice.PEER, 6), voices.prepared(survey, Voice.TEAM, 6)
    say(survey, purpose="To learn")
    assert voices.fresh(asked).prepared_at == asked.prepared_at
    assert voices.fresh(waiting).prepared_at > waiting.prepared_at


def test_only_the_executive_says_it(survey: Survey) -> None:
    with pytest.raises(PermissionDenied):
        noticing.say(
            survey=survey,
            words=dict.fromkeys(COLUMNS, "x"),
            needs_sign_off=True,
            by=voices.account("omar@example.com"),
        )
    assert not Organisation.objects.get().needs_sign_off

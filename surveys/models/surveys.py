"""A survey: one organisation answering one questionnaire version once; and each voice it asks."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from surveys.choices import Form, Voice, Way

from .people import Organisation, User
from .questionnaires import Questionnaire


class Survey(models.Model):
    """One round. Its executive is whoever started it, by secret link until an account keeps it.

    Results from before may be imported into it from a file. They become rounds of their own, numbered
    0, −1, … so that no number changes which was printed already, and they are previews until they are kept.
    """

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="surveys")
    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.PROTECT)
    executive = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="executive_of"
    )
    round = models.SmallIntegerField(default=1)
    language = models.CharField(max_length=10, default="en")
    customers = models.CharField(
        max_length=40, blank=True, help_text=_("Your word for customers, in the plural")
    )
    customer = models.CharField(max_length=40, blank=True, help_text=_("The same word for one of them"))
    asker = models.CharField(max_length=80, blank=True, help_text=_("In whose name colleagues are asked"))
    scope = models.CharField(max_length=80, blank=True, help_text=_("What “we” is"))
    wanted_by = models.DateField()
    created_at = models.DateTimeField(auto_now_add=True)
    link_issue = models.PositiveSmallIntegerField(default=1)
    link_hash = models.CharField(max_length=64, null=True, unique=True)  # noqa: DJ001 - null: never had a link
    earlier_of = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="imports"
    )
    answered_on = models.DateField(null=True, blank=True)  # when what was imported had been answered
    imported_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="imported"
    )
    kept_at = models.DateTimeField(null=True, blank=True)  # null: only a preview so far

    class Meta:
        verbose_name = _("survey")
        verbose_name_plural = _("surveys")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "round"], name="survey_round_once"),
            models.CheckConstraint(
                condition=Q(earlier_of__isnull=True, answered_on__isnull=True, round__gte=1)
                | Q(earlier_of__isnull=False, answered_on__isnull=False, round__lt=1),
                name="survey_imported_or_asked",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}, {self.round}"

    @property
    def is_imported(self) -> bool:
        """Whether its answers came from a file, and were given somewhere else."""
        return self.earlier_of_id is not None


class Panel(models.Model):
    """One asked voice of one survey: how it is asked, what it is promised, when it opens.

    Promise, threshold, contact and retention are kept here as they were told, because they freeze when
    the first invitation goes out or the link is first shown, and may only get stricter afterwards.
    """

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="panels")
    voice = models.CharField(max_length=10, choices=Voice.choices)
    way = models.CharField(max_length=10, choices=Way.choices)
    form = models.CharField(max_length=10, choices=Form.choices, default=Form.CORE)
    head_count = models.PositiveIntegerField(null=True, blank=True)
    threshold = models.PositiveSmallIntegerField()
    promise = models.TextField(blank=True)
    notice = models.TextField(blank=True)  # what Art. 14 asks to be told, as it was told
    tells_shares = models.BooleanField(default=True)  # its promise speaks of shares, not of averages alone
    contact = models.CharField(max_length=200, blank=True)
    address_days = models.PositiveSmallIntegerField(default=settings.ADDRESS_DAYS)
    draft_days = models.PositiveSmallIntegerField(default=settings.DRAFT_DAYS)
    answer_months = models.PositiveSmallIntegerField(default=settings.ANSWER_MONTHS)
    segments = models.JSONField(default=dict, blank=True)  # by what its people are split: closed lists
    classes = models.JSONField(default=list, blank=True)  # [department, region, level, invited], from a list
    addresses_changed = models.BooleanField(
        default=False, editable=False
    )  # since Send: withdrawn or put right
    prepared_at = models.DateTimeField(null=True, blank=True)
    frozen_at = models.DateTimeField(null=True, blank=True)
    closes_on = models.DateField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    opening_step = models.PositiveSmallIntegerField(default=0)  # how far the job that opens it has come
    opened_at = models.DateTimeField(null=True, blank=True)
    link_issue = models.PositiveSmallIntegerField(default=1)
    link_hash = models.CharField(max_length=64, null=True, unique=True)  # noqa: DJ001 - null: asked by list
    access_code = models.CharField(max_length=20, blank=True)  # asked for at the link, if there is one
    mail_domain = models.CharField(max_length=100, blank=True)  # the link mails a link of its own there
    answers_at_most = models.PositiveIntegerField(null=True, blank=True)  # by the link
    starts_on = models.DateField(null=True, blank=True)  # the day mails go out, if that isn't at once
    mailed_on = models.DateField(null=True, blank=True)  # the day of the last batch of mails
    quick = models.PositiveIntegerField(default=0)  # how many finished unusually quickly
    told_hash = models.CharField(max_length=64, null=True, unique=True)  # noqa: DJ001 - null: results shut
    heard = models.TextField(blank=True, max_length=1500)  # told to those asked: what was heard,
    by_when = models.TextField(blank=True, max_length=1500)  # and what happens by when
    told_at = models.DateTimeField(null=True, blank=True)  # when both were told: by mail, or else on the page
    asked_to_tell = models.PositiveSmallIntegerField(default=0)  # how often whoever asked was reminded of it

    class Meta:
        verbose_name = _("panel")
        verbose_name_plural = _("panels")
        constraints = [
            models.UniqueConstraint(fields=["survey", "voice"], name="panel_voice_once"),
            models.CheckConstraint(
                condition=Q(voice=Voice.TEAM, threshold__range=(5, 7))
                | Q(voice=Voice.PEER, threshold__range=(4, 7)),
                name="panel_threshold_of_its_voice",
            ),
            models.CheckConstraint(
                condition=Q(way__in=Way.values, form__in=Form.values), name="panel_way_and_form_are_known"
            ),
            models.CheckConstraint(
                condition=Q(opened_at__isnull=True) | Q(closed_at__isnull=False),
                name="panel_opens_after_closing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.survey} · {self.voice}"

    @property
    def smallest(self) -> int:
        """Answers from which it may open: the threshold, one more for peers who were asked by a link."""
        by_link = self.voice == Voice.PEER and self.way == Way.LINK
        return max(self.threshold, settings.SMALLEST_PEERS_BY_LINK) if by_link else self.threshold

    @property
    def link_name(self) -> str:
        """What its open link is made from: it has no code of its own, because a survey asks a voice once."""
        return f"{self.survey.code.hex}{self.voice}"

    @property
    def by_mail(self) -> bool:
        """Whether everybody is mailed a link of their own: by a list, or to an address typed at the link."""
        return self.way == Way.LIST or bool(self.mail_domain)

    @property
    def is_open(self) -> bool:
        return self.opened_at is not None

    @property
    def takes_answers(self) -> bool:
        return self.frozen_at is not None and self.closed_at is None


class OptOut(models.Model):
    """An address that asked not to be asked again, as a keyed hash: for every round of the organisation."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    address_hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("opt-out")
        verbose_name_plural = _("opt-outs")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "address_hash"], name="opt_out_once"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

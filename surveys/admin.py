"""The operator's pages. They never show an answer, a draft, who answered, or a link.

Nor do they delete what answers hang on: the page that asks "are you sure" lists everything that goes
with it, answers and drafts among them.
"""

from __future__ import annotations

from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import BadRequest, ValidationError
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from surveys.models import (
    Membership,
    Organisation,
    Panel,
    Practice,
    Questionnaire,
    Share,
    Survey,
    Translation,
    User,
)


class OperatorSite(admin.AdminSite):
    """A site of its own, so that it shows what is registered here and nothing that a library adds,
    such as the keys of second factors."""

    site_header = site_title = _("Closer, operator's pages")
    index_title = _("What is kept here")

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Sign in through the one door that everybody uses; 403 for an account that isn't staff."""
        guarded = secure_admin_login(super().login)  # type: ignore[no-untyped-call]
        response: HttpResponse = guarded(request, extra_context)
        return response


site = OperatorSite()


class Careful(admin.ModelAdmin):
    """Filters by what its page offers and nothing else: an address bar must not probe stored values."""

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        offered = tuple(str(name) for name in self.list_filter)
        return lookup.partition("__")[0] in offered and lookup.count("__") <= 2 and "regex" not in lookup

    def response_action(  # type: ignore[override]  # the stubs are of a later Django
        self, request: HttpRequest, queryset: QuerySet[Any]
    ) -> HttpResponse | None:
        """What is to be done with rows that were ticked. Raises BadRequest for what is no row's number."""
        number = self.model._meta.pk
        try:
            for name in request.POST.getlist(ACTION_CHECKBOX_NAME):
                number.clean(name, None)
        except ValidationError as problem:
            raise BadRequest("rows that no page of ours names") from problem
        return super().response_action(request, queryset)


class NeverDeleted(Careful):
    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class ReadOnly(NeverDeleted):
    """Looked at, never changed."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(User, site=site)
class UserAdmin(NeverDeleted):
    """Accounts, which may be made inactive: deleting one would take its surveys along, unsaid.

    They sign in with a mailed code, so no password is shown or set here."""

    fields = ("email", "is_active", "is_staff", "is_superuser", "date_joined", "last_login")
    readonly_fields = ("email", "date_joined", "last_login")  # an address is confirmed by its owner
    list_display = ("email", "is_active", "is_staff", "date_joined", "last_login")
    list_filter = ("is_active", "is_staff")
    search_fields = ("email",)
    ordering = ("email",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # an account begins with its own sign-in, or with `manage.py operator`


class MembershipInline(admin.TabularInline):
    model = Membership
    extra = 0
    autocomplete_fields = ("user",)


@admin.register(Organisation, site=site)
class OrganisationAdmin(NeverDeleted):
    """Its name, and whether it may mail to lists of its team: somebody here has to say so."""

    fields = ("name", "approved", "code")
    readonly_fields = ("code",)
    list_display = ("__str__", "approved", "code")
    list_filter = ("approved",)
    search_fields = ("name",)
    inlines = (MembershipInline,)


@admin.register(Membership, site=site)
class MembershipAdmin(Careful):
    list_display = ("user", "organisation", "role")
    list_select_related = ("user", "organisation")
    autocomplete_fields = ("user", "organisation")


@admin.register(Survey, site=site)
class SurveyAdmin(ReadOnly):
    """Rounds: whose, of which version, until when; what was imported has the day it was answered on.

    `link_hash` stays out: it is for looking up only."""

    fields = (
        *("code", "organisation", "questionnaire", "executive", "round", "language"),
        *("asker", "scope", "customers", "customer", "wanted_by", "created_at"),
        *("earlier_of", "answered_on", "imported_by", "kept_at"),
    )
    list_display = ("organisation", "round", "questionnaire", "executive", "created_at", "answered_on")
    list_select_related = ("organisation", "questionnaire", "executive")
    search_fields = ("organisation__name",)


@admin.register(Panel, site=site)
class PanelAdmin(ReadOnly):
    """What each voice was promised. It freezes when people are asked, so nobody edits it here.

    `link_hash` stays out, and so does who was asked: no page shows an invitation or what became of it."""

    fields = (
        *("survey", "voice", "way", "form", "head_count", "threshold", "promise", "contact"),
        *("address_days", "draft_days", "answer_months", "prepared_at", "frozen_at"),
        *("closes_on", "closed_at", "opened_at"),
    )
    list_display = ("survey", "voice", "way", "form", "threshold", "closes_on", "closed_at", "opened_at")
    list_select_related = ("survey__organisation",)


@admin.register(Share, site=site)
class ShareAdmin(ReadOnly):
    """To whom a round is shown, and since when. The executive alone shares and takes back."""

    fields = list_display = ("survey", "email", "own_marks", "created_at", "withdrawn_at")
    list_select_related = ("survey__organisation",)
    search_fields = ("email",)


@admin.register(Questionnaire, site=site)
class QuestionnaireAdmin(ReadOnly):
    list_display = ("slug", "version", "source_language", "published_at")


@admin.register(Practice, site=site)
class PracticeAdmin(ReadOnly):
    list_display = ("code", "category", "core", "position", "questionnaire")
    list_select_related = ("questionnaire",)
    list_filter = ("questionnaire", "category")


@admin.register(Translation, site=site)
class TranslationAdmin(ReadOnly):
    list_display = ("questionnaire", "language", "content_hash")
    list_select_related = ("questionnaire",)

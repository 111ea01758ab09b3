"""What an organisation says of how it uses data, and whether it asks nobody without a sign-off."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from surveys.actions.inviting import must_be_executive
from surveys.models import Organisation, Panel, Survey, User
from surveys.notices import COLUMNS


@transaction.atomic
def say(*, survey: Survey, words: Mapping[str, str], needs_sign_off: bool, by: User) -> None:
    """For every voice that is asked from now on; what others were told stands. Raises PermissionDenied.

    `words` by column, "" for what is said by itself. Whoever looks at a voice that nobody was asked yet
    must look again, because what goes out has changed. That a sign-off is no longer needed is kept with its
    day, for whoever reviews.
    """
    must_be_executive(survey, by)
    unsent = Panel.objects.filter(survey__organisation=survey.organisation_id, frozen_at__isnull=True)
    list(unsent.select_for_update(of=("self",)).order_by("pk"))  # before the organisation, as preparing does
    organisation = Organisation.objects.select_for_update(no_key=True).get(pk=survey.organisation_id)
    for name in COLUMNS:
        setattr(organisation, name, words[name])
    if organisation.needs_sign_off != needs_sign_off:
        organisation.sign_off_waived_on = None if needs_sign_off else timezone.localdate()
    organisation.needs_sign_off = needs_sign_off
    organisation.save(update_fields=[*COLUMNS, "needs_sign_off", "sign_off_waived_on"])
    unsent.update(prepared_at=timezone.now())

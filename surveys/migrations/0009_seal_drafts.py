"""What peers and team have said goes into sealed sheets, until results are open; mails about shares say so."""

from django.db import migrations

DIGITS = {"dont_know": 6, "no_view": 6, "not_applicable": 7, "skipped": 8}
SAID = ("department", "region", "level", "meets")


def seal(apps, schema_editor):
    seal_drafts(apps)
    seal_responses(apps)
    apps.get_model("surveys", "Delivery").objects.filter(share__isnull=False).update(letter="share")


def seal_drafts(apps):
    from surveys.sheets import Sheet, seal_draft

    Draft, DraftAnswer = apps.get_model("surveys", "Draft"), apps.get_model("surveys", "DraftAnswer")
    for draft in Draft.objects.filter(panel__isnull=False).iterator():
        rows = DraftAnswer.objects.filter(draft=draft)
        sheet = Sheet(marks(rows), said(draft))
        Draft.objects.filter(pk=draft.pk).update(sealed=seal_draft(sheet, draft.code))
        rows.delete()


def seal_responses(apps):
    """Of voices whose results aren't open; what was imported came from a file and stays as it is."""
    from surveys.sheets import Sheet, seal_response

    Response, Answer = apps.get_model("surveys", "Response"), apps.get_model("surveys", "Answer")
    Panel = apps.get_model("surveys", "Panel")
    for panel in Panel.objects.filter(opened_at__isnull=True, survey__earlier_of__isnull=True):
        for response in Response.objects.filter(survey=panel.survey_id, voice=panel.voice):
            rows = Answer.objects.filter(response=response)
            sheet = Sheet(marks(rows), said(response))
            sealed = seal_response(sheet, response.pk)
            Response.objects.filter(pk=response.pk).update(sealed=sealed, **dict.fromkeys(SAID, ""))
            rows.delete()


def marks(rows):
    return {
        row.practice.code: f"{digit(row, 'current')}{digit(row, 'desired')}{int(row.picked)}"
        for row in rows.select_related("practice")
    }


def said(row):
    return {name: label for name in SAID if (label := getattr(row, name))}


def digit(row, side):
    return getattr(row, side) or DIGITS.get(getattr(row, f"{side}_reason"), 0)


class Migration(migrations.Migration):
    dependencies = [("surveys", "0008_asking_well")]
    operations = [migrations.RunPython(seal, migrations.RunPython.noop)]

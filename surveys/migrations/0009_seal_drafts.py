"""What peers and team have said so far goes into sealed sheets; mails about shares say so."""

from django.db import migrations

DIGITS = {"dont_know": 6, "no_view": 6, "not_applicable": 7, "skipped": 8}
SAID = ("department", "region", "level", "meets")


def seal_drafts(apps, schema_editor):
    from surveys.sheets import Sheet, seal_draft

    Draft, DraftAnswer = apps.get_model("surveys", "Draft"), apps.get_model("surveys", "DraftAnswer")
    Delivery = apps.get_model("surveys", "Delivery")
    for draft in Draft.objects.filter(panel__isnull=False).iterator():
        rows = DraftAnswer.objects.filter(draft=draft)
        answers = {
            row.practice.code: f"{digit(row, 'current')}{digit(row, 'desired')}{int(row.picked)}"
            for row in rows.select_related("practice")
        }
        said = {name: label for name in SAID if (label := getattr(draft, name))}
        Draft.objects.filter(pk=draft.pk).update(sealed=seal_draft(Sheet(answers, said), draft.code))
        rows.delete()
    Delivery.objects.filter(share__isnull=False).update(letter="share")


def digit(row, side):
    return getattr(row, side) or DIGITS.get(getattr(row, f"{side}_reason"), 0)


class Migration(migrations.Migration):
    dependencies = [("surveys", "0008_asking_well")]
    operations = [migrations.RunPython(seal_drafts, migrations.RunPython.noop)]

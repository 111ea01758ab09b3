from django.db import migrations, models


def note_changes(apps, schema_editor):
    """Until now a list whose parts come to another number than were asked was known by that alone."""
    Panel = apps.get_model("surveys", "Panel")
    for panel in Panel.objects.filter(way="list", frozen_at__isnull=False).only("classes", "head_count"):
        if sum(n for *_segments, n in panel.classes) != panel.head_count:
            Panel.objects.filter(pk=panel.pk).update(addresses_changed=True)


class Migration(migrations.Migration):
    dependencies = [("surveys", "0015_reviewed_parts")]

    operations = [
        migrations.AddField(
            model_name="panel",
            name="addresses_changed",
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.RunPython(note_changes, migrations.RunPython.noop),
    ]

from django.db import migrations, models


def keep_to_what_was_told(apps, schema_editor):
    """Whoever was asked before was told of averages alone."""
    apps.get_model("surveys", "Panel").objects.filter(frozen_at__isnull=False).update(tells_shares=False)


class Migration(migrations.Migration):

    dependencies = [
        ('surveys', '0005_comparing'),
    ]

    operations = [
        migrations.AddField(
            model_name='panel',
            name='tells_shares',
            field=models.BooleanField(default=True),
        ),
        migrations.RunPython(keep_to_what_was_told, migrations.RunPython.noop),
    ]

"""A mail of somebody who declined or opted out while it waited counts as sent, like everybody's."""

from django.db import migrations


def count_as_sent(apps, schema_editor):
    mails = apps.get_model("surveys", "Delivery").objects.filter(invitation__isnull=False)
    mails.filter(state="dropped").update(state="sent", tries=1)


class Migration(migrations.Migration):
    dependencies = [("surveys", "0012_quiet_letters")]
    operations = [migrations.RunPython(count_as_sent, migrations.RunPython.noop)]

# Since when an organisation waits for no sign-off any more.

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('surveys', '0013_no_mail_was_dropped'),
    ]

    operations = [
        migrations.AddField(
            model_name='organisation',
            name='sign_off_waived_on',
            field=models.DateField(editable=False, null=True),
        ),
    ]

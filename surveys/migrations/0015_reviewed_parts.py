# What each part was like when a reviewer was asked or decided; mails that say what changed and who is withdrawn.

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('surveys', '0014_sign_off_waived'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='delivery',
            name='delivery_of_one_thing',
        ),
        migrations.RemoveConstraint(
            model_name='delivery',
            name='delivery_letter_is_known',
        ),
        migrations.AddField(
            model_name='review',
            name='parts',
            field=models.JSONField(default=dict, editable=False),
        ),
        migrations.AlterField(
            model_name='delivery',
            name='letter',
            field=models.CharField(choices=[('invitation', 'Invitation'), ('again', 'Invitation, once more'), ('reminder', 'Reminder'), ('last_reminder', 'Last reminder, before the close'), ('opened', 'Results are open'), ('told', 'What was heard'), ('tell', 'To whoever asked: say what you heard'), ('share', 'A round is shown'), ('review', 'Review before anything is sent'), ('review_changed', 'Review, because something changed'), ('withdrawn', 'To a reviewer: no longer asked'), ('verdict', 'To whoever asks: what a reviewer says')], default='invitation', max_length=14),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('invitation__isnull', False), ('panel__isnull', True), ('review__isnull', True), ('share__isnull', True)), models.Q(models.Q(('invitation__isnull', True), ('panel__isnull', True), ('review__isnull', True), ('share__isnull', False)), ('letter', 'share')), models.Q(models.Q(('invitation__isnull', True), ('panel__isnull', True), ('review__isnull', False), ('share__isnull', True)), ('letter__in', ('review', 'review_changed', 'withdrawn', 'verdict'))), models.Q(models.Q(('invitation__isnull', True), ('panel__isnull', False), ('review__isnull', True), ('share__isnull', True)), ('letter', 'tell')), _connector='OR'), name='delivery_of_one_thing'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(('letter__in', ['invitation', 'again', 'reminder', 'last_reminder', 'opened', 'told', 'tell', 'share', 'review', 'review_changed', 'withdrawn', 'verdict'])), name='delivery_letter_is_known'),
        ),
    ]

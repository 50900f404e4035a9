from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('matchmaker', '0011_overrides'),
    ]

    operations = [
        migrations.AddField(
            model_name='report',
            name='revision',
            field=models.JSONField(default=dict, help_text='How it differs from a report received before, and from which'),
        ),
    ]

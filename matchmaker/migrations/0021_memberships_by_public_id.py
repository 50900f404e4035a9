"""A membership is named by a random id outside, as everything else; those that stand are given theirs."""

import uuid

from django.db import migrations, models


def give(apps, schema_editor):
    for row in apps.get_model("matchmaker", "Membership").objects.filter(public_id=None):
        row.public_id = uuid.uuid4()
        row.save(update_fields=["public_id"])


class Migration(migrations.Migration):
    dependencies = [("matchmaker", "0020_needs_counted_from_an_index")]
    operations = [
        migrations.AddField("membership", "public_id", models.UUIDField(null=True, editable=False)),
        migrations.RunPython(give, migrations.RunPython.noop),
        migrations.AlterField(
            "membership", "public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
        ),
    ]

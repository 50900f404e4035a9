from django.core.management import call_command
from django.db import migrations


def make(apps, schema_editor):
    call_command("createcachetable", "matchmaker_cache", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    dependencies = [("matchmaker", "0013_versions_keys_and_external_ids")]
    operations = [migrations.RunPython(make, migrations.RunPython.noop)]

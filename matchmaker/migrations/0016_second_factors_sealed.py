from django.db import migrations

from matchmaker.services.sealing import is_sealed, seal, unseal

NAMES = ("secret", "seed")


def change(apps, to):
    for row in apps.get_model("mfa", "Authenticator").objects.all():
        found = {name: to(row.data[name]) for name in NAMES if name in row.data}
        if found:
            row.data = row.data | found
            row.save(update_fields=["data"])


def forwards(apps, schema_editor):
    change(apps, lambda text: text if is_sealed(text) else seal(text))


def backwards(apps, schema_editor):
    change(apps, lambda text: unseal(text) if is_sealed(text) else text)


class Migration(migrations.Migration):
    dependencies = [
        ("matchmaker", "0015_people_invited_and_told"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]
    operations = [migrations.RunPython(forwards, backwards)]

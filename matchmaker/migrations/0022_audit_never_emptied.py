"""Nor does PostgreSQL empty the audit trail: TRUNCATE passes by triggers of rows. An empty one may be emptied."""

from django.db import migrations

POSTGRESQL = """
CREATE FUNCTION audit_is_never_emptied() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  IF EXISTS (SELECT FROM matchmaker_auditentry) THEN RAISE EXCEPTION 'the audit trail is append-only'; END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER audit_never_emptied BEFORE TRUNCATE ON matchmaker_auditentry
FOR EACH STATEMENT EXECUTE FUNCTION audit_is_never_emptied();
"""


def protect(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL)


def unprotect(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION audit_is_never_emptied CASCADE")


class Migration(migrations.Migration):
    dependencies = [("matchmaker", "0021_memberships_by_public_id")]
    operations = [migrations.RunPython(protect, unprotect)]

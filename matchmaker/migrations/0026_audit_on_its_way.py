"""Whoever writes into the trail of PostgreSQL says so until the end of the transaction, for the feed of changes.

Numbers of the trail are given out before they are committed, so that a lower one may show after a higher one. Before
the first is given out to a transaction it takes a lock that keeps nobody out, named after the last number that was
given out before: what it writes comes behind that. `matchmaker/feed.py` reads these locks. On SQLite one writes at a
time.
"""

from django.db import migrations

POSTGRESQL = """
CREATE FUNCTION audit_is_on_its_way() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  -- One lock a transaction: there is room for few. The setting ends with the lock, also where only a part is undone.
  IF coalesce(current_setting('matchmaker.on_its_way', true), '') = '' THEN
    PERFORM pg_advisory_xact_lock_shared((21586::bigint << 48) | (last_value - (NOT is_called)::int))
      FROM matchmaker_auditentry_id_seq;
    PERFORM set_config('matchmaker.on_its_way', 'yes', true);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER audit_on_its_way BEFORE INSERT ON matchmaker_auditentry
FOR EACH STATEMENT EXECUTE FUNCTION audit_is_on_its_way();
"""


def announce(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL)


def keep_silent(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION audit_is_on_its_way CASCADE")


class Migration(migrations.Migration):
    dependencies = [("matchmaker", "0025_needs_that_left_their_owner_counted")]
    operations = [migrations.RunPython(announce, keep_silent)]

"""Disclosures: each reading of a confidential need by a coordinator, written down for the State that asks."""

import json
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import connection

from matchmaker.core.vocabulary import Role, Visibility
from matchmaker.models import AuditEntry, Need, User, prepared
from matchmaker.models.lookups import array

READ = "read"
"""The action in the trail under which a reading stands."""
_AT_ONCE = f"""
    INSERT INTO {AuditEntry._meta.db_table} (public_id, at, by_id, action, noun, object_id, old, new, reason)
    SELECT encode(substring(sha256((%s || public_id)::bytea) FOR 16), 'hex')::uuid,
           %s, %s, '{READ}', 'need', public_id, '{{}}', %s::jsonb, ''
    FROM {Need._meta.db_table}
    WHERE public_id = ANY(%s::uuid[]) AND visibility = '{Visibility.COORDINATORS}' AND state_id <> ALL(%s::bigint[])
    ORDER BY public_id
"""  # noqa: S608 - names of tables and words of ours; what comes from outside is a parameter


def record(*, shown: Collection[str], where: str, by: User, at: datetime) -> int:
    """Write down which confidential needs, of the rows whose ids were shown to a coordinator, he or she has read."""
    if not by.is_authenticated or not by.holds(Role.COORDINATOR):
        return 0
    # One statement writes them all, so they need no transaction of their own; what stands in the trail for one moment
    # stands there in the order of the ids, not in one that rows out of the reader's sight have a part in.
    own = by.parties(Role.FOCAL_POINT)
    if connection.vendor == "postgresql":
        # Whatever a coordinator reads comes by here: found and written in one go it takes a third of the time.
        # How many entries there will be only the database knows: their ids are made of one drawn as all others are.
        drawn = str(AuditEntry._meta.get_field("public_id").get_default())
        with prepared.cursor() as cursor:
            cursor.execute(_AT_ONCE, [drawn, at, by.pk, json.dumps({"where": where}), array(shown), array(own)])
            return cursor.rowcount
    confidential = Need.objects.filter(visibility=Visibility.COORDINATORS, public_id__one_of=map(UUID, shown)).order_by(
        "public_id"
    )
    entries = [
        AuditEntry(at=at, by=by, action=READ, noun="need", object_id=public_id, new={"where": where})
        for public_id in confidential.exclude(state_id__in=own).values_list("public_id", flat=True)
    ]
    return len(AuditEntry.objects.bulk_create(entries))

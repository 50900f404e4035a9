"""Reference data from fixtures into tables: parties, groups, cycles; the same data twice changes nothing."""

from django.db import transaction

from matchmaker.core import reference
from matchmaker.core.errors import MatchmakerError
from matchmaker.core.gazetteer import Gazetteer
from matchmaker.models import Cycle, GroupMembership, Party


def check_reference() -> None:
    """Refuse reference files that do not fit their schemas, naming file, row and field."""
    # Words for reading and screening and the demo world have schemas too; the tests hold them, for they fill no table.
    found = reference.problems(patterns=[pattern for pattern in reference.SCHEMAS if "/" not in pattern])
    if found:
        raise MatchmakerError("bad_reference_data", "%(found)s Correct the file and load again.", found=found[0])


@transaction.atomic
def load_reference() -> dict[str, int]:
    """Bring parties, groups and cycles up to date and return how many rows of each there are."""
    gazetteer = Gazetteer.default()
    parties = [
        Party(
            code=state.code,
            type=Party.STATE,
            names=dict(state.names),
            region=state.region,
            subregion=state.subregion,
            un_group=state.un_group or "",
            note=state.note or "",
        )
        for state in gazetteer.states()
    ] + [
        Party(
            code=organisation.code,
            type=organisation.type,
            names=dict(organisation.names),
            region=organisation.region or "",
            subregion=organisation.subregion or "",
        )
        for organisation in gazetteer.organisations()
    ]
    columns = ["type", "names", "region", "subregion", "un_group", "note"]
    Party.objects.bulk_create(parties, update_conflicts=True, unique_fields=["code"], update_fields=columns)
    ids = dict(Party.objects.values_list("code", "pk"))
    wanted = {
        (ids[state.code], m.group, m.valid_from): m.valid_to for state in gazetteer.states() for m in state.memberships
    }
    stored = {(m.state_id, m.group, m.valid_from): m for m in GroupMembership.objects.all()}
    if {key: m.valid_to for key, m in stored.items()} != wanted:
        GroupMembership.objects.all().delete()
        GroupMembership.objects.bulk_create(
            GroupMembership(state_id=state, group=group, valid_from=start, valid_to=end)
            for (state, group, start), end in wanted.items()
        )
    cycles = reference.cycles()
    Cycle.objects.bulk_create(
        [Cycle(year=c.year, meeting=c.meeting, starts=c.starts, ends=c.ends) for c in cycles],
        update_conflicts=True,
        unique_fields=["year"],
        update_fields=["meeting", "starts", "ends"],
    )
    return {"parties": len(parties), "groups": len(wanted), "cycles": len(cycles)}

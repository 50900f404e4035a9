"""Named: what the rows of a page name, read once for all of them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from operator import attrgetter
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import Model

from matchmaker.core.vocabulary import RecordType, Role
from matchmaker.models import (
    Answer,
    Commitment,
    Duplicate,
    Engagement,
    GroupMembership,
    Need,
    Offer,
    Party,
    Proposal,
    User,
)
from matchmaker.models.proposals import LIVE
from matchmaker.models.statements import Statement

_NEED = (
    *("public_id", "theme", "kind", "item", "unit", "state", "status", "visibility", "members"),
    *("quantity", "amount", "currency", "committed"),
)
_OFFER = (
    *("public_id", "title", "provider", "status", "visibility"),
    *("unit", "currency", "capacity", "committed", "maximum_per_recipient", "maximum_recipients"),
)
"""What a row tells of its sides, and what says which steps of it are open."""
_PARTIES = Statement(lambda keys: Party.objects.filter(pk__one_of=keys).order_by())
_NEEDS = Statement(lambda keys: Need.objects.filter(pk__one_of=keys).only(*_NEED).order_by())
_OFFERS = Statement(lambda keys: Offer.objects.filter(pk__one_of=keys).only(*_OFFER).order_by())
_WHOLE_NEEDS = Statement(lambda keys: Need.objects.filter(pk__one_of=keys).order_by())
_WHOLE_OFFERS = Statement(lambda keys: Offer.objects.filter(pk__one_of=keys).order_by())
_PROPOSALS = Statement(
    lambda keys: (
        Proposal.objects.filter(pk__one_of=keys).only("public_id", "member", "need", "offer", "implementer").order_by()
    )
)
_COMMITMENTS = Statement(lambda keys: Commitment.objects.filter(pk__one_of=keys).only("public_id").order_by())
_GIVERS = Statement(lambda keys: Engagement.providers.through.objects.filter(engagement__pk__one_of=keys))
_GROUPS = Statement(lambda keys: GroupMembership.objects.filter(state__pk__one_of=keys).order_by("pk"))
_JUDGED = {
    RecordType.NEED: Statement(
        lambda keys: Need.objects.filter(public_id__one_of=keys).only("public_id", "state", "members").order_by()
    ),
    RecordType.OFFER: Statement(
        lambda keys: Offer.objects.filter(public_id__one_of=keys).only("public_id", "provider").order_by()
    ),
    RecordType.ENGAGEMENT: Statement(
        lambda keys: Engagement.objects.filter(public_id__one_of=keys).only("public_id", "state").order_by()
    ),
}
_ANSWERS = Statement(lambda keys: Answer.objects.filter(proposal__pk__one_of=keys))


def with_parties(rows: Iterable[Model], *places: str) -> None:
    """Give rows the parties at some places, as `need.state`, each read once: a page names few of them many times."""
    _give(rows, _PARTIES, *places)


def with_pairs(rows: Sequence[Model], *beside: str, whole: bool = False) -> None:
    """Give rows that pair a need with an offer both, with their parties, and the parties at other places.

    What rests on all facts of a need and an offer asks for them `whole`.
    """
    _give(rows, _WHOLE_NEEDS if whole else _NEEDS, "need")
    _give(rows, _WHOLE_OFFERS if whole else _OFFERS, "offer")
    with_parties(rows, "need.state", "offer.provider", *beside)


def with_sides(rows: Sequence[Proposal], *, whole: bool = False) -> None:
    """Give a page of proposals their needs, offers and parties, and what they replace."""
    _give(rows, _PROPOSALS, "replaces")
    with_pairs(rows, "implementer", whole=whole)


def with_proposals(rows: Sequence[Commitment]) -> None:
    """Give a page of commitments their proposals with both sides, and what they reverse."""
    _give(rows, _PROPOSALS, "proposal")
    _give(rows, _NEEDS, "need", "proposal.need")
    _give(rows, _OFFERS, "offer", "proposal.offer")
    _give(rows, _COMMITMENTS, "reverses")
    with_parties(rows, "need.state", "offer.provider", "implementer")


def _give(rows: Iterable[Model], others: Statement, *places: str) -> None:
    """Give rows what they name at some places, each read once for all of them.

    A join of a page with four tables takes PostgreSQL longer than to find the rows of each by their keys.
    """
    held = []
    for place in places:
        path, _, name = place.rpartition(".")
        owners, key = map(attrgetter(path), rows) if path else rows, attrgetter(f"{name}_id")
        held += [(owner, name, key(owner)) for owner in owners]
    found = {row.pk: row for row in others.rows({key for _, _, key in held if key is not None})}
    for owner, name, key in held:
        if key is not None:
            owner._state.fields_cache[name] = found[key]


def with_answers(proposals: Iterable[Proposal]) -> None:
    """Give proposals their answers, read once for all."""
    said: dict[int, list[Answer]] = defaultdict(list)
    for answer in _ANSWERS.rows({row.pk for row in proposals}):
        said[answer.proposal_id].append(answer)
    for row in proposals:
        row.told = said[row.pk]


def with_given(proposals: Iterable[Proposal]) -> None:
    """Give proposals of offers with a cap that wait for the last yes what each State gets of these, read once."""
    waiting = [row for row in proposals if row.status in LIVE and row.offer.capped and row.waits_for_one]
    found = Commitment.objects.given({row.offer_id for row in waiting}) if waiting else {}
    for row in waiting:
        row.given = found[row.offer_id]


def with_givers(rows: Sequence[Engagement]) -> None:
    """Give engagements their States and their providers, by code, where the framework would put them."""
    with_parties(rows, "state")
    links = _GIVERS.rows({row.pk for row in rows})
    parties = {party.pk: party for party in _PARTIES.rows({link.party_id for link in links})}
    found: dict[int, list[Party]] = defaultdict(list)
    for link in links:
        found[link.engagement_id].append(parties[link.party_id])
    for row in rows:
        row._prefetched_objects_cache = {"providers": sorted(found[row.pk], key=attrgetter("code"))}


def with_groups(states: Iterable[Party]) -> None:
    """Give States their groups, where the framework would put them."""
    found: dict[int, list[GroupMembership]] = defaultdict(list)
    for membership in _GROUPS.rows({row.pk for row in states}):
        found[membership.state_id].append(membership)
    for row in states:
        row._prefetched_objects_cache = {"group_memberships": found[row.pk]}


def with_own_state(judgements: Iterable[Duplicate], user: User | AnonymousUser) -> None:
    """Mark as `own_state` the judgements on a record of the State whose national a coordinator is."""
    own = set(user.parties(Role.COORDINATOR)) if user.is_authenticated else set()
    concerned = _records_of(own, user.codes(Role.COORDINATOR), judgements) if own else set()
    for row in judgements:
        row.own_state = not concerned.isdisjoint((row.a_id, row.b_id))


def _records_of(own: set[int], codes: set[str], judgements: Iterable[Duplicate]) -> set[UUID]:
    """Return which of the records that are judged some States ask for, give or take part in."""
    judged: dict[str, set[UUID]] = defaultdict(set)
    for row in judgements:
        judged[row.a_type].add(row.a_id)
        judged[row.b_type].add(row.b_id)
    needs, offers, engagements = (statement.rows(judged[noun]) for noun, statement in _JUDGED.items())
    given = {link.engagement_id for link in _GIVERS.rows({row.pk for row in engagements}) if link.party_id in own}
    return {
        *(row.public_id for row in needs if row.state_id in own or not codes.isdisjoint(row.members)),
        *(row.public_id for row in offers if row.provider_id in own),
        *(row.public_id for row in engagements if row.state_id in own or row.pk in given),
    }

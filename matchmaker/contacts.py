"""Contacts: whom the sides of a commitment write to, told to them when it is agreed and to nobody else."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser

from matchmaker import policies
from matchmaker.core.vocabulary import CommitmentStatus, Role, Side
from matchmaker.models import Answer, Commitment, Membership, Party, Report, User

_SPEAKS = {
    Side.PROVIDER: {Role.PROVIDER},
    Side.RECIPIENT: {Role.FOCAL_POINT},
    Side.IMPLEMENTER: {Role.FOCAL_POINT, Role.PROVIDER},
}


@dataclass(frozen=True, slots=True)
class NamedContact:
    """Whom to write to on one side; without name and address where nobody is known."""

    side: Side
    party: Party
    name: str = ""
    agency: str = ""
    email: str = ""


def exchanged(
    commitments: Iterable[Commitment], user: User | AnonymousUser
) -> dict[int, tuple[NamedContact, ...] | None]:
    """Return, by commitment, the contacts of the other sides; None for whoever is no side, and once it is cancelled.

    It is the person who said yes, while that one still speaks for the party; else who speaks for it now, the first
    first; for a State without an account the point of contact that its latest report names.
    """
    found: dict[int, tuple[NamedContact, ...] | None] = {}
    open_to: list[tuple[Commitment, set[Side]]] = []
    for row in commitments:
        found[row.pk] = None
        mine = policies.sides_of(user, row.proposal) if user.is_authenticated else set()
        if mine and row.reverses_id is None and row.status != CommitmentStatus.CANCELLED:
            open_to.append((row, mine))
    if not open_to:
        return found
    known = _Known([row for row, _ in open_to])
    for row, mine in open_to:
        found[row.pk] = tuple(known.contact(row, side) for side in known.sides(row) if side not in mine)
    return found


class _Known:
    """Who speaks for the parties of some commitments, asked once for all of them."""

    def __init__(self, rows: list[Commitment]) -> None:
        codes = {row.proposal.member for row in rows} - {""}
        self.members = {party.code: party for party in Party.objects.filter(code__in=codes)}
        recipients = {party.pk for row in rows for party in self.parties(row, Side.RECIPIENT)}
        parties = recipients | {party.pk for row in rows for side in Side for party in self.parties(row, side)}
        self.speakers: dict[int, list[Membership]] = defaultdict(list)
        held = Membership.objects.filter(party__in=parties, user__is_active=True).select_related("user")
        for membership in held.order_by("pk"):
            self.speakers[membership.party_id].append(membership)
        proposals = [row.proposal_id for row in rows]
        said = Answer.objects.filter(proposal__in=proposals, stands=True, accepts=True, document="")
        self.said: Mapping[tuple[int, str], int] = {
            (proposal, side): by for proposal, side, by in said.values_list("proposal", "side", "by")
        }
        told = Report.objects.filter(state__in=recipients, superseded_by=None).order_by("cycle", "pk")
        self.reported: Mapping[int, list[dict[str, str]]] = dict(told.values_list("state", "contacts"))

    def sides(self, row: Commitment) -> list[Side]:
        """Return the sides, without an implementer that gives or receives as well."""
        own = {row.offer.provider_id, *(party.pk for party in self.parties(row, Side.RECIPIENT))}
        return [side for side in Side if side != Side.IMPLEMENTER or row.implementer_id not in own]

    def parties(self, row: Commitment, side: Side) -> list[Party]:
        """Return who may speak for a side: of a regional need the member, then the body that asked."""
        if side == Side.PROVIDER:
            return [row.offer.provider]
        if side == Side.IMPLEMENTER:
            return [row.implementer]
        member = self.members.get(row.proposal.member)
        return [member, row.need.state] if member else [row.need.state]

    def contact(self, row: Commitment, side: Side) -> NamedContact:
        """Return whom to write to on a side."""
        parties = self.parties(row, side)
        people = [
            (party, membership.user)
            for party in parties
            for membership in self.speakers[party.pk]
            if membership.role in _SPEAKS[side]
        ]
        answered = self.said.get((row.proposal_id, side))
        for party, person in sorted(people, key=lambda each: each[1].pk != answered):
            return NamedContact(side, party, person.get_full_name() or person.username, "", person.email)
        for party in parties:
            for told in self.reported.get(party.pk, []) if side == Side.RECIPIENT else []:
                if told["role"] == "poa":
                    return NamedContact(side, party, told["name"] or "", told["agency"] or "", told["email"] or "")
        return NamedContact(side, parties[0])

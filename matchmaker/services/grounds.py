"""Grounds: what a proposal rests on, as a digest; where any of it has changed, nobody accepts it any more."""

import hashlib
import json
from decimal import Decimal

from django.db.models import Q

from matchmaker.core.errors import MatchmakerError
from matchmaker.core.vocabulary import RecordType, Relation
from matchmaker.models import Duplicate, Engagement, Need, Offer, Proposal
from matchmaker.models.proposals import open_still

from .commitments import Books

NEED_FACTS = (
    *("theme", "kind", "item", "beneficiary", "site", "quantity", "unit", "minimum", "amount", "currency", "languages"),
    *("members", "start", "end", "bundle", "required", "condition", "text"),
)
OFFER_FACTS = (
    *("text", "themes", "kinds", "items", "pays_for", "unit", "currency", "eligible_states", "eligible_regions"),
    *("eligible_groups", "excluded_states", "languages", "start", "end", "minimum_per_recipient"),
    *("maximum_per_recipient", "maximum_recipients", "opening_minimum"),
)
ENGAGEMENT_FACTS = ("public_id", "beneficiary", "quantity", "amount", "currency", "start", "end")


def digest(need: Need, offer: Offer) -> str:
    """Return the digest of the facts that a proposal rests on; what is left of both is checked when it is committed."""
    facts = [[_told(getattr(row, name)) for name in names] for row, names in ((need, NEED_FACTS), (offer, OFFER_FACTS))]
    return hashlib.sha256(json.dumps([*facts, *_help_under_way(need), *_verdicts(need)]).encode()).hexdigest()


def check(books: Books) -> None:
    """Refuse where anything that a proposal rests on has changed since it was made."""
    if not open_still(books.need, books.offer) or not stand(books.proposal):
        raise MatchmakerError(
            "changed_since", "The need or the offer has changed since this was proposed: ask for a new proposal."
        )


def stand(proposal: Proposal) -> bool:
    """Whether the facts that a proposal rests on are those of today."""
    return digest(proposal.need, proposal.offer) == proposal.rests_on


def _help_under_way(need: Need) -> list[list[str]]:
    """Return the help of others that may cover a need; what commitments give is counted in the books."""
    same = Engagement.objects.told_still().filter(
        Q(state=need.state_id) | Q(state__code__in=need.members),
        theme=need.theme,
        kind=need.kind,
        item=need.item,
        commitment=None,
    )
    return [[_told(value) for value in row] for row in same.order_by("pk").values_list(*ENGAGEMENT_FACTS)]


def _verdicts(need: Need) -> list[list[str]]:
    """Return what people have judged of a need: that it is another one's, or covered."""
    sides = Q(a_type=RecordType.NEED, a_id=need.public_id) | Q(b_type=RecordType.NEED, b_id=need.public_id)
    judged = Duplicate.objects.standing().filter(sides, judged_by__isnull=False)
    said = judged.filter(relation__in=[Relation.RESTATED, Relation.OVERLAPPING]).order_by("a_id", "b_id")
    return [[_told(value) for value in row] for row in said.values_list("a_id", "b_id", "relation")]


def _told(value: object) -> object:
    """Return a fact in one spelling, whether it comes from the database or was just written."""
    if isinstance(value, list):
        return [str(each) for each in value]
    if isinstance(value, Decimal | int):
        return f"{Decimal(value).normalize():f}"
    return str(value)

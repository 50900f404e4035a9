"""What a proposal rests on: change any fact that matters, one at a time, and it is accepted no more."""

from datetime import date
from decimal import Decimal

import pytest

from matchmaker.core.errors import MatchmakerError
from matchmaker.core.vocabulary import Relation, Side
from matchmaker.models import Commitment, Engagement, Need, Offer
from matchmaker.services import proposals
from matchmaker.services.grounds import digest
from tests import personas
from tests.factories import NOW, EngagementFactory, NeedFactory, OfferFactory, ProposalFactory, judged

pytestmark = pytest.mark.django_db

# Columns that may change under a proposal, each with why it does not matter; every other one must be in the digest.
OUTSIDE = {
    Need: {
        "id, public_id, version, state, report, cycle, requested, submitted_at": "who and since when: nobody changes it",
        "status": "checked by itself",
        "committed": "what is left is counted when it is committed",
        "tier, priority": "in which order it is served, not what",
        "visibility": "who sees it, not what it is",
        "vague, read_as, confirmed_at, split_from, rejected_before, merged_into, confidence, readiness": "how it came to be",
        "external_id": "what another system calls it",
    },
    Offer: {
        "id, public_id, version, provider, published_at": "who and since when: nobody changes it",
        "status": "checked by itself",
        "capacity, committed": "what is left is counted when it is committed",
        "title, language, ceiling_notes": "name and notes",
        "visibility": "who sees it, not what it is",
        "renewal, browse_only": "how long and how it is looked for",
        "external_id": "what another system calls it",
    },
}
OTHER = {
    "theme": "tracing",
    "kind": "training",
    "unit": "place",
    "currency": "EUR",
    "start": date(2026, 9, 1),
    "end": date(2027, 1, 1),
    "required": False,
}
LISTS = {"languages": ["fr"], "members": ["KEN"]}


def mattering(model):
    outside = {name for names in OUTSIDE[model] for name in names.split(", ")}
    columns = {field.name for field in model._meta.concrete_fields}
    assert outside <= columns, outside - columns
    return sorted(columns - outside)


@pytest.mark.parametrize("model", [Need, Offer])
def test_every_fact_that_matters_is_in_the_digest(model):
    need, offer = NeedFactory(), OfferFactory()
    row = need if model is Need else offer
    before, unseen = digest(need, offer), []
    for name in mattering(model):
        old = getattr(row, name)
        field = model._meta.get_field(name)
        if name in OTHER:
            new = OTHER[name]
        elif field.get_internal_type() == "JSONField":
            new = LISTS.get(name, ["training"])
        elif field.get_internal_type() in {"DecimalField", "PositiveIntegerField"}:
            new = Decimal(7)
        else:
            new = "other words"
        setattr(row, name, new)
        if digest(need, offer) == before:
            unseen.append(name)
        setattr(row, name, old)
    assert unseen == []
    assert digest(need, offer) == before


SAME = {"theme": "marking", "kind": "equipment", "item": "marking_machine"}
AROUND = {
    "help that may cover it": lambda row: EngagementFactory(state=row.need.state, **SAME),
    "such help is said to be more": lambda row: Engagement.objects.filter(state=row.need.state).update(quantity=2),
    "such help is told no more": lambda row: Engagement.objects.filter(state=row.need.state).delete(),
    "a verdict that it is another one's": lambda row: judged(
        row.need, NeedFactory(state=row.need.state), Relation.RESTATED, by=personas.coordinator()
    ),
    "a verdict that it is covered": lambda row: judged(
        row.need, EngagementFactory(theme="tracing"), Relation.OVERLAPPING, by=personas.coordinator()
    ),
}
ELSEWHERE = {
    "help in another theme": lambda row: EngagementFactory(state=row.need.state, **{**SAME, "theme": "tracing"}),
    "help to another State": lambda row: EngagementFactory(**SAME),
    "a verdict that it has nothing to do with it": lambda row: judged(
        row.need, NeedFactory(), Relation.UNRELATED, by=personas.coordinator()
    ),
}


@pytest.mark.parametrize("what", {**AROUND, **ELSEWHERE})
def test_what_is_around_it_counts_too(what):
    need = NeedFactory()
    EngagementFactory(state=need.state, quantity=1, **SAME)
    row = ProposalFactory(need=need)
    people = {Side.RECIPIENT: personas.owner(need.state), Side.PROVIDER: personas.provider(row.offer.provider)}
    (AROUND | ELSEWHERE)[what](row)
    for side, by in people.items():
        if what in ELSEWHERE:
            proposals.accept(proposal=row, side=side, by=by, at=NOW)
            continue
        with pytest.raises(MatchmakerError) as refused:
            proposals.accept(proposal=row, side=side, by=by, at=NOW)
        assert refused.value.code == "changed_since"
    assert Commitment.objects.exists() == (what in ELSEWHERE)


def test_what_the_same_need_gets_from_another_is_no_change():
    need = NeedFactory(quantity=3)
    rows = [ProposalFactory(need=need, offer__capacity=3) for _ in range(2)]
    for row in rows:
        proposals.accept(proposal=row, side=Side.RECIPIENT, by=personas.owner(need.state), at=NOW)
        proposals.accept(proposal=row, side=Side.PROVIDER, by=personas.provider(row.offer.provider), at=NOW)
    assert Commitment.objects.count() == 2

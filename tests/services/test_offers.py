"""The life of an offer: each cell of action x status x role, against a copy written by hand."""

from datetime import date

import pytest

from matchmaker.core.errors import MatchmakerError
from matchmaker.core.vocabulary import OfferStatus
from matchmaker.models import AuditEntry, Offer
from matchmaker.services import offers
from tests import personas
from tests.factories import NOW, OfferFactory

pytestmark = pytest.mark.django_db

# action: {from: to}, written from the statuses of the workflow and not from the table of transitions.
BY_HAND = {
    "publish": {"draft": "published"},
    "withdraw": {"draft": "withdrawn", "published": "withdrawn"},
    "close": {"published": "closed", "exhausted": "closed"},
    "amend": {"draft": "draft", "published": "published", "exhausted": "exhausted"},
    "renew": {"published": "published", "expired": "published"},
}
ACTS = {
    "amend": lambda **who: offers.amend(title="Better machines", **who),
    "renew": lambda **who: offers.renew(until=date(2027, 5, 1), **who),
}
PEOPLE = {
    "owner": lambda offer: personas.provider(offer.provider),
    "focal point of the same party": lambda offer: personas.owner(offer.provider),
    "another provider": lambda _: personas.provider(),
    "State": lambda _: personas.other_state(),
    "coordinator": lambda _: personas.coordinator(),
    "coordinator of the own State": lambda offer: personas.coordinator(offer.provider),
    "auditor": lambda _: personas.auditor(),
}


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("action", BY_HAND)
def test_every_cell_of_the_table(action, who):
    for status in OfferStatus:
        offer = OfferFactory(status=status, capacity=3, committed=3 if status == OfferStatus.EXHAUSTED else 0)
        by = PEOPLE[who](offer)

        def act(offer=offer, by=by):
            if action in ACTS:
                return ACTS[action](offer=offer, by=by, at=NOW)
            return offers.advance(offer=offer, action=action, by=by, at=NOW, reason="for a reason")

        if status in BY_HAND[action] and who == "owner":
            assert act().status == BY_HAND[action][status]
            assert AuditEntry.objects.filter(object_id=offer.public_id, action=action, by=by).count() == 1
        else:
            with pytest.raises(MatchmakerError) as refused:
                act()
            assert refused.value.code in {"not_allowed", "wrong_status"}, status
            assert Offer.objects.get(pk=offer.pk).status == status
            assert not AuditEntry.objects.filter(object_id=offer.public_id).exists()


@pytest.mark.parametrize("action", ["exhaust", "reopen", "expire"])
def test_what_follows_from_other_things_nobody_does_by_itself(action):
    offer = OfferFactory()
    with pytest.raises(MatchmakerError) as refused:
        offers.advance(offer=offer, action=action, by=personas.provider(offer.provider), at=NOW)
    assert refused.value.code == "unknown_action"

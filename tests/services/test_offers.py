"""The life of an offer: what nobody does by itself."""

from datetime import date

import pytest

from matchmaker.core.errors import MatchmakerError
from matchmaker.services import offers
from tests import personas
from tests.factories import NOW, OfferFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("action", ["exhaust", "reopen", "expire"])
def test_what_follows_from_other_things_nobody_does_by_itself(action):
    offer = OfferFactory()
    with pytest.raises(MatchmakerError) as refused:
        offers.advance(offer=offer, action=action, by=personas.provider(offer.provider), at=NOW)
    assert refused.value.code == "unknown_action"


def test_an_offer_that_is_over_is_not_published():
    offer = OfferFactory(status="draft", start=date(2020, 1, 1), end=date(2020, 12, 31))
    with pytest.raises(MatchmakerError, match="ended on"):
        offers.advance(offer=offer, action="publish", by=personas.provider(offer.provider), at=NOW)


def test_no_day_is_beyond_what_a_plan_can_count():
    provider = OfferFactory().provider
    facts = {"title": "T", "text": "T", "themes": ["marking"], "kinds": ["equipment"], "capacity": 3}
    days = {"start": date(2026, 1, 1), "end": date.max}
    with pytest.raises(MatchmakerError) as refused:
        offers.create(provider=provider, by=personas.provider(provider), at=NOW, **facts, **days)
    assert refused.value.code == "bad_dates"

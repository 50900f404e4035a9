"""The life of an offer: what nobody does by itself."""

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

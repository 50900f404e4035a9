"""What the database itself refuses."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from matchmaker.core.vocabulary import Unit
from tests.factories import AllocationFactory, NeedFactory, OfferFactory, ReportFactory, RunFactory

pytestmark = pytest.mark.django_db
WRONG = [
    (NeedFactory, {"theme": "tanks"}),
    (NeedFactory, {"kind": "gift"}),
    (NeedFactory, {"status": "lost"}),
    (NeedFactory, {"visibility": "secret"}),
    (NeedFactory, {"tier": 4}),
    (NeedFactory, {"quantity": 0}),
    (NeedFactory, {"amount": 5, "currency": ""}),
    (NeedFactory, {"start": date(2027, 1, 1), "end": date(2027, 1, 1)}),
    (NeedFactory, {"status": "merged"}),
    (OfferFactory, {"capacity": 0}),
    (OfferFactory, {"start": date(2028, 1, 1), "end": date(2027, 1, 1)}),
    (OfferFactory, {"unit": Unit.MONEY, "currency": ""}),
    (OfferFactory, {"unit": Unit.ITEM, "currency": "USD"}),
    (ReportFactory, {"cycle": 1999}),
    (RunFactory, {"status": "queued"}),
    (RunFactory, {"input_digest": ""}),
    (AllocationFactory, {"quantity": 0}),
]


@pytest.mark.parametrize(("make", "fields"), WRONG, ids=lambda v: str(v)[:40])
def test_a_wrong_row_is_refused(make, fields):
    make()
    with pytest.raises(IntegrityError), transaction.atomic():
        make(**fields)

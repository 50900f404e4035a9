"""The exact books: what rounding cost too much is cut where it costs least."""

from decimal import Decimal

from matchmaker.core.assignment.eligibility import pair
from matchmaker.core.assignment.ledger import Ledger, booked
from matchmaker.core.entities.money import Money
from matchmaker.core.vocabulary import Kind
from tests.core.assignment.generators import a_fund, a_need, a_problem


def _usd(amount: int) -> Money:
    return Money(Decimal(amount), "USD")


def test_a_cent_too_much_is_cut_and_not_a_whole_unit_of_something_else():
    grant = a_need("n1", 500, kind=Kind.FUNDING, unit_cost=_usd(1))
    machines = a_need("n2", 10, unit_cost=_usd(60))
    pairing = pair(a_problem([grant, machines], [a_fund("o1", 1000)]))
    ledger = Ledger(pairing, ())
    assert not booked(ledger, {0: 40_001, 1: 10})
    assert ledger.quantities == {0: 40_000, 1: 10}


def test_a_cent_too_much_is_not_cut_from_a_need_that_its_state_put_first():
    """The rows stand so that the need put first would be entered last."""
    needs = [
        a_need(name, 500, kind=Kind.FUNDING, unit_cost=_usd(1), tier=tier) for name, tier in (("n1", 3), ("n2", 1))
    ]
    ledger = Ledger(pair(a_problem(needs, [a_fund("o1", 900)])), ())
    assert not booked(ledger, {0: 40_001, 1: 50_000})
    assert ledger.quantities == {0: 40_000, 1: 50_000}

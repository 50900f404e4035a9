"""The services against a reference model of the books: any order of decisions, the same answers and the same sums."""

from dataclasses import dataclass, field
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from matchmaker.core.errors import MatchmakerError
from matchmaker.core.vocabulary import DeclineCode, Side
from matchmaker.models import Commitment, Need, Offer, Proposal
from matchmaker.services import commitments, needs, offers, proposals, verification
from tests import personas
from tests.factories import NOW, NeedFactory, OfferFactory, ProposalFactory

pytestmark = pytest.mark.django_db
SIDES = st.sampled_from([Side.PROVIDER, Side.RECIPIENT])
PLACES = st.integers(0, 1)


@dataclass
class Ask:
    wanted: int
    got: int = 0
    gone: bool = False

    @property
    def status(self):
        if self.gone:
            return "withdrawn"
        return "met" if self.got >= self.wanted else "partly_met" if self.got else "circulated"


@dataclass
class Gift:
    capacity: int
    each: int | None
    used: dict = field(default_factory=dict)
    gone: bool = False

    @property
    def given(self):
        return sum(self.used.values())

    @property
    def status(self):
        return "withdrawn" if self.gone else "exhausted" if self.given >= self.capacity else "published"


@dataclass
class Paper:
    need: int
    offer: int
    size: int
    wanted: int
    status: str = "endorsed"
    yes: set = field(default_factory=set)
    back: bool = False


class Model:
    """The books in a hundred lines: what may be, and what then is."""

    def __init__(self, asks, gifts):
        self.asks, self.gifts, self.papers = asks, gifts, []

    def room(self, paper):
        ask, gift = self.asks[paper.need], self.gifts[paper.offer]
        per = gift.each is None or gift.used.get(paper.need, 0) + paper.size <= gift.each
        return per and gift.given + paper.size <= gift.capacity and ask.got + paper.size <= ask.wanted

    def accept(self, paper, side):
        ask, gift = self.asks[paper.need], self.gifts[paper.offer]
        open_now = ask.status in {"circulated", "partly_met"} and gift.status == "published"
        if paper.status != "endorsed" or side in paper.yes or not open_now or paper.wanted != ask.wanted:
            return False
        if paper.yes and not self.room(paper):
            return False
        paper.yes.add(side)
        if len(paper.yes) == 2:
            paper.status = "committed"
            ask.got += paper.size
            gift.used[paper.need] = gift.used.get(paper.need, 0) + paper.size
        return True

    def take_back(self, paper):
        if paper.status != "committed" or paper.back:
            return False
        paper.back = True
        self.asks[paper.need].got -= paper.size
        self.gifts[paper.offer].used[paper.need] -= paper.size
        return True

    def withdraw(self, row, mine):
        ends = {"circulated", "partly_met"} if isinstance(row, Ask) else {"published"}
        if row.status not in ends:
            return False
        row.gone = True
        for paper in self.papers:
            if mine(paper) and paper.status == "endorsed":
                paper.status = "withdrawn"
        return True


class Books(RuleBasedStateMachine):
    """Decisions in any order."""

    @initialize(
        wanted=st.tuples(*[st.integers(1, 4)] * 2),
        capacity=st.tuples(*[st.integers(1, 4)] * 2),
        sizes=st.tuples(*[st.integers(1, 3)] * 4),
    )
    def open(self, wanted, capacity, sizes):
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        each = (None, 2)
        self.model = Model([Ask(w) for w in wanted], [Gift(c, e) for c, e in zip(capacity, each, strict=True)])
        self.needs = [NeedFactory(quantity=w) for w in wanted]
        self.offers = [OfferFactory(capacity=c, maximum_per_recipient=e) for c, e in zip(capacity, each, strict=True)]
        self.takers = [personas.owner(need.state) for need in self.needs]
        self.givers = [personas.provider(offer.provider) for offer in self.offers]
        self.rows = []
        for place, size in enumerate(sizes):
            self.propose(*divmod(place, 2), size)

    def teardown(self):
        if hasattr(self, "atomic"):
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)

    def same(self, expected, act):
        """An act succeeds exactly where the model says that it may."""
        try:
            with transaction.atomic():
                act()
        except MatchmakerError:
            assert not expected
        else:
            assert expected

    @rule(need=PLACES, offer=PLACES, size=st.integers(1, 3))
    def propose_again(self, need, offer, size):
        self.propose(need, offer, size)

    def propose(self, need, offer, size):
        taken = any(p.need == need and p.offer == offer and p.status == "endorsed" for p in self.model.papers)
        ask, gift = self.model.asks[need], self.model.gifts[offer]
        if taken or ask.gone or gift.gone:
            return
        self.needs[need].refresh_from_db()
        self.offers[offer].refresh_from_db()
        self.rows.append(ProposalFactory(need=self.needs[need], offer=self.offers[offer], quantity=size))
        self.model.papers.append(Paper(need, offer, size, ask.wanted))

    @rule(number=st.integers(0, 20), side=SIDES)
    def answer_any(self, number, side):
        if self.rows:
            self.accept(number % len(self.rows), side)

    @rule(number=st.integers(0, 20))
    def answer_the_rest_of_one_that_lives(self, number):
        live = [n for n, paper in enumerate(self.model.papers) if paper.status == "endorsed"]
        if live:
            number = live[number % len(live)]
            for side in sorted({Side.PROVIDER, Side.RECIPIENT} - self.model.papers[number].yes):
                self.accept(number, side)

    def accept(self, number, side):
        paper, row = self.model.papers[number], self.rows[number]
        by = self.givers[paper.offer] if side == Side.PROVIDER else self.takers[paper.need]
        self.same(self.model.accept(paper, side), lambda: proposals.accept(proposal=row, side=side, by=by, at=NOW))

    @rule(number=st.integers(0, 20))
    def decline(self, number):
        if not self.rows:
            return
        number %= len(self.rows)
        paper, row = self.model.papers[number], self.rows[number]
        live = paper.status == "endorsed"
        paper.status = "declined" if live else paper.status
        code, by = DeclineCode.OTHER, self.takers[paper.need]
        self.same(
            live,
            lambda: proposals.decline(proposal=row, side=Side.RECIPIENT, code=code, text="", by=by, at=NOW),
        )

    @rule(number=st.integers(0, 20))
    def take_back(self, number):
        done = [n for n, paper in enumerate(self.model.papers) if paper.status == "committed"]
        if not done:
            return
        number = done[number % len(done)]
        paper = self.model.papers[number]
        row = Commitment.objects.get(proposal=self.rows[number], reverses=None)
        by = self.takers[paper.need]
        self.same(
            self.model.take_back(paper),
            lambda: commitments.cancel(commitment=row, reason="a flood", by=by, at=NOW),
        )

    @rule(need=PLACES)
    def withdraw_need(self, need):
        row, by = self.needs[need], self.takers[need]
        self.same(
            self.model.withdraw(self.model.asks[need], lambda paper: paper.need == need),
            lambda: needs.advance(need=row, action="withdraw", by=by, at=NOW, reason="home"),
        )

    @rule(offer=PLACES)
    def withdraw_offer(self, offer):
        row, by = self.offers[offer], self.givers[offer]
        self.same(
            self.model.withdraw(self.model.gifts[offer], lambda paper: paper.offer == offer),
            lambda: offers.advance(offer=row, action="withdraw", by=by, at=NOW, reason="no budget"),
        )

    @rule(offer=PLACES, capacity=st.integers(1, 5))
    def amend(self, offer, capacity):
        gift, row, by = self.model.gifts[offer], self.offers[offer], self.givers[offer]
        may = not gift.gone and capacity >= gift.given
        gift.capacity = capacity if may else gift.capacity
        self.same(may, lambda: offers.amend(offer=row, by=by, at=NOW, capacity=Decimal(capacity)))

    @rule(need=PLACES, wanted=st.integers(1, 4))
    def correct(self, need, wanted):
        ask, row, by = self.model.asks[need], self.needs[need], self.takers[need]
        may = ask.status in {"circulated", "partly_met"} and wanted >= ask.got
        ask.wanted = wanted if may else ask.wanted
        self.same(may, lambda: needs.correct(need=row, by=by, at=NOW, quantity=Decimal(wanted)))

    @invariant()
    def the_same_books(self):
        if not hasattr(self, "model"):
            return
        got = [(n.committed, n.status) for n in Need.objects.filter(pk__in=[n.pk for n in self.needs]).order_by("pk")]
        assert got == [(ask.got, ask.status) for ask in self.model.asks]
        given = [(o.committed, o.status) for o in Offer.objects.order_by("pk")]
        assert given == [(gift.given, gift.status) for gift in self.model.gifts]
        stand = list(Proposal.objects.order_by("pk").values_list("status", flat=True))
        assert stand == [paper.status for paper in self.model.papers]
        assert verification.breaches() == []


QUICK = {"deadline": None, "suppress_health_check": list(HealthCheck), "stateful_step_count": 15}


def test_any_order_of_decisions():
    run_state_machine_as_test(Books, settings=settings(max_examples=25, **QUICK))


@pytest.mark.proof
def test_many_orders_of_decisions():
    run_state_machine_as_test(Books, settings=settings(max_examples=300, **{**QUICK, "stateful_step_count": 50}))

"""Proposals: interest shown, endorsed, answered by each side."""

from datetime import datetime

from django.db.models import QuerySet

from api.acting import acts, posts
from api.documentation import documented
from api.filters import ProposalFilters
from api.serializers.proposals import (
    CounterShape,
    DeclineShape,
    EndorseShape,
    ImplementerShape,
    InterestShape,
    PaperDeclineShape,
    PaperShape,
    ProposalSerializer,
    SideShape,
)
from api.serializers.shapes import ReasonShape
from api.views.readonly import Reader, Rows
from matchmaker import named
from matchmaker.core.vocabulary import Role
from matchmaker.models import Proposal, User
from matchmaker.models.proposals import LIVE
from matchmaker.services import grounds, proposals

_SIDES = ("need__state", "offer__provider", "implementer", "replaces")


@documented("proposals", ProposalSerializer)
class ProposalViewSet(Rows):
    """The proposals in which the reader has a side, or all for coordinators; the latest first."""

    queryset = (
        Proposal.objects.select_related(*_SIDES).prefetch_related("answers").order_by("-proposed_at", "public_id")
    )
    serializer_class = row_serializer = ProposalSerializer
    filterset_class = ProposalFilters

    def rows_for(self, user: Reader) -> QuerySet[Proposal]:
        """Keep the own ones, or all for coordinators."""
        proposals = super().rows_for(user)
        if user.is_authenticated and user.holds(Role.COORDINATOR):
            proposals = proposals.marking_asker()
        return proposals.select_related(None).prefetch_related(None) if self.reads else proposals

    def complete(self, rows: list[Proposal]) -> None:
        """Read what they name, and their answers; of a single one also whether it stands on its grounds."""
        alone = self.action == "retrieve"
        named.with_sides(rows, whole=alone)
        named.with_answers(rows)
        if self.request.user.is_authenticated:
            named.with_given(rows)
        for row in rows if alone else ():
            _marked(row)

    def shown(self, row: Proposal) -> Proposal | None:
        """Return the proposal as its reader may see it now."""
        proposal = super().shown(row)
        return proposal and _marked(proposal)

    @posts(InterestShape, to="proposal")
    def create(self, *, facts: dict, by: User, at: datetime) -> Proposal:
        """Show interest in a pair, as its State or its provider."""
        return proposals.show_interest(by=by, at=at, **facts)

    @acts(EndorseShape)
    def endorse(self, proposal: Proposal, *, facts: dict, by: User, at: datetime) -> Proposal:
        """Stand behind a proposal; what the published plan does not hold takes a reason and a second coordinator."""
        return proposals.endorse(proposal=proposal, by=by, at=at, **facts)

    @acts(ImplementerShape)
    def name_implementer(self, proposal: Proposal, *, facts: dict, by: User, at: datetime) -> Proposal:
        """Say who is to carry it out."""
        return proposals.name_implementer(proposal=proposal, by=by, at=at, **facts)

    @acts(SideShape)
    def accept(self, proposal: Proposal, *, facts: dict, by: User, at: datetime) -> Proposal:
        """Say yes for a side; with the last yes it is committed."""
        return proposals.accept(proposal=proposal, by=by, at=at, **facts)

    @acts(PaperShape)
    def accept_on_paper(self, proposal: Proposal, *, facts: dict, by: User, at: datetime) -> Proposal:
        """Record a yes that came on paper."""
        return proposals.accept_on_paper(proposal=proposal, by=by, at=at, **facts)

    @acts(DeclineShape)
    def decline(self, proposal: Proposal, *, facts: dict, by: User, at: datetime) -> Proposal:
        """Say no for a side."""
        return proposals.decline(proposal=proposal, by=by, at=at, **facts)

    @acts(PaperDeclineShape)
    def decline_on_paper(self, proposal: Proposal, *, facts: dict, by: User, at: datetime) -> Proposal:
        """Record a no that came on paper."""
        return proposals.decline_on_paper(proposal=proposal, by=by, at=at, **facts)

    @acts(CounterShape)
    def counter(self, proposal: Proposal, *, facts: dict, by: User, at: datetime) -> Proposal:
        """Decline as the provider and propose another quantity; answers the new proposal."""
        return proposals.counter(proposal=proposal, by=by, at=at, **facts)

    @acts(ReasonShape)
    def withdraw(self, proposal: Proposal, *, facts: dict, by: User, at: datetime) -> Proposal:
        """Take a proposal back as a coordinator."""
        return proposals.withdraw(proposal=proposal, by=by, at=at, **facts)


def _marked(proposal: Proposal) -> Proposal:
    if proposal.status in LIVE:
        proposal.stands_on_its_grounds = grounds.stand(proposal)
    return proposal

"""The world in which every cell of role x ownership x action x status is tried: `services/test_cells.py`."""

from matchmaker.core.vocabulary import NeedStatus, OfferStatus, Relation, Role
from matchmaker.models import Delivery
from tests import factories as make
from tests import personas
from tests.factories import NOW


class World:
    """The parties to a match, a person of each, and people who have no part in it."""

    def __init__(self):
        self.state, self.member, self.giver, self.carrier = (make.PartyFactory() for _ in range(4))
        self.asked_first = personas.coordinator()
        self.people = {
            "asker": personas.owner(self.state),
            "askers_provider": personas.provider(self.state),
            "member": personas.owner(self.member),
            "giver": personas.provider(self.giver),
            "givers_focal_point": personas.owner(self.giver),
            "carrier": personas.provider(self.carrier),
            "other_state": personas.other_state(),
            "other_giver": personas.provider(),
            "chair": personas.coordinator(),
            "askers_chair": personas.coordinator(self.state),
            "members_chair": personas.coordinator(self.member),
            "givers_chair": personas.coordinator(self.giver),
            "carriers_chair": personas.coordinator(self.carrier),
            "auditor": personas.auditor(),
            "administrator": personas.person(Role.ADMINISTRATOR, None),
            "nobody": make.UserFactory(),
        }

    def row(self, noun, status):
        return getattr(self, noun)(status)

    def need(self, status, **more):
        facts = {"state": self.state, "members": [self.member.code], "quantity": 4, **more}
        if status == NeedStatus.MERGED:
            facts["merged_into"] = make.NeedFactory(state=self.state)
        if status == NeedStatus.PARTLY_MET:
            facts["committed"] = 1
        row = make.NeedFactory(status=status, **facts)
        make.PassageFactory(need=row, order=0)
        if "report" not in more:
            # Joining takes another draft of the report.
            make.NeedFactory(status=NeedStatus.DRAFT, state=self.state, report=row.report)
        return row

    def offer(self, status):
        full = 3 if status == OfferStatus.EXHAUSTED else 0
        return make.OfferFactory(provider=self.giver, status=status, capacity=3, committed=full)

    def run(self, status):
        finished = status in ("finished", "published")
        return make.RunFactory(
            status="finished" if finished else status,
            published_at=NOW if status == "published" else None,
            plan_status="optimal" if finished else "",
        )

    def proposal(self, status):
        need, offer = self.need("circulated"), self.offer("published")
        return make.ProposalFactory(
            need=need, member=self.member.code, offer=offer, implementer=self.carrier, quantity=2, status=status
        )

    def override(self, status):
        need, offer = self.need("circulated"), self.offer("published")
        wish = {"need": str(need.public_id), "offer": str(offer.public_id), "reason": "x", "quantity": None}
        scenario = make.ScenarioFactory(pins=[wish])
        return make.OverrideFactory(status=status, need=need, offer=offer, scenario=scenario, asked_by=self.asked_first)

    def commitment(self, status):
        row = make.CommitmentFactory(proposal=self.proposal("committed"), status=status, delivered_at=NOW)
        type(row).objects.filter(pk=row.pk).update(confirmed_at=NOW.replace(year=NOW.year - 1))
        for each in (row.need, row.offer):
            type(each).objects.filter(pk=each.pk).update(committed=row.used)
        make.EngagementFactory(commitment=row, state=self.state)
        if status in ("delivered", "confirmed", "followed_up"):
            Delivery.objects.create(commitment=row, quantity=1, recorded_by=self.people["giver"], recorded_at=NOW)
        row.refresh_from_db()
        return row

    def report(self, status):
        return make.ReportFactory(state=self.state, confirmed=status == "confirmed")

    def scenario(self, _):
        override = self.override("asked")
        override.scenario.pair = {"need": override.need, "offer": override.offer}
        return override.scenario

    def engagement(self, _):
        row = make.EngagementFactory(state=self.state, report=None, visibility="coordinators")
        row.providers.add(self.giver)
        return row

    def duplicate(self, _):
        pair = self.need("circulated"), self.need("circulated", cycle=2024)
        row = make.judged(*pair, relation=Relation.UNSURE)
        row.pair_of = pair
        return row

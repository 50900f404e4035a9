"""One journey through the whole life by pages and API alone: three States, two donors, a fund, two coordinators."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from matchmaker.core.gazetteer import FIXTURES
from matchmaker.models import AuditEntry, Commitment, Need, Offer, Override, Party, Proposal, Report, Run, Scenario
from matchmaker.services import jobs, verification
from matchmaker.services.reference import load_reference
from matchmaker.web.planning import settings_of
from tests import personas
from tests.api.test_fundamentals import Caller
from tests.api.test_steps import take
from tests.conftest import signed_in
from tests.pages import post, refused

pytestmark = pytest.mark.django_db
BEGIN = datetime(2026, 4, 1, 9, tzinfo=UTC)
STATES, GIVERS = ("KHM", "SLE", "RWA"), ("DEU", "UNODA", "UNSCAR")
NEED = {
    "cycle": "2026",
    "words": "Marking machines.",
    "theme": "marking",
    "kind": "equipment",
    "item": "marking_machine",
}
NEED |= {"quantity": "2", "amount": "20000", "currency": "USD", "languages": ["en"]}
OFFER = {"text": "For whoever needs them.", "kinds": ["equipment"], "themes": ["marking", "destruction"]}
OFFER |= {"capacity": "2", "start": "2026-06-01", "end": "2028-06-01", "visibility": "public"}


class Cast:
    """Who takes part: a browser and, where it is called, a token each; the books are balanced after every step."""

    def __init__(self, monkeypatch):
        self.patch, self.now = monkeypatch, BEGIN
        party = {code: Party.objects.get(code=code) for code in (*STATES, *GIVERS, "CHE")}
        self.people = {code: personas.owner(party[code]) for code in STATES}
        self.people |= {code: personas.provider(party[code]) for code in GIVERS}
        self.people |= {"chair": personas.coordinator(party["CHE"]), "second": personas.coordinator(party["RWA"])}
        for name, user in self.people.items():
            user.first_name, user.email = f"Speaker of {name}", f"{name.lower()}@mail.example"
            user.save(update_fields=["first_name", "email"])
        self.later(days=0)

    def later(self, **span):
        """Let time pass, after which everybody signs in again."""
        self.now += timedelta(**span)
        self.patch.setattr(timezone, "now", lambda: self.now)
        self.patch.setattr("time.time", self.now.timestamp)
        self.browsers = {name: Client(HTTP_HOST="localhost") for name in self.people}
        for name, browser in self.browsers.items():
            browser.force_login(self.people[name])

    def does(self, who, step, row=None, /, **said):
        """Send a form that is taken, and return what the page says."""
        told = post(self.browsers[who], step, *self.ids(row), **said)
        assert verification.breaches() == []
        return told

    def may_not(self, who, step, row=None, /, **said):
        """Send a form that is refused, and return why."""
        return refused(self.browsers[who], step, *self.ids(row), **said)

    def sees(self, who, page, row=None, /, **query):
        """Return a page as text without marks."""
        browser = self.browsers.get(who) or Client(HTTP_HOST="localhost")
        answer = browser.get(reverse(page, args=self.ids(row)), query)
        assert answer.status_code == 200, (who, page, answer.status_code)
        return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())

    def ids(self, row):
        return [] if row is None else [row.public_id]

    def calls(self, who):
        return Caller(self.people[who])

    def runs(self, scenario):
        """Run a scenario from its page, and let a worker solve it."""
        self.does("chair", "scenario-run", scenario, **{"run-time_limit": 20, "run-seed": 0})
        jobs.work_off()
        run = Run.objects.latest("pk")
        assert run.status == "finished", run.failure
        return run


@pytest.fixture
def cast(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT, settings.JOBS = tmp_path, "worker"
    load_reference()
    return Cast(monkeypatch)


def fresh(row):
    row.refresh_from_db()
    return row


def lines(run):
    return {(row.need.state.code, row.offer.provider.code): row.quantity for row in run.allocations.all()}


def needs_stated(cast):
    """Cambodia hands in its report; the two others write their needs by hand."""
    file = SimpleUploadedFile("khm-2026.txt", (FIXTURES / "reports" / "khm-2026.txt").read_bytes())
    sent = cast.browsers["KHM"].post(reverse("my-report-upload"), {"file": file})
    jobs.work_off()
    assert "look over what was found" in cast.browsers["KHM"].get(sent.url, follow=True).content.decode()
    for need in Report.objects.get().needs.exclude(item="cutter"):
        cast.does("KHM", "my-need-reject", need, reason="met at home")
    cutters = Need.objects.get(item="cutter", status="draft")
    cast.does("KHM", "my-need-confirm", cutters)
    for code in ("SLE", "RWA"):
        cast.does(code, "my-need-new", state=code, **NEED)
    lion, hill = (Need.objects.get(state__code=code) for code in ("SLE", "RWA"))
    for need in (cutters, lion, hill):
        cast.does(need.state.code, "my-need-submit", need)
    return cutters, lion, hill


def needs_circulated(cast, cutters, lion, hill):
    """One is returned and mended, one is objected to; its own State's coordinator decides on none of it."""
    assert "How many?" not in cast.sees("SLE", "my-standing", lion)
    cast.does("chair", "received-need-return", lion, **{"return-reason": "How many?"})
    assert "How many?" in cast.sees("SLE", "my-standing", lion)
    cast.does("SLE", "my-need-change", lion, state="SLE", **NEED | {"quantity": "6", "amount": "60000"})
    trail = cast.sees("SLE", "my-standing", lion)
    for change in ("Amount: 20,000 → 60,000", "Languages: English", "Quantity: 2 → 6"):
        assert change in trail
    assert not {"[", "{"} & set(trail), "no value stands there as it is stored"
    cast.does("SLE", "my-need-submit", lion)
    assert "another coordinator must decide" in cast.sees("second", "received-need", hill)
    assert "Your own State" in cast.may_not("second", "received-need-authenticate", hill)
    for need in (cutters, lion, hill):
        cast.does("chair", "received-need-authenticate", need)
    cast.does("RWA", "my-need-object", hill, **{"object-reason": "Not to be shown before June."})
    assert "may object" in cast.may_not("chair", "received-need-circulate", lion)
    cast.later(days=10)
    for need in (cutters, lion):
        cast.does("second", "received-need-circulate", need)
    cast.does("RWA", "my-need-submit", hill)
    cast.does("chair", "received-need-authenticate", hill)
    cast.later(days=10)
    cast.does("chair", "received-need-circulate", hill)
    wanted = {f"tier-{lion.public_id}": "1"}
    cast.does("SLE", "my-priorities", group="SLE-2026", **wanted)


def offers_published(cast):
    money = {"kinds": ["funding"], "pays_for": ["equipment"], "currency": "USD", "capacity": "30000"}
    money["maximum_per_recipient"] = "20000"
    for code, facts in {
        "DEU": {"capacity": "3", "eligible_states": ["SLE", "KHM"]},
        "UNODA": {"eligible_states": ["RWA"]},
        "UNSCAR": {**money, "eligible_states": ["RWA", "SLE"]},
    }.items():
        cast.does(code, "my-offer-new", provider=code, title=f"Help of {code}", **OFFER | facts)
        cast.does(code, "my-offer-publish", Offer.objects.get(provider__code=code))


def plan_published(cast, cutters):
    """The plan gives all of Germany's to the first rank; a coordinator decides otherwise, and another one confirms."""
    cast.does("chair", "scenarios", **{**settings_of(None), "name": "June", "cycle": 2026})
    june = Scenario.objects.get()
    first = cast.runs(june)
    assert lines(first)["SLE", "DEU"] == 3
    germany = Offer.objects.get(provider__code="DEU")
    wish = {"wish-need": cutters.public_id, "wish-offer": germany.public_id, "wish-quantity": "2", "decision": "pin"}
    wish["wish-reason"] = "agreed in New York"
    signed_in(cast.browsers["chair"], (cast.now - timedelta(minutes=16)).timestamp())
    stale = cast.browsers["chair"].post(reverse("scenario-decide", args=[june.public_id]), wish)
    assert stale.url.startswith("/accounts/reauthenticate/")
    signed_in(cast.browsers["chair"], cast.now.timestamp())
    cast.does("chair", "scenario-decide", june, **wish)
    assert "In numbers: it costs" in cast.sees("chair", "scenario", june)
    run = cast.runs(june)
    compared = cast.sees("chair", "runs-compare", before=first.public_id, after=run.public_id)
    assert "agreed in New York" in compared
    assert "no second coordinator" in cast.may_not("chair", "run-publish", run)
    override = Override.objects.get()
    cast.may_not("chair", "scenario-stand", june, override=override.public_id, answer="confirm")
    cast.does("second", "scenario-stand", june, override=override.public_id, answer="confirm")
    cast.does("chair", "run-publish", run)
    assert lines(run)["KHM", "DEU"] == 2
    return run


def live(state, giver):
    return Proposal.objects.live().get(need__state__code=state, offer__provider__code=giver)


def endorsed(cast):
    """A coordinator whose State has a part in it does not endorse it; the other one does."""
    assert "Your own State" in cast.may_not("second", "proposal-endorse", live("RWA", "UNODA"))
    for row in Proposal.objects.live().filter(status="proposed"):
        cast.does("chair", "proposal-endorse", row)


def repaired(cast, run):
    """What was declined goes elsewhere; what stands stays, with at least its quantity."""
    said = {"side": "recipient", "decline-code": "conditions", "decline-text": "Not under these terms."}
    cast.does("RWA", "proposal-decline", live("RWA", "UNODA"), **said)
    before = {(row.need, row.offer): row.quantity for row in Proposal.objects.live()}
    chair = cast.calls("chair")
    mended = take(chair, run, "repair")
    assert mended.status_code in (200, 201), mended.content
    again = cast.runs(Scenario.objects.latest("pk"))
    after = {(row.need, row.offer): row.quantity for row in again.allocations.all()}
    assert before.items() <= after.items()
    assert ("RWA", "UNODA") not in lines(again)
    assert lines(again)["RWA", "UNSCAR"] == 1
    cast.does("chair", "run-publish", again)


def agreed(cast, lion):
    """A counter, an answer on paper, an implementer named before, and contacts exchanged with the last yes."""
    first = live("KHM", "DEU")
    cast.does("DEU", "proposal-counter", first, **{"counter-quantity": "1", "counter-text": "One is left."})
    countered = Proposal.objects.get(replaces=first)
    assert (fresh(first).status, first.answers.get().code, countered.quantity) == ("declined", "countered", 1)
    cast.does("chair", "proposal-endorse", countered)

    german, money = live("SLE", "DEU"), live("SLE", "UNSCAR")
    cast.does("SLE", "proposal-accept", german, side="recipient")
    cast.does("DEU", "proposal-accept", german, side="provider")
    assert fresh(german).status == "endorsed", "nothing is agreed before it is said who carries it out"
    cast.does("DEU", "proposal-implementer", german, **{"implementer-implementer": "UNODA"})
    assert not german.answers.filter(side="recipient", stands=True).exists(), (
        "on this ground the recipient is asked again"
    )
    cast.does("UNODA", "proposal-accept", german, side="implementer")
    assert not Commitment.objects.exists()
    assert "deu@mail.example" not in cast.sees("SLE", "proposal", german)
    cast.does("SLE", "proposal-accept", german, side="recipient")
    commitment = Commitment.objects.get()
    assert "deu@mail.example" in cast.sees("SLE", "commitment", commitment)
    assert "sle@mail.example" in cast.sees("UNODA", "commitment", commitment)
    assert "mail.example" not in cast.sees("chair", "commitment", commitment)

    cast.does("UNSCAR", "proposal-implementer", money, **{"implementer-implementer": "UNODA"})
    paper = {"side": "provider", "document": "Letter 12/2026", "dated": cast.now.date().isoformat()}
    chair = cast.calls("chair")
    alone = take(chair, money, "accept-on-paper", paper | {"second": cast.people["chair"].username})
    assert alone.json()["code"] == "second_person_missing"
    kept = take(chair, money, "accept-on-paper", paper | {"second": cast.people["second"].username})
    assert kept.status_code == 200, kept.content
    assert "Letter 12/2026" in cast.sees("SLE", "proposal", money)
    cast.does("UNODA", "proposal-accept", money, side="implementer")
    cast.does("SLE", "proposal-accept", money, side="recipient")
    assert (fresh(lion).status, lion.committed) == ("partly_met", 3)
    return commitment


def delivered(cast, commitment):
    """What was given, what came of it twelve months after, and a lesson that the recipient lets everybody read."""
    cast.does("DEU", "commitment-start", commitment)
    cast.later(days=90)
    cast.does("DEU", "commitment-deliver", commitment, **{"deliver-quantity": f"{commitment.quantity.normalize():f}"})
    cast.does("SLE", "commitment-confirm", commitment)
    told = {f"follow_up-{name}": "yes" for name in ("in_use", "adequate", "effective")} | {
        "follow_up-sustainable": "no"
    }
    told |= {"follow_up-lesson": "Train two people.", "follow_up-publish": "on"}
    assert "twelve months" in cast.may_not("SLE", "commitment-follow-up", commitment, **told)
    cast.later(days=370)
    assert "Train two people." not in cast.sees("anybody", "indicators")
    cast.does("SLE", "commitment-follow-up", commitment, **told)
    assert fresh(commitment).delivery.sustainable is False
    assert "Train two people." in cast.sees("anybody", "indicators")
    anybody = Client(HTTP_HOST="localhost")
    address = f"/api/v1/commitments/{commitment.public_id}/"
    for code in ("DEU", "SLE"):
        assert anybody.get(address).status_code == 404
        cast.does(code, "commitment-release", commitment)
    assert anybody.get(address).json()["provider"]["code"] == "DEU"


def test_from_report_to_the_answer_after_twelve_months(cast):
    cutters, lion, hill = needs_stated(cast)
    needs_circulated(cast, cutters, lion, hill)
    offers_published(cast)
    run = plan_published(cast, cutters)
    endorsed(cast)
    repaired(cast, run)
    delivered(cast, agreed(cast, lion))
    trail = AuditEntry.objects.visible_to(cast.people["SLE"]).filter(object_id=lion.public_id).order_by("pk")
    way = ["write", "submit", "return", "correct", "submit", "authenticate", "circulate", "prioritise"]
    assert [entry.action for entry in trail][: len(way)] == way
    assert {entry.object_id for entry in AuditEntry.objects.visible_to(cast.people["DEU"])}.isdisjoint({hill.public_id})

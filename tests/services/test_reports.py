"""What a received report leaves in the tables."""

from decimal import Decimal

import pytest

from matchmaker.core.entities.reports import ExtractedEngagement, Passage
from matchmaker.core.vocabulary import Direction, Kind, Theme
from matchmaker.models import Engagement, Party
from matchmaker.services import reports
from tests.factories import OrganisationFactory, PartyFactory, ReportFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def germany():
    for code in ("KEN", "UGA"):
        PartyFactory(code=code)
    OrganisationFactory(code="UNDP")
    return ReportFactory(state=PartyFactory(code="DEU"))


def told(report, direction, *counterparts):
    """The rows that one line of a report becomes: State, providers, amount."""
    passage = Passage(page=1, question="1", quote="We helped.", start=0, end=10)
    line = ExtractedEngagement(
        direction, Theme.MARKING, Kind.TRAINING, Decimal(500), "EUR", counterparts, None, passage
    )
    reports._write_engagement(line, report)
    rows = Engagement.objects.order_by("pk").prefetch_related("providers").select_related("state")
    return [
        (row.state and row.state.code, sorted(party.code for party in row.providers.all()), row.amount) for row in rows
    ]


def test_what_was_provided_stands_under_the_state_it_went_to(germany):
    assert told(germany, Direction.PROVIDED, "KEN") == [("KEN", ["DEU"], 500)]


def test_what_went_to_two_states_is_a_row_for_each_without_the_common_amount(germany):
    assert told(germany, Direction.PROVIDED, "KEN", "UGA", "UNDP") == [
        ("KEN", ["DEU", "UNDP"], None),
        ("UGA", ["DEU", "UNDP"], None),
    ]


def test_what_went_to_nobody_named_keeps_its_giver(germany):
    assert told(germany, Direction.PROVIDED, "UNDP") == [(None, ["DEU", "UNDP"], 500)]


def test_what_was_received_stands_under_the_reporting_state(germany):
    assert told(germany, Direction.RECEIVED, "KEN", "UNDP") == [("DEU", ["KEN", "UNDP"], 500)]
    assert Party.objects.get(code="DEU").engagements.count() == 1

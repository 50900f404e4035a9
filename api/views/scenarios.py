"""Scenarios, for coordinators."""

from datetime import datetime

from api.acting import acts, posts
from api.documentation import documented
from api.serializers.scenarios import NameShape, PairShape, PinShape, ScenarioSerializer, SettingsShape
from api.views.readonly import Rows
from matchmaker.models import Scenario, User
from matchmaker.services import scenarios


@documented("scenarios", ScenarioSerializer)
class ScenarioViewSet(Rows):
    """The scenarios, the latest first."""

    queryset = Scenario.objects.select_related("repairs").order_by("-created_at", "public_id")
    serializer_class = row_serializer = ScenarioSerializer

    @posts(SettingsShape, to="scenario")
    def create(self, *, facts: dict, by: User, at: datetime) -> Scenario:
        """Write a scenario."""
        return scenarios.create(by=by, at=at, **facts)

    @acts(SettingsShape, method="PATCH")
    def revise(self, scenario: Scenario, *, facts: dict, by: User, at: datetime) -> Scenario:
        """Change what holds for the whole scenario."""
        return scenarios.revise(scenario=scenario, by=by, at=at, **facts)

    @acts(NameShape, matched=False)
    def copy(self, scenario: Scenario, *, facts: dict, by: User, at: datetime) -> Scenario:
        """Write a scenario that decides the same; answers the new one."""
        return scenarios.copy(scenario=scenario, by=by, at=at, **facts)

    @acts(PinShape)
    def pin(self, scenario: Scenario, *, facts: dict, by: User, at: datetime) -> Scenario:
        """Want a pair in the plan."""
        return scenarios.pin(scenario=scenario, by=by, at=at, **facts)

    @acts(PairShape)
    def forbid(self, scenario: Scenario, *, facts: dict, by: User, at: datetime) -> Scenario:
        """Keep a pair out of the plan."""
        return scenarios.forbid(scenario=scenario, by=by, at=at, **facts)

    @acts(PairShape)
    def release(self, scenario: Scenario, *, facts: dict, by: User, at: datetime) -> Scenario:
        """Take back what was decided of a pair."""
        return scenarios.release(scenario=scenario, by=by, at=at, **facts)

"""Scenarios: what coordinators decide before a run."""

from datetime import datetime

from django.db import transaction

from matchmaker import policies
from matchmaker.models import Scenario, User

from . import audit


@transaction.atomic
def create(*, name: str, cycle: int, by: User, at: datetime, **fields: object) -> Scenario:
    """Write a scenario."""
    policies.require_coordinator(by)
    scenario = Scenario.objects.create(name=name, cycle=cycle, created_by=by, created_at=at, **fields)
    audit.record(by=by, at=at, action="create", of=scenario, new={"name": name, "cycle": cycle})
    return scenario

"""Scenarios: what coordinators decide before a run."""

from rest_framework import serializers

from matchmaker.core.entities.cycles import FIRST_CYCLE, LAST_CYCLE
from matchmaker.models import Need, Offer, Scenario

from .actions import ActionsField
from .amounts import AmountField
from .shapes import Amount, Currency, ReasonShape, Reference, Shape, Truth


class ScenarioSerializer(serializers.ModelSerializer):
    """A scenario with its pins and forbids, each with its reason."""

    pins = serializers.ListField(child=serializers.DictField())
    forbids = serializers.ListField(child=serializers.DictField())
    weights = serializers.DictField()
    money_cap = AmountField(allow_null=True)
    repairs = serializers.UUIDField(source="repairs.public_id", default=None, allow_null=True)
    allowed_actions = ActionsField()

    class Meta:
        model = Scenario
        fields = [
            *("public_id", "name", "cycle", "pins", "forbids", "weights", "money_cap", "money_cap_currency"),
            *("ammunition", "what_if", "repairs", "created_at", "version", "allowed_actions"),
        ]


class SettingsShape(Shape):
    """What holds for a whole scenario."""

    name = serializers.CharField(max_length=200)
    cycle = serializers.IntegerField(min_value=FIRST_CYCLE, max_value=LAST_CYCLE)
    money_cap = Amount(allow_null=True, required=False)
    money_cap_currency = Currency(allow_blank=True, required=False)
    ammunition = Truth(required=False)
    weights = serializers.DictField(required=False)
    what_if = Truth(required=False)


class PairShape(ReasonShape):
    """A need and an offer, and why."""

    need = Reference(Need)
    offer = Reference(Offer)


class PinShape(PairShape):
    """A pair that is wanted in the plan, with how much where that matters."""

    quantity = Amount(allow_null=True, required=False)


class NameShape(Shape):
    """The name of the copy."""

    name = serializers.CharField(max_length=200)

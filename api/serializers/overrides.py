"""Overrides: what coordinators decided against a plan."""

from rest_framework import serializers

from matchmaker.models import Override

from .actions import ActionsField
from .amounts import AmountField
from .plan import PlanNeedSerializer, PlanOfferSerializer


class OverrideSerializer(serializers.ModelSerializer):
    """A decision with its reason and its price; it binds when another coordinator has confirmed it."""

    scenario = serializers.UUIDField(source="scenario.public_id", default=None, allow_null=True)
    proposal = serializers.UUIDField(source="proposal.public_id", default=None, allow_null=True)
    against = serializers.UUIDField(source="against.public_id", default=None, allow_null=True)
    need = PlanNeedSerializer()
    offer = PlanOfferSerializer()
    quantity = AmountField(allow_null=True)
    price = serializers.DictField()
    asked_by = serializers.CharField(source="asked_by.username")
    decided_by = serializers.CharField(source="decided_by.username", default=None, allow_null=True)
    allowed_actions = ActionsField()

    class Meta:
        model = Override
        fields = [
            *("public_id", "decision", "scenario", "proposal", "need", "offer", "quantity", "reason", "against"),
            *("price", "asked_by", "asked_at", "decided_by", "decided_at", "answer", "status", "allowed_actions"),
        ]

"""The latest published plan: totals for everybody, both sides of each match for coordinators."""

from rest_framework import serializers

from matchmaker.models import Allocation, Need, Offer, Run, Unmet

from .amounts import AmountField, SecondsField
from .parties import PartyReferenceSerializer
from .rows import Row


class TotalSerializer(serializers.Serializer):
    """A theme or a region; small ones, and those that would tell them, are left out."""

    name = serializers.CharField(source="key")
    needs = serializers.IntegerField()
    served = serializers.IntegerField()


class KindTotalSerializer(serializers.Serializer):
    """What is assigned of a kind, in one unit."""

    kind = serializers.CharField()
    unit = serializers.CharField()
    currency = serializers.CharField(allow_blank=True)
    quantity = AmountField()


class PlanNeedSerializer(Row):
    """The asking side of a match."""

    state = PartyReferenceSerializer()

    class Meta:
        model = Need
        fields = ["public_id", "state", "theme", "kind", "unit"]


class PlanOfferSerializer(Row):
    """The giving side of a match."""

    provider = PartyReferenceSerializer()

    class Meta:
        model = Offer
        fields = ["public_id", "provider", "title"]


class AllocationSerializer(Row):
    """One match of the plan, with the terms of its fit."""

    need = PlanNeedSerializer()
    offer = PlanOfferSerializer()
    quantity = AmountField()
    money = AmountField(allow_null=True)
    terms = serializers.DictField(child=serializers.CharField())

    class Meta:
        model = Allocation
        fields = ["need", "offer", "quantity", "money", "currency", "fit", "terms"]


class UnmetSerializer(Row):
    """A need that is not, or not wholly, met, with its reason and evidence; a change is none where it was searched."""

    need = PlanNeedSerializer()
    missing = AmountField()
    evidence = serializers.ListField(child=serializers.DictField())
    smallest_change = serializers.DictField(allow_null=True)

    class Meta:
        model = Unmet
        fields = ["need", "missing", "reason", "evidence", "smallest_change", "searched"]


class PlanRunSerializer(serializers.ModelSerializer):
    """How the plan was computed."""

    scenario = serializers.CharField(source="scenario.name")
    seconds = SecondsField(allow_null=True)
    stages = serializers.ListField(child=serializers.DictField())

    class Meta:
        model = Run
        fields = [
            "public_id",
            "scenario",
            "plan_status",
            "solver",
            "solver_version",
            "seed",
            "input_digest",
            "seconds",
            "candidate_count",
            "stages",
        ]


class PlanSerializer(serializers.Serializer):
    """The plan; `suppressed` names the figures withheld because so few needs stand behind them."""

    cycle = serializers.IntegerField()
    published_at = serializers.DateTimeField()
    needs = serializers.IntegerField()
    needs_served = serializers.IntegerField(allow_null=True)
    states_served = serializers.IntegerField(allow_null=True)
    themes = TotalSerializer(many=True, allow_null=True)
    regions = TotalSerializer(many=True, allow_null=True)
    kinds = KindTotalSerializer(many=True)
    suppressed = serializers.ListField(child=serializers.CharField())
    run = PlanRunSerializer(allow_null=True, help_text="For coordinators; null for everybody else")
    allocations = AllocationSerializer(many=True, allow_null=True, help_text="For coordinators")
    unmet = UnmetSerializer(many=True, allow_null=True, help_text="For coordinators")

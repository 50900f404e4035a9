"""Runs: what is solved, how far it is, what came of it."""

from django.conf import settings
from rest_framework import serializers

from matchmaker.core.vocabulary import Decision, Stage
from matchmaker.models import Need, Offer, Run, Scenario

from .actions import ActionsField
from .amounts import AmountField, SecondsField
from .parties import PartyReferenceSerializer
from .plan import AllocationSerializer, PlanNeedSerializer, PlanOfferSerializer
from .proposals import ProposalSerializer
from .rows import Row
from .shapes import Reference, Shape


class RunSerializer(Row):
    """A run; `progress` is its latest sign of life while it is solved."""

    scenario = serializers.UUIDField(source="scenario.public_id")
    progress = serializers.DictField()
    seconds = SecondsField(allow_null=True)
    allowed_actions = ActionsField()

    class Meta:
        model = Run
        fields = [
            *(
                "public_id",
                "scenario",
                "status",
                "plan_status",
                "created_at",
                "finished_at",
                "published_at",
                "progress",
            ),
            *("cancel_requested", "seed", "time_limit", "solver", "solver_version", "seconds", "input_digest"),
            *("candidate_count", "failure", "version", "allowed_actions"),
        ]


class RunDetailSerializer(RunSerializer):
    """A run with its stages, the pins that contradict one another, and what it assumed and avoided."""

    stages = serializers.ListField(child=serializers.DictField())
    conflicts = serializers.ListField(child=serializers.JSONField())
    assumptions = serializers.ListField(child=serializers.DictField())
    avoided = serializers.ListField(child=serializers.DictField())

    class Meta(RunSerializer.Meta):
        fields = [*RunSerializer.Meta.fields, "stages", "conflicts", "assumptions", "avoided"]


class RunShape(Shape):
    """Which scenario to solve, and how."""

    scenario = Reference(Scenario)
    seed = serializers.IntegerField(min_value=0, max_value=2_147_483_647, required=False)
    time_limit = serializers.IntegerField(min_value=1, max_value=settings.SOLVER_LIMIT, required=False)


class RefusalSerializer(serializers.Serializer):
    """A pair of need and offer that hard rules keep apart."""

    need = serializers.CharField()
    offer = serializers.CharField()
    rules = serializers.ListField(child=serializers.CharField())


class NeedChangeSerializer(serializers.Serializer):
    """What a need gets in both plans."""

    need = PlanNeedSerializer()
    member = serializers.CharField(allow_blank=True)
    before = AmountField()
    after = AmountField()
    reason = serializers.CharField(allow_blank=True)


class LoadSerializer(serializers.Serializer):
    """What both plans take from an offer."""

    offer = PlanOfferSerializer()
    before = AmountField()
    after = AmountField()
    capacity_before = AmountField(allow_null=True)
    capacity_after = AmountField(allow_null=True)


class StageChangeSerializer(serializers.Serializer):
    """What a stage reaches in both plans."""

    name = serializers.CharField()
    before = serializers.CharField(allow_null=True)
    after = serializers.CharField(allow_null=True)


class SettingChangeSerializer(serializers.Serializer):
    """A setting that differs."""

    name = serializers.CharField()
    before = serializers.JSONField()
    after = serializers.JSONField()


class WishChangeSerializer(serializers.Serializer):
    """A pin or a forbid that only one of the runs has: the later one where it is `kept`; its price against a plan."""

    decision = serializers.ChoiceField(choices=list(Decision))
    need = PlanNeedSerializer()
    offer = PlanOfferSerializer()
    quantity = AmountField(allow_null=True)
    reason = serializers.CharField(allow_blank=True)
    kept = serializers.BooleanField()
    price = serializers.DictField(source="override.price", default=None, allow_null=True)


class ComparisonSerializer(serializers.Serializer):
    """Two plans side by side; needs of which both say the same are left out."""

    before = serializers.UUIDField(source="before.public_id")
    after = serializers.UUIDField(source="after.public_id")
    same_input = serializers.BooleanField()
    settings = SettingChangeSerializer(many=True)
    wishes = WishChangeSerializer(many=True)
    stages = StageChangeSerializer(many=True)
    gained = NeedChangeSerializer(many=True)
    lost = NeedChangeSerializer(many=True)
    changed = NeedChangeSerializer(many=True)
    states_gained = PartyReferenceSerializer(many=True)
    states_lost = PartyReferenceSerializer(many=True)
    loads = LoadSerializer(many=True)


class PairOfRunShape(Shape):
    """A pair of a run; of a need asked for several States, which of them."""

    need = Reference(Need)
    offer = Reference(Offer)
    member = serializers.CharField(max_length=3, required=False, allow_blank=True)


class LinearPriceSerializer(serializers.Serializer):
    """What a decision on a pair takes: the first stage that loses, in its terms; without a stage it cannot hold."""

    need = serializers.UUIDField()
    member = serializers.CharField(allow_blank=True)
    offer = serializers.UUIDField()
    action = serializers.ChoiceField(choices=["pin", "forbid"])
    stage = serializers.ChoiceField(choices=list(Stage), allow_null=True)
    loss = serializers.DecimalField(max_digits=24, decimal_places=6, normalize_output=True)


class OutlookSerializer(serializers.Serializer):
    """What publishing a run would do."""

    fresh = AllocationSerializer(many=True)
    gives_way = ProposalSerializer(many=True)

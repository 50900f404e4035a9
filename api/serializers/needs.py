"""Needs as far as they are open to their reader."""

from rest_framework import serializers

from matchmaker import policies
from matchmaker.models import Need, Passage

from .amounts import AmountField
from .parties import PartyReferenceSerializer

EXISTENCE = ("public_id", "state", "theme")
"""What the public may know of a need that is open to participants only."""

FACTS = [
    "kind",
    "item",
    "text",
    "beneficiary",
    "site",
    "quantity",
    "unit",
    "minimum",
    "amount",
    "currency",
    "vague",
    "confidence",
    "readiness",
    "priority",
    "condition",
    "languages",
    "members",
    "tier",
    "bundle",
    "required",
    "start",
    "end",
    "requested",
    "cycle",
    "visibility",
    "status",
    "version",
]


class PassageSerializer(serializers.ModelSerializer):
    """The words of the report that state a need, and where they stand."""

    class Meta:
        model = Passage
        fields = ["page", "question", "quote", "start", "end"]


class NeedSerializer(serializers.ModelSerializer):
    """A need; where `readable` is false, all but its existence, State and theme is null for this reader."""

    state = PartyReferenceSerializer()
    readable = serializers.SerializerMethodField()
    quantity = AmountField(allow_null=True)
    minimum = AmountField(allow_null=True)
    amount = AmountField(allow_null=True)
    readiness = serializers.DictField(allow_null=True)
    languages = serializers.ListField(child=serializers.CharField(), allow_null=True)
    members = serializers.ListField(child=serializers.CharField(), allow_null=True)

    class Meta:
        model = Need
        fields = [*EXISTENCE, "readable", *FACTS]
        extra_kwargs = {name: {"allow_null": True} for name in FACTS}

    def get_readable(self, need: Need) -> bool:
        """Say whether the facts are open to the reader."""
        return policies.reads_need(self.context["request"].user, need)

    def to_representation(self, need: Need) -> dict:
        """Leave out what the reader may not read."""
        shape = super().to_representation(need)
        if not shape["readable"]:
            kept = {*EXISTENCE, "readable"}
            return {name: value if name in kept else None for name, value in shape.items()}
        if not policies.reads_site(self.context["request"].user, need):
            shape["site"] = None
        return shape


class NeedDetailSerializer(NeedSerializer):
    """One need with the passages that it was read from."""

    passages = PassageSerializer(many=True, allow_null=True)

    class Meta(NeedSerializer.Meta):
        fields = [*NeedSerializer.Meta.fields, "passages"]

"""Why, told to a side of the published plan from what it may see."""

from rest_framework import serializers

from matchmaker.core.vocabulary import UnmetReason

from .amounts import AmountField


class NeedToldSerializer(serializers.Serializer):
    """Why a need, or the part of it for one State, gets less than it asks for."""

    member = serializers.CharField(allow_blank=True)
    missing = AmountField()
    reason = serializers.ChoiceField(choices=list(UnmetReason))
    evidence = serializers.ListField(child=serializers.DictField())
    change = serializers.DictField(allow_null=True)
    offers = serializers.ListField(child=serializers.UUIDField(), help_text="Visible ones that no rule keeps apart")
    more = AmountField(allow_null=True)


class NeedExplanationSerializer(serializers.Serializer):
    """What the published plan leaves open of a need; empty for others than its State."""

    unmet = NeedToldSerializer(many=True)


class GainSerializer(serializers.Serializer):
    """What a need would get of more of an offer."""

    need = serializers.UUIDField()
    quantity = AmountField()


class OfferExplanationSerializer(serializers.Serializer):
    """What the published plan takes from an offer, and what more would do; null for others than its provider."""

    taken = AmountField(allow_null=True)
    more = AmountField(allow_null=True)
    gains = GainSerializer(many=True)


class ReadingSerializer(serializers.Serializer):
    """That a coordinator read a confidential need."""

    at = serializers.DateTimeField()
    by = serializers.CharField(source="by.username")
    where = serializers.CharField(source="new.where", default="")

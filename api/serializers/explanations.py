"""Why, told to a side of the published plan from what it may see."""

from decimal import Decimal

from django.utils.translation import gettext as _
from rest_framework import serializers

from matchmaker.core.vocabulary import UnmetReason
from matchmaker.services import uses

from .amounts import AmountField
from .shapes import Amount, Currency, PartyCode, Shape


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


class FitSerializer(serializers.Serializer):
    """A need and an offer, one of them one's own, that no hard rule keeps apart, and the most that the pair carries."""

    need = serializers.UUIDField(source="need.public_id")
    offer = serializers.UUIDField(source="offer.public_id")
    member = serializers.CharField(
        source="code", allow_blank=True, help_text="Of a need that is asked for several States"
    )
    most = AmountField()


class UseSerializer(serializers.Serializer):
    """What one visible need would gain of more help: how much it gets, and by what the served shares grow."""

    need = serializers.UUIDField(source="need.public_id")
    member = serializers.CharField(allow_blank=True, help_text="Of a need that is asked for several States")
    quantity = AmountField()
    missing = AmountField()
    tier1 = AmountField(help_text="Needs of tier 1, each as far as it is met")
    states = AmountField(help_text="States with a need that is met in part at least")
    benefit = AmountField()


class MoreShape(Shape):
    """How much more of an offer."""

    more = Amount(default=Decimal(1), max_value=uses.MOST)

    def validate_more(self, value: Decimal) -> Decimal:
        """Refuse under its name what the service would refuse without one."""
        if value <= 0:
            raise serializers.ValidationError(_("How much more must be a number above zero."), "bad_number")
        return value


class MoneyShape(MoreShape):
    """Money without conditions, of a provider for which the sender speaks."""

    more = Amount(max_value=uses.MOST)
    currency = Currency(default="USD")
    provider = PartyCode(required=False)


class ReadingSerializer(serializers.Serializer):
    """That a coordinator read a confidential need."""

    at = serializers.DateTimeField()
    by = serializers.CharField(source="by.username")
    where = serializers.CharField(source="new.where", default="")

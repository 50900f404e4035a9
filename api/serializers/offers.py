"""Offers as far as they are open to their reader."""

from rest_framework import serializers

from matchmaker import policies
from matchmaker.core.vocabulary import Item, Kind, Language, Theme, Unit, Visibility
from matchmaker.models import Offer

from .actions import ActionsField
from .amounts import AmountField
from .parties import PartyReferenceSerializer
from .rows import Row
from .shapes import Amount, Currency, PartyCode, Shape, Truth

OWNERS = ("ceiling_notes", "external_id", "version")
"""What only the provider and coordinators read: the version too, for it counts changes that others do not see."""


class OfferSerializer(Row):
    """An offer; its ceiling notes are null for whoever is neither its provider nor a coordinator."""

    provider = PartyReferenceSerializer()
    themes = serializers.ListField(child=serializers.CharField())
    kinds = serializers.ListField(child=serializers.CharField())
    items = serializers.ListField(child=serializers.CharField())
    pays_for = serializers.ListField(child=serializers.CharField())
    capacity = AmountField()
    eligible_states = serializers.ListField(child=serializers.CharField())
    eligible_regions = serializers.ListField(child=serializers.CharField())
    eligible_groups = serializers.ListField(child=serializers.CharField())
    excluded_states = serializers.ListField(child=serializers.CharField())
    languages = serializers.ListField(child=serializers.CharField())
    minimum_per_recipient = AmountField()
    maximum_per_recipient = AmountField(allow_null=True)
    opening_minimum = AmountField()
    allowed_actions = ActionsField()

    class Meta:
        model = Offer
        fields = [
            "public_id",
            "provider",
            "title",
            "text",
            "language",
            "themes",
            "kinds",
            "items",
            "pays_for",
            "capacity",
            "unit",
            "currency",
            "eligible_states",
            "eligible_regions",
            "eligible_groups",
            "excluded_states",
            "languages",
            "start",
            "end",
            "minimum_per_recipient",
            "maximum_per_recipient",
            "maximum_recipients",
            "opening_minimum",
            "ceiling_notes",
            "renewal",
            "browse_only",
            "visibility",
            "status",
            "external_id",
            "version",
            "allowed_actions",
        ]
        extra_kwargs = {name: {"allow_null": True} for name in OWNERS}

    def to_representation(self, offer: Offer) -> dict:
        """Leave out what the reader may not read."""
        shape = super().to_representation(offer)
        if not policies.reads_ceiling(self.context["request"].user, offer):
            shape |= dict.fromkeys(OWNERS)
        return shape


def _listed(child: serializers.Field) -> serializers.ListField:
    return serializers.ListField(child=child, max_length=250, required=False)


class OfferAmendShape(Shape):
    """What a provider may change in an offer."""

    title = serializers.CharField(max_length=200)
    text = serializers.CharField(max_length=20_000)
    themes = serializers.ListField(child=serializers.ChoiceField(choices=list(Theme)), min_length=1, max_length=30)
    kinds = serializers.ListField(child=serializers.ChoiceField(choices=list(Kind)), min_length=1, max_length=5)
    items = _listed(serializers.ChoiceField(choices=list(Item)))
    pays_for = _listed(serializers.ChoiceField(choices=list(Kind)))
    capacity = Amount()
    eligible_states = _listed(serializers.CharField(max_length=3))
    eligible_regions = _listed(serializers.CharField(max_length=64))
    eligible_groups = _listed(serializers.CharField(max_length=32))
    excluded_states = _listed(serializers.CharField(max_length=3))
    languages = _listed(serializers.ChoiceField(choices=list(Language)))
    start = serializers.DateField()
    end = serializers.DateField()
    minimum_per_recipient = Amount(min_value=0, required=False)
    maximum_per_recipient = Amount(min_value=0, allow_null=True, required=False)
    maximum_recipients = serializers.IntegerField(min_value=1, max_value=100_000, allow_null=True, required=False)
    opening_minimum = Amount(min_value=0, required=False)
    ceiling_notes = serializers.CharField(max_length=20_000, allow_blank=True, required=False)
    browse_only = Truth(required=False)
    visibility = serializers.ChoiceField(choices=list(Visibility), required=False)


class OfferShape(OfferAmendShape):
    """An offer to be written as a draft of its provider."""

    provider = PartyCode()
    language = serializers.ChoiceField(choices=list(Language), required=False)
    unit = serializers.ChoiceField(choices=list(Unit))
    currency = Currency(required=False)
    renewal = serializers.DateField(required=False)
    external_id = serializers.CharField(max_length=64, required=False)


class RenewShape(Shape):
    """Until when."""

    until = serializers.DateField()

"""Needs as far as they are open to their reader."""

from functools import cached_property
from uuid import UUID

from django.utils.translation import gettext as _
from rest_framework import serializers

from matchmaker import policies
from matchmaker.core.entities.cycles import FIRST_CYCLE, LAST_CYCLE
from matchmaker.core.vocabulary import TIERS, Item, Kind, Language, Theme, Visibility
from matchmaker.models import Need, Passage

from .actions import ActionsField
from .amounts import AmountField
from .parties import PartyReferenceSerializer
from .rows import Row
from .shapes import Amount, Currency, PartyCode, ReasonShape, Reference, Shape, Truth

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
    "confirmed_at",
    "merged_into",
    "external_id",
    "version",
]

OWNERS = ("site", "confirmed_at", "unconfirmed", "rejected_before", "merged_into", "external_id", "version")
"""What only the State and coordinators read: the version too, for it counts changes that others do not see."""


class PassageSerializer(Row):
    """The words of the report that state a need, and where they stand."""

    class Meta:
        model = Passage
        fields = ["page", "question", "quote", "start", "end"]


class NeedSerializer(Row):
    """A need; where `readable` is false, all but its existence, State and theme is null for this reader."""

    state = PartyReferenceSerializer()
    readable = serializers.SerializerMethodField()
    quantity = AmountField(allow_null=True)
    minimum = AmountField(allow_null=True)
    amount = AmountField(allow_null=True)
    readiness = serializers.DictField(allow_null=True)
    languages = serializers.ListField(child=serializers.CharField(), allow_null=True)
    members = serializers.ListField(child=serializers.CharField(), allow_null=True)
    merged_into = serializers.UUIDField(source="merged_into.public_id", default=None, allow_null=True)
    allowed_actions = ActionsField(
        allow_null=True, alike=("state_id", "status", "objection_ends", "members", "report_id")
    )

    class Meta:
        model = Need
        fields = [*EXISTENCE, "readable", *FACTS, "allowed_actions"]
        extra_kwargs = {name: {"allow_null": True} for name in FACTS}

    @cached_property
    def _opened(self) -> dict[tuple[object, ...], tuple[bool, bool]]:
        return {}

    def opened(self, need: Need) -> tuple[bool, bool]:
        """Return whether facts and site are open to the reader, which is asked once for all needs that are alike."""
        # Asked of the row itself, its State is looked for in its class first.
        held = need.__dict__
        alike = held["state_id"], held["status"], held["visibility"]
        if alike not in self._opened:
            self._opened[alike] = policies.reads_need(self.reader, need), policies.reads_site(self.reader, need)
        return self._opened[alike]

    def get_readable(self, need: Need) -> bool:
        """Say whether the facts are open to the reader."""
        return self.opened(need)[0]

    def to_representation(self, need: Need) -> dict:
        """Leave out what the reader may not read."""
        shape = super().to_representation(need)
        facts, site = self.opened(need)
        if not facts:
            kept = {*EXISTENCE, "readable"}
            return {name: value if name in kept else None for name, value in shape.items()}
        return shape if site else shape | {name: None for name in OWNERS if name in shape}


class NeedDetailSerializer(NeedSerializer):
    """One need with the passages that it was read from; `unconfirmed` where its State has not said that it asks."""

    unconfirmed = serializers.BooleanField(read_only=True, allow_null=True)
    rejected_before = serializers.SerializerMethodField()
    passages = PassageSerializer(many=True, allow_null=True)

    class Meta(NeedSerializer.Meta):
        fields = [*NeedSerializer.Meta.fields, "unconfirmed", "rejected_before", "passages"]

    def get_rejected_before(self, need: Need) -> UUID | None:
        """Name the draft of an earlier version of the report that its State rejected, and that asked otherwise."""
        before = need.rejected_before
        if before is None or (before.submitted_at is None and not policies.owns_need(self.reader, need)):
            return None
        return before.public_id


class ReadFactsShape(Shape):
    """What a person states beside a report's passage."""

    theme = serializers.ChoiceField(choices=list(Theme))
    kind = serializers.ChoiceField(choices=list(Kind))
    item = serializers.ChoiceField(choices=["", *Item], required=False)
    beneficiary = serializers.CharField(max_length=100, allow_blank=True, required=False)
    site = serializers.CharField(max_length=200, allow_blank=True, required=False)
    quantity = Amount(allow_null=True, required=False)
    amount = Amount(allow_null=True, required=False)
    currency = Currency(allow_blank=True, required=False)
    start = serializers.DateField(allow_null=True, required=False)
    end = serializers.DateField(allow_null=True, required=False)

    def validate(self, facts: dict) -> dict:
        """Refuse an item of what is no equipment; it would be passed over."""
        if facts.get("item") and facts.get("kind", Kind.EQUIPMENT) != Kind.EQUIPMENT:
            said = _("An item is named of equipment alone: leave it out, or ask for equipment.")
            raise serializers.ValidationError({"item": said}, "invalid")
        return facts


class NeedFactsShape(ReadFactsShape):
    """What a State says of a need; in a correction, only what changes."""

    minimum = Amount(allow_null=True, required=False)
    languages = serializers.ListField(
        child=serializers.ChoiceField(choices=list(Language)), max_length=6, required=False
    )
    bundle = serializers.SlugField(max_length=32, allow_blank=True, required=False)
    required = Truth(required=False)
    condition = serializers.CharField(max_length=500, allow_blank=True, required=False)
    text = serializers.CharField(max_length=20_000, allow_blank=True, required=False)
    members = serializers.ListField(child=serializers.CharField(max_length=3), max_length=250, required=False)
    readiness = serializers.DictField(child=Truth(), required=False)


class NeedShape(NeedFactsShape):
    """A need to be written as a draft of its State."""

    state = PartyCode()
    cycle = serializers.IntegerField(min_value=FIRST_CYCLE, max_value=LAST_CYCLE)
    external_id = serializers.CharField(max_length=64, required=False)


class PartShape(ReadFactsShape):
    """One of the requests that a need is split into, as far as it differs from the whole."""

    theme = serializers.ChoiceField(choices=list(Theme), required=False)
    kind = serializers.ChoiceField(choices=list(Kind), required=False)


class SplitShape(Shape):
    """The parts."""

    parts = PartShape(many=True, min_length=2, max_length=20)


class IntoShape(Shape):
    """Which need the draft is one with."""

    into = Reference(Need)


class MergeShape(ReasonShape):
    """Which need it becomes part of, and why."""

    into = Reference(Need)


class ShowShape(Shape):
    """Who may see the need."""

    visibility = serializers.ChoiceField(choices=list(Visibility))


class TierShape(Shape):
    """A need and its place."""

    need = Reference(Need)
    tier = serializers.IntegerField(min_value=min(TIERS), max_value=max(TIERS))


class OrderShape(Shape):
    """A State's order of its standing needs of a cycle; those not named keep their tier."""

    state = PartyCode()
    cycle = serializers.IntegerField(min_value=FIRST_CYCLE, max_value=LAST_CYCLE)
    tiers = TierShape(many=True, min_length=1, max_length=200)

    def validate_tiers(self, rows: list[dict]) -> list[dict]:
        """Refuse a need that is named twice: which place is meant, nobody can say."""
        if len({row["need"].pk for row in rows}) < len(rows):
            raise serializers.ValidationError(_("A need is named twice: name each once."), "repeated")
        return rows

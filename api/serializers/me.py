"""The person who asks, and the person's tokens."""

from knox.models import AuthToken
from rest_framework import serializers

from matchmaker.core.entities.cycles import FIRST_CYCLE, LAST_CYCLE
from matchmaker.core.vocabulary import TIERS, Kind, Language, Theme
from matchmaker.models import KeptFilter, Membership, User

from .parties import PartyReferenceSerializer
from .shapes import Shape, Truth


class MembershipSerializer(serializers.ModelSerializer):
    """A role, held for a party; a coordinator's party is his or her nationality."""

    party = PartyReferenceSerializer(allow_null=True)

    class Meta:
        model = Membership
        fields = ["role", "party"]


class MeSerializer(serializers.ModelSerializer):
    """Who asks."""

    name = serializers.CharField(source="first_name")
    roles = MembershipSerializer(many=True)

    class Meta:
        model = User
        fields = ["public_id", "username", "name", "language", "digests", "roles"]


class MeShape(Shape):
    """How a person is called, written to in which language, and whether by mail once a day at most."""

    name = serializers.CharField(max_length=150, allow_blank=True)
    language = serializers.ChoiceField(choices=list(Language))
    digests = Truth()


class WantedShape(Shape):
    """What of the open needs a filter keeps; it has at least one of these."""

    text = serializers.CharField(max_length=200, required=False)
    theme = serializers.ChoiceField(choices=list(Theme), required=False)
    kind = serializers.ChoiceField(choices=list(Kind), required=False)
    region = serializers.CharField(max_length=64, required=False)
    tier = serializers.IntegerField(min_value=min(TIERS), max_value=max(TIERS), required=False)
    cycle = serializers.IntegerField(min_value=FIRST_CYCLE, max_value=LAST_CYCLE, required=False)


class KeptFilterShape(Shape):
    """A filter of the needs that the own offers fit, to be kept under a name."""

    name = serializers.CharField(max_length=60)
    wanted = WantedShape()


class KeptFilterSerializer(serializers.ModelSerializer):
    """A kept filter; its values are those of the page's address."""

    wanted = serializers.DictField(child=serializers.CharField())

    class Meta:
        model = KeptFilter
        fields = ["name", "wanted"]


class TokenSerializer(serializers.ModelSerializer):
    """A token by its first characters; the whole is told once, when it is made."""

    expires = serializers.DateTimeField(source="expiry", allow_null=True)

    class Meta:
        model = AuthToken
        fields = ["token_key", "created", "expires"]


class NewTokenSerializer(TokenSerializer):
    """A token, told this once."""

    token = serializers.CharField()

    class Meta(TokenSerializer.Meta):
        fields = [*TokenSerializer.Meta.fields, "token"]


class TokenShape(Shape):
    """How long a token is to live."""

    days = serializers.IntegerField(min_value=1, max_value=365, default=90)

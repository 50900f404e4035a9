"""The person who asks, and the person's tokens."""

from knox.models import AuthToken
from rest_framework import serializers

from matchmaker.models import Membership, User

from .parties import PartyReferenceSerializer
from .shapes import Shape


class MembershipSerializer(serializers.ModelSerializer):
    """A role, held for a party; a coordinator's party is his or her nationality."""

    party = PartyReferenceSerializer(allow_null=True)

    class Meta:
        model = Membership
        fields = ["role", "party"]


class MeSerializer(serializers.ModelSerializer):
    """Who asks."""

    roles = MembershipSerializer(many=True)

    class Meta:
        model = User
        fields = ["public_id", "username", "roles"]


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

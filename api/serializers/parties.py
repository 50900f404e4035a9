"""States and organisations."""

from rest_framework import serializers

from matchmaker.models import GroupMembership, Party


class PartyReferenceSerializer(serializers.ModelSerializer):
    """A party where another row refers to it."""

    name = serializers.CharField(read_only=True)

    class Meta:
        model = Party
        fields = ["code", "name"]


class GroupMembershipSerializer(serializers.ModelSerializer):
    """A State's belonging to a group; a day that is null is not known or has not come."""

    class Meta:
        model = GroupMembership
        fields = ["group", "valid_from", "valid_to"]


class StateSerializer(serializers.ModelSerializer):
    """A State under its ISO 3166 code; a note that is not empty belongs wherever the name is shown."""

    name = serializers.CharField(read_only=True)
    names = serializers.DictField(child=serializers.CharField())
    groups = GroupMembershipSerializer(source="group_memberships", many=True)

    class Meta:
        model = Party
        fields = ["code", "name", "names", "region", "subregion", "un_group", "note", "groups"]


class OrganisationSerializer(serializers.ModelSerializer):
    """An organisation under its usual abbreviation."""

    name = serializers.CharField(read_only=True)
    names = serializers.DictField(child=serializers.CharField())

    class Meta:
        model = Party
        fields = ["code", "name", "names", "type", "region", "subregion"]

"""States and organisations."""

from rest_framework import serializers

from matchmaker.models import GroupMembership, Party

from .rows import Row


class PartyReferenceSerializer(Row):
    """A party where another row refers to it."""

    name = serializers.CharField(read_only=True)

    class Meta:
        model = Party
        fields = ["code", "name"]


class GroupMembershipSerializer(Row):
    """A State's belonging to a group; a day that is null is not known or has not come."""

    class Meta:
        model = GroupMembership
        fields = ["group", "valid_from", "valid_to"]


class StateSerializer(Row):
    """A State under its ISO 3166 code; a note that is not empty belongs wherever the name is shown."""

    name = serializers.CharField(read_only=True)
    names = serializers.DictField(child=serializers.CharField())
    groups = GroupMembershipSerializer(source="group_memberships", many=True)

    class Meta:
        model = Party
        fields = ["code", "name", "names", "region", "subregion", "un_group", "note", "groups"]


class OrganisationSerializer(Row):
    """An organisation under its usual abbreviation."""

    name = serializers.CharField(read_only=True)
    names = serializers.DictField(child=serializers.CharField())

    class Meta:
        model = Party
        fields = ["code", "name", "names", "type", "region", "subregion"]

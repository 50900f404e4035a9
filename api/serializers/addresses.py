"""Addresses: where one goes on from the first one."""

from rest_framework import serializers


class AddressesSerializer(serializers.Serializer):
    """Where the API is described, and the list of each noun by its name."""

    documentation = serializers.URLField()
    schema = serializers.URLField()
    guide = serializers.URLField()
    lists = serializers.DictField(child=serializers.URLField())

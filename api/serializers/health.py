"""Health."""

from rest_framework import serializers


class HealthSerializer(serializers.Serializer):
    """All is well; anything else is a problem."""

    status = serializers.CharField()

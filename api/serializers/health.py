"""Health."""

from rest_framework import serializers


class HealthSerializer(serializers.Serializer):
    """All is well; anything else is a problem."""

    status = serializers.CharField()


class ReadySerializer(HealthSerializer):
    """All is well; how long the first job has waited for a worker tells whether one works."""

    queue_age_seconds = serializers.IntegerField(min_value=0)

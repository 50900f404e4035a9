"""Reporting cycles."""

from rest_framework import serializers

from matchmaker.models import Cycle


class CycleSerializer(serializers.ModelSerializer):
    """A cycle with the meeting it leads to."""

    class Meta:
        model = Cycle
        fields = ["year", "meeting", "starts", "ends"]

"""Reporting cycles."""

from functools import lru_cache

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from matchmaker.core.entities.cycles import Meeting
from matchmaker.core.reference import cycles
from matchmaker.models import Cycle


@lru_cache(maxsize=1)
def _calendar() -> dict[int, tuple[Meeting, ...]]:
    return {cycle.year: cycle.meetings for cycle in cycles()}


class MeetingSerializer(serializers.Serializer):
    """A meeting of the calendar, from the first preparatory session on."""

    kind = serializers.CharField()
    name = serializers.CharField()
    starts = serializers.DateField()
    ends = serializers.DateField()
    source = serializers.CharField(help_text="Where the days are from.")


class CycleSerializer(serializers.ModelSerializer):
    """A cycle with the meeting it leads to."""

    meetings = serializers.SerializerMethodField()

    class Meta:
        model = Cycle
        fields = ["year", "meeting", "starts", "ends", "meetings"]

    @extend_schema_field(MeetingSerializer(many=True))
    def get_meetings(self, cycle: Cycle) -> list[dict[str, object]]:
        """Return every meeting that belongs to the cycle, earliest first."""
        return MeetingSerializer(_calendar().get(cycle.year, ()), many=True).data

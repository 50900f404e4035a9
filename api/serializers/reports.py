"""National reports, for their State and for coordinators."""

from rest_framework import serializers

from matchmaker.core.entities.cycles import FIRST_CYCLE, LAST_CYCLE
from matchmaker.models import Report

from .actions import ActionsField
from .needs import ReadFactsShape
from .parties import PartyReferenceSerializer
from .shapes import Shape

OWN = ("added", "removed", "changed")
"""What of a comparison with an earlier report only the State reads."""


class ReportSerializer(serializers.ModelSerializer):
    """A report as received."""

    state = PartyReferenceSerializer()
    superseded_by = serializers.UUIDField(source="superseded_by.public_id", default=None, allow_null=True)
    allowed_actions = ActionsField()

    class Meta:
        model = Report
        fields = [
            *("public_id", "state", "cycle", "filename", "sha256", "media_type", "language", "generation", "pages"),
            *("confirmed", "received_at", "superseded_by", "version", "allowed_actions"),
        ]


class ReportDetailSerializer(ReportSerializer):
    """A report with its text, in which the passages of its needs count, and with what its reading raised."""

    issues = serializers.ListField(child=serializers.DictField())
    needs = serializers.SlugRelatedField(slug_field="public_id", many=True, read_only=True)
    revision = serializers.DictField()

    class Meta(ReportSerializer.Meta):
        fields = [*ReportSerializer.Meta.fields, "text", "issues", "needs", "revision"]

    def to_representation(self, report: Report) -> dict:
        """Leave out the needs that the reader may not know of; which a newer version has, only the State reads."""
        shape, user = super().to_representation(report), self.context["request"].user
        shape["needs"] = [str(name) for name in report.needs.visible_to(user).values_list("public_id", flat=True)]
        if not user.speaks_for(report.state):
            shape["revision"] = {name: told for name, told in report.revision.items() if name not in OWN}
        return shape


class UploadShape(Shape):
    """A report's file, and what it does not say itself."""

    file = serializers.FileField(max_length=200)
    state = serializers.CharField(max_length=3, required=False)
    cycle = serializers.IntegerField(min_value=FIRST_CYCLE, max_value=LAST_CYCLE, required=False)


class CycleShape(Shape):
    """For which cycle a report is."""

    cycle = serializers.IntegerField(min_value=FIRST_CYCLE, max_value=LAST_CYCLE)


class FoundNeedShape(Shape):
    """A need that the reading did not find, under the words of the report that state it."""

    words = serializers.CharField(max_length=5000)
    facts = ReadFactsShape()

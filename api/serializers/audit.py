"""The audit trail, and the feed of changes."""

from rest_framework import serializers

from matchmaker.models import AuditEntry

from .rows import Row


class AuditEntrySerializer(Row):
    """One change: who, when, what of what, from what to what, and why."""

    by = serializers.CharField(source="by.username")
    old = serializers.DictField()
    new = serializers.DictField()

    class Meta:
        model = AuditEntry
        fields = ["public_id", "at", "by", "action", "noun", "object_id", "old", "new", "reason"]


class ChangeSerializer(Row):
    """A row that changed; read it again at its own address."""

    class Meta:
        model = AuditEntry
        fields = ["public_id", "at", "noun", "object_id", "action"]


class FeedSerializer(serializers.Serializer):
    """A piece of the feed; `next` is where to go on, also when nothing is left for now."""

    next = serializers.CharField(allow_null=True)
    results = ChangeSerializer(many=True)

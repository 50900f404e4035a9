"""Judgements on two records."""

from rest_framework import serializers

from matchmaker.core.vocabulary import Relation
from matchmaker.models import Duplicate

from .actions import ActionsField
from .rows import Row
from .shapes import Shape


class DuplicateSerializer(Row):
    """How two records relate, by the machine or by a person."""

    reasons = serializers.ListField(child=serializers.DictField())
    judged_by = serializers.CharField(source="judged_by.username", default=None, allow_null=True)
    superseded_by = serializers.UUIDField(source="superseded_by.public_id", default=None, allow_null=True)
    allowed_actions = ActionsField()

    class Meta:
        model = Duplicate
        fields = [
            *("public_id", "a_type", "a_id", "b_type", "b_id", "relation", "confidence", "reasons", "follows"),
            *("judged_by", "judged_at", "why", "superseded_by", "allowed_actions"),
        ]


class JudgeShape(Shape):
    """A verdict."""

    relation = serializers.ChoiceField(choices=list(Relation))
    why = serializers.CharField(max_length=2000)

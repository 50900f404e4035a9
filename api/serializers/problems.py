"""The shape of a problem (RFC 9457) as the schema tells it; api/exceptions.py fills it in."""

from rest_framework import serializers


class FieldErrorSerializer(serializers.Serializer):
    """What is wrong with one parameter."""

    field = serializers.CharField(allow_null=True)
    code = serializers.CharField()
    detail = serializers.CharField()


class ProblemSerializer(serializers.Serializer):
    """An error: a stable code, and one sentence that says what is wrong and what to do."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    code = serializers.CharField()
    detail = serializers.CharField()
    errors = FieldErrorSerializer(many=True)

"""Exports: which there are."""

from rest_framework import serializers

from matchmaker.exports import Form


class ExportFormSerializer(serializers.Serializer):
    """A form in which rows are exported."""

    form = serializers.ChoiceField(choices=list(Form))
    media_type = serializers.CharField()
    address = serializers.URLField()


class ExportSerializer(serializers.Serializer):
    """A noun with the forms in which it is exported."""

    noun = serializers.CharField()
    forms = ExportFormSerializer(many=True)


class ExportsSerializer(serializers.Serializer):
    """All exports."""

    exports = ExportSerializer(many=True)

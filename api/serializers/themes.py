"""Themes: the vocabulary of what needs and offers are about."""

from rest_framework import serializers

from matchmaker.core.entities.themes import ThemeFacts
from matchmaker.core.reference import worded
from matchmaker.core.vocabulary import Theme


class ThemeSerializer(serializers.Serializer):
    """A theme by its stored value; words as ``Accept-Language`` prefers them, else in English."""

    code = serializers.ChoiceField(choices=[(theme.value, theme.value) for theme in Theme])
    label = serializers.SerializerMethodField()
    labels = serializers.DictField(child=serializers.CharField(), help_text="By language code: en, fr, es, ar, zh, ru.")
    description = serializers.SerializerMethodField()
    mosaic = serializers.ListField(child=serializers.CharField(), help_text="Modules of MOSAIC.")
    guidelines = serializers.ListField(child=serializers.CharField(), help_text="Other guidelines: IATG.")
    annex = serializers.ListField(child=serializers.CharField(), help_text="Paragraphs of the annex of June 2014.")
    body = serializers.ListField(child=serializers.CharField(), help_text="Paragraphs of the report itself.")
    scope_note = serializers.SerializerMethodField()
    off_by_default = serializers.BooleanField(help_text="Stays out of a plan unless a scenario switches it on.")

    def _worded(self, words: dict[str, str]) -> str:
        return worded(words, self.context["languages"])[0]

    def get_label(self, theme: ThemeFacts) -> str:
        """Return its name."""
        return self._worded(theme.labels)

    def get_description(self, theme: ThemeFacts) -> str:
        """Return what it covers, in one line."""
        return self._worded(theme.description)

    def get_scope_note(self, theme: ThemeFacts) -> str | None:
        """Return what some States hold against it; it is shown and never blocks."""
        return self._worded(theme.scope_note) if theme.scope_note else None

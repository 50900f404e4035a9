"""Themes: the vocabulary of what needs and offers are about."""

from rest_framework import serializers

from matchmaker.core.vocabulary import Theme


class ThemeSerializer(serializers.Serializer):
    """A theme by its stored value."""

    code = serializers.ChoiceField(choices=[(theme.value, theme.value) for theme in Theme])

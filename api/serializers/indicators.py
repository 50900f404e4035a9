"""Indicators: figures along an axis."""

from rest_framework import serializers

from matchmaker.core.vocabulary import Axis, Indicator


class FigureSerializer(serializers.Serializer):
    """One figure: a count, an amount of money in the base currency, or median days; `key` is null for the whole."""

    indicator = serializers.ChoiceField(choices=list(Indicator))
    key = serializers.CharField(allow_null=True)
    numerator = serializers.DecimalField(max_digits=24, decimal_places=3, normalize_output=True)
    denominator = serializers.IntegerField(allow_null=True)
    share = serializers.DecimalField(max_digits=8, decimal_places=4, normalize_output=True, allow_null=True)


class IndicatorsSerializer(serializers.Serializer):
    """All figures of an axis that the reader may see; what is withheld from the reader has no entry."""

    axis = serializers.ChoiceField(choices=list(Axis))
    cycle = serializers.IntegerField(allow_null=True)
    currency = serializers.CharField(help_text="In which money is counted")
    figures = FigureSerializer(many=True)

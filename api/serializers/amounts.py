"""Quantities, amounts of money and measured times: decimal numbers as strings, without zeros that say nothing."""

from decimal import Decimal

from rest_framework import serializers


class AmountField(serializers.DecimalField):
    """A quantity or an amount as the tables hold it."""

    def __init__(self, **options: object) -> None:
        super().__init__(max_digits=18, decimal_places=3, normalize_output=True, read_only=True, **options)


class SecondsField(serializers.DecimalField):
    """A measured time, to the millisecond."""

    def __init__(self, **options: object) -> None:
        super().__init__(max_digits=12, decimal_places=3, normalize_output=True, read_only=True, **options)

    def to_representation(self, value: float) -> str:
        """Write it as the amounts are, without an exponent."""
        return super().to_representation(Decimal(str(round(value, 3))))

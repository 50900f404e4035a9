"""Quantities and amounts of money: decimal numbers as strings, without zeros that say nothing."""

from rest_framework import serializers


class AmountField(serializers.DecimalField):
    """A quantity or an amount as the tables hold it."""

    def __init__(self, **options: object) -> None:
        super().__init__(max_digits=18, decimal_places=3, normalize_output=True, read_only=True, **options)

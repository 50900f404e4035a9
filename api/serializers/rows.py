"""Rows of a list as plain values: what a serializer's fields say, worked out once for its class and not for each row.

The framework copies a serializer's fields for each answer and asks each of them twice for each row, which took most of
the time of a list. Here a class of serializers becomes a list of names with a function each; the fields still describe
the schema. `tests/api/test_rows.py` holds that the answers are those of the framework.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from operator import attrgetter

from django.db.models import Manager
from rest_framework import serializers

from .actions import ActionsField
from .amounts import AmountField

Value = Callable[[object], object]
Teller = Callable[["Row", object], object]
_TOLD: dict[type, tuple[tuple[str, Teller], ...]] = {}


class Row(serializers.ModelSerializer):
    """A serializer that tells rows fast; it is for reading alone."""

    def to_representation(self, instance: object) -> dict[str, object]:
        """Return the row's values by their names."""
        kind = type(self)
        tellers = _TOLD.get(kind) or _TOLD.setdefault(kind, _tellers(kind))
        return {name: tell(self, instance) for name, tell in tellers}


def _tellers(kind: type[Row]) -> tuple[tuple[str, Teller], ...]:
    return tuple((name, _teller(field)) for name, field in kind().fields.items())


def _teller(field: serializers.Field) -> Teller:
    if isinstance(field, serializers.SerializerMethodField):
        method = field.method_name
        return lambda row, instance: getattr(row, method)(instance)
    if isinstance(field, ActionsField):
        return lambda row, instance: field.told(instance, row.context["request"].user)
    if isinstance(field, serializers.ListSerializer):
        return _of_each(field.source, field.child)
    get, value = _getter(field), _VALUES.get(type(field), field.to_representation)
    return lambda _, instance: None if (found := get(instance)) is None else value(found)


def _of_each(source: str, child: serializers.Serializer) -> Teller:
    get = attrgetter(source)

    def tell(_: Row, instance: object) -> list[dict[str, object]]:
        rows = get(instance)
        return [child.to_representation(each) for each in (rows.all() if isinstance(rows, Manager) else rows)]

    return tell


def _getter(field: serializers.Field) -> Value:
    """Return what reads a field's source; what hangs on a row that is not there is None, where the field allows it."""
    get = attrgetter(field.source)
    if "." not in field.source or not (field.allow_null or field.default is None):
        return get
    first = attrgetter(field.source.rpartition(".")[0])
    return lambda instance: None if first(instance) is None else get(instance)


def _amount(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _day(value: date) -> str:
    return value.isoformat()


def _moment(value: datetime) -> str:
    return value.astimezone(UTC).isoformat().removesuffix("+00:00") + "Z"


def _same(value: object) -> object:
    return value


_VALUES: dict[type[serializers.Field], Value] = {
    AmountField: _amount,
    serializers.BooleanField: bool,
    serializers.CharField: str,
    serializers.ChoiceField: _same,
    serializers.DateField: _day,
    serializers.DateTimeField: _moment,
    serializers.DictField: _same,
    serializers.IntegerField: int,
    serializers.ListField: _same,
    serializers.UUIDField: str,
}
"""What becomes of a value that is there, by the sort of its field; another sort says it by itself."""

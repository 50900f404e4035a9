"""Rows of a list as plain values: what a serializer's fields say, worked out once for its class and not for each row.

The framework copies a serializer's fields for each answer and asks each of them twice for each row, which took most of
the time of a list. Here a class of serializers becomes a list of names with a function each; the fields still describe
the schema. `tests/api/test_rows.py` holds that the answers are those of the framework.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from operator import attrgetter

from django.db.models import Manager
from rest_framework import serializers

from .actions import ActionsField
from .amounts import AmountField

Value = Callable[[object], object]
Teller = Callable[["Row", object], object]


@dataclass(frozen=True, slots=True)
class _Telling:
    """How a class of serializers tells a row: what stands in it, read in one go, then what becomes of it.

    `empty` has every name in the order of the fields, `names` those that `read` finds a value of.
    """

    empty: dict[str, None]
    names: tuple[str, ...]
    read: Callable[[object], tuple[object, ...]]
    changed: tuple[tuple[str, Value], ...]
    told: tuple[tuple[str, Teller], ...]


_TOLD: dict[type, _Telling] = {}


class Row(serializers.ModelSerializer):
    """A serializer that tells rows fast; it is for reading alone."""

    def to_representation(self, instance: object) -> dict[str, object]:
        """Return the row's values by their names."""
        kind = type(self)
        how = _TOLD.get(kind) or _TOLD.setdefault(kind, _telling(kind))
        shape: dict[str, object] = how.empty.copy()
        shape.update(zip(how.names, how.read(instance), strict=True))
        for name, value in how.changed:
            if (found := shape[name]) is not None:
                shape[name] = value(found)
        for name, tell in how.told:
            shape[name] = tell(self, instance)
        return shape


def _telling(kind: type[Row]) -> _Telling:
    fields = kind().fields
    told = {name: tell for name, field in fields.items() if (tell := _teller(field))}
    plain = {name: field for name, field in fields.items() if name not in told}
    columns = {column.name for column in kind.Meta.model._meta.concrete_fields}
    values = {name: _VALUES.get(type(field), field.to_representation) for name, field in plain.items()}
    return _Telling(
        empty=dict.fromkeys(fields),
        names=tuple(plain),
        read=_reader([field.source for field in plain.values()]),
        changed=tuple(
            (name, value)
            for name, value in values.items()
            if value is not _same and not (value in _AS_STORED and plain[name].source in columns)
        ),
        told=tuple(told.items()),
    )


def _reader(sources: list[str]) -> Callable[[object], tuple[object, ...]]:
    if len(sources) > 1:
        return attrgetter(*sources)
    return lambda row: tuple(attrgetter(source)(row) for source in sources)


def _teller(field: serializers.Field) -> Teller | None:
    """Return how a field is told that is more than one value of the row."""
    if isinstance(field, serializers.SerializerMethodField):
        method = field.method_name
        return lambda row, instance: getattr(row, method)(instance)
    if isinstance(field, ActionsField):
        return lambda row, instance: field.told(instance, row.context["request"].user)
    if isinstance(field, serializers.ListSerializer):
        return _of_each(field.source, field.child)
    if "." in field.source and (field.allow_null or field.default is None):
        return _of_another(field)
    return None


def _of_another(field: serializers.Field) -> Teller:
    """Return what reads a field of another row; where that row is not there it is None."""
    path, _, source = field.source.rpartition(".")
    another, get, value = attrgetter(path), attrgetter(source), _VALUES.get(type(field), field.to_representation)

    def tell(_: Row, instance: object) -> object:
        if (row := another(instance)) is None or (found := get(row)) is None:
            return None
        return value(found)

    return tell


def _of_each(source: str, child: serializers.Serializer) -> Teller:
    get = attrgetter(source)

    def tell(_: Row, instance: object) -> list[dict[str, object]]:
        rows = get(instance)
        return [child.to_representation(each) for each in (rows.all() if isinstance(rows, Manager) else rows)]

    return tell


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
_AS_STORED = (bool, int, str)
"""What a column of that sort holds already."""

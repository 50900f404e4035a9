"""Rows of a list as plain values: what a serializer's fields say, worked out once for its class and not for each row.

The framework copies a serializer's fields for each answer and asks each of them twice for each row, which took most of
the time of a list. Here a class of serializers becomes a list of names with a function each; the fields still describe
the schema. `tests/api/test_rows.py` holds that the answers are those of the framework.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from functools import cached_property
from operator import attrgetter

from django.contrib.auth.models import AnonymousUser
from django.db.models import Field, Manager, UUIDField
from django.utils import timezone
from rest_framework import serializers

from matchmaker.models import User

from .actions import ActionsField
from .amounts import AmountField

Value = Callable[[object], object]
Teller = Callable[["Row", object], object]


@dataclass(frozen=True, slots=True)
class _Part:
    """What is read of one row in one go: of the row itself, or of another that it hangs on, and what becomes of it."""

    of: Callable[[object], object] | None
    names: tuple[str, ...]
    read: Callable[[object], tuple[object, ...]]
    changed: tuple[tuple[str, Value], ...]


@dataclass(frozen=True, slots=True)
class _Telling:
    """How a class of serializers tells a row; `empty` has every name, in the order of the fields."""

    empty: dict[str, None]
    parts: tuple[_Part, ...]
    told: tuple[tuple[str, Teller], ...]

    def shape(self, row: "Row", instance: object) -> dict[str, object]:
        """Return the values of a row by their names; `row` is the serializer that the whole answer is told by."""
        shape: dict[str, object] = self.empty.copy()
        for part in self.parts:
            if (source := instance if part.of is None else part.of(instance)) is not None:
                shape.update(zip(part.names, part.read(source), strict=True))
        for part in self.parts:
            for name, value in part.changed:
                if (found := shape[name]) is not None:
                    shape[name] = value(found)
        for name, tell in self.told:
            shape[name] = tell(row, instance)
        return shape


_TOLD: dict[type, _Telling] = {}


class Row(serializers.ModelSerializer):
    """A serializer that tells rows fast; it is for reading alone."""

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)
        self.seen: dict[tuple[type, int], tuple[object, dict[str, object]]] = {}
        self.offered: dict[str, list[Mapping[str, object]]] = {}

    @cached_property
    def reader(self) -> User | AnonymousUser:
        """Whoever the answer is for."""
        return self.context["request"].user

    @cached_property
    def at(self) -> datetime:
        """The moment for which the answer tells what can be done."""
        return timezone.now()

    def to_representation(self, instance: object) -> dict[str, object]:
        """Return the row's values by their names."""
        return _how(type(self)).shape(self, instance)


def _how(kind: type[Row]) -> _Telling:
    return _TOLD.get(kind) or _TOLD.setdefault(kind, _telling(kind))


def _telling(kind: type[Row]) -> _Telling:
    fields = kind().fields
    told = {name: tell for name, field in fields.items() if (tell := _teller(field))}
    plain = {name: field for name, field in fields.items() if name not in told}
    columns = {column.name: column for column in kind.Meta.model._meta.concrete_fields}
    sources: dict[str, dict[str, serializers.Field]] = {}
    for name, field in plain.items():
        sources.setdefault(field.source.rpartition(".")[0], {})[name] = field
    return _Telling(
        empty=dict.fromkeys(fields),
        parts=tuple(_part(path, found, columns) for path, found in sources.items()),
        told=tuple(told.items()),
    )


def _part(path: str, fields: dict[str, serializers.Field], columns: Mapping[str, Field]) -> _Part:
    values = {name: _VALUES.get(type(field), field.to_representation) for name, field in fields.items()}
    return _Part(
        of=attrgetter(path) if path else None,
        names=tuple(fields),
        read=_reader([field.source.rpartition(".")[2] for field in fields.values()]),
        changed=tuple(
            (name, value)
            for name, value in values.items()
            if value is not _same and not _stored_so(value, columns.get(fields[name].source))
        ),
    )


def _stored_so(value: Value, column: Field | None) -> bool:
    """Whether a column holds already what becomes of it."""
    return column is not None and value in _AS_STORED and not isinstance(column, UUIDField)


def _reader(sources: list[str]) -> Callable[[object], tuple[object, ...]]:
    if len(sources) > 1:
        return attrgetter(*sources)
    get = attrgetter(*sources)
    return lambda row: (get(row),)


def _teller(field: serializers.Field) -> Teller | None:
    """Return how a field is told that is more than one value of the row."""
    if isinstance(field, serializers.SerializerMethodField):
        method = field.method_name
        return lambda row, instance: getattr(row, method)(instance)
    if isinstance(field, ActionsField):
        return _actions(field.alike)
    if isinstance(field, serializers.ListSerializer):
        return _of_each(field.source, field.child)
    if isinstance(field, Row):
        if not _is_plain(type(field)):
            # What is worked out here serves every answer: what asks for its reader there would keep the first one.
            raise TypeError(f"{type(field).__name__} asks for its reader and cannot stand within another row.")
        return _of_another(field)
    return None


def _actions(alike: tuple[str, ...]) -> Teller:
    """Return what tells actions; rows that are alike in everything that decides on them are asked for once."""
    if not alike:
        return lambda row, instance: ActionsField.told(instance, row.reader, row.at)
    facts = attrgetter(*alike)

    def tell(row: Row, instance: object) -> list[Mapping[str, object]]:
        key = repr(facts(instance))
        if (told := row.offered.get(key)) is None:
            told = row.offered[key] = ActionsField.told(instance, row.reader, row.at)
        return told

    return tell


def _is_plain(kind: type[Row]) -> bool:
    """Whether rows of a class are told alike in every answer: no reader is asked for."""
    asks = (serializers.SerializerMethodField, ActionsField)
    own = kind.to_representation is Row.to_representation
    return own and not any(isinstance(field, asks) for field in kind().fields.values())


def _of_another(field: Row) -> Teller:
    """Return what tells another row that this one names; a page names few parties many times, so each is told once."""
    kind, get = type(field), attrgetter(field.source)
    how = _how(kind)

    def tell(row: Row, instance: object) -> dict[str, object] | None:
        if (another := get(instance)) is None:
            return None
        key = kind, id(another)
        if (told := row.seen.get(key)) is None:
            # Kept with the row itself, whose id stays its own so long.
            told = row.seen[key] = another, how.shape(row, another)
        return told[1]

    return tell


def _of_each(source: str, child: serializers.Serializer) -> Teller:
    get = attrgetter(source)
    how = _how(type(child)) if isinstance(child, Row) and _is_plain(type(child)) else None

    def tell(row: Row, instance: object) -> list[dict[str, object]]:
        rows = get(instance)
        rows = rows.all() if isinstance(rows, Manager) else rows
        return [how.shape(row, each) if how else child.to_representation(each) for each in rows]

    return tell


def _amount(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _moment(value: datetime) -> datetime:
    return value if value.tzinfo is UTC else value.astimezone(UTC)


def _same(value: object) -> object:
    return value


_VALUES: dict[type[serializers.Field], Value] = {
    AmountField: _amount,
    serializers.BooleanField: bool,
    serializers.CharField: str,
    serializers.ChoiceField: _same,
    serializers.DateField: _same,
    serializers.DateTimeField: _moment,
    serializers.DictField: _same,
    serializers.IntegerField: int,
    serializers.ListField: _same,
    serializers.UUIDField: _same,
}
"""What becomes of a value that is there, by the sort of its field; another sort says it by itself.

Days, moments and ids are left to who writes the answer (`renderers.py`), which is done ten times as fast there.
"""
_AS_STORED = (bool, int, str)
"""What a column of that sort holds already."""

"""Rows of a list as plain values: what a serializer's fields say, worked out once for its class and not for each row.

The framework copies a serializer's fields for each answer and asks each of them twice for each row, which took most of
the time of a list. Here a class of serializers becomes a function that reads each column by its name; the fields still
describe the schema. `tests/api/test_rows.py` holds that the answers are those of the framework.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from functools import cached_property
from operator import attrgetter

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils import timezone
from rest_framework import serializers

from matchmaker.models import User

from .actions import ActionsField
from .amounts import AmountField

Value = Callable[[object], object]
Teller = Callable[["Row", object], object]
Shape = Callable[["Row", object], dict[str, object]]
"""What tells a row; the first is the serializer that the whole answer is told by."""


_TOLD: dict[type, Shape] = {}


class Row(serializers.ModelSerializer):
    """A serializer that tells rows fast; it is for reading alone."""

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)
        self.seen: dict[tuple[type, int], tuple[object, dict[str, object]]] = {}
        self.offered: dict[tuple[object, ...], list[Mapping[str, object]]] = {}

    @cached_property
    def reader(self) -> User | AnonymousUser:
        """Whoever the answer is for."""
        return self.context["request"].user

    @cached_property
    def at(self) -> datetime:
        """The moment for which the answer tells what can be done."""
        return timezone.now()

    def actions_on(self, instance: object, alike: tuple[object, ...]) -> list[Mapping[str, object]]:
        """Return what the reader may do; for rows alike in everything that decides on it, this is asked once."""
        if not alike:
            return ActionsField.told(instance, self.reader, self.at)
        if (told := self.offered.get(alike)) is None:
            told = self.offered[alike] = ActionsField.told(instance, self.reader, self.at)
        return told

    def to_representation(self, instance: object) -> dict[str, object]:
        """Return the row's values by their names."""
        return _how(type(self))(self, instance)


def _how(kind: type[Row]) -> Shape:
    return _TOLD.get(kind) or _TOLD.setdefault(kind, _shape_of(kind))


def _shape_of(kind: type[Row]) -> Shape:
    """Return what tells the rows of a class, written out for its fields: going through them takes half as long again.

    Nothing is written there but names of fields, columns and methods, which are names of the language.
    """
    columns = {column.attname: column for column in kind.Meta.model._meta.concrete_fields}
    known: dict[str, object] = {}
    others: dict[str, str] = {}
    told = []
    for number, (name, field) in enumerate(kind().fields.items()):
        path, _, source = field.source.rpartition(".")
        if isinstance(field, serializers.SerializerMethodField):
            said = f"row.{field.method_name}(instance)"
        elif isinstance(field, ActionsField):
            said = f"row.actions_on(instance, {_key(field.alike, columns)})"
        elif tell := _teller(field):
            known[f"tell{number}"] = tell
            said = f"tell{number}(row, instance)"
        else:
            of = others.setdefault(path, f"other{len(others)}") if path else "instance"
            read = f"{of}.{source}" if path else _read(source, columns)
            known[f"change{number}"] = value = _changed(field, None if path else columns.get(source))
            said = read if value is _same else f"None if (value := {read}) is None else change{number}(value)"
            said = f"None if {of} is None else {said}" if path else said
        told.append(f"{name!r}: {said}")
    known |= {f"find_{of}": attrgetter(path) for path, of in others.items()}
    lines = ["held = instance.__dict__", *(f"{of} = find_{of}(instance)" for of in others.values())]
    lines.append(f"return {{{', '.join(told)}}}")
    exec("def shape(row, instance):\n " + "\n ".join(lines), known)  # noqa: S102 - names of ours alone
    return known["shape"]


def _read(source: str, columns: Mapping[str, models.Field]) -> str:
    """Return how a value of a row is read: a column that was read is found at once, without asking the row's class."""
    asked = f"instance.{source}"
    return f"(held[{source!r}] if {source!r} in held else {asked})" if source in columns else asked


def _key(alike: tuple[str, ...], columns: Mapping[str, models.Field]) -> str:
    """Return by what rows are known for which the same actions are open; lists are no keys, their words are."""
    parts = [(_read(name, columns), isinstance(columns.get(name), models.JSONField)) for name in alike]
    return f"({''.join(f'repr({read}), ' if many else f'{read}, ' for read, many in parts)})"


def _changed(field: serializers.Field, column: models.Field | None) -> Value:
    """Return what becomes of a value, which a column may hold so already."""
    value = _VALUES.get(type(field), field.to_representation)
    if column is None or isinstance(column, models.UUIDField):
        return value
    return _same if value in _AS_STORED else value


def _teller(field: serializers.Field) -> Teller | None:
    """Return how a field is told that is another row, or several."""
    if isinstance(field, serializers.ListSerializer):
        return _of_each(field.source, field.child)
    if isinstance(field, Row):
        if not _is_plain(type(field)):
            # What is worked out here serves every answer: what asks for its reader there would keep the first one.
            raise TypeError(f"{type(field).__name__} asks for its reader and cannot stand within another row.")
        return _of_another(field)
    return None


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
            told = row.seen[key] = another, how(row, another)
        return told[1]

    return tell


def _of_each(source: str, child: serializers.Serializer) -> Teller:
    get = attrgetter(source)
    how = _how(type(child)) if isinstance(child, Row) and _is_plain(type(child)) else None

    def tell(row: Row, instance: object) -> list[dict[str, object]]:
        rows = get(instance)
        rows = rows.all() if isinstance(rows, models.Manager) else rows
        return [how(row, each) if how else child.to_representation(each) for each in rows]

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

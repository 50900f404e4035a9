"""Statements: what the framework writes of a queryset, kept for the next time that the same is asked.

Writing one takes the framework ten times as long as sending it, which was a third of what a list took. Kept is the
text alone, under everything that it is written from: conditions with their values, joins, columns, order and bounds.
A reader with other rights has other conditions and so another statement; answers are never kept, nor are the words
that a reader searches for.
"""

from collections.abc import Callable, Collection, Hashable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import (
    Count,
    ExpressionWrapper,
    JSONField,
    Model,
    QuerySet,
    Subquery,
    Value,
    prefetch_related_objects,
)
from django.db.models.expressions import Col
from django.db.models.fields.related_lookups import RelatedIn
from django.db.models.lookups import IContains, IEndsWith, IExact, IRegex, IStartsWith, Lookup, Regex
from django.db.models.query import get_related_populators
from django.db.models.sql import Query
from django.db.models.sql.compiler import SQLCompiler
from django.db.models.sql.where import OR, NothingNode, WhereNode

from .lookups import LATER, array
from .prepared import OpenText, Text

_MOST = 256
"""How many texts a process keeps: those of the lists that are asked for, by roles."""
_FAR = 1000
"""From this place on the rows before a page are better passed over as keys."""


class Statement:
    """A queryset of rows with one value left open, written when it is first asked and then asked with any value.

    `build` returns the queryset for a value; for keys, of which there are several, it looks for `one_of`. What
    `stands_in` for the value until then is nothing that the queryset says otherwise.
    """

    def __init__(self, build: Callable[[object], QuerySet], stands_in: object = LATER) -> None:
        self._build, self._stands_in = build, stands_in
        self._made: Callable[[list[tuple]], list[Model]] | None = None
        self._text: OpenText | None = None

    def rows(self, value: object) -> list[Model]:
        """Return the rows for a value, or for some keys."""
        if self._stands_in is LATER:
            if not value:
                return []
            # Elsewhere each key is a parameter of its own, and every number of them another statement.
            if connection.vendor != "postgresql":
                return list(self._build(value))
            value = array(value)
        if self._made is None:
            self._write()
        return self._made(self._text.asked(value)) if self._text else []

    def _write(self) -> None:
        queryset = self._build(self._stands_in)
        compiler = queryset.query.get_compiler(queryset.db)
        try:
            words, values = compiler.as_sql()
        except EmptyResultSet:
            # What nothing can fulfil has no text, and no rows.
            self._made = list
            return
        (place,) = [number for number, value in enumerate(values) if value == self._stands_in]
        self._text = Text(words, values).open_at(place)
        self._made = _maker(compiler, queryset)


class Listed:
    """What is asked of a list: the keys of a page in their order, its rows, and how many rows there are in all."""

    def __init__(self, queryset: QuerySet) -> None:
        # What is prefetched may be another's: whoever asks reads that beside.
        self._queryset = queryset = queryset.prefetch_related(None)
        self._by_key = Statement(lambda keys: queryset.order_by().filter(pk__one_of=keys))
        self._counted_by: dict[str, Text | None] = {}

    def page(self, first: int = 0, end: int | None = None) -> list[int]:
        """Return the keys of the rows in their order, from one place to another."""
        return [line[0] for line in self._asked(self._ordered, connection.ops.limit_offset_sql(first, end))]

    def rows(self, keys: Collection[int]) -> list[Model]:
        """Return the rows of some keys, in no order, as far as they are still in the list."""
        return self._by_key.rows(keys)

    def shown(self, first: int, end: int) -> tuple[list[Model], int]:
        """Return the rows from one place to another in their order, and how many places are taken there.

        The second tells whether the list ends: a row may leave it between two statements. Putting 20,000 wide rows in
        order takes PostgreSQL four times as long as their keys; where an index has the order, one statement does.
        """
        if first < _FAR and self._in_own_order:
            rows = self._made(self._asked(self._whole, connection.ops.limit_offset_sql(first, end)))
            return rows, len(rows)
        keys = self.page(first, end)
        rows = {row.pk: row for row in self.rows(set(keys))}
        return [rows[key] for key in keys if key in rows], len(keys)

    def number(self) -> int:
        """Return how many rows there are."""
        if self._queryset.query.distinct:
            return self._queryset.count()
        return next((number for (number,) in self._asked(self._counted)), 0)

    def numbers(self, by: str) -> dict[object, int]:
        """Return how many rows there are for each value of a column."""
        if by not in self._counted_by:
            self._counted_by[by] = _text(self._queryset.order_by().values_list(by).annotate(number=Count("*")))
        return dict(self._asked(self._counted_by[by]))

    def _asked(self, text: Text | None, bounds: str = "") -> list[tuple]:
        """Return what the database answers; what nothing can fulfil has no text."""
        return [] if text is None else text.asked(bounds)

    @cached_property
    def _ordered(self) -> Text | None:
        return _text(self._queryset.values_list("pk", flat=True))

    @cached_property
    def _in_own_order(self) -> bool:
        columns = {"pk", *(column.attname for column in self._queryset.model._meta.concrete_fields)}
        return columns.issuperset(str(name).removeprefix("-") for name in self._queryset.query.order_by)

    @cached_property
    def _whole(self) -> Text | None:
        # Of a copy: writing a statement leaves the joins of what hangs on its rows in the queryset.
        return _text(self._queryset.all())

    @cached_property
    def _made(self) -> Callable[[list[tuple]], list[Model]]:
        queryset = self._queryset.all()
        compiler = queryset.query.get_compiler(queryset.db)
        compiler.setup_query()
        return _maker(compiler, queryset)

    @cached_property
    def _counted(self) -> Text | None:
        whole, own, both = (_number_of(each) if each is not None else None for each in _apart(self._queryset))
        # Neither what everybody sees nor what a party owns is nothing: so what is both has a text as well.
        if whole is None or own is None:
            return whole or own
        words = f"SELECT ({whole.words}) + ({own.words}) - ({both.words})"
        return Text(words, None if whole.values is None else (*whole.values, *own.values, *both.values))


def _text(queryset: QuerySet) -> Text | None:
    try:
        words, values = queryset.query.get_compiler(queryset.db).as_sql()
    except EmptyResultSet:
        return None
    return Text(words, values).written()


def _number_of(queryset: QuerySet) -> Text | None:
    # Beside a constant the framework counts without groups, and tells what it would send.
    alike = queryset.order_by().annotate(alike=Value(1)).values("alike")
    return _text(alike.annotate(number=Count("*")).values_list("number"))


def _apart(queryset: QuerySet) -> tuple[QuerySet, QuerySet | None, QuerySet | None]:
    """Return the rows that a reader sees as others do, the own ones, and those that are both.

    Of what everybody sees an index tells how many there are, and of the few own ones another. Asked for what is the
    one or the other, PostgreSQL looks at every row, which takes three times as long.
    """
    for place, part in enumerate(queryset.query.where.children):
        if isinstance(part, WhereNode) and part.connector == OR and _names_owners(own := part.children[-1]):
            seen = WhereNode(part.children[:-1], OR)
            return tuple(_with(queryset, place, WhereNode(parts)) for parts in ([seen], [own], [seen, own]))
    return queryset, None, None


def _names_owners(part: object) -> bool:
    return isinstance(part, RelatedIn) and not isinstance(part.rhs, Query)


def _with(queryset: QuerySet, place: int, condition: WhereNode) -> QuerySet:
    """Return a list with another condition at a place."""
    other = queryset.all()
    other.query.where = other.query.where.copy()
    other.query.where.children[place] = condition
    return other


def listed(queryset: QuerySet) -> Listed:
    """Return what asks for a list without bounds, the same one for all that is written alike.

    One that looks for words is made anew each time: every reader has others, which would push all lists out.
    """
    built = vars(queryset).get(_BUILT)
    return built.listed if built else _found(queryset)


def _found(queryset: QuerySet) -> Listed:
    query = queryset.query
    if query.select_for_update or query.extra_tables or query.combinator or query.selected is not None:
        raise TypeError("A list is asked for by its rows, unlocked: not by values, unions or further tables.")
    return Listed(queryset) if _looks_for_words(query) else _listed(_asked(queryset))


class _Built:
    """A place for a queryset as it is told to a reader, and for what asks for its list."""

    queryset: QuerySet | None = None

    @cached_property
    def listed(self) -> Listed:
        return _found(self.queryset)

    @cached_property
    def by_id(self) -> Statement:
        return Statement(lambda value: self.queryset.order_by().filter(public_id=value), stands_in=UUID(int=0))


_BUILT = "_built_as"


def built(*known_by: Hashable, build: Callable[[], QuerySet]) -> QuerySet:
    """Return a queryset that is built from nothing but what it is known by, which is done once.

    Working out what a reader may see takes longer than asking for it. Rows are not kept: each time it is a fresh copy,
    whose list is found without comparing conditions as long as none is added to them.
    """
    place = _place(known_by)
    if place.queryset is None:
        place.queryset = build()
    queryset = place.queryset.all()
    vars(queryset)[_BUILT] = place
    return queryset


def one(queryset: QuerySet, public_id: UUID) -> Model | None:
    """Return the row of an id, if it is among those of a queryset."""
    place = vars(queryset).get(_BUILT)
    # Elsewhere an id is written otherwise than it is given.
    if place is None or connection.vendor != "postgresql":
        return queryset.filter(public_id=public_id).first()
    rows = place.by_id.rows(public_id)
    prefetch_related_objects(rows, *queryset._prefetch_related_lookups)
    return rows[0] if rows else None


@lru_cache(_MOST)
def _place(known_by: tuple[Hashable, ...]) -> _Built:  # noqa: ARG001 - by it the place is found again
    return _Built()


_FOR_WORDS = (IContains, IEndsWith, IExact, IRegex, IStartsWith, Regex)
"""How words are looked for; with regard to case a list compares codes, of which there are few."""


def _looks_for_words(part: object) -> bool:
    """Whether a condition, or one of a query within it, looks for what a person wrote."""
    if isinstance(part, WhereNode):
        return any(map(_looks_for_words, part.children))
    if isinstance(part, Lookup):
        return isinstance(part, _FOR_WORDS) or _looks_for_words(part.lhs) or _looks_for_words(part.rhs)
    if isinstance(part, Subquery):
        return _looks_for_words(part.query)
    return isinstance(part, Query) and _looks_for_words(part.where)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A queryset, known by everything that its statement is written from."""

    known_by: tuple[Hashable, ...]
    queryset: QuerySet = field(compare=False)


def _asked(queryset: QuerySet) -> _Asked:
    return _Asked(_known_by(queryset.query), queryset)


def _known_by(query: Query) -> tuple[Hashable, ...]:
    joins = tuple((alias, join, getattr(join, "join_type", "")) for alias, join in query.alias_map.items())
    read, left_out = query.deferred_loading
    conditions = (query.model, _plain(query.where), joins, tuple(query.alias_refcount.items()))
    order = (query.order_by, query.extra_order_by, query.default_ordering, query.standard_ordering)
    columns = (frozenset(read), left_out, repr(query.select_related), query.select, query.default_cols)
    annotations = tuple((name, _plain(part)) for name, part in query.annotations.items())
    beside = (annotations, frozenset(query.annotation_select_mask or ()), repr(query.extra))
    groups = (query.values_select, query.group_by, query.distinct, query.distinct_fields)
    others = (query.combinator, query.combinator_all, query.combined_queries, query.low_mark, query.high_mark)
    # Of the rows of a list both are empty (`listed`), of a query within another they are not.
    within = (query.extra_tables, tuple((query.selected or {}).items()))
    return conditions, order, columns, beside, groups, others, within


def _plain(part: object) -> Hashable:
    """Return a part of a condition as tuples: they say what the framework compares, and are compared much faster."""
    if isinstance(part, WhereNode):
        return (part.connector, part.negated, *map(_plain, part.children))
    if isinstance(part, Lookup):
        return (type(part), _plain(part.lhs), _plain(part.rhs))
    if type(part) is Col:
        return (part.alias, part.target, part.output_field)
    if isinstance(part, Query):
        # One within another is a new object each time: known by that, it would never be found and push others out.
        return _known_by(part)
    if isinstance(part, Subquery):
        return (type(part), part.template, _known_by(part.query))
    if type(part) is ExpressionWrapper:
        return (type(part.output_field), _plain(part.expression))
    if type(part) is NothingNode:
        return NothingNode
    return tuple(part) if isinstance(part, list) else part


@lru_cache(_MOST)
def _listed(asked: _Asked) -> Listed:
    return Listed(asked.queryset)


def _maker(compiler: SQLCompiler, queryset: QuerySet) -> Callable[[list[tuple]], list[Model]]:
    """Return what makes rows of an answer; the framework works this out for each answer anew."""
    database = queryset.db
    select, told, beside = compiler.select, compiler.klass_info, compiler.annotation_col_map
    first, end = told["select_fields"][0], told["select_fields"][-1] + 1
    names = [column.target.attname for column, *_ in select[first:end]]
    others = get_related_populators(told, select, database)
    changed = [
        (place, _quick(call), column)
        for place, (calls, column) in compiler.get_converters([column for column, *_ in select]).items()
        for call in calls
    ]

    def made(answer: list[tuple]) -> list[Model]:
        if not (changed or others or beside):
            return [told["model"].from_db(database, names, line) for line in answer]
        rows = []
        for line in answer:
            values = list(line)
            for place, call, column in changed:
                values[place] = call(values[place], column, connection)
            row = told["model"].from_db(database, names, values[first:end])
            for other in others:
                other.populate(values, row)
            for name, place in beside.items():
                setattr(row, name, values[place])
            rows.append(row)
        return rows

    return made


_EMPTY = {"[]": list, "{}": dict}


def _quick(call: Callable) -> Callable:
    """Return how a value is read; most lists in the tables are empty, and that is soon seen."""
    if getattr(call, "__func__", None) is not JSONField.from_db_value:
        return call

    def read(value: str | None, column: object, connection: object) -> object:
        empty = _EMPTY.get(value)
        return empty() if empty else call(value, column, connection)

    return read

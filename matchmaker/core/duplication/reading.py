"""Duplication, reading: the bytes of a records file in, a `RecordSet` out, or one sentence why not."""

import json
import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from ..entities.money import Rates
from ..entities.records import Record, RecordSet, Verdict
from ..errors import MatchmakerError
from ..gazetteer import Gazetteer
from ..vocabulary import EngagementStatus, Kind, NeedStatus, OfferStatus, RecordType, Relation, Theme, Unit

FORMAT = "matchmaker.records/1"
_TOP = ("format", "rates", "regional", "records", "judgements")
_FIELDS = tuple(Record.__dataclass_fields__)
_VERDICT = ("a", "b", "relation", "by", "at", "why")
_STATUSES = frozenset(["open", *NeedStatus, *OfferStatus, *EngagementStatus])
_DECIMAL = re.compile(r"[0-9]{1,15}(\.[0-9]{1,12})?", re.ASCII)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9:.]+(Z|[+-][0-9]{2}:?[0-9]{2})?)?", re.ASCII)
_CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)
_FIRST_CYCLE, _LAST_CYCLE = 1990, 2200

E = TypeVar("E", bound=StrEnum)


def read_records(data: bytes) -> RecordSet:
    """Read a records file.

    Parameters
    ----------
    data : bytes
        UTF-8 JSON in the format ``matchmaker.records/1``.

    Returns
    -------
    RecordSet
        Records in the order of the file; verdicts in the order in which they were given, so that the last on a pair
        counts.

    Raises
    ------
    MatchmakerError
        One sentence that names the record and the field: an unknown theme, kind, type, State, status or field, a
        number that is not a decimal string, an end before its start, an amount without currency or a currency without
        rate, an id given twice, a verdict on an unknown id, or a file that is not JSON of this format.

    Examples
    --------
    >>> read_records(b'{"format": "matchmaker.records/1", "records": [{"id": "r1", "type": "need", "text": 5}]}')
    Traceback (most recent call last):
    ...
    matchmaker.core.errors.MatchmakerError: Record "r1": "text" must be a string, not 5.
    """
    top = _object(_parse(data), "The file", _TOP)
    if top.get("format") != FORMAT:
        raise MatchmakerError("unknown_format", f'"format" must be "{FORMAT}", not {_quoted(top.get("format"))}.')
    gazetteer = Gazetteer.default()
    rates = _rates(top.get("rates"))
    regional = _regional(top.get("regional"), gazetteer)
    records: dict[str, Record] = {}
    for number, row in enumerate(_list(top.get("records"), "records")):
        record = _record(row, number, rates, regional, gazetteer)
        if record.id in records:
            raise MatchmakerError(
                "repeated_id", f"The id {_quoted(record.id)} stands on two records: give each its own."
            )
        records[record.id] = record
    judgements = _list(top.get("judgements") or [], "judgements")
    verdicts = [_verdict(row, number, records) for number, row in enumerate(judgements)]
    verdicts.sort(key=lambda each: each[0])
    return RecordSet(tuple(records.values()), regional, rates, tuple(verdict for _, verdict in verdicts))


def _parse(data: bytes) -> Any:
    try:
        return json.loads(data.decode("utf-8-sig"), object_pairs_hook=_no_repeats, parse_constant=_no_constant)
    except UnicodeDecodeError as error:
        raise MatchmakerError("not_utf8", f"The file is not UTF-8 (byte {error.start}): save it as UTF-8.") from None
    except RecursionError:
        raise MatchmakerError("not_json", "The file is nested too deeply to be a records file.") from None
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise MatchmakerError("not_json", f"The file is not valid JSON: {error.msg} at {place}.") from None
    except ValueError:  # an integer of thousands of digits
        raise MatchmakerError("bad_number", "The file holds a number that is too long to be meant.") from None


def _no_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    row = dict(pairs)
    if len(row) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise MatchmakerError("repeated_field", f"The field {_quoted(twice)} stands twice in one object: keep one.")
    return row


def _no_constant(name: str) -> None:
    raise MatchmakerError("bad_number", f"{name} is not a number in JSON: write null where nothing is known.")


def _quoted(value: object) -> str:
    text = json.dumps(value, ensure_ascii=True, default=str)
    return text if len(text) <= 60 else f"{text[:56]}..."


def _object(value: Any, where: str, known: tuple[str, ...]) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise MatchmakerError("bad_type", f"{where} must be an object, not {_quoted(value)}.")
    for name in value:
        if name not in known:
            raise MatchmakerError("unknown_field", f"{where} has the unknown field {_quoted(name)}: take it out.")
    return value


def _list(value: Any, name: str) -> list[Any]:
    if not isinstance(value, list):
        raise MatchmakerError("bad_type", f'"{name}" must be a list, not {_quoted(value)}.')
    return value


def _rates(value: Any) -> Rates | None:
    if value is None:
        return None
    if not isinstance(value, dict):
        raise MatchmakerError("bad_type", f'"rates" must be an object, not {_quoted(value)}.')
    row = _Row('"rates"', value)
    base, day = row.currency("base"), row.day("date")
    if base is None or day is None:
        raise MatchmakerError("bad_rates", '"rates" needs a "base" (ISO 4217) and a "date" (YYYY-MM-DD).')
    values = {}
    for code in value:
        if code in ("base", "date"):
            continue
        if not _CURRENCY.fullmatch(code):
            raise MatchmakerError(
                "unknown_field", f'"rates" has the unknown field {_quoted(code)}: use ISO 4217 codes.'
            )
        rate = row.decimal(code)
        if not rate:
            raise row.refuse(code, "a rate above zero", "bad_number")
        values[code] = rate
    return Rates(base, day, values)


def _regional(value: Any, gazetteer: Gazetteer) -> Mapping[str, tuple[str, ...]]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise MatchmakerError("bad_type", f'"regional" must be an object, not {_quoted(value)}.')
    bodies = {}
    for body, members in value.items():
        if body in gazetteer.state_rows:
            raise MatchmakerError("bad_regional", f'"regional" lists {_quoted(body)}, which is the code of a State.')
        if not isinstance(members, list) or not all(isinstance(each, str) for each in members):
            raise MatchmakerError("bad_type", f'"regional" {_quoted(body)} must be a list of ISO 3166-1 alpha-3 codes.')
        for code in members:
            if code not in gazetteer.state_rows:
                message = f'"regional" {_quoted(body)} names the State {_quoted(code)}, which is no ISO 3166-1 code.'
                raise MatchmakerError("unknown_state", message)
        bodies[body] = tuple(members)
    return bodies


class _Row:
    """One object of the file, each field read by its type; absent is null."""

    def __init__(self, where: str, values: dict[str, Any]) -> None:
        self.where = where
        self.values = values

    def refuse(self, field: str, rule: str, code: str = "bad_value") -> MatchmakerError:
        return MatchmakerError(code, f'{self.where}: "{field}" must be {rule}, not {_quoted(self.values.get(field))}.')

    def text(self, field: str) -> str | None:
        value = self.values.get(field)
        if value is None:
            return None
        if not isinstance(value, str):
            raise self.refuse(field, "a string", "bad_type")
        if any("\ud800" <= letter <= "\udfff" for letter in value):
            raise self.refuse(field, "a string of whole Unicode characters")
        return value

    def needed(self, field: str) -> str:
        value = self.text(field)
        if value is None:
            raise MatchmakerError("missing_field", f'{self.where} lacks "{field}".')
        return value

    def choice(self, field: str, enum: type[E]) -> E | None:
        value = self.text(field)
        if value is None:
            return None
        try:
            return enum(value)
        except ValueError:
            raise self.refuse(field, f"one of {', '.join(enum)}", f"unknown_{field}") from None

    def decimal(self, field: str) -> Decimal | None:
        value = self.values.get(field)
        if value is None:
            return None
        if not isinstance(value, str) or not _DECIMAL.fullmatch(value):
            raise self.refuse(field, 'a decimal string such as "12.50"', "bad_number")
        return Decimal(value)

    def currency(self, field: str) -> str | None:
        value = self.text(field)
        if value is not None and not _CURRENCY.fullmatch(value):
            raise self.refuse(field, "an ISO 4217 code", "bad_currency")
        return value

    def day(self, field: str) -> date | None:
        value = self.text(field)
        if value is None:
            return None
        try:
            if _DAY.fullmatch(value):
                return date.fromisoformat(value)
        except ValueError:
            pass
        raise self.refuse(field, "a date written as YYYY-MM-DD", "bad_date")

    def cycle(self) -> int | None:
        value = self.values.get("cycle")
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not _FIRST_CYCLE <= value <= _LAST_CYCLE:
            raise self.refuse("cycle", "a year without quotes", "bad_cycle")
        return value


def _record(
    value: Any, number: int, rates: Rates | None, regional: Mapping[str, tuple[str, ...]], gazetteer: Gazetteer
) -> Record:
    name = value.get("id") if isinstance(value, dict) else None
    where = f"Record {_quoted(name)}" if isinstance(name, str) and name else f"records[{number}]"
    row = _Row(where, _object(value, where, _FIELDS))
    if not row.needed("id"):
        raise row.refuse("id", "a string that is not empty")
    kind_of_record = row.choice("type", RecordType)
    if kind_of_record is None:
        raise MatchmakerError("missing_field", f'{where} lacks "type": need, offer or engagement.')
    state = row.text("state")
    if state is not None and state not in gazetteer.state_rows and state not in regional:
        rule = 'an ISO 3166-1 alpha-3 code or a body listed under "regional"'
        raise row.refuse("state", rule, "unknown_state")
    status = row.text("status")
    if status is not None and status not in _STATUSES:
        raise row.refuse("status", "a status of a need, an offer or an engagement, or open", "unknown_status")
    amount, currency = row.decimal("amount"), row.currency("currency")
    if amount is not None and currency is None:
        raise MatchmakerError(
            "amount_without_currency", f'{where} has an "amount" without "currency": name the currency.'
        )
    if currency is not None and (rates is None or not rates.knows(currency)):
        raise MatchmakerError("currency_without_rate", f'{where}: "rates" has no rate for {currency}: add one.')
    start, end = row.day("start"), row.day("end")
    if start and end and end < start:
        raise MatchmakerError("end_before_start", f'{where}: "end" ({end}) is before "start" ({start}).')
    return Record(
        id=row.needed("id"),
        type=kind_of_record,
        text=row.needed("text"),
        state=state,
        beneficiary=row.text("beneficiary") or None,
        theme=row.choice("theme", Theme),
        kind=row.choice("kind", Kind),
        item=row.text("item") or None,
        quantity=row.decimal("quantity"),
        unit=row.choice("unit", Unit),
        amount=amount,
        currency=currency,
        start=start,
        end=end,
        site=row.text("site") or None,
        provider=row.text("provider") or None,
        implementer=row.text("implementer") or None,
        funder=row.text("funder") or None,
        cycle=row.cycle(),
        status=status,
        requested=row.day("requested"),
        language=row.text("language") or None,
    )


def _verdict(value: Any, number: int, records: Mapping[str, Record]) -> tuple[str, Verdict]:
    """Return a verdict with the moment by which it is ordered."""
    where = f"judgements[{number}]"
    row = _Row(where, _object(value, where, _VERDICT))
    a, b = row.needed("a"), row.needed("b")
    for field, name in (("a", a), ("b", b)):
        if name not in records:
            message = f'{where}: "{field}" names {_quoted(name)}, which is not the id of a record.'
            raise MatchmakerError("unknown_id", message)
    if a == b:
        raise MatchmakerError("bad_judgement", f"{where} judges the record {_quoted(a)} with itself: name two records.")
    relation = row.choice("relation", Relation)
    if relation is None:
        raise MatchmakerError("missing_field", f'{where} lacks "relation".')
    at = row.needed("at")
    try:
        if not _MOMENT.fullmatch(at):
            raise ValueError(at)
        moment = datetime.fromisoformat(at)
    except ValueError:
        raise row.refuse("at", "a date written as YYYY-MM-DD", "bad_date") from None
    return moment.isoformat(), Verdict(a, b, relation, row.text("by") or "", moment.date(), row.text("why"))

"""Assignment, reading: one row of a problem file with its fields, each refused in one sentence that names it."""

import json
import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from ..errors import MatchmakerError
from ..vocabulary import MINOR_UNITS

_DECIMAL = re.compile(r"[0-9]+(\.[0-9]+)?", re.ASCII)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)
_DIGITS_BEFORE, _DIGITS_AFTER = 15, 12  # beyond that no amount is meant, and floating point would lose it
_LARGEST_INTEGER = 10**9

E = TypeVar("E", bound=StrEnum)
T = TypeVar("T")


def quoted(value: object) -> str:
    """Return a value as it stands in the file, on one line and not too long."""
    text = json.dumps(value, ensure_ascii=True, default=str)
    return text if len(text) <= 60 else f"{text[:56]}..."


def minor_digits(currency: str) -> int:
    """Return how many digits an amount in a currency may have after the point (two for codes no longer in use)."""
    return MINOR_UNITS.get(currency, 2)


def is_currency(value: str) -> bool:
    """Say whether a text has the form of an ISO 4217 code."""
    return _CURRENCY.fullmatch(value) is not None


class Row:
    """One object of the file: every key is expected, none is unknown, and each field is read by its type.

    Parameters
    ----------
    where : str
        Where the object stands, for messages: ``needs[0]``; replaced by the row's id where it has one.
    value : object
        What the JSON holds there.
    keys : tuple of str
        The keys that must be there; no other may.

    Raises
    ------
    MatchmakerError
        ``bad_type``, ``missing_key`` or ``unknown_key``.
    """

    def __init__(self, where: str, value: object, keys: tuple[str, ...]) -> None:
        if not isinstance(value, dict):
            raise MatchmakerError("bad_type", f"{where} must be an object with the keys {', '.join(keys)}.")
        name = value.get("id", value.get("code"))
        table = where.partition("[")[0]
        self.where = f"{table} {quoted(name)}" if isinstance(name, str) and table != where else where
        self.values: dict[str, object] = value
        for key in keys:
            if key not in value:
                raise MatchmakerError("missing_key", f'{self.where} lacks the key "{key}"; every key is mandatory.')
        for key in value:
            if key not in keys:
                raise MatchmakerError("unknown_key", f"{self.where} has the unknown key {quoted(key)}: take it out.")

    def refuse(self, key: str, rule: str, code: str = "bad_value") -> MatchmakerError:
        """Return the refusal of one field: what it must be, and what stands there."""
        return MatchmakerError(code, f'{self.where}: "{key}" must be {rule}, not {quoted(self.values[key])}.')

    def text(self, key: str, *, empty: bool = False) -> str:
        """Return a string, not empty unless allowed."""
        value = self.values[key]
        if not isinstance(value, str):
            raise self.refuse(key, "a string", "bad_type")
        if not value and not empty:
            raise self.refuse(key, "a string that is not empty")
        if any("\ud800" <= character <= "\udfff" for character in value):
            raise self.refuse(key, "a string of whole Unicode characters")
        return value

    def text_or_none(self, key: str) -> str | None:
        """Return a string or None; the empty string says nothing, too."""
        return None if self.values[key] is None else self.text(key, empty=True) or None

    def flag(self, key: str) -> bool:
        """Return true or false."""
        value = self.values[key]
        if not isinstance(value, bool):
            raise self.refuse(key, "true or false", "bad_type")
        return value

    def integer(self, key: str, least: int, most: int = _LARGEST_INTEGER) -> int:
        """Return a whole number within bounds."""
        value = self.values[key]
        if isinstance(value, bool) or not isinstance(value, int):
            raise self.refuse(key, "a whole number without quotes", "bad_type")
        if not least <= value <= most:
            raise self.refuse(key, f"between {least} and {most}")
        return value

    def decimal(self, key: str) -> Decimal:
        """Return a decimal string's value: digits and at most one point, no sign, no exponent."""
        value = self.values[key]
        if not isinstance(value, str):
            raise self.refuse(key, "a decimal string in quotes", "bad_type")
        if not _DECIMAL.fullmatch(value):
            raise self.refuse(key, "a decimal string without sign or exponent", "bad_number")
        whole, _, fraction = value.partition(".")
        if len(whole.lstrip("0")) > _DIGITS_BEFORE or len(fraction.rstrip("0")) > _DIGITS_AFTER:
            rule = f"a number of at most {_DIGITS_BEFORE} digits before the point and {_DIGITS_AFTER} after it"
            raise self.refuse(key, rule, "bad_number")
        return Decimal(value)

    def amount(self, key: str, currency: str | None) -> Decimal:
        """Return a quantity: whole in kind, in money at most to the currency's minor unit."""
        value = self.decimal(key)
        digits = 0 if currency is None else minor_digits(currency)
        if value * 10**digits % 1:
            rule = "whole" if currency is None else f"given to at most {digits} decimals in {currency}"
            raise self.refuse(key, rule, "bad_number")
        return value

    def day(self, key: str) -> date:
        """Return a date written as YYYY-MM-DD."""
        value = self.values[key]
        if isinstance(value, str) and _DATE.fullmatch(value):
            try:
                return date.fromisoformat(value)
            except ValueError:
                pass
        raise self.refuse(key, "a date written as YYYY-MM-DD", "bad_date")

    def interval(self) -> tuple[date, date]:
        """Return start and end of the row's interval [start, end)."""
        start, end = self.day("start"), self.day("end")
        if start >= end:
            raise MatchmakerError(
                "bad_interval", f'{self.where}: "start" ({start}) must be before "end" ({end}), which is exclusive.'
            )
        return start, end

    def choice(self, key: str, words: type[E]) -> E:
        """Return a word of the vocabulary."""
        return _word(self, key, self.text(key, empty=True), words)

    def items(self, key: str) -> list[object]:
        """Return a list."""
        value = self.values[key]
        if not isinstance(value, list):
            raise self.refuse(key, "a list", "bad_type")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of strings."""
        return tuple(self._entry(key, each).text("entry", empty=True) for each in self.items(key))

    def decimals(self, key: str) -> tuple[Decimal, ...]:
        """Return a list of decimal strings."""
        return tuple(self._entry(key, each).decimal("entry") for each in self.items(key))

    def _entry(self, key: str, value: object) -> "Row":
        return Row(f'{self.where}, "{key}"', {"entry": value}, ("entry",))

    def choices(self, key: str, words: type[E]) -> tuple[E, ...]:
        """Return a list of words of the vocabulary."""
        return tuple(_word(self, key, each, words) for each in self.texts(key))

    def rows(self, key: str, read: Callable[[str, object], T]) -> tuple[T, ...]:
        """Return a table, each row read by a function that is told where it stands."""
        return tuple(read(f"{key}[{number}]", each) for number, each in enumerate(self.items(key)))


def _word(row: Row, key: str, value: str, words: type[E]) -> E:
    try:
        return words(value)
    except ValueError:
        known = ", ".join(word.value for word in words)
        message = f'{row.where}: "{key}" has {quoted(value)}, which is none of {known}.'
        raise MatchmakerError("bad_value", message) from None

"""Assignment, reading: the bytes of a problem file in, an `AssignmentInput` out, or one sentence why not."""

import hashlib
import json
from collections.abc import Iterable
from decimal import Decimal

from ..entities.money import Money, Rates
from ..entities.problems import (
    AssignmentInput,
    Eligible,
    Engagement,
    Forbid,
    Judgement,
    Need,
    Offer,
    Pin,
    PreviousAllocation,
    Provider,
    RecipientState,
    Scenario,
    Weights,
)
from ..errors import MatchmakerError
from ..vocabulary import UNIT_OF_KIND, Item, Kind, Relation, Theme, Unit
from .fields import Row, is_currency, quoted
from .references import check_references

FORMATS = ("matchmaker.problem/1", "matchmaker.problem/2")
SCENARIO_KEYS = ("pins", "forbids", "money_per_provider_recipient", "ammunition", "previous")


def read_problem(data: bytes) -> AssignmentInput:
    """Read a problem file.

    Parameters
    ----------
    data : bytes
        UTF-8 JSON in the format ``matchmaker.problem/1``, or ``/2``, which adds ``scenario.weights``.

    Returns
    -------
    AssignmentInput
        The rows in the order of the file, with the digest of `data`.

    Raises
    ------
    MatchmakerError
        One sentence that names the field or id: not JSON, a missing, unknown or repeated key or id, an unknown
        reference, a value of the wrong type or outside the vocabulary, an empty interval, a currency without a rate,
        two different judgements on one pair.

    Notes
    -----
    Section 1 of the specification in ``docs/assignment.md``.

    Examples
    --------
    >>> try:
    ...     read_problem(b'{"format": "matchmaker.problem/1", "format": 1}')
    ... except MatchmakerError as error:
    ...     print(error.code, "|", error.message)
    repeated_key | The key "format" stands twice in one object: keep one of the two.
    """
    document = _parse(data)
    top = Row(
        "The problem",
        document,
        (
            *("format", "as_of", "rates", "states", "providers", "needs", "offers"),
            *("engagements", "judgements", "scenario"),
        ),
    )
    form = top.text("format")
    if form not in FORMATS:
        raise top.refuse("format", " or ".join(FORMATS), "bad_format")
    rates = _rates(top.values["rates"])
    needs = top.rows("needs", _need)
    problem = AssignmentInput(
        as_of=top.day("as_of"),
        rates=rates,
        states=top.rows("states", _state),
        providers=top.rows("providers", _provider),
        needs=needs,
        offers=top.rows("offers", _offer),
        engagements=top.rows("engagements", _engagement),
        judgements=top.rows("judgements", _judgement),
        scenario=_scenario(top.values["scenario"], {need.id: need for need in needs}, weighted=form == FORMATS[1]),
        digest=f"sha256:{hashlib.sha256(data).hexdigest()}",
    )
    check_references(problem)
    return problem


def _parse(data: bytes) -> object:
    try:
        return json.loads(data.decode("utf-8-sig"), object_pairs_hook=_object, parse_constant=_constant)
    except UnicodeDecodeError as error:
        raise MatchmakerError(
            "not_json", f"The problem is not UTF-8 text (byte {error.start}): save it as JSON in UTF-8."
        ) from None
    except json.JSONDecodeError as error:
        message = f"The problem is not valid JSON: {error.msg} at line {error.lineno}, column {error.colno}."
        raise MatchmakerError("not_json", message) from None
    except (RecursionError, ValueError):
        message = "The problem is not a problem file: its JSON is nested too deep or holds a number too long to read."
        raise MatchmakerError("not_json", message) from None


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    result: dict[str, object] = {}
    for key, value in pairs:
        if key in result:
            message = f"The key {quoted(key)} stands twice in one object: keep one of the two."
            raise MatchmakerError("repeated_key", message)
        result[key] = value
    return result


def _constant(name: str) -> object:
    raise MatchmakerError("not_json", f"The problem is not valid JSON: {name} is not a JSON value.")


def _rates(value: object) -> Rates:
    codes = tuple(key for key in value if is_currency(key)) if isinstance(value, dict) else ()
    row = Row("rates", value, ("base", "date", *codes))
    base = _currency(row, "base")
    values: dict[str, Decimal] = {}
    for code in codes:
        values[code] = row.decimal(code)
        if not values[code]:
            raise row.refuse(code, "more than zero", "bad_number")
    if values.pop(base, Decimal(1)) != 1:
        raise row.refuse(base, "1, since it is the base", "bad_number")
    return Rates(base, row.day("date"), values)


def _currency(row: Row, key: str) -> str:
    code = row.text(key)
    if not is_currency(code):
        raise row.refuse(key, "an ISO 4217 code such as USD")
    return code


def _money(row: Row, key: str) -> Money | None:
    """Read an amount with its currency, or null."""
    if row.values[key] is None:
        return None
    money = Row(f'{row.where}, "{key}"', row.values[key], ("amount", "currency"))
    currency = _currency(money, "currency")
    return Money(money.amount("amount", currency), currency)


def _state(where: str, value: object) -> RecipientState:
    row = Row(where, value, ("code", "region", "subregion", "groups"))
    return RecipientState(
        row.text("code"), row.text("region", empty=True), row.text("subregion", empty=True), row.texts("groups")
    )


def _provider(where: str, value: object) -> Provider:
    row = Row(where, value, ("code", "state", "region", "subregion", "budget"))
    return Provider(
        code=row.text("code"),
        state=row.flag("state"),
        region=row.text_or_none("region"),
        subregion=row.text_or_none("subregion"),
        budget=_money(row, "budget"),
    )


def _item(row: Row) -> str | None:
    return None if row.values["item"] is None else row.choice("item", Item).value


def _need(where: str, value: object) -> Need:
    keys = (
        *("id", "state", "theme", "kind", "item", "beneficiary", "quantity", "minimum", "unit_cost", "tier"),
        *("languages", "start", "end", "requested", "shareable", "bundle", "required", "earlier_served"),
    )
    row = Row(where, value, keys)
    kind = row.choice("kind", Kind)
    cost = _money(row, "unit_cost")
    if cost is not None and not cost.amount:
        raise MatchmakerError(
            "bad_number", f'{row.where}: "unit_cost" must be more than zero; write null where the cost is not known.'
        )
    if kind is Kind.FUNDING and (cost is None or cost.amount != 1):
        raise MatchmakerError(
            "bad_unit_cost", f'{row.where}: "unit_cost" of a funding need must have the amount "1" and its currency.'
        )
    currency = cost.currency if kind is Kind.FUNDING and cost is not None else None
    start, end = row.interval()
    return Need(
        id=row.text("id"),
        state=row.text("state"),
        theme=row.choice("theme", Theme),
        kind=kind,
        item=_item(row),
        beneficiary=row.text("beneficiary", empty=True),
        quantity=row.amount("quantity", currency),
        minimum=row.amount("minimum", currency),
        unit_cost=cost,
        tier=row.integer("tier", 1, 3),
        languages=row.texts("languages"),
        start=start,
        end=end,
        requested=row.day("requested"),
        shareable=None if row.values["shareable"] is None else row.flag("shareable"),
        bundle=row.text_or_none("bundle"),
        required=row.flag("required"),
        earlier_served=row.integer("earlier_served", 0),
    )


def _offer(where: str, value: object) -> Offer:
    keys = (
        *("id", "provider", "themes", "kinds", "items", "pays_for", "capacity", "unit", "currency", "eligible"),
        *("excluded_states", "languages", "start", "end", "minimum_per_recipient", "maximum_per_recipient"),
        *("maximum_recipients", "opening_minimum"),
    )
    row = Row(where, value, keys)
    kinds = row.choices("kinds", Kind)
    pays_for = row.choices("pays_for", Kind)
    unit = row.choice("unit", Unit)
    for kind in kinds:
        if UNIT_OF_KIND[kind] is not unit:
            message = f'{row.where}: "kinds" has {kind.value}, which is not counted in the unit {unit.value}.'
            raise MatchmakerError("bad_unit", message)
    currency = None if row.values["currency"] is None else _currency(row, "currency")
    if (currency is not None) != (unit is Unit.MONEY):
        rule = "an ISO 4217 code, since the unit is money" if currency is None else "null, since the unit is not money"
        raise row.refuse("currency", rule, "bad_unit")
    if pays_for and unit is not Unit.MONEY:
        raise row.refuse("pays_for", "empty, since the unit is not money", "bad_unit")
    eligible = Row(f'{row.where}, "eligible"', row.values["eligible"], ("states", "regions", "groups"))
    start, end = row.interval()
    most, recipients = row.values["maximum_per_recipient"], row.values["maximum_recipients"]
    return Offer(
        id=row.text("id"),
        provider=row.text("provider"),
        themes=row.choices("themes", Theme),
        kinds=kinds,
        items=tuple(item.value for item in row.choices("items", Item)),
        pays_for=pays_for,
        capacity=row.amount("capacity", currency),
        unit=unit,
        currency=currency,
        eligible=Eligible(eligible.texts("states"), eligible.texts("regions"), eligible.texts("groups")),
        excluded_states=row.texts("excluded_states"),
        languages=row.texts("languages"),
        start=start,
        end=end,
        minimum_per_recipient=row.amount("minimum_per_recipient", currency),
        maximum_per_recipient=None if most is None else row.amount("maximum_per_recipient", currency),
        maximum_recipients=None if recipients is None else row.integer("maximum_recipients", 0),
        opening_minimum=row.amount("opening_minimum", currency),
    )


def _engagement(where: str, value: object) -> Engagement:
    keys = ("id", "state", "theme", "kind", "item", "beneficiary", "provider", "start", "end", "quantity")
    row = Row(where, value, keys)
    kind = row.choice("kind", Kind)
    start, end = row.interval()
    quantity = None
    if row.values["quantity"] is not None:
        # An engagement in money names no currency: its quantity is in that of the need it covers.
        quantity = row.decimal("quantity") if kind is Kind.FUNDING else row.amount("quantity", None)
    return Engagement(
        id=row.text("id"),
        state=row.text("state"),
        theme=row.choice("theme", Theme),
        kind=kind,
        item=_item(row),
        beneficiary=row.text("beneficiary", empty=True),
        provider=row.text("provider", empty=True),
        start=start,
        end=end,
        quantity=quantity,
    )


def _judgement(where: str, value: object) -> Judgement:
    row = Row(where, value, ("a", "b", "relation"))
    return Judgement(row.text("a"), row.text("b"), row.choice("relation", Relation))


def _scenario(value: object, needs: dict[str, Need], *, weighted: bool) -> Scenario:
    row = Row("scenario", value, (*SCENARIO_KEYS, "weights") if weighted else SCENARIO_KEYS)

    def pin(where: str, entry: object) -> Pin:
        pair = Row(where, entry, ("need", "offer", "quantity"))
        need = needs.get(pair.text("need"))
        quantity = None
        if pair.values["quantity"] is not None:
            money = need.unit_cost if need is not None and need.kind is Kind.FUNDING else None
            quantity = pair.amount("quantity", money.currency if money is not None else None)
        return Pin(pair.text("need"), pair.text("offer"), quantity)

    return Scenario(
        pins=row.rows("pins", pin),
        forbids=row.rows("forbids", _forbid),
        money_per_provider_recipient=_money(row, "money_per_provider_recipient"),
        ammunition=row.flag("ammunition"),
        previous=row.rows("previous", _previous),
        weights=read_weights(row.values["weights"]) if weighted else Weights(),
    )


def _forbid(where: str, value: object) -> Forbid:
    row = Row(where, value, ("need", "offer", "reason"))
    return Forbid(row.text("need"), row.text("offer"), row.text("reason", empty=True))


def _previous(where: str, value: object) -> PreviousAllocation:
    row = Row(where, value, ("need", "offer", "quantity"))
    return PreviousAllocation(row.text("need"), row.text("offer"), row.decimal("quantity"))


def read_weights(value: object) -> Weights:
    """Read the weights of a scenario.

    Parameters
    ----------
    value : object
        What the JSON holds: every key of `Weights`, its numbers as strings.

    Returns
    -------
    Weights
        As given.

    Raises
    ------
    MatchmakerError
        One sentence that names the key and what it takes.

    Notes
    -----
    ``docs/assignment.md``, "Reading".

    Examples
    --------
    >>> from matchmaker.core.assignment.writing import weights_to_json
    >>> read_weights(weights_to_json(Weights())) == Weights()
    True
    """
    row = Row("weights", value, ("tiers", "slopes", "widths", "pair_cost", "language", "timeliness", "proximity"))

    tiers, slopes, widths = row.decimals("tiers"), row.decimals("slopes"), row.decimals("widths")
    if len(tiers) != 3 or not all(tiers):
        raise row.refuse("tiers", "three numbers more than zero, for tiers 1 to 3")
    if not slopes or list(slopes) != sorted(slopes, reverse=True):
        raise row.refuse("slopes", "numbers that never rise: the first help to a State counts most")
    if len(widths) != len(slopes) or not all(widths) or sum(widths) != 1:
        raise row.refuse("widths", "one number more than zero for each slope, 1 in total")
    proximity = row.decimals("proximity")
    if len(proximity) != 3 or not _shares(proximity):
        raise row.refuse("proximity", "three numbers between 0 and 1: same subregion, same region, elsewhere")
    factors = {key: row.decimal(key) for key in ("language", "timeliness")}
    for key, factor in factors.items():
        if not _shares((factor,)):
            raise row.refuse(key, "between 0 and 1")
    return Weights(tiers, slopes, widths, row.decimal("pair_cost"), proximity=proximity, **factors)


def _shares(values: Iterable[Decimal]) -> bool:
    return all(0 <= value <= 1 for value in values)

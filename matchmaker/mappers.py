"""Rows to library records and back; the way from a need to the problem stands here, with every assumption said."""

from collections.abc import Iterable
from dataclasses import fields
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum
from functools import lru_cache

from matchmaker.core import reference
from matchmaker.core.entities import problems
from matchmaker.core.entities.money import Money, Rates
from matchmaker.core.entities.records import Record
from matchmaker.core.entities.reports import ExtractedNeed, Passage
from matchmaker.core.vocabulary import MINOR_UNITS, Kind, RecordType, Relation, Theme, Unit
from matchmaker.models import Duplicate, Engagement, Need, Offer, Party, Report, Scenario

# Help that is spoken: where a need names no language of delivery, that of its report is taken, and said so.
_SPOKEN = (Kind.TRAINING, Kind.EXPERTISE, Kind.LEGAL)


def plain(record: object) -> dict[str, object]:
    """Return a flat record as JSON values."""
    values = {field.name: getattr(record, field.name) for field in fields(record)}
    return {name: value.value if isinstance(value, Enum) else value for name, value in values.items()}


def passage_fields(passage: Passage) -> dict[str, object]:
    """Return the columns of a passage."""
    return {**plain(passage), "question": passage.question or ""}


def need_fields(need: ExtractedNeed, report: Report) -> dict[str, object]:
    """Return the columns of a need that was read from a report."""
    readiness = ("project_proposal", "action_plan", "assessment", "measurable_goal", "women")
    return {
        "cycle": report.cycle,
        "theme": need.theme,
        "kind": need.kind,
        "item": need.item or "",
        "beneficiary": need.beneficiary or "",
        "site": need.site or "",
        "quantity": need.quantity,
        "unit": need.unit,
        "amount": need.amount,
        "currency": need.currency or "",
        "vague": need.vague,
        "confidence": need.confidence,
        "readiness": {name: getattr(need, name) for name in readiness},
        "priority": need.priority or "",
        "condition": need.condition or "",
        "languages": list(need.languages),
        "members": list(need.members),
        "start": need.start,
        "end": need.end,
    }


@lru_cache(maxsize=1)
def planning_figures() -> dict[tuple[str | None, str, str | None], reference.PlanningFigure]:
    """Return the usual quantity and cost by theme, kind and item."""
    return {(figure.theme, figure.kind, figure.item): figure for figure in reference.planning()}


@lru_cache(maxsize=1)
def _dated_rates() -> tuple[Rates, ...]:
    return reference.rates()


def rates(on: date | None = None) -> Rates:
    """Return the rates of a day, by default the latest."""
    return reference.rates_on(_dated_rates(), on) if on else _dated_rates()[-1]


def _planning(need: Need) -> reference.PlanningFigure | None:
    item = need.item or None
    figures = planning_figures()
    return figures.get((need.theme, need.kind, item)) or figures.get((None, need.kind, item))


def need_window(need: Need) -> tuple[date, date]:
    """Return [start, end) in which help is useful: by default from the cycle's first day to the end of cycle + 2."""
    return need.start or date(need.cycle, 1, 1), need.end or date(need.cycle + 3, 1, 1)


def _quantity_and_cost(need: Need, money: Rates) -> tuple[Decimal, Money | None, list[str]] | str:
    """Return quantity, unit cost and what was assumed, or the name of the fact that is missing."""
    planning, assumed = _planning(need), []
    known = money.knows(need.currency) if need.currency else False
    if need.kind == Kind.FUNDING:
        if need.amount is None:
            return "amount"
        return (need.amount, Money(Decimal(1), need.currency), assumed) if known else "currency"
    quantity = need.quantity
    if quantity is None:
        if planning is None:
            return "quantity"
        quantity = planning.quantity
        assumed.append("quantity")
    if need.amount is not None and known:
        minor = Decimal(1).scaleb(-MINOR_UNITS[need.currency])
        cost = Money((need.amount / quantity).quantize(minor, ROUND_HALF_UP), need.currency)
        return quantity, cost if cost.amount else None, assumed
    if planning is None:
        return quantity, None, assumed
    assumed.append("unit_cost")
    return quantity, planning.unit_cost, assumed


def problem_needs(needs: Iterable[Need], money: Rates) -> tuple[list[problems.Need], list[dict[str, object]]]:
    """Return the lines that enter the problem, and one row for each need that was completed or left out."""
    lines, assumptions = [], []
    for need in needs:
        found = _quantity_and_cost(need, money)
        if isinstance(found, str):
            assumptions.append({"need": str(need.public_id), "left_out": found})
            continue
        quantity, cost, assumed = found
        languages = tuple(need.languages)
        if not languages and need.kind in _SPOKEN and need.language:
            languages = (need.language,)
            assumed.append("languages")
        if assumed:
            planning = _planning(need)
            source = planning.source if planning else ""
            assumptions.append({"need": str(need.public_id), "assumed": assumed, "source": source})
        start, end = need_window(need)
        lines.append(
            problems.Need(
                id=str(need.public_id),
                state=need.state.code,
                theme=Theme(need.theme),
                kind=Kind(need.kind),
                item=need.item or None,
                beneficiary=need.beneficiary,
                quantity=_trim(quantity),
                minimum=_trim(min(need.minimum or Decimal(1), quantity)),
                unit_cost=cost,
                tier=need.tier,
                languages=languages,
                start=start,
                end=end,
                requested=need.requested,
                shareable=None,
                bundle=need.bundle or None,
                required=need.required,
                earlier_served=0,
            )
        )
    return lines, assumptions


def _trim(value: Decimal) -> Decimal:
    """Drop the zeros that a column pads a number with."""
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


def problem_offer(offer: Offer) -> problems.Offer:
    """Return an offer as the problem has it."""
    return problems.Offer(
        id=str(offer.public_id),
        provider=offer.provider.code,
        themes=tuple(Theme(theme) for theme in offer.themes),
        kinds=tuple(Kind(kind) for kind in offer.kinds),
        items=tuple(offer.items),
        pays_for=tuple(Kind(kind) for kind in offer.pays_for),
        capacity=_trim(offer.capacity),
        unit=Unit(offer.unit),
        currency=offer.currency or None,
        eligible=problems.Eligible(
            tuple(offer.eligible_states), tuple(offer.eligible_regions), tuple(offer.eligible_groups)
        ),
        excluded_states=tuple(offer.excluded_states),
        languages=tuple(offer.languages),
        start=offer.start,
        end=offer.end + timedelta(days=1),
        minimum_per_recipient=_trim(offer.minimum_per_recipient),
        maximum_per_recipient=None if offer.maximum_per_recipient is None else _trim(offer.maximum_per_recipient),
        maximum_recipients=offer.maximum_recipients,
        opening_minimum=_trim(offer.opening_minimum),
    )


def covering(engagements: Iterable[Engagement], needs: Iterable[problems.Need]) -> list[problems.Engagement]:
    """Return engagements under the State and beneficiary of the needs they cover; a null beneficiary covers any."""
    rows: dict[str, problems.Engagement] = {}
    needs = list(needs)
    for engagement in engagements:
        if engagement.state is None or engagement.start is None or engagement.end is None:
            continue
        for need in needs:
            same = (engagement.state.code, engagement.theme, engagement.kind) == (need.state, need.theme, need.kind)
            if not same or (engagement.item or need.item) != need.item:
                continue
            if engagement.beneficiary not in ("", need.beneficiary):
                continue
            key = f"{engagement.public_id}:{need.item or ''}:{need.beneficiary}"
            providers = [party.code for party in engagement.providers.all()]
            rows[key] = problems.Engagement(
                id=key,
                state=need.state,
                theme=need.theme,
                kind=need.kind,
                item=need.item,
                beneficiary=need.beneficiary,
                provider=", ".join(providers),
                start=engagement.start,
                end=engagement.end + timedelta(days=1),
                quantity=None if engagement.quantity is None else _trim(engagement.quantity),
            )
    return list(rows.values())


def judgements(
    duplicates: Iterable[Duplicate], needs: Iterable[problems.Need], engagements: Iterable[problems.Engagement]
) -> list[problems.Judgement]:
    """Return the judgements on what enters the problem; one on an engagement counts for each place where it covers."""
    needs = list(needs)
    ids = {need.id: [need.id] for need in needs}
    sort = {need.id: (need.state, need.kind) for need in needs}
    for engagement in engagements:
        ids.setdefault(engagement.id.split(":", 1)[0], []).append(engagement.id)
    found = []
    for duplicate in duplicates:
        if duplicate.relation == Relation.UNSURE:
            continue
        found += [
            problems.Judgement(a, b, Relation(duplicate.relation))
            for a in ids.get(str(duplicate.a_id), [])
            for b in ids.get(str(duplicate.b_id), [])
            # Money asked for a course and the course itself are one request and yet two lines of help.
            if duplicate.relation != Relation.RESTATED or sort.get(a) == sort.get(b)
        ]
    return found


def recipient_states(parties: Iterable[Party], on: date) -> tuple[problems.RecipientState, ...]:
    """Return the States that ask, with the groups they belong to on a day."""
    return tuple(
        problems.RecipientState(
            code=party.code,
            region=party.region or None,
            subregion=party.subregion or None,
            groups=tuple(sorted({m.group for m in party.group_memberships.all() if m.holds_on(on)})),
        )
        for party in parties
    )


def providers(parties: Iterable[Party]) -> tuple[problems.Provider, ...]:
    """Return the parties that give."""
    return tuple(problems.Provider(p.code, p.is_state, p.region or None, p.subregion or None, None) for p in parties)


def scenario(row: Scenario) -> problems.Scenario:
    """Return a scenario as the problem has it."""
    cap = Money(_trim(row.money_cap), row.money_cap_currency) if row.money_cap is not None else None
    return problems.Scenario(
        pins=tuple(
            problems.Pin(p["need"], p["offer"], Decimal(p["quantity"]) if p.get("quantity") else None) for p in row.pins
        ),
        forbids=tuple(problems.Forbid(f["need"], f["offer"], f["reason"]) for f in row.forbids),
        money_per_provider_recipient=cap,
        ammunition=row.ammunition,
    )


def need_record(need: Need) -> Record:
    """Return a need as screening compares it."""
    quotes = " ".join(passage.quote for passage in need.passages.all())
    return Record(
        id=str(need.public_id),
        type=RecordType.NEED,
        text=quotes,
        state=need.state.code,
        beneficiary=need.beneficiary or None,
        theme=Theme(need.theme),
        kind=Kind(need.kind),
        item=need.item or None,
        quantity=need.quantity,
        unit=Unit(need.unit),
        amount=need.amount if need.currency and rates().knows(need.currency) else None,
        currency=need.currency or None if need.amount is not None and rates().knows(need.currency) else None,
        start=need.start,
        end=need.end,
        site=need.site or None,
        cycle=need.cycle,
        status="open",
        requested=need.requested,
        language=need.language,
    )


def engagement_record(engagement: Engagement) -> Record:
    """Return an engagement as screening compares it."""
    codes = [party.code for party in engagement.providers.all()]
    known = bool(engagement.currency) and rates().knows(engagement.currency)
    return Record(
        id=str(engagement.public_id),
        type=RecordType.ENGAGEMENT,
        text=engagement.text,
        state=engagement.state.code if engagement.state else None,
        beneficiary=engagement.beneficiary or None,
        theme=Theme(engagement.theme),
        kind=Kind(engagement.kind),
        item=engagement.item or None,
        quantity=engagement.quantity,
        amount=engagement.amount if known else None,
        currency=engagement.currency if known and engagement.amount is not None else None,
        start=engagement.start,
        end=engagement.end,
        site=engagement.site or None,
        provider=codes[0] if codes else None,
        implementer=codes[1] if len(codes) > 1 else None,
        cycle=engagement.report.cycle if engagement.report else None,
        status=engagement.status,
        language=engagement.language,
    )

"""Rows to library records and back; the way from a need to the problem stands here, with every assumption said."""

from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
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
    end = need.end + timedelta(days=1) if need.end else date(need.cycle + 3, 1, 1)
    return need.start or date(need.cycle, 1, 1), end


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


def _covers(engagement: Engagement, need: problems.Need) -> bool:
    """Whether the fields say that an engagement gives what a need asks for."""
    given = (engagement.state.code, engagement.theme, engagement.kind, engagement.item or None)
    asked = (need.state, need.theme, need.kind, need.item)
    return given == asked and engagement.beneficiary in ("", need.beneficiary)


def _told_once(engagements: Iterable[Engagement], said: Mapping[frozenset[str], Relation]) -> list[Engagement]:
    """Return engagements without those that another tells as well: the one with most facts stands for its group."""
    rows = {str(row.public_id): row for row in engagements}
    groups = _groups(rows, [pair for pair, relation in said.items() if relation == Relation.RESTATED])

    def facts(row: Engagement) -> tuple[int, int]:
        stated = (row.state_id, row.start, row.end, row.quantity, row.item, row.beneficiary, row.amount)
        return sum(bool(value) for value in stated), -row.pk

    return sorted((max((rows[name] for name in group), key=facts) for group in groups), key=lambda row: row.pk)


def _groups(names: Iterable[str], pairs: Iterable[frozenset[str]]) -> list[set[str]]:
    """Return names in groups: those that pairs join, directly or by others, are in one."""
    group_of = {name: {name} for name in names}
    for pair in pairs:
        if len(pair) == 2 and pair <= group_of.keys():
            joined = set().union(*(group_of[name] for name in pair))
            group_of.update(dict.fromkeys(joined, joined))
    return list({id(group): group for group in group_of.values()}.values())


def latest_wording_stands(
    needs: Iterable[problems.Need], judgements: Iterable[problems.Judgement]
) -> list[problems.Need]:
    """Let the latest wording of a request that was restated stand, since the day it was first asked.

    In a problem the need requested first stands for its group. A State that asks again means what it says now (its
    window, its tier), and must not lose its place by asking again: so the newest takes the group's first day.
    """
    by_id = {need.id: need for need in needs}
    pairs = [frozenset((j.a, j.b)) for j in judgements if j.relation == Relation.RESTATED]
    for group in _groups(by_id, pairs):
        rows = [by_id[name] for name in group]
        first, last = min(row.requested for row in rows), max(row.requested for row in rows)
        newest = min(row.id for row in rows if row.requested == last)
        if first == last:
            continue
        for row in rows:
            requested = first if row.id == newest else last if row.requested == first else row.requested
            by_id[row.id] = replace(row, requested=requested)
    return list(by_id.values())


def covering(
    engagements: Iterable[Engagement], needs: Iterable[problems.Need], duplicates: Iterable[Duplicate]
) -> tuple[list[problems.Engagement], list[problems.Judgement]]:
    """Return engagements under the State and beneficiary of the needs they cover, and the needs that they spare.

    A null beneficiary covers any; a judgement `overlapping` covers whatever the fields say; of engagements judged
    `restated` only the one that says most enters. A row covers every need of its key, so a need of that key that the
    engagement does not cover is named as unrelated to it.
    """
    rows: dict[str, problems.Engagement] = {}
    spared: list[problems.Judgement] = []
    needs = list(needs)
    said = {d.pair: Relation(d.relation) for d in duplicates if d.relation != Relation.UNSURE}
    for engagement in _told_once(engagements, said):
        if engagement.state is None or engagement.start is None or engagement.end is None:
            continue
        public = str(engagement.public_id)
        verdicts = {need.id: said.get(frozenset((public, need.id))) for need in needs}
        covered = [n for n in needs if verdicts[n.id] == Relation.OVERLAPPING or _covers(engagement, n)]
        for key, need in {_key(need): need for need in covered}.items():
            row = _engagement(engagement, need)
            rows[row.id] = row
            others = [n for n in needs if _key(n) == key and n not in covered and not verdicts[n.id]]
            spared += [problems.Judgement(row.id, other.id, Relation.UNRELATED) for other in others]
    return list(rows.values()), spared


def _key(need: problems.Need) -> tuple[object, ...]:
    return need.state, need.theme, need.kind, need.item, need.beneficiary


def _engagement(engagement: Engagement, need: problems.Need) -> problems.Engagement:
    """Return an engagement written under what a need of it says."""
    return problems.Engagement(
        id=f"{engagement.public_id}:{need.theme}:{need.kind}:{need.item or ''}:{need.beneficiary}",
        state=need.state,
        theme=need.theme,
        kind=need.kind,
        item=need.item,
        beneficiary=need.beneficiary,
        provider=", ".join(party.code for party in engagement.providers.all()),
        start=engagement.start,
        end=engagement.end + timedelta(days=1),
        quantity=None if engagement.quantity is None else _trim(engagement.quantity),
    )


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

"""A plan for the terminal: what was matched, what was not and why, which duplicates were avoided."""

from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal

from matchmaker.core.vocabulary import Kind, Unit, UnmetReason
from matchmaker.models import Allocation, Need, Run, Unmet
from matchmaker.queries import RunLines

REASONS: Mapping[str, str] = {
    UnmetReason.DUPLICATE: "already covered, asked before, or excluded by another delivery",
    UnmetReason.INCOMPLETE: "a fact is missing in the request",
    UnmetReason.NO_OFFER: "no provider offers this kind of help in this theme",
    UnmetReason.FORBIDDEN: "a coordinator kept it apart",
    UnmetReason.NOT_ELIGIBLE: "every such offer is refused by a rule",
    UnmetReason.BUNDLE: "a part that it needs cannot be met",
    UnmetReason.LIMIT: "a limit per recipient, offer or provider",
    UnmetReason.MINIMUM: "what is left is too little to be of use",
    UnmetReason.TIE: "an equal need came first by the declared rule",
    UnmetReason.CAPACITY: "the offers are used up",
    UnmetReason.NOT_PROVEN: "the plan is not proved best",
}

PLURALS: Mapping[str, str] = {"other equipment": "other equipment"}
UNITS: Mapping[str, str] = {Unit.PLACE: "places", Unit.EXPERT_DAY: "days"}
SHORT: Mapping[str, str] = {
    UnmetReason.DUPLICATE: "duplicate: see below",
    UnmetReason.NO_OFFER: "nobody offers this",
    UnmetReason.LIMIT: "a limit is reached",
    UnmetReason.MINIMUM: "too little is left to be of use",
    UnmetReason.TIE: "an equal need came first",
}
"""Reasons that are too long for a column."""


def _number(value: Decimal) -> str:
    return f"{value.normalize():,f}"


def _asked(need: Need) -> str:
    """Say what is asked for as a person would: "4 marking machines", "training of 20", "15 days of legal advice"."""
    amount = _number(need.quantity) if need.quantity else ""
    match need.kind:
        case Kind.FUNDING:
            return f"{need.currency} {_number(need.amount)}" if need.amount else "funding"
        case Kind.EQUIPMENT:
            item = need.item.replace("_", " ")
            return f"{amount} {item if need.quantity == 1 else PLURALS.get(item, item + 's')}" if amount else item
        case Kind.TRAINING:
            return f"training of {amount}" if amount else "training"
    advice = "legal advice" if need.kind == Kind.LEGAL else "expert advice"
    return f"{amount} days of {advice}" if amount else advice


def _given(allocation: Allocation) -> str:
    """Say how much is given and what it costs the provider, or is worth where help is given in kind."""
    need, paid = allocation.need, Kind.FUNDING in allocation.offer.kinds
    if need.kind == Kind.FUNDING:
        quantity = f"{need.currency} {_number(allocation.quantity)}"
        if allocation.currency == need.currency:
            return quantity
    else:
        unit = UNITS.get(need.unit, "") if allocation.quantity != 1 else UNITS.get(need.unit, "")[:-1]
        quantity = f"{_number(allocation.quantity)} {unit}".strip()
    if not (allocation.money and allocation.currency):
        return quantity
    return f"{quantity}, {'' if paid else 'worth '}{allocation.currency} {_number(allocation.money)}"


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> list[str]:
    """Lay rows under a head, each column as wide as its widest cell, at most 44 characters."""
    cells = [tuple(cell if len(cell) <= 44 else cell[:43] + "…" for cell in row) for row in [head, *rows]]
    widths = [max(len(row[i]) for row in cells) for i in range(len(head))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in cells]
    return [lines[0], "  ".join("-" * width for width in widths), *lines[1:]]


def _state(row: Allocation | Unmet) -> str:
    """Name the State that gets help, and who asks for it where that is another."""
    return f"{row.need.state.name}, for {row.member}" if row.member else row.need.state.name


def _theme(need: Need) -> str:
    return need.theme.replace("_", " ")


def _avoided(evidence: Iterable[Mapping[str, object]], names: Mapping[str, str]) -> str:
    """Say what covers a need, from the evidence."""
    said = []
    for piece in evidence:
        name = {
            key: names.get(str(piece[key]), "another record") for key in ("engagement", "need", "offer") if key in piece
        }
        if "engagement" in name:
            said.append(f"already helped by: {name['engagement']}")
        elif "offer" in name:
            said.append(f"{name['offer']} gives the same at the same time to: {name['need']}")
        else:
            said.append(f"the same request as: {name['need']}")
    return "; ".join(said)


def _saved(run: Run) -> list[str]:
    """Say what was not asked for a second time, over all duplicates, those that cover a part of a need included."""
    money = sum((Decimal(row["money"]) for row in run.avoided if row.get("money")), Decimal(0))
    places = sum((Decimal(row["places"]) for row in run.avoided if row.get("places")), Decimal(0))
    base = next((row["currency"] for row in run.avoided if row.get("currency")), "")
    said = [f"{base} {money:,.2f}"] if money else []
    said += [f"{_number(places)} places on courses"] if places else []
    return [f"  Not asked for a second time: {', among it '.join(said)}."] if said else []


def plan_in_words(run: Run, lines: RunLines) -> str:
    """Return the whole plan as text."""
    served = {a.need_id for a in lines.allocations}
    states = {a.member or a.need.state.code for a in lines.allocations}
    gaps = ", ".join(
        f"{s['name']} {s['value']}" + (" (proved)" if s["proved"] else f" (gap {s['gap']})") for s in run.stages
    )
    short = [row for row in lines.unmet if row.need_id in served]
    nothing = [row for row in lines.unmet if row.need_id not in served]
    avoided = [row for row in lines.unmet if row.reason == UnmetReason.DUPLICATE]
    wholly = {str(row.need.public_id) for row in avoided}
    partly = [row for row in run.avoided if row["need"] not in wholly]
    out = [
        "",
        (
            f"THE PLAN: {len(served)} needs of {len(states)} States are matched in {len(lines.allocations)} lines; "
            f"{len(short)} of them in part, {len(nothing)} needs get nothing."
        ),
        f"Status {run.plan_status}, verified; {gaps}; solver {run.solver} {run.solver_version}, seed {run.seed}.",
        "",
        "Matched",
        *_table(
            ("State", "Theme", "Asks for", "Gets", "From", "Offer", "Fit"),
            (
                (
                    _state(a),
                    _theme(a.need),
                    _asked(a.need),
                    _given(a),
                    a.offer.provider.code,
                    a.offer.title,
                    f"{a.fit:.2f}",
                )
                for a in lines.allocations
            ),
        ),
        "",
        "Not met, or not wholly",
        *_table(
            ("State", "Theme", "Asks for", "Missing", "Why"),
            (
                (
                    _state(row),
                    _theme(row.need),
                    _asked(row.need),
                    _number(row.missing),
                    SHORT.get(row.reason, REASONS[row.reason]),
                )
                for row in lines.unmet
            ),
        ),
        "",
        "Why: "
        + "; ".join(f"{n} x {REASONS[reason]}" for reason, n in Counter(r.reason for r in lines.unmet).most_common())
        + ".",
        "",
        f"Duplicates avoided: {len(avoided) + len(partly)}",
    ]
    out += [
        f"  {_state(row)}, {_theme(row.need)}, {_asked(row.need)}: {_avoided(row.evidence, lines.names)}"
        for row in avoided
    ]
    out += [
        f"  In part, {lines.names.get(row['need'], 'a need')}: {_avoided(row['evidence'], lines.names)}"
        for row in partly
    ]
    out += _saved(run)
    left = [row for row in run.assumptions if "left_out" in row]
    if left:
        out += ["", f"Left out because a fact is missing in the request: {len(left)} (amount, quantity or currency)."]
    out += [
        f"Published twice, counts once: {lines.names.get(row['offer'], 'an offer')}; "
        f"the newer stands in: {lines.names.get(row['stands_in'], 'an offer')}."
        for row in run.assumptions
        if "stands_in" in row
    ]
    return "\n".join(out) + "\n"

"""A plan for the terminal: what was matched, what was not and why, which duplicates were avoided."""

from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal

from matchmaker.core.vocabulary import UnmetReason
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


def _number(value: Decimal) -> str:
    return f"{value.normalize():,f}"


def _asked(need: Need) -> str:
    what = (need.item or need.kind).replace("_", " ")
    amount = f"{_number(need.quantity)} x " if need.quantity else ""
    return f"{amount}{what} for {need.theme.replace('_', ' ')}"


def _given(allocation: Allocation) -> str:
    need = allocation.need
    quantity = f"{need.currency} " if need.unit == "money" else ""
    quantity += _number(allocation.quantity)
    same = need.unit == "money" and allocation.currency == need.currency
    shown = allocation.money and allocation.currency and not same
    return f"{quantity} ({allocation.currency} {_number(allocation.money)})" if shown else quantity


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> list[str]:
    """Lay rows under a head, each column as wide as its widest cell, at most 44 characters."""
    cells = [tuple(cell if len(cell) <= 44 else cell[:43] + "…" for cell in row) for row in [head, *rows]]
    widths = [max(len(row[i]) for row in cells) for i in range(len(head))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in cells]
    return [lines[0], "  ".join("-" * width for width in widths), *lines[1:]]


def _reason(row: Unmet, names: Mapping[str, str]) -> str:
    """Say why in words, with the first piece of evidence that has a name."""
    words = REASONS[row.reason]
    for piece in row.evidence:
        named = [names[str(piece[key])] for key in ("engagement", "need", "offer") if str(piece.get(key)) in names]
        if named:
            rules = f": {', '.join(piece['rules'])}" if "rules" in piece else ""
            return f"{words} - {' / '.join(named)}{rules}"
    return words


def plan_in_words(run: Run, lines: RunLines) -> str:
    """Return the whole plan as text."""
    served = {a.need_id for a in lines.allocations}
    states = {a.need.state_id for a in lines.allocations}
    gaps = ", ".join(
        f"{s['name']} {s['value']}" + (" (proved)" if s["proved"] else f" (gap {s['gap']})") for s in run.stages
    )
    short = [row for row in lines.unmet if row.need_id in served]
    nothing = [row for row in lines.unmet if row.need_id not in served]
    avoided = [row for row in lines.unmet if row.reason == UnmetReason.DUPLICATE]
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
            ("State", "Need", "Gets", "From", "Offer", "Fit"),
            (
                (a.need.state.name, _asked(a.need), _given(a), a.offer.provider.code, a.offer.title, f"{a.fit:.2f}")
                for a in lines.allocations
            ),
        ),
        "",
        "Not met, or not wholly",
        *_table(
            ("State", "Need", "Missing", "Why"),
            ((row.need.state.name, _asked(row.need), _number(row.missing), REASONS[row.reason]) for row in lines.unmet),
        ),
        "",
        "Why: "
        + "; ".join(f"{n} x {REASONS[reason]}" for reason, n in Counter(r.reason for r in lines.unmet).most_common())
        + ".",
        "",
        f"Duplicates avoided: {len(avoided)}",
    ]
    out += [f"  {row.need.state.name}, {_asked(row.need)}: {_reason(row, lines.names)}" for row in avoided]
    left = [row for row in run.assumptions if "left_out" in row]
    if left:
        out += ["", f"Left out because a fact is missing in the request: {len(left)} (amount, quantity or currency)."]
    return "\n".join(out) + "\n"

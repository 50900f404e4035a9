"""A meeting pack: a run of a plan, as a coordinator prints it for a meeting, with numbers for its agenda."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count

from django.utils.translation import gettext as _

from matchmaker import queries
from matchmaker.core.names import alphabetical
from matchmaker.core.vocabulary import UnmetReason, Visibility
from matchmaker.models import Allocation, Need, Offer, Run, Unmet, User
from matchmaker.services import comparisons
from matchmaker.web import reading, records, unmet
from matchmaker.web.labels import label
from matchmaker.web.templatetags.presentation import measured

Told = dict[str, object]


@dataclass(frozen=True, slots=True)
class Pack:
    """What the pack holds, part by part; each part is a list of rows or of groups of rows."""

    before: Run | None
    figures: Sequence[tuple[str, int]]
    states: Sequence[Told]
    themes: Sequence[Told]
    missed: Sequence[Told]
    duplicates: Sequence[Told]
    changes: Mapping[str, Sequence[Told]] = field(default_factory=dict)
    states_gained: Sequence[str] = ()
    states_lost: Sequence[str] = ()


def pack(run: Run, user: User, *, confidential: bool) -> Pack:
    """Return the pack of a run; without what is confidential nothing in it tells of a need or an offer that is."""
    before = queries.published_before(run)
    lines, earlier = (_lines(each, confidential=confidential) for each in (run, before))
    missed = [row for row in _missed(run) if confidential or _open(row.need)]
    named = records.seen(user, unmet.mentioned(missed), _of_avoided(run))
    called = {key: records.name(row) for key, row in named.items() if confidential or _open(row)}
    hidden = named.keys() - called.keys()
    whys = {(row.need_id, row.member): unmet.told(_without(row, hidden), called, _known(row)) for row in missed}
    rows = _rows(lines, missed, whys)
    codes = {str(row["code"]) for row in rows} | {line.member or line.need.state.code for line in earlier}
    names = {code: party.name for code, party in reading.parties(codes).items()}
    for row in rows:
        row["for"] = names[str(row["code"])] if row["for"] else ""
    served, formerly = ({line.member or line.need.state.code for line in each} for each in (lines, earlier))
    return Pack(
        before=before,
        figures=(
            (_("matches"), len(lines)),
            (_("needs served"), len({line.need_id for line in lines})),
            (_("States served"), len(served)),
            (_("needs not, or not wholly, met"), sum(not row["covered"] for row in rows if row["why"])),
        ),
        states=_grouped(rows, lambda row: names[str(row["code"])]),
        themes=_grouped(rows, lambda row: label(row["need"].theme, "theme")),
        missed=_by_reason([row for row in rows if row["why"] and not row["covered"]]),
        duplicates=_duplicates(run, called),
        changes=_changes(earlier, lines, whys) if before else {},
        states_gained=sorted((names[code] for code in served - formerly), key=alphabetical),
        states_lost=sorted((names[code] for code in formerly - served), key=alphabetical),
    )


def _open(row: Need | Offer | object) -> bool:
    return getattr(row, "visibility", "") != Visibility.COORDINATORS


def _lines(run: Run | None, *, confidential: bool) -> list[Allocation]:
    if run is None:
        return []
    lines = run.allocations.select_related("need__state", "offer__provider").order_by("pk")
    return [line for line in lines if confidential or (_open(line.need) and _open(line.offer))]


def _missed(run: Run) -> list[Unmet]:
    return list(run.unmet.select_related("need__state").order_by("pk"))


def _known(row: Unmet) -> dict[int, Mapping[str, object] | None]:
    return {row.pk: row.smallest_change} if row.smallest_change else {}


def _without(row: Unmet, hidden: Iterable[str]) -> Unmet:
    """Return a row without the pieces of its evidence that tell of what is left out."""
    hidden = set(hidden)
    row.evidence = [
        piece
        for piece in row.evidence
        if not any(str(piece.get(noun, "")).split(":", 1)[0] in hidden for noun in ("need", "offer", "engagement"))
    ]
    if row.smallest_change and row.smallest_change["id"] in hidden:
        row.smallest_change = None
    return row


def _rows(lines: Iterable[Allocation], missed: Iterable[Unmet], whys: Mapping[tuple[int, str], Told]) -> list[Told]:
    """Return a row for each need, or part of one that is for one State: what it gets, and why not all."""
    found: dict[tuple[int, str], Told] = {}
    for source in (*lines, *missed):
        key = (source.need_id, source.member)
        row = found.setdefault(
            key,
            {
                "need": source.need,
                "code": source.member or source.need.state.code,
                "gets": [],
                "why": whys.get(key),
                "for": source.member,
                "confidential": not _open(source.need),
                "covered": False,
            },
        )
        if isinstance(source, Allocation):
            row["gets"].append((_much(source.quantity, source.need), source.offer))
        else:
            row["covered"] = source.reason == UnmetReason.DUPLICATE and not source.missing
    return list(found.values())


def _much(quantity: object, need: Need) -> str:
    return measured(quantity, need.unit, item=need.item, currency=need.currency)


def _grouped(rows: Iterable[Told], name: Callable[[Told], str]) -> list[Told]:
    """Return rows under their names, which stand in the order of the alphabet and are numbered for the agenda."""
    groups: dict[str, list[Told]] = {}
    for row in rows:
        groups.setdefault(name(row), []).append(row)
    return [
        {"number": number, "name": each, "rows": sorted(groups[each], key=_order)}
        for number, each in zip(count(1), sorted(groups, key=alphabetical), strict=False)
    ]


def _order(row: Told) -> tuple[object, ...]:
    need = row["need"]
    return alphabetical(need.state.name), need.tier, need.theme, need.pk


def _by_reason(rows: Sequence[Told]) -> list[Told]:
    order = list(UnmetReason)
    groups = [(reason, [row for row in rows if row["why"]["reason"] == reason]) for reason in order]
    kept = [(reason, own) for reason, own in groups if own]
    return [
        {"number": number, "name": label(reason, "unmet_reason"), "rows": sorted(own, key=_order)}
        for number, (reason, own) in enumerate(kept, start=1)
    ]


def _of_avoided(run: Run) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {noun: set() for noun in ("need", "offer", "engagement")}
    for row in run.avoided:
        for piece in ({"need": row["need"]}, *row["evidence"]):
            for noun in found.keys() & piece.keys():
                found[noun].add(str(piece[noun]).split(":", 1)[0])
    return found


def _duplicates(run: Run, called: Mapping[str, str]) -> list[Told]:
    """Return what was kept out with what covers it; a pair of which a side is left out is left out."""
    found = []
    for row in run.avoided:
        piece = row["evidence"][0]
        other = str(piece.get("engagement") or piece.get("offer") or piece.get("need")).split(":", 1)[0]
        if str(row["need"]) in called and other in called:
            found.append({"need": called[str(row["need"])], "other": called[other]})
    return sorted(found, key=lambda row: alphabetical(str(row["need"])))


def _changes(
    old: Iterable[Allocation], new: Iterable[Allocation], whys: Mapping[tuple[int, str], Told]
) -> dict[str, list[Told]]:
    reasons = {key: str(why["reason"]) for key, why in whys.items()}
    found: dict[str, list[Told]] = {"gained": [], "lost": [], "changed": []}
    for row in comparisons.need_changes(old, new, reasons=reasons):
        kind = "gained" if not row.before else "lost" if not row.after else "changed"
        found[kind].append(
            {
                "name": records.name(row.need),
                "before": _much(row.before, row.need),
                "after": _much(row.after, row.need),
                "reason": label(row.reason, "unmet_reason") if row.reason else "",
            }
        )
    return found

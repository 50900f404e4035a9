"""Changes: the smallest one that would serve each unmet need of a run, searched when somebody asks, and then kept.

Runs of many needs leave them out, since each takes up to seconds of solving; a worker searches what is asked for.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.core.cache import cache, caches

from matchmaker import mappers, policies
from matchmaker.core.assignment import plan_to_json, read_problem, smallest_changes
from matchmaker.core.vocabulary import UnmetReason
from matchmaker.models import Run, Unmet, User

from . import jobs

KEPT = 24 * 60 * 60
SECONDS = 20.0
"""That a need may take; what is not found by then is not said."""
AT_WORK = 600
Change = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Changes:
    """What is known: by the key of an unmet row its smallest change, None where no single one is enough."""

    known: Mapping[int, Change | None]
    missing: int
    begun: bool = False
    """Whether a worker was called for it just now."""

    @property
    def over(self) -> bool:
        """Whether nothing is left to be searched."""
        return not self.missing


def of(*, run: Run, rows: Sequence[Unmet], by: User) -> Changes:
    """Return the smallest changes of some unmet needs of a run as far as known, and let the rest be searched."""
    policies.require_coordinator(by)
    known, asked = _found(rows)
    at_work = f"changes:{run.pk}:{min(asked.values(), default=0)}:{len(asked)}"
    # Asked for once by each process, which takes no query; what is found by then is not searched again.
    begun = bool(asked) and caches["memory"].add(at_work, 1, AT_WORK)
    if begun:
        jobs.enqueue("changes.work", run.pk, sorted(asked.values()))
    return Changes(known, len(asked), begun)


def told(*, run: Run, rows: Sequence[Unmet], by: User, search: bool = False) -> Sequence[Unmet]:
    """Return unmet needs with what is known of their smallest changes by now, and whether that is the last word."""
    policies.require_coordinator(by)
    known = of(run=run, rows=rows, by=by).known if search else _found(rows)[0]
    for row in rows:
        row.smallest_change, row.searched = known.get(row.pk), row.pk in known or not _worth_a_search(row)
    return rows


def _found(rows: Sequence[Unmet]) -> tuple[dict[int, Change | None], dict[str, int]]:
    """Return what is known of rows, and those of which a worker could still find something, by their keys."""
    known: dict[int, Change | None] = {
        row.pk: row.smallest_change for row in rows if row.smallest_change or (row.searched and _worth_a_search(row))
    }
    asked = {_key(row.pk): row.pk for row in rows if row.pk not in known and _worth_a_search(row)}
    for key, found in (cache.get_many(asked) if asked else {}).items():
        if found["searched"]:
            known[asked[key]] = found["change"]
        del asked[key]
    return known, asked


def work(run: int, rows: Sequence[int]) -> None:
    """Search the smallest change of some unmet needs of a run, each kept as it comes."""
    held = Run.objects.get(pk=run)
    rows = [row for row in rows if cache.get(_key(row)) is None]
    if not held.problem:  # as of a run that was taken over without its input: nothing can be searched
        cache.set_many({_key(row): {"searched": False, "change": None} for row in rows}, KEPT)
        return
    problem, plan = read_problem(bytes(held.problem)), mappers.plan(held)
    for row in Unmet.objects.filter(run=held, pk__in=rows).select_related("need").order_by("pk"):
        line = mappers.problem_id(row.need, row.member)
        found = {"searched": False, "change": None}
        try:
            one = smallest_changes(problem, plan, time_limit=SECONDS, needs=[line])
            said = next(each for each in plan_to_json(one, explain=True)["unmet"] if each["need"] == line)
            change = mappers.with_public_ids(said["smallest_change"], held.names)
            found = {"searched": bool(said.get("searched", True)), "change": change}
        finally:
            cache.set(_key(row.pk), found, KEPT)


def _worth_a_search(row: Unmet) -> bool:
    """Whether a change can be asked for: not of what is covered wholly, nor of what stayed out of the problem."""
    left_out = any("left_out" in piece for piece in row.evidence)
    return not left_out and not (row.reason == UnmetReason.DUPLICATE and not row.missing)


def _key(row: int) -> str:
    return f"change:{row}"

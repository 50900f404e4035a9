"""solve: a problem file in, a plan as JSON out; no database."""

import json
import signal
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import cast

from django.core.management.base import BaseCommand

from matchmaker.management.refusals import tell_arguments, told
from matchmaker.services import runs

LONGEST = 7 * 24 * 3600.0


def seconds(text: str) -> float:
    """Read a time limit: a number of seconds, more than none and at most a week."""
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value <= LONGEST:
        raise ArgumentTypeError(f"{text!r} is not a number of seconds between 0 and {LONGEST:.0f}")
    return value


@contextmanager
def cancelled_by_signal() -> Iterator[Callable[[], bool]]:
    """Turn an interrupt or a request to end into a question that the solver asks: the best plan so far is kept."""
    asked = Event()
    before = {kind: signal.signal(kind, lambda *_: asked.set()) for kind in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield asked.is_set
    finally:
        for kind, handler in before.items():
            signal.signal(kind, handler)


class Command(BaseCommand):
    """Solve an assignment problem."""

    help = "Solve a problem file (matchmaker.problem/1 or /2) and print the plan (matchmaker.plan/1)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file and how to solve it."""
        tell_arguments(parser)
        parser.add_argument("problem", type=Path, help="JSON file")
        parser.add_argument("--time-limit", type=seconds, default=60.0, help="seconds of wall clock (default 60)")
        parser.add_argument("--seed", type=int, default=0, help="of the last resort in ties")
        parser.add_argument("--explain", action="store_true", help="with every candidate pair and every refusal")

        parser.add_argument("--prices", action="store_true", help="with what pinning or forbidding each pair costs")
        parser.add_argument(
            "--explain-need",
            action="append",
            default=[],
            metavar="ID",
            help="search what would serve this need, however many needs there are; may be given more than once",
        )

    def handle(self, **options: object) -> None:
        """Solve and print."""
        with told(), cancelled_by_signal() as cancelled:
            plan = runs.solve_file(
                Path(str(options["problem"])),
                time_limit=float(str(options["time_limit"])),
                seed=int(str(options["seed"])),
                explain=bool(options["explain"]),
                cancelled=cancelled,
                prices=bool(options["prices"]),
                explain_needs=[str(name) for name in cast("list[str]", options["explain_need"])],
            )
        self.stdout.write(json.dumps(plan, ensure_ascii=False, indent=1))

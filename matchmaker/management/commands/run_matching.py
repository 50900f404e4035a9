"""run_matching: prepare, solve, verify and store a run; publish it, or solve a stored one again, when asked."""

import sys
from argparse import ArgumentParser
from uuid import UUID

from django.core.management.base import BaseCommand
from django.utils import timezone

from matchmaker.management.planwords import plan_in_words
from matchmaker.management.refusals import tell_arguments, told
from matchmaker.models import User
from matchmaker.queries import run_lines, stored_run, user_named
from matchmaker.services import deadlines, duplicates, runs, scenarios


class Command(BaseCommand):
    """Match the circulated needs of a cycle with the published offers."""

    help = "Screen, solve and verify; print the plan in words."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the cycle and the coordinator in whose name it runs."""
        tell_arguments(parser)
        parser.add_argument("--by", required=True, help="user name of a coordinator")
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--cycle", type=int)
        what.add_argument("--replay", type=UUID, metavar="RUN", help="solve this stored run again, compare the plans")
        parser.add_argument("--time-limit", type=int, default=60, help="seconds of wall clock")
        parser.add_argument("--seed", type=int, default=0)
        parser.add_argument("--publish", action="store_true")

    def handle(self, **options: object) -> None:
        """Run and print."""
        now = timezone.now()
        with told():
            by = user_named(str(options["by"]))
            if options["replay"]:
                self._replay(options["replay"], by)
                return
            deadlines.let_pass(by=by, at=now)
            duplicates.screen(by=by, at=now)
            scenario = scenarios.create(name=f"Run of {now:%Y-%m-%d %H:%M}", cycle=options["cycle"], by=by, at=now)
            asked = {"seed": options["seed"], "time_limit": options["time_limit"]}
            run = runs.queue(scenario=scenario, by=by, at=now, background=False, **asked)
            run = runs.execute(run=run, by=by, at=timezone.now(), say=self.stdout.write)
            if options["publish"]:
                runs.publish(run=run, by=by, at=timezone.now())
            self.stdout.write(plan_in_words(run, run_lines(run)))

    def _replay(self, run: UUID, by: User) -> None:
        """Solve a stored run again and say how the plans differ; exit status 1 where they do."""
        differences = runs.replay(run=stored_run(run, by), by=by)
        self.stdout.write("\n".join(differences) or f"Run {run} was solved again: the same plan.")
        if differences:
            sys.exit(1)

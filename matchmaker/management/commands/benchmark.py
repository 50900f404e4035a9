"""benchmark: how fast decisions, repairs and indicators are, on an empty database of the configured kind."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand

from matchmaker.management.refusals import tell_arguments, told
from matchmaker.services import benchmarks


class Command(BaseCommand):
    """Measure acceptances a second, a repair after one decline, how a run ends that is cancelled, and indicators."""

    help = "Measure in a database of its own, which is dropped afterwards; nothing that exists is touched."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the sizes; docs/benchmarks.md tells the figures of the sizes set here."""
        tell_arguments(parser)
        parser.add_argument("--acceptances", type=int, default=400)
        parser.add_argument("--needs", type=int, default=500, help="of the plan that is repaired")
        parser.add_argument("--offers", type=int, default=100)
        parser.add_argument("--stops", type=int, default=5, help="runs that are cancelled while they are solved")
        parser.add_argument("--many", type=int, default=20_000, help="needs that indicators are counted over")

    def handle(self, **options: int) -> None:
        """Measure and print."""
        sizes = {name: options[name] for name in ("acceptances", "needs", "offers", "stops", "many")}
        with told(), benchmarks.database_of_its_own():
            for figure in benchmarks.measure(**sizes, say=self.stdout.write):
                self.stdout.write(str(figure))

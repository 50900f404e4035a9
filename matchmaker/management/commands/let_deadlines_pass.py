"""let_deadlines_pass: what silence and the calendar do; to be run by a timer once a day, as often as one likes."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand
from django.utils import timezone

from matchmaker.management.refusals import tell_arguments, told
from matchmaker.queries import user_named
from matchmaker.services import deadlines


class Command(BaseCommand):
    """Circulate what nobody objected to, expire what is over, lapse what nobody answered."""

    help = "Circulate needs nobody objected to, expire what is over, lapse proposals nobody answered."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the coordinator in whose name the trail keeps it."""
        tell_arguments(parser)
        parser.add_argument(
            "--by", required=True, help="user name of a coordinator, in whose name it stands in the trail"
        )

    def handle(self, **options: object) -> None:
        """Let them pass, and count."""
        with told():
            counts = deadlines.let_pass(by=user_named(str(options["by"])), at=timezone.now())
        self.stdout.write(
            "{circulated} needs circulated, {expired} needs and offers expired, {lapsed} proposals lapsed.".format(
                **counts
            )
        )

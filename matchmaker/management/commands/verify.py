"""verify: the books, consent and the trail, proved by plain SQL; exit status 1 with the first breach."""

import sys
from argparse import ArgumentParser

from django.core.management.base import BaseCommand

from matchmaker.management.refusals import tell_arguments, told
from matchmaker.services import verification


class Command(BaseCommand):
    """Prove that nothing is given twice, that whoever is bound agreed, and that the trail tells it."""

    help = "Check the guarantees on commitments and the audit trail by plain SQL."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take nothing, and refuse everything else as the other commands do."""
        tell_arguments(parser)

    def handle(self, **options: object) -> None:
        """Check and say."""
        with told():
            found = verification.breaches()
        if found:
            first = found[0]
            self.stderr.write(f"Broken: {first.guarantee}: {first.row} {first.what} ({len(found)} breaches in all).")
            sys.exit(1)
        self.stdout.write(f"{len(verification.checked())} guarantees hold.")

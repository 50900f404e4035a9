"""load_reference: parties, groups and cycles from fixtures into the tables."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand

from matchmaker.management.refusals import tell_arguments, told
from matchmaker.services.reference import check_reference, load_reference


class Command(BaseCommand):
    """Bring reference data up to date."""

    # The files are looked at before anything that reads them is imported with the addresses.
    requires_system_checks = ()
    help = "Load States, organisations, groups and cycles from fixtures; a second time changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take nothing, and refuse the rest in a sentence."""
        tell_arguments(parser)

    def handle(self, **options: object) -> None:
        """Load and say how much there is."""
        with told():
            check_reference()
            counts = load_reference()
        self.stdout.write(", ".join(f"{n} {what}" for what, n in counts.items()) + ".")

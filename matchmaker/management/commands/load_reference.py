"""load_reference: parties, groups and cycles from fixtures into the tables."""

from django.core.management.base import BaseCommand

from matchmaker.management.refusals import told
from matchmaker.services.reference import load_reference


class Command(BaseCommand):
    """Bring reference data up to date."""

    help = "Load States, organisations, groups and cycles from fixtures; a second time changes nothing."

    def handle(self, **options: object) -> None:
        """Load and say how much there is."""
        with told():
            counts = load_reference()
        self.stdout.write(", ".join(f"{n} {what}" for what, n in counts.items()) + ".")

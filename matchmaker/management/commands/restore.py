"""restore: a backup into an empty database and an empty MEDIA_ROOT, verified afterwards."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management import call_command
from django.core.management.base import BaseCommand

from matchmaker.management.refusals import tell_arguments, told
from matchmaker.services import backups


class Command(BaseCommand):
    """Put back what 'backup' wrote, and run verify over it; exit status 1 where a guarantee does not hold."""

    help = "Restore a backup into an empty database; what is there already is never touched."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the folder."""
        tell_arguments(parser)
        parser.add_argument("folder", type=Path, help="a folder that 'backup' made")

    def handle(self, **options: Path) -> None:
        """Check, put back, verify and say so."""
        with told():
            put = backups.restore(folder=options["folder"])
        self.stdout.write(f"Restored as of {put.made_at}, with {len(put.files) - 1} report files.")
        call_command("verify", stdout=self.stdout, stderr=self.stderr)

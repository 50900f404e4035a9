"""backup: database and report files as they are at one moment, into a new folder, while people write."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand
from django.utils import timezone

from matchmaker.management.refusals import tell_arguments, told
from matchmaker.services import backups


class Command(BaseCommand):
    """Write a folder with the database, the report files and a manifest."""

    help = "Back up database and report files into a new folder; people may go on working."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the folder."""
        tell_arguments(parser)
        parser.add_argument("folder", type=Path, help="a folder that does not exist yet")

    def handle(self, **options: Path) -> None:
        """Copy, and say what is there."""
        with told():
            made = backups.make(folder=options["folder"], at=timezone.now())
        self.stdout.write(
            f"{options['folder']}: {made.database}, {len(made.files) - 1} report files, "
            f"{len(made.migrations)} migrations, as of {made.made_at}."
        )

"""import_report: one national report into the database."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand
from django.utils import timezone

from matchmaker.management.refusals import tell_arguments, told
from matchmaker.queries import user_named
from matchmaker.services import reports


class Command(BaseCommand):
    """Receive a report file; the same file twice changes nothing."""

    help = "Receive one national report: its needs become drafts of its State."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file and what it may not say itself."""
        tell_arguments(parser)
        parser.add_argument("file", type=Path)
        parser.add_argument("--by", required=True, help="user name of the focal point or coordinator who receives it")
        parser.add_argument("--state", type=str.upper, help="ISO 3166-1 alpha-3 code")
        parser.add_argument("--cycle", type=int)

    def handle(self, **options: object) -> None:
        """Receive and say what was found."""
        with told():
            by = user_named(str(options["by"]))
            report, new = reports.receive(
                path=options["file"], by=by, at=timezone.now(), state=options["state"], cycle=options["cycle"]
            )
            count = report.needs.count()
        said = f"{count} needs, in drafts" if new else "already there, nothing changed"
        if new and report.revision:
            counts = [f"{len(report.revision[part])} {part}" for part in ("added", "removed", "changed")]
            said = f"{count} needs; against what was received before {', '.join(counts)}"
        self.stdout.write(f"{report.state.name}, {report.cycle}: {said} ({report.public_id}).")

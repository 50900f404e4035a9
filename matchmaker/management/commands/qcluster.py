"""qcluster: the workers that do what waits in the queue, until they are asked to end."""

from django.conf import settings
from django.core.management.base import BaseCommand

from matchmaker.services import workers


class Command(BaseCommand):
    """Solve the runs that coordinators queue, and whatever else is put into the queue."""

    help = "Do what waits in the queue; several hosts may do so on one PostgreSQL."

    def handle(self, **options: object) -> None:
        """Work until SIGTERM or Ctrl-C."""
        count = settings.Q_CLUSTER["workers"]
        self.stdout.write(f"{count} at work. Ctrl-C stops.")
        self.stdout.flush()
        workers.serve(count)

"""send_reminders: each person's digest of what newly waits; to be run by a timer, as often as one likes."""

import sys

from django.core.management.base import BaseCommand
from django.utils import timezone

from matchmaker.management.refusals import told
from matchmaker.services import notifications


class Command(BaseCommand):
    """Send at most one mail a person and day."""

    help = "Send each person one mail with what newly waits."

    def handle(self, **options: object) -> None:
        """Send and count."""
        with told():
            counts = notifications.send_digests(at=timezone.now())
        self.stdout.write(f"{counts['written']} digests written, {counts['sent']} sent, {counts['failed']} refused.")
        if counts["failed"]:
            self.stderr.write("The server of mail refused some: they are sent the next time. See EMAIL_URL.")
            sys.exit(1)

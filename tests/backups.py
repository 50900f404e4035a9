"""A backup under load: six threads commit through services while it runs; prints what had been acknowledged before.

Run as `python -m tests.backups FOLDER`, with DATABASE_URL at a migrated database that may be written to.
"""

import json
import os
import shutil
import sys
import threading
import time
from pathlib import Path

WRITERS = 6


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "matchmaker.settings")
    import django
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    django.setup()
    from django.db import connection
    from django.utils import timezone

    from matchmaker.services import backups
    from tests.races import accept, ready, taker

    rows = [ready() for _ in range(WRITERS * 12)]
    waiting = [(row, accept(row, by=taker(row))) for row in rows]
    acknowledged, over, failed = [], threading.Event(), []

    def write(mine):
        try:
            for row, act in mine:
                if over.is_set():
                    return
                act()
                acknowledged.append(str(row.public_id))
        except Exception as error:  # noqa: BLE001 - told to the test
            failed.append(repr(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=(waiting[turn::WRITERS],)) for turn in range(WRITERS)]
    for thread in threads:
        thread.start()
    while len(acknowledged) < WRITERS and not failed:
        time.sleep(0.005)
    folder, during = Path(sys.argv[1]), 0
    while not during and len(acknowledged) < len(rows) and not failed:
        shutil.rmtree(folder, ignore_errors=True)  # done between two commits: that one proves nothing
        before = list(acknowledged)
        backups.make(folder=folder, at=timezone.now())
        during = len(acknowledged) - len(before)
    over.set()
    for thread in threads:
        thread.join()
    json.dump({"before": before, "during": during, "failed": failed}, sys.stdout)


if __name__ == "__main__":
    main()

"""Sixteen posts of one offer at once, under one Idempotency-Key or, as the control, under none; prints what came of it.

Run as `python -m tests.api.keyrace [--no-key]`, with DATABASE_URL at a migrated database that may be written to.
"""

import json
import os
import sys
import threading
from collections import Counter

THREADS = 16


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "matchmaker.settings")
    import django

    django.setup()
    from django.db import connection
    from django.test import Client
    from django.utils import timezone

    from matchmaker.models import Offer
    from matchmaker.services import tokens
    from tests import personas
    from tests.api.bodies import offer_body
    from tests.factories import OrganisationFactory

    party = OrganisationFactory()
    _, token = tokens.issue(by=personas.provider(party), at=timezone.now())
    body, gate, told = offer_body(party), threading.Barrier(THREADS), []

    def post():
        headers = {"Authorization": f"Bearer {token}"}
        if "--no-key" not in sys.argv:
            headers["Idempotency-Key"] = "one"
        gate.wait()
        answer = Client(HTTP_HOST="localhost").post("/api/v1/offers/", body, "application/json", headers=headers)
        told.append((answer.status_code, answer.content.decode()))
        connection.close()

    threads = [threading.Thread(target=post) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    statuses = Counter(str(status) for status, _ in told)
    effects = Offer.objects.filter(provider=party).count()
    json.dump({"statuses": statuses, "answers": len({body for _, body in told}), "effects": effects}, sys.stdout)


if __name__ == "__main__":
    main()

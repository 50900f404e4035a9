"""A process dies by SIGKILL between an effect and its answer; then its client asks again, twice; prints what came of it.

Run as `python -m tests.api.keycrash written|committed [--other-keys]`, with DATABASE_URL at a migrated database that may be
written to: the process dies before or after the transaction is committed. The control asks again under other keys.
"""

import json
import os
import signal
import sys


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "matchmaker.settings")
    import django

    django.setup()
    from django.db import connections
    from django.test import Client
    from django.utils import timezone

    from matchmaker.models import Offer
    from matchmaker.services import keys, tokens
    from tests import personas
    from tests.api.bodies import offer_body
    from tests.factories import OrganisationFactory

    party = OrganisationFactory()
    _, token = tokens.issue(by=personas.provider(party), at=timezone.now())
    client, honest = Client(HTTP_HOST="localhost"), keys.once

    def post(key):
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": key}
        return client.post("/api/v1/offers/", offer_body(party), "application/json", headers=headers)

    def dies(*, act, **facts):
        def acted():
            answer = act()
            if "written" in sys.argv:
                os.kill(os.getpid(), signal.SIGKILL)
            return answer

        honest(act=acted, **facts)
        os.kill(os.getpid(), signal.SIGKILL)

    connections.close_all()
    child = os.fork()
    if not child:
        keys.once = dies
        post("one")
        os._exit(0)
    _, ended = os.waitpid(child, 0)
    left = Offer.objects.filter(provider=party).count()
    again = [
        post("two" if "--other-keys" in sys.argv else "one"),
        post("three" if "--other-keys" in sys.argv else "one"),
    ]
    told = {
        "died": os.WTERMSIG(ended) == signal.SIGKILL,
        "left": left,
        "statuses": [answer.status_code for answer in again],
        "answers": len({answer.content for answer in again}),
        "effects": Offer.objects.filter(provider=party).count(),
    }
    json.dump(told, sys.stdout)


if __name__ == "__main__":
    main()

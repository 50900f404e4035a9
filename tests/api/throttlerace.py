"""Two processes of 25 threads ask at once what 30 requests an hour may; prints how many each of them let through.

Run as `python -m tests.api.throttlerace [--read-and-set]`, with DATABASE_URL at a migrated database that may be written to.
The control counts as a cache without `add` would: it reads, and then sets.
"""

import json
import os
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

THREADS = 25


def asked(gate):
    """Ask in all threads at once, and return how many requests were let through."""
    from django.core.cache import cache
    from django.db import connection
    from django.test import Client

    from api.throttles import AnonymousThrottle

    AnonymousThrottle.THROTTLE_RATES = {"anonymous": "30/hour"}
    if "--read-and-set" in sys.argv:

        def late(key, value, timeout):
            known = cache.get(key)
            time.sleep(0.05)
            cache.set(key, value, timeout)
            return known is None

        AnonymousThrottle.cache = SimpleNamespace(add=late)
    together = threading.Barrier(THREADS)

    def ask(_):
        client = Client(HTTP_HOST="localhost")
        if not together.wait():
            gate()
        together.wait()
        statuses = [client.get("/api/v1/themes/ddr/", REMOTE_ADDR="203.0.113.9").status_code for _ in range(2)]
        connection.close()
        return statuses.count(200)

    with ThreadPoolExecutor(THREADS) as pool:
        return sum(pool.map(ask, range(THREADS)))


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "matchmaker.settings")
    import django

    django.setup()
    from django.db import connections

    connections.close_all()
    ready, go = os.pipe(), os.pipe()
    told = [os.pipe() for _ in range(2)]
    for number in range(2):
        if not os.fork():

            def gate():
                os.write(ready[1], b".")
                os.read(go[0], 1)

            os.write(told[number][1], str(asked(gate)).encode())
            os._exit(0)
    for _ in told:
        os.read(ready[0], 1)
    os.write(go[1], b"..")
    json.dump([int(os.read(pipe[0], 9)) for pipe in told], sys.stdout)


if __name__ == "__main__":
    main()

"""Guesses: fifty wrong passwords or one-time codes at once against a server of several processes; prints how many were tried.

Run as `python -m tests.guesses passwords` or `codes`, with DATABASE_URL at a migrated database that may be written to.
What is counted is not what the answers say but how often the server held a guess against the secret. With --apart each
process counts for itself, as it would in a cache of its own: then the limit must break, or the proof proves nothing.
"""

import argparse
import http.client
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parents[1]
AT_ONCE, PROCESSES, THREADS = 50, 4, 8
LOGIN, CODE = "/accounts/login/", "/accounts/2fa/authenticate/"
PASSWORD, TOKEN = "long enough to pass", "t" * 32


def set_up(apart):
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "matchmaker.settings")
    os.environ["BEHIND_PROXY"] = "true"  # guesses come from many addresses
    import django
    from django.conf import settings

    # Quick hashes, so that guesses meet at the counter and do not queue up before it.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    if apart:
        settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    django.setup()


def application():
    """Be the server, as gunicorn loads it, and note each guess that is held against a secret."""
    set_up(apart=os.environ.get("APART") == "1")
    from allauth.mfa.totp.internal.auth import TOTP
    from django.core.wsgi import get_wsgi_application

    from matchmaker.models import User

    tried = os.open(os.environ["TRIED"], os.O_WRONLY | os.O_APPEND)

    def noted(check):
        def checked(self, guess):
            os.write(tried, f"{guess}\n".encode())
            return check(self, guess)

        return checked

    User.check_password, TOTP.validate_code = noted(User.check_password), noted(TOTP.validate_code)
    return get_wsgi_application()


@contextmanager
def served(tried, apart):
    """Keep a server on a port of its own, and say which."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    many = ("--workers", str(PROCESSES), "--threads", str(THREADS), "--timeout", "120")
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "tests.guesses:application()", *many, "--bind", f"127.0.0.1:{port}"],
        cwd=ROOT,
        env=os.environ | {"TRIED": tried, "APART": str(int(apart))},
        stderr=subprocess.DEVNULL,
    )
    try:
        while ask(port, "GET", "/healthz")[0] != 200:
            time.sleep(0.2)
        yield port
    finally:
        server.terminate()
        server.wait()


def ask(port, method, path, address="198.51.100.1", cookies=(), **fields):
    """Return (status, body, cookies) of an answer; status 0 where nobody answers yet."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    held = {"csrftoken": TOKEN, **dict(cookies)}
    headers = {
        "Host": f"localhost:{port}",
        "Cookie": "; ".join(f"{name}={value}" for name, value in held.items()),
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Forwarded-For": address,
    }
    try:
        connection.request(method, path, urlencode({"csrfmiddlewaretoken": TOKEN, **fields}), headers)
        answer = connection.getresponse()
        given = [line.split(";")[0].split("=", 1) for line in answer.headers.get_all("Set-Cookie") or ()]
        return answer.status, answer.read().decode(), given
    except ConnectionRefusedError:
        return 0, "", []
    finally:
        connection.close()


def passwords(port):
    """Wrong passwords for one account by all its names, each from an address of its own."""
    from tests.factories import PartyFactory
    from tests.personas import owner

    user = owner(PartyFactory())
    user.email = f"{user.username}@mail.example"
    user.save(update_fields=["email"])
    names = [user.username, user.username.upper(), f" {user.username} ", user.email, user.email.upper()]
    return [
        lambda n=n: ask(port, "POST", LOGIN, f"203.0.113.{n}", login=names[n % len(names)], password=f"wrong {n}")
        for n in range(AT_ONCE)
    ]


def codes(port):
    """Wrong codes of both kinds for one account, in as many sessions that know its password."""
    from allauth.mfa.totp.internal.auth import TOTP

    from tests.personas import coordinator

    user = coordinator()
    TOTP.activate(user, "J" * 32)
    begun = [ask(port, "POST", LOGIN, f"203.0.113.{n}", login=user.username, password=PASSWORD) for n in range(AT_ONCE)]
    assert {status for status, *_ in begun} == {302}, begun[0]
    return [
        lambda n=n, cookies=cookies: ask(
            port, "POST", CODE, f"203.0.113.{n}", cookies, code=f"{n:06d}" if n % 2 else f"{n:08d}"
        )
        for n, (*_, cookies) in enumerate(begun)
    ]


SCENES = {scene.__name__: scene for scene in (passwords, codes)}


def run(scene, port, tried):
    """Send all guesses of a scene at one moment; return how many were held against the secret, and what was answered."""
    guesses, told = SCENES[scene](port), Counter()
    tried.truncate(0)
    gate = threading.Barrier(AT_ONCE)

    def guess(send):
        gate.wait()
        status, page, _ = send()
        told["too many" if "Too many failed" in page else "wrong" if status == 200 else str(status)] += 1

    threads = [threading.Thread(target=guess, args=(send,)) for send in guesses]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # One guess may be held against the same secret twice, by name and by address.
    return len(set(Path(tried.name).read_text().split("\n")) - {""}), told


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("scene", choices=SCENES)
    parser.add_argument("--apart", action="store_true")
    parser.add_argument("--repeats", type=int, default=1)
    options = parser.parse_args()
    set_up(apart=False)
    with tempfile.NamedTemporaryFile() as tried, served(tried.name, options.apart) as port:
        found = [run(options.scene, port, tried) for _ in range(options.repeats)]
    json.dump(
        {"tried": [count for count, _ in found], "answers": sum((told for _, told in found), Counter())}, sys.stdout
    )


if __name__ == "__main__":
    main()

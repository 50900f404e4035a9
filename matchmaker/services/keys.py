"""Requests that come again: under one key of one person there is one effect, and the same answer each time."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from matchmaker.core.errors import MatchmakerError
from matchmaker.models import RequestKey, User

KEPT = timedelta(hours=24)
"""How long an answer is kept."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a request was answered, as it went out."""

    status: int
    headers: dict[str, str]
    body: str


def once(*, key: str, digest: str, act: Callable[[], Answer], by: User, at: datetime) -> Answer:
    """Act and keep the answer in one transaction, or return the answer of the time before; a refusal keeps nothing.

    Whoever comes second under a key waits at its row until the first has ended, and then reads the first one's answer.
    """
    with transaction.atomic():
        RequestKey.objects.filter(user=by, at__lt=at - KEPT).delete()
        try:
            with transaction.atomic():
                held = RequestKey.objects.create(user=by, key=key, digest=digest, at=at)
        except IntegrityError:
            held = RequestKey.objects.select_for_update(of=("self",)).get(user=by, key=key)
            if held.digest != digest:
                raise MatchmakerError(
                    "key_reused", "This Idempotency-Key came with another request before: take a new key."
                ) from None
            return Answer(held.status, held.headers, held.body)
        answer = act()
        RequestKey.objects.filter(pk=held.pk).update(status=answer.status, headers=answer.headers, body=answer.body)
    return answer

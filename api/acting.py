"""Requests that change something: found, allowed, up to date, well shaped; then one call of a service.

A view declares what it calls with `posts` (to a list, mostly a new row) or `acts` (a change of one row). The order of
checks is the same everywhere: person, key, existence, rights, version, shape; in the service, what the row allows.
"""

import hashlib
import json
import re
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from functools import wraps

from django.db import models, transaction
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy
from rest_framework import exceptions, serializers, status
from rest_framework.request import Request

from api.etags import tag_of
from api.filters import refuse_unknown
from api.renderers import JSONRenderer
from api.serializers import actions
from api.serializers.shapes import Shape
from matchmaker import policies
from matchmaker.core.errors import MatchmakerError
from matchmaker.models import User
from matchmaker.services import keys, versions

_KEY = re.compile(r"[\x21-\x7e]{1,200}")
_TAG = re.compile(r'"[^"]+"')
_DIGEST = re.compile(r'(?<=[0-9])\.[0-9a-f]{32}"$')
"""What stands behind the version in a tag: another state of the same version, which a change does not rest on."""


class PreconditionRequired(exceptions.APIException):
    """A change that does not say which version it rests on."""

    status_code = status.HTTP_428_PRECONDITION_REQUIRED
    default_code = "if_match_required"
    default_detail = gettext_lazy("Say which version you change: send its ETag in If-Match.")


@dataclass(frozen=True, slots=True)
class Act:
    """What a handler takes and answers; the schema reads it."""

    shape: type[serializers.Serializer] | None
    status: int
    many: bool = False
    answer: type[serializers.Serializer] | None = None
    matched: bool = True
    action: str = ""
    method: str = "POST"


def posts(
    shape: type[serializers.Serializer],
    *,
    to: str = "",
    code: int = 201,
    many: bool = False,
    answer: type[serializers.Serializer] | None = None,
    atomic: bool = True,
) -> Callable:
    """Make a method into the handler of a POST on a list; where it writes a new row, `to` names the row's address.

    What takes long before it writes is not `atomic`: its service holds the database only while it writes.
    """

    def decorate(call: Callable) -> Callable:
        @wraps(call)
        def handler(self: "Acting", request: Request, **kwargs: object) -> HttpResponse:
            def act(at: datetime) -> keys.Answer:
                facts = self.checked(shape)
                with transaction.atomic() if atomic else nullcontext():
                    row = call(self, facts=facts, by=request.user, at=at, **kwargs)
                    return self.told(row, code, handler.act, to=to)

            return self.kept(act)

        handler.act = Act(shape, code, many=many, answer=answer, matched=False)
        return handler

    return decorate


def acts(
    shape: type[serializers.Serializer] | None = None,
    *,
    named: str = "",
    many: bool = False,
    matched: bool = True,
    answer: type[serializers.Serializer] | None = None,
    code: int = 200,
    to: str = "",
    method: str = "POST",
) -> Callable:
    """Make a method that changes a row into a handler; it is `named` as the table of transitions names the action.

    Where it asks for a job, `code` is 202 and `to` names the job's address.
    """

    def decorate(call: Callable) -> Callable:
        @wraps(call)
        def handler(self: "Acting", request: Request, **_: object) -> HttpResponse:
            def act(at: datetime) -> keys.Answer:
                row = self.get_object()
                if not policies.may_at_all(request.user, row, handler.act.action):
                    policies.require_unconcerned(request.user, row, handler.act.action)
                    raise MatchmakerError("not_allowed", "You may see this, but it is not yours to do: ask its people.")
                version = self.matched_version(row) if matched else None
                facts = self.checked(shape or Shape)
                with transaction.atomic() if version is None else versions.unchanged(row, version):
                    done = call(self, row, facts=facts, by=request.user, at=at)
                    return self.told(done, code, handler.act, to=to)

            return self.kept(act)

        action = named or call.__name__
        handler.act = Act(shape, code, many=many, answer=answer, matched=matched, action=action, method=method)
        return handler

    return decorate


def step(service: Callable, noun: str, action: str, shape: type[serializers.Serializer] | None = None) -> Callable:
    """Return the handler of a step that a noun's `advance` takes by its name."""

    def call(_: "Acting", row: models.Model, *, facts: dict, by: User, at: datetime) -> models.Model:
        return service(**{noun: row}, action=action, by=by, at=at, **facts)

    call.__name__, call.__doc__ = action, f"{action.capitalize()} it."
    return acts(shape, named=action)(call)


class Acting:
    """What the handlers of a viewset share."""

    def __init_subclass__(cls, **options: object) -> None:
        """Make known what its actions on a row take."""
        super().__init_subclass__(**options)
        for act in (getattr(handler, "act", None) for handler in vars(cls).values()):
            if act and act.action:
                actions.add(cls.queryset.model._meta.model_name, act.action, act.method, act.shape)

    def kept(self, act: Callable[[datetime], keys.Answer]) -> HttpResponse:
        """Act, under the request's key where it has one, and send the answer."""
        refuse_unknown(self.request, set())
        at, by = timezone.now(), self.request.user
        key = self.request.headers.get("Idempotency-Key")
        if key is None:
            answer = act(at)
        else:
            if not _KEY.fullmatch(key):
                raise MatchmakerError("bad_key", "An Idempotency-Key is 1 to 200 visible ASCII characters, as a UUID.")
            answer = keys.once(key=key, digest=_digest(self.request), act=lambda: act(at), by=by, at=at)
        return HttpResponse(
            answer.body, status=answer.status, headers=answer.headers, content_type=JSONRenderer.media_type
        )

    def checked(self, shape: type[serializers.Serializer]) -> dict[str, object]:
        """Return the body's facts, or refuse its shape field by field."""
        given = shape(
            data=self.request.data, context=self.get_serializer_context(), partial=self.request.method == "PATCH"
        )
        given.is_valid(raise_exception=True)
        return given.validated_data

    def matched_version(self, row: models.Model) -> int:
        """Return the version that the request rests on, or refuse it where it is another or none is said."""
        self.require_tag(f'"{row.version}"')
        return row.version

    def require_tag(self, tag: str) -> None:
        """Refuse a request that does not name the tag in `If-Match`, be it with a digest behind it."""
        header = self.request.headers.get("If-Match")
        if header is None:
            raise PreconditionRequired
        named = [each.strip() for each in header.split(",")]
        if tag in [_DIGEST.sub('"', each) for each in named]:
            return
        if not any(_TAG.fullmatch(each) for each in named):
            raise MatchmakerError(
                "version_changed", "If-Match names no version: send the ETag as it came, with quotes."
            )
        raise MatchmakerError("version_changed", "It has changed since you read it: read it again, then decide.")

    def told(self, row: object, code: int, act: Act, *, to: str = "") -> keys.Answer:
        """Return what a reader may see of a row after the change; of one that left the reader's sight, nothing."""
        if isinstance(row, models.Model) and act.answer is None:
            row = self.shown(row)
        if row is None:
            return keys.Answer(204, {}, "")
        serializer = (act.answer or self.row_serializer)(row, many=act.many, context=self.get_serializer_context())
        headers = {}
        if to:
            address = reverse(f"v1:{to}", args=[getattr(row, self.lookup_field)])
            headers["Location"] = self.request.build_absolute_uri(address)
        if not act.many and getattr(row, "version", None) is not None:
            headers["ETag"] = tag_of(serializer.data)
        return keys.Answer(code, headers, JSONRenderer().render(serializer.data).decode())

    def shown(self, row: models.Model) -> models.Model | None:
        """Return the row as its reader may see it now."""
        return self.get_queryset().filter(pk=row.pk).first()


def _digest(request: Request) -> str:
    """Return the digest of a request: method, address and what its body says, files by their bytes."""
    data, files = request.data, {}
    if hasattr(data, "lists"):
        for name, uploads in request.FILES.lists():
            files[name] = [(each.name, hashlib.sha256(each.read()).hexdigest()) for each in uploads]
            for each in uploads:
                each.seek(0)
        data = {name: values for name, values in data.lists() if name not in files}
    said = json.dumps([request.method, request.get_full_path(), data, files], sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()

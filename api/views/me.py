"""The person who asks, the tokens that act for this person, and the filters that he or she has kept."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_view
from knox.models import AuthToken
from rest_framework import exceptions, permissions, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from api.acting import Act, Acting, posts
from api.etags import tag_of, tagged
from api.filters import refuse_unknown
from api.renderers import JSONRenderer
from api.serializers.me import (
    KeptFilterSerializer,
    KeptFilterShape,
    MeSerializer,
    MeShape,
    NewTokenSerializer,
    TokenSerializer,
    TokenShape,
)
from api.views.readonly import ReadOnly
from matchmaker import queries
from matchmaker.core.errors import MatchmakerError
from matchmaker.models import KeptFilter, User
from matchmaker.services import accounts, filters, keys, tokens


class MeViewSet(Acting, ReadOnly, viewsets.GenericViewSet):
    """The person who asks, with the roles that he or she holds, and how he or she is written to."""

    queryset = User.objects.none()
    serializer_class = row_serializer = MeSerializer
    permission_classes = (permissions.IsAuthenticated,)

    @extend_schema(tags=["me"], responses={(200, "application/json"): MeSerializer}, operation_id="me_get")
    def retrieve(self, request: Request) -> HttpResponse:
        """Show who asks."""
        refuse_unknown(request, set())
        answer = tagged(request, Response(MeSerializer(request.user).data))
        answer["Cache-Control"] = "private, no-store"
        return answer

    def describe(self, request: Request) -> HttpResponse:
        """Change how one is called, in which language one is written to, and whether by mail."""
        refuse_unknown(request, set())

        @transaction.atomic
        def act(at: datetime) -> keys.Answer:
            held = User.objects.select_for_update().get(pk=request.user.pk)
            self.require_tag(tag_of(MeSerializer(held).data))
            old = {"name": held.first_name, "language": held.language, "digests": held.digests}
            accounts.describe(**(old | self.checked(MeShape)), by=held, at=at)
            held.refresh_from_db()
            said = MeSerializer(held).data
            return keys.Answer(200, {"ETag": tag_of(said)}, JSONRenderer().render(said).decode())

        return self.kept(act)

    describe.act = Act(MeShape, 200)


@extend_schema_view(
    list=extend_schema(tags=["me"], responses={(200, "application/json"): KeptFilterSerializer(many=True)}),
    create=extend_schema(tags=["me"], operation_id="me_filters_create"),
)
class KeptFilterViewSet(Acting, ReadOnly, viewsets.GenericViewSet, viewsets.mixins.ListModelMixin):
    """The filters of open needs that the person who asks has kept."""

    queryset = KeptFilter.objects.none()
    serializer_class = row_serializer = KeptFilterSerializer
    permission_classes = (permissions.IsAuthenticated,)
    lookup_field = "name"

    def get_queryset(self) -> QuerySet[KeptFilter]:
        """Keep the own ones."""
        return KeptFilter.objects.filter(user=self.request.user)

    @posts(KeptFilterShape, to="kept-filter")
    def create(self, *, facts: dict, by: User, at: datetime) -> KeptFilter:
        """Keep a filter under a name; the same name again takes the newer one."""
        wanted = {name: str(value) for name, value in facts["wanted"].items()}
        return filters.keep(name=facts["name"], wanted=wanted, by=by, at=at)

    @extend_schema(tags=["me"], request=None, responses={204: None})
    def destroy(self, request: Request, name: str) -> Response:
        """Take a kept filter away."""
        if "\x00" in name or not filters.forget(name=name, by=request.user, at=timezone.now()):
            raise exceptions.NotFound
        return Response(status=204)


@extend_schema_view(list=extend_schema(tags=["me"], responses={(200, "application/json"): TokenSerializer(many=True)}))
class TokenViewSet(ReadOnly, viewsets.GenericViewSet, viewsets.mixins.ListModelMixin):
    """The own tokens; a new one is told once, and so never kept under an Idempotency-Key."""

    queryset = AuthToken.objects.none()
    serializer_class = TokenSerializer
    permission_classes = (permissions.IsAuthenticated,)
    lookup_field = "token_key"

    def get_queryset(self) -> QuerySet[AuthToken]:
        """Keep the own ones."""
        return queries.tokens_of(self.request.user)

    @extend_schema(tags=["me"], request=TokenShape, responses={(201, "application/json"): NewTokenSerializer})
    def create(self, request: Request) -> Response:
        """Make a token; one that is made with a token does not outlive it."""
        refuse_unknown(request, set())
        if "Idempotency-Key" in request.headers:
            raise MatchmakerError("no_key_here", "A token is told once and kept nowhere: send no Idempotency-Key here.")
        shape = TokenShape(data=request.data)
        shape.is_valid(raise_exception=True)
        row, words = tokens.issue(
            by=request.user,
            at=timezone.now(),
            no_later_than=getattr(request.auth, "expiry", None),
            **shape.validated_data,
        )
        row.token = words
        place = request.build_absolute_uri(reverse("v1:token", args=[row.token_key]))
        headers = {"Location": place, "Cache-Control": "no-store"}
        return Response(NewTokenSerializer(row).data, status=201, headers=headers)

    @extend_schema(tags=["me"], request=None, responses={204: None})
    def destroy(self, request: Request, token_key: str) -> Response:
        """Revoke a token, at once."""
        tokens.revoke(by=request.user, at=timezone.now(), token_key=token_key)
        return Response(status=204)

"""The person who asks, and the tokens that act for this person."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_view
from knox.models import AuthToken
from rest_framework import permissions, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from api.filters import refuse_unknown
from api.serializers.me import MeSerializer, NewTokenSerializer, TokenSerializer, TokenShape
from api.views.readonly import ReadOnly
from matchmaker.services import tokens


class MeView(ReadOnly):
    """The person who asks, with the roles that he or she holds."""

    permission_classes = (permissions.IsAuthenticated,)

    @extend_schema(tags=["me"], responses={(200, "application/json"): MeSerializer})
    def get(self, request: Request) -> Response:
        """Show who asks."""
        refuse_unknown(request, set())
        return Response(MeSerializer(request.user).data, headers={"Cache-Control": "private, no-store"})


@extend_schema_view(list=extend_schema(tags=["me"], responses={(200, "application/json"): TokenSerializer(many=True)}))
class TokenViewSet(ReadOnly, viewsets.GenericViewSet, viewsets.mixins.ListModelMixin):
    """The own tokens; a new one is told once, and so never kept under an Idempotency-Key."""

    queryset = AuthToken.objects.none()
    serializer_class = TokenSerializer
    permission_classes = (permissions.IsAuthenticated,)
    lookup_field = "token_key"

    def get_queryset(self) -> QuerySet[AuthToken]:
        """Keep the own ones."""
        return AuthToken.objects.filter(user=self.request.user).order_by("created", "token_key")

    @extend_schema(tags=["me"], request=TokenShape, responses={(201, "application/json"): NewTokenSerializer})
    def create(self, request: Request) -> Response:
        """Make a token; one that is made with a token does not outlive it."""
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

"""What all addresses share: methods that are not declared are refused first, single rows carry a tag."""

from collections.abc import Sequence

from django.contrib.auth.models import AnonymousUser
from django.db.models import Model, QuerySet
from django.http import HttpResponse
from rest_framework import exceptions, viewsets
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.utils.serializer_helpers import ReturnDict, ReturnList
from rest_framework.views import APIView

from api.acting import Acting
from api.etags import tagged
from matchmaker.models import User
from matchmaker.models.statements import built, one

Reader = User | AnonymousUser


def columns(model: type[Model], *beside: str, without: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Return what a list reads: the columns of its rows but for some, and some of the rows that these hang on.

    Only lists read so: a service is handed whole rows.
    """
    return (*(field.name for field in model._meta.concrete_fields if field.name not in without), *beside)


class ReadOnly(APIView):
    """Refuse other methods before anything else is looked at, a session's CSRF token included."""

    def initial(self, request: Request, *args: object, **kwargs: object) -> None:
        """Check the method first."""
        if not hasattr(self, request.method.lower()):
            raise exceptions.MethodNotAllowed(request.method)
        try:
            super().initial(request, *args, **kwargs)
        except (exceptions.NotAuthenticated, exceptions.AuthenticationFailed, exceptions.PermissionDenied):
            # The framework counts only whom it lets in; a flood of tokens that are none is one too.
            self.check_throttles(request)
            raise

    def finalize_response(
        self, request: Request, response: HttpResponse, *args: object, **kwargs: object
    ) -> HttpResponse:
        """Part with what the answer was made of as soon as it is written."""
        response = super().finalize_response(request, response, *args, **kwargs)
        if isinstance(response, Response):
            response.add_post_render_callback(self._let_go)
        return response

    def _let_go(self, response: Response) -> None:
        """Undo what holds one another: view, request, answer and serializers.

        So all the rows of a page are freed now. Else they would stay, with those of two dozen pages more, until the
        collector goes through them all, for which the clients waited a tenth of their time.
        """
        told = response.data
        if isinstance(told, dict) and "results" in told:
            told = told["results"]
        if isinstance(told, ReturnDict | ReturnList):
            vars(getattr(told.serializer, "child", told.serializer)).clear()
        self.request.parser_context.clear()
        self.response, response.renderer_context = None, {}


class ReadOnlyRows(ReadOnly, viewsets.ReadOnlyModelViewSet):
    """A list, and one row of it."""

    @property
    def reads(self) -> bool:
        """Whether rows are only told, so that what they name need not be whole: a service is handed whole rows."""
        return self.action in {"list", "retrieve"}

    def get_queryset(self) -> QuerySet:
        """Return the rows that the reader may know of."""
        user = self.request.user
        known_by = user.known_by if user.is_authenticated else ()
        return built(type(self), self.action, known_by, build=lambda: self.rows_for(user))

    def rows_for(self, user: Reader) -> QuerySet:
        """Return what a person may know of; by the person, the roles held and the action, and by nothing else."""
        return self.queryset.visible_to(user)

    def complete(self, rows: list[Model]) -> None:
        """Give rows that are only told what they name, each read once for all of them."""

    def paginate_queryset(self, queryset: QuerySet | Sequence) -> list:
        """Read what a page of the list names."""
        page = super().paginate_queryset(queryset)
        if self.reads:
            self.complete(page)
        return page

    def get_object(self) -> Model:
        """Read a row, and what it names."""
        if self.lookup_field == "public_id":
            row = self.named(self.filter_queryset(self.get_queryset()))
        else:
            row = super().get_object()
        if self.reads:
            self.complete([row])
        return row

    def named(self, rows: QuerySet) -> Model:
        """Return the one of some rows that the address names."""
        row = one(rows, self.kwargs["public_id"])
        if row is None:
            raise exceptions.NotFound
        self.check_object_permissions(self.request, row)
        return row

    def retrieve(self, request: Request, *args: object, **kwargs: object) -> HttpResponse:
        """Show one row with its tag."""
        return tagged(request, super().retrieve(request, *args, **kwargs))


class OpenRows(ReadOnlyRows):
    """A list that everybody may know of."""

    def get_queryset(self) -> QuerySet:
        """Return all, whoever reads."""
        return built(type(self), self.action, build=self.queryset.all)


class Rows(Acting, ReadOnlyRows):
    """A list, one row of it, and what can be done with it; `row_serializer` tells a single row."""

    lookup_field = "public_id"
    row_serializer: type[Serializer]

    def get_serializer_class(self) -> type[Serializer]:
        """Tell more of a single row."""
        return self.serializer_class if self.action == "list" else self.row_serializer

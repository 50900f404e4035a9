"""Addresses that can be read and not changed."""

from rest_framework import exceptions, viewsets
from rest_framework.request import Request
from rest_framework.views import APIView


class ReadOnly(APIView):
    """Refuse other methods before anything else is looked at, a session's CSRF token included."""

    def initial(self, request: Request, *args: object, **kwargs: object) -> None:
        """Check the method first."""
        if request.method not in {"GET", "HEAD", "OPTIONS"}:
            raise exceptions.MethodNotAllowed(request.method)
        super().initial(request, *args, **kwargs)


class ReadOnlyRows(ReadOnly, viewsets.ReadOnlyModelViewSet):
    """A list, and one row of it."""

"""Bodies of requests, refused by size before they are read and by depth before they are walked."""

from collections.abc import Mapping

from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework import exceptions, status
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.request import Request

DEEPEST = 20
LARGEST_FILE = 20 * 1024 * 1024
_LARGEST_FORM = LARGEST_FILE + 64 * 1024


class TooLarge(exceptions.APIException):
    """A body beyond the limit."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_code = "too_large"


def check_length(request: Request, most: int) -> None:
    """Refuse a body by what its header says of it."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length) > most:
        raise TooLarge(_("The body is larger than %(most)s kB: send less at once.") % {"most": most // 1024})


class BoundedJSONParser(JSONParser):
    """JSON of bounded size and depth; numbers and text that no column could hold are refused field by field later."""

    def parse(self, stream: object, media_type: str | None = None, parser_context: Mapping | None = None) -> object:
        """Read, then look how deep it goes."""
        check_length(parser_context["request"], settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
        try:
            data = super().parse(stream, media_type, parser_context)
        except (exceptions.ParseError, RecursionError, UnicodeDecodeError) as error:
            raise exceptions.ParseError(_("The body is no JSON in UTF-8: correct it and send it again.")) from error
        if _depth(data) > DEEPEST:
            raise exceptions.ParseError(
                _("The body is nested deeper than %(most)s levels.") % {"most": DEEPEST}, code="too_deep"
            )
        return data


class BoundedMultiPartParser(MultiPartParser):
    """A form with a file of at most 20 MB."""

    def parse(self, stream: object, media_type: str | None = None, parser_context: Mapping | None = None) -> object:
        """Check the size, then read."""
        check_length(parser_context["request"], _LARGEST_FORM)
        try:
            return super().parse(stream, media_type, parser_context)
        except exceptions.ParseError as error:
            raise exceptions.ParseError(
                _("The form cannot be read: send multipart/form-data with its boundary.")
            ) from error


def _depth(data: object) -> int:
    level, deepest = [data], 0
    while level:
        deepest += 1
        nested = [each for each in level if isinstance(each, dict | list)]
        level = [value for each in nested for value in (each.values() if isinstance(each, dict) else each)]
    return deepest

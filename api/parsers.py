"""Bodies of requests, refused by size before they are read and by depth before they are walked."""

import codecs
import json
from collections.abc import Mapping

from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework import exceptions, status
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.utils.json import strict_constant

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
        raise too_large(most)


def too_large(most: int) -> TooLarge:
    """Return the refusal of a body with more than so many bytes."""
    return TooLarge(_("The body is larger than %(most)s kB: send less at once.") % {"most": most // 1024})


class BoundedJSONParser(JSONParser):
    """JSON of bounded size and depth; numbers and text that no column could hold are refused field by field later."""

    def parse(self, stream: object, media_type: str | None = None, parser_context: Mapping | None = None) -> object:
        """Read, then look how deep it goes."""
        check_length(parser_context["request"], settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
        try:
            text = codecs.getreader(parser_context.get("encoding", "utf-8"))(stream)
            data = json.load(text, parse_constant=strict_constant, object_pairs_hook=_once)
        except RecursionError:
            raise _too_deep() from None
        except (ValueError, LookupError) as error:
            raise exceptions.ParseError(_("The body is no JSON in UTF-8: correct it and send it again.")) from error
        if _depth(data) > DEEPEST:
            raise _too_deep()
        if not isinstance(data, dict):
            raise exceptions.ParseError(_("The body is no object: write names with values, in braces."))
        return data


class BoundedMultiPartParser(MultiPartParser):
    """A form with a file of at most 20 MB."""

    def parse(self, stream: object, media_type: str | None = None, parser_context: Mapping | None = None) -> object:
        """Check the size, then read."""
        check_length(parser_context["request"], _LARGEST_FORM)
        try:
            form = super().parse(stream, media_type, parser_context)
        except exceptions.ParseError as error:
            raise exceptions.ParseError(
                _("The form cannot be read: send multipart/form-data with its boundary.")
            ) from error
        if any(file.size > LARGEST_FILE for _name, file in form.files.items()):
            raise too_large(LARGEST_FILE)
        return form


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Return an object whose names are given once; of one that is given twice nobody knows which value is meant."""
    found: dict[str, object] = {}
    for name, value in pairs:
        if name in found:
            said = _("The field '%(name)s' is given twice: give it once.") % {"name": name[:50]}
            raise exceptions.ValidationError({name[:50]: said}, code="repeated_field")
        found[name] = value
    return found


def _too_deep() -> exceptions.ParseError:
    said = _("The body is nested deeper than %(most)s levels.") % {"most": DEEPEST}
    return exceptions.ParseError(said, code="too_deep")


def _depth(data: object) -> int:
    level, deepest = [data], 0
    while level:
        deepest += 1
        nested = [each for each in level if isinstance(each, dict | list)]
        level = [value for each in nested for value in (each.values() if isinstance(each, dict) else each)]
    return deepest

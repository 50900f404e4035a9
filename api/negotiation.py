"""What a request accepts: weights count, as HTTP says (RFC 9110, section 12.5.1); the framework passes them over."""

import re
from collections.abc import Sequence

from rest_framework import exceptions, negotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.utils.mediatypes import _MediaType

_WEIGHT = re.compile(r"0(\.\d{0,3})?|1(\.0{0,3})?")


class Weighed(negotiation.DefaultContentNegotiation):
    """Answer with what is wanted most, and never with what is wanted not at all."""

    def select_renderer(
        self, request: Request, renderers: Sequence[type[BaseRenderer]], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        """Leave the choice among what is wanted alike to the framework."""
        if ";" in request.headers.get("Accept", ""):
            ranges = self._get_parsed_accept_list(request)
            weights = [_weight(_MediaType(each.media_type), ranges) for each in renderers]
            if not any(weights):
                raise exceptions.NotAcceptable(available_renderers=renderers)
            most = max(weights)
            renderers = [each for each, weight in zip(renderers, weights, strict=True) if weight == most]
        return super().select_renderer(request, renderers, format_suffix)


def _weight(made: _MediaType, ranges: Sequence[_MediaType]) -> float:
    """Return how much a media type is wanted: the range that names it best says it; an unreadable weight is none."""
    named = [each for each in ranges if made.match(each)]
    if not named:
        return 0.0
    best = max(each.precedence for each in named)
    said = [str(each.params.get("q", "1")) for each in named if each.precedence == best]
    return max(float(each) if _WEIGHT.fullmatch(each) else 1.0 for each in said)

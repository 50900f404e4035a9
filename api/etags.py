"""Entity tags: a digest of what is read, behind the version for whoever reads all of a row.

The version alone would say that nothing changed where a run goes on, a step becomes open, or the language is another.
"""

import hashlib

from django.http import HttpResponse
from django.utils.http import parse_etags
from rest_framework.request import Request
from rest_framework.response import Response

from api.renderers import JSONRenderer


def tag_of(data: dict) -> str:
    """Return the tag of a row as its reader reads it."""
    version = data.get("version")
    digest = hashlib.sha256(JSONRenderer().render(data)).hexdigest()[:32]
    return f'"{digest}"' if version is None else f'"{version}.{digest}"'


def tagged(request: Request, response: Response) -> HttpResponse:
    """Give an answer its tag, or answer that what the reader has is still true."""
    tag = tag_of(response.data)
    response["ETag"], response["Cache-Control"] = tag, "private, no-cache"
    # Compared as HTTP says (RFC 9110, section 13.1.2): a tag that somebody on the way made weak does as well.
    known = [each.removeprefix("W/") for each in parse_etags(request.headers.get("If-None-Match", ""))]
    if tag in known or "*" in known:
        return HttpResponse(status=304, headers={"ETag": tag, "Cache-Control": "private, no-cache"})
    return response

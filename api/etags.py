"""Entity tags: the version for whoever reads all of a row, else a digest of what is read."""

import hashlib

from django.http import HttpResponse
from django.utils.http import parse_etags
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response


def tagged(request: Request, response: Response) -> HttpResponse:
    """Give an answer its tag, or answer that what the reader has is still true."""
    version = response.data.get("version")
    said = JSONRenderer().render(response.data)
    tag = f'"{version}"' if version is not None else f'"{hashlib.sha256(said).hexdigest()[:32]}"'
    response["ETag"], response["Cache-Control"] = tag, "private, no-cache"
    if tag in parse_etags(request.headers.get("If-None-Match", "")):
        return HttpResponse(status=304, headers={"ETag": tag, "Cache-Control": "private, no-cache"})
    return response

"""Pages are compressed on their way; what programs read is not.

A page that holds a secret beside words of a stranger's choosing can be made to tell it by its length (BREACH). Here
that takes three things at once: the session's cookie goes along with no request that another site makes a page send
(SameSite), the token of a form is masked anew on every page, and each answer gets a random length. Answers of the API
keep their ETag to the byte, since If-Match is compared with it.
"""

from django.http import HttpRequest, HttpResponse
from django.middleware.gzip import GZipMiddleware


class PagesCompressed(GZipMiddleware):
    """Compress answers in HTML for whoever takes them so."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Leave everything but pages alone."""
        page = response.headers.get("Content-Type", "").startswith("text/html")
        return super().process_response(request, response) if page else response

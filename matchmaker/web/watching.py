"""Work that a page watches while a worker is at it: runs, tables, reports, and what is worked out around a plan."""

from dataclasses import dataclass

from django.http import JsonResponse


@dataclass(frozen=True, slots=True)
class Watch:
    """How far something is, where its page asks for that, and the page itself for whoever looks without script."""

    over: bool
    line: str
    progress: str
    page: str

    def answer(self) -> JsonResponse:
        """Tell a page that watches."""
        return JsonResponse({"over": self.over, "line": self.line})

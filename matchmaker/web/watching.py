"""Work that a page watches while a worker is at it: runs, tables, reports, and what is worked out around a plan."""

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, JsonResponse

from matchmaker.core.vocabulary import JobKind
from matchmaker.models import Job, User


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


def known_job(user: User, kind: JobKind, public_id: UUID) -> Job:
    """Return a job of a kind that a person may see, without the file that it reads; there is no other."""
    job = Job.objects.visible_to(user).filter(kind=kind, public_id=public_id).defer("data").first()
    if job is None:
        raise Http404
    return job

"""Tables of one's own needs, offers or engagements: sent, looked at, taken in."""

from uuid import UUID

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from matchmaker.core.vocabulary import JobKind, JobStatus, Role, RowOutcome
from matchmaker.models import Job
from matchmaker.sentences import sentence
from matchmaker.services import imports, jobs, watched
from matchmaker.web.acting import done
from matchmaker.web.guards import for_role
from matchmaker.web.labels import label
from matchmaker.web.site_forms import SiteForm
from matchmaker.web.templatetags.presentation import figure, listing
from matchmaker.web.watching import Watch, known_job

NOUNS = {
    "needs": gettext_lazy("Needs"),
    "offers": gettext_lazy("Offers"),
    "engagements": gettext_lazy("Assistance given or received"),
}
PER_PAGE = 50
_for_sides = for_role(Role.FOCAL_POINT, Role.PROVIDER)


class TableForm(SiteForm):
    """A table, what it holds, and the system that it comes from."""

    noun = forms.ChoiceField(label=gettext_lazy("What the table holds"))
    source = forms.SlugField(
        label=gettext_lazy("Short name of the system that it comes from"), max_length=12, initial="own"
    )
    file = forms.FileField(label=gettext_lazy("Table (CSV, Excel or JSON, at most 5 MB and 5,000 rows)"))

    def __init__(self, *args: object, nouns: list[str], **more: object) -> None:
        super().__init__(*args, **more)
        self.fields["noun"].choices = [(noun, NOUNS[noun]) for noun in nouns]


@_for_sides
@require_http_methods(["GET", "POST"])
def send(request: HttpRequest) -> HttpResponse:
    """Send a table to be looked at, or return to one that was sent."""
    nouns = [noun for noun, roles in imports.MAY.items() if request.user.holds(*roles)]
    form = TableForm(*((request.POST, request.FILES) if request.method == "POST" else ()), nouns=nouns)
    if form.is_valid():
        file: UploadedFile = form.cleaned_data.pop("file")
        job = done(request, "", imports.queue, filename=file.name, data=file.read(), **form.cleaned_data)
        if job:
            return redirect("import", job.public_id)
    sent = Job.objects.visible_to(request.user).filter(kind=JobKind.IMPORT).defer("data", "rows")[:10]
    context = {
        "form": form,
        "templates": [(noun, NOUNS[noun]) for noun in nouns],
        "sent": [{"job": job, "what": NOUNS[job.given["noun"]]} for job in sent],
    }
    return render(request, "imports/send.html", context)


@_for_sides
@require_GET
@never_cache
def table(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show how far a table is, then what becomes of each row."""
    jobs.look_after()
    job = known_job(request.user, JobKind.IMPORT, public_id)
    wanted = request.GET.get("outcome")
    rows = [row for row in job.rows if wanted not in list(RowOutcome) or row["outcome"] == wanted]
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    counts = job.result.get("counts", {})
    context = {
        "job": job,
        "what": NOUNS[job.given["noun"]],
        "watch": _watch(job),
        "refused": sentence(watched.refusal_of(job.refusal)) if job.refusal else "",
        "applied": job.result.get("applied", False),
        "counts": [(outcome, counts[outcome]) for outcome in RowOutcome if counts.get(outcome)],
        "writes": counts.get(RowOutcome.NEW, 0) + counts.get(RowOutcome.CHANGED, 0),
        "wanted": wanted,
        "page": page,
        "page_range": page.paginator.get_elided_page_range(page.number),
        "rows": [_told(row) for row in page],
    }
    return render(request, "imports/table.html", context)


@_for_sides
@require_GET
@never_cache
def progress(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Answer how far a table is, for the page that watches it."""
    jobs.look_after()
    job = known_job(request.user, JobKind.IMPORT, public_id)
    return _watch(job).answer()


@_for_sides
@require_POST
def apply(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take in what was shown as new or changed."""
    job = known_job(request.user, JobKind.IMPORT, public_id)
    done(request, _("Being taken in; nothing but what was shown is written."), imports.apply, job=job)
    return redirect("import", job.public_id)


def _watch(job: Job) -> Watch:
    progress, page = (reverse(name, args=[job.public_id]) for name in ("import-progress", "import"))
    return Watch(job.status not in watched.AT_WORK, _line(job), progress, page)


def _line(job: Job) -> str:
    if job.status == JobStatus.QUEUED:
        return _("Waits its turn.")
    if not job.parts:
        return _("The table is read.")
    return _("%(done)s of %(parts)s rows.") % {"done": figure(job.done), "parts": figure(job.parts)}


def _told(row: dict[str, object]) -> dict[str, object]:
    """Return a row in words: what changes in it, or what is wrong with it."""
    wrong = [{"field": problem["field"], "words": sentence(watched.refusal_of(problem))} for problem in row["problems"]]
    changes = [
        {"field": name, "old": _plain(change["old"]), "new": _plain(change["new"])}
        for name, change in row["changes"].items()
    ]
    return row | {"wrong": wrong, "changed": changes, "words": label(str(row["outcome"]), "row_outcome")}


def _plain(value: object) -> str:
    return listing(value) if isinstance(value, list) else "–" if value in (None, "") else str(value)

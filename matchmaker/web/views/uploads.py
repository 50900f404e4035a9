"""A report handed in by its State, or by a coordinator for a State that has no account."""

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from matchmaker.core.vocabulary import JobKind, JobStatus, Role
from matchmaker.models import Cycle, Job, Party, Report, User
from matchmaker.models.parties import name_in_order
from matchmaker.sentences import sentence
from matchmaker.services import jobs, reports, watched
from matchmaker.web.acting import done
from matchmaker.web.guards import for_coordinators, for_requesting, for_role
from matchmaker.web.reading import standing
from matchmaker.web.site_forms import SiteForm
from matchmaker.web.templatetags.presentation import figure
from matchmaker.web.watching import Watch, known_job

MOST = 20 * 1024 * 1024
"""The largest file that is read, in bytes."""
NAME = 150
"""Letters of a file's name that are kept: the last ones, which say what sort it is."""
SHOWN = 10


class UploadForm(SiteForm):
    """The file, and what it may not say of itself."""

    file = forms.FileField(
        label=gettext_lazy("Report (PDF, Word, Excel, HTML or plain text, at most 20 MB)"),
        error_messages={"empty": gettext_lazy("The file is empty: choose the file that holds the report.")},
    )
    state = forms.ModelChoiceField(
        label=gettext_lazy("Of which State, if the report does not say"),
        queryset=Party.objects.none(),
        to_field_name="code",
        required=False,
        empty_label=gettext_lazy("As the report says"),
    )
    cycle = forms.ModelChoiceField(
        label=gettext_lazy("For which cycle, if the report does not say"),
        queryset=Cycle.objects.order_by("-year"),
        to_field_name="year",
        required=False,
        empty_label=gettext_lazy("As the report says"),
    )

    def __init__(self, *args: object, user: User, **more: object) -> None:
        super().__init__(*args, **more)
        states = Party.objects.filter(type=Party.STATE).order_by(name_in_order())
        coordinates = user.holds(Role.COORDINATOR)
        self.fields["state"].queryset = states if coordinates else states.filter(pk__in=user.parties(Role.FOCAL_POINT))

    def clean_file(self) -> UploadedFile:
        """Refuse what is too large before it is read."""
        file = self.cleaned_data["file"]
        if file.size > MOST:
            raise forms.ValidationError(_("The file is larger than 20 MB: leave out pictures, or send its text."))
        return file


@dataclass(frozen=True, slots=True)
class Door:
    """One of the two ways in: its pages, and where a report that came in by it is read."""

    upload: str
    reading: str
    back: str
    report: str


OWN = Door("my-report-upload", "my-report-reading", "my-reports", "my-report")
FOR_ANOTHER = Door("report-upload", "report-reading", "coordinator", "report")


@for_requesting
@require_http_methods(["GET", "POST"])
def upload_own(request: HttpRequest) -> HttpResponse:
    """Hand in a report of the own State."""
    return _upload(request, OWN)


@for_coordinators
@require_http_methods(["GET", "POST"])
def upload_for(request: HttpRequest) -> HttpResponse:
    """Receive a published report for a State that has no account: its needs stay unconfirmed until it has."""
    return _upload(request, FOR_ANOTHER)


@for_requesting
@require_GET
@never_cache
def reading_own(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Watch a report of the own State being read, then go to it."""
    return _reading(request, public_id, OWN)


@for_coordinators
@require_GET
@never_cache
def reading_for(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Watch a report being read that is received for a State, then go to it."""
    return _reading(request, public_id, FOR_ANOTHER)


@for_role(Role.FOCAL_POINT, Role.COORDINATOR)
@require_GET
@never_cache
def progress(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Answer how far the reading of a report is, for the page that watches it."""
    jobs.look_after()
    return _watch(known_job(request.user, JobKind.REPORT, public_id)).answer()


def _upload(request: HttpRequest, door: Door) -> HttpResponse:
    form = UploadForm(*((request.POST, request.FILES) if request.method == "POST" else ()), user=request.user)
    if form.is_valid():
        said = form.cleaned_data
        job = done(
            request,
            "",
            reports.queue,
            form=form,
            filename=get_valid_filename(Path(said["file"].name).name)[-NAME:],
            data=said["file"].read(),
            state=said["state"].code if said["state"] else None,
            cycle=said["cycle"].year if said["cycle"] else None,
        )
        if job:
            return redirect(door.reading, job.public_id)
    sent = Job.objects.visible_to(request.user).filter(kind=JobKind.REPORT).defer("data", "rows")[:SHOWN]
    return render(request, "review/upload.html", {"form": form, "door": door, "sent": sent})


def _reading(request: HttpRequest, public_id: UUID, door: Door) -> HttpResponse:
    jobs.look_after()
    job = known_job(request.user, JobKind.REPORT, public_id)
    if job.status == JobStatus.FINISHED:
        report = Report.objects.visible_to(request.user).filter(public_id=job.result["report"]).first()
        if report is None:
            raise Http404
        new, known = _("Read: look over what was found."), _("This report was received before: here it is.")
        messages.success(request, new if job.result["new"] else known)
        return redirect(door.report, standing(report).public_id if door is OWN else report.public_id)
    refused = sentence(watched.refusal_of(job.refusal)) if job.refusal else ""
    return render(request, "review/reading.html", {"job": job, "door": door, "watch": _watch(job), "refused": refused})


def _watch(job: Job) -> Watch:
    seconds = figure(max(int((timezone.now() - job.asked_at).total_seconds()), 0))
    words = (
        _("Waits its turn.") if job.status == JobStatus.QUEUED else _("The text is read, then its requests are found.")
    )
    so_far = _("%(n)s seconds so far.") % {"n": seconds}
    return Watch(
        job.status not in watched.AT_WORK, f"{words} {so_far}", reverse("report-progress", args=[job.public_id]), ""
    )

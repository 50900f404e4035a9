"""A report handed in by its State, or by a coordinator for a State that has no account."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from matchmaker.core.vocabulary import Role
from matchmaker.models import Cycle, Party, User
from matchmaker.models.parties import name_in_order
from matchmaker.services import reports
from matchmaker.web.acting import done
from matchmaker.web.guards import for_coordinators, for_requesting
from matchmaker.web.reading import standing
from matchmaker.web.site_forms import SiteForm

MOST = 20 * 1024 * 1024
"""The largest file that is read, in bytes."""


class UploadForm(SiteForm):
    """The file, and what it may not say of itself."""

    file = forms.FileField(label=gettext_lazy("Report (PDF, Word, Excel, HTML or plain text, at most 20 MB)"))
    state = forms.ModelChoiceField(
        label=gettext_lazy("Of which State, if the report does not say"),
        queryset=Party.objects.none(),
        to_field_name="code",
        required=False,
    )
    cycle = forms.ModelChoiceField(
        label=gettext_lazy("For which cycle, if the report does not say"),
        queryset=Cycle.objects.order_by("-year"),
        to_field_name="year",
        required=False,
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


@for_requesting
@require_http_methods(["GET", "POST"])
def upload_own(request: HttpRequest) -> HttpResponse:
    """Hand in a report of the own State."""
    return _upload(request, "my-reports", lambda report: redirect("my-report", standing(report).public_id))


@for_coordinators
@require_http_methods(["GET", "POST"])
def upload_for(request: HttpRequest) -> HttpResponse:
    """Receive a published report for a State that has no account: its needs stay unconfirmed until it has."""
    return _upload(request, "coordinator", lambda report: redirect("report", report.public_id))


def _upload(request: HttpRequest, back: str, onward: Callable[[object], HttpResponse]) -> HttpResponse:
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = UploadForm(*sent, user=request.user)
    if form.is_valid():
        said = form.cleaned_data
        with TemporaryDirectory() as folder:
            path = Path(folder) / get_valid_filename(Path(said["file"].name).name)
            with path.open("wb") as file:
                file.writelines(said["file"].chunks())
            received = done(
                request,
                "",
                reports.receive,
                path=path,
                state=said["state"].code if said["state"] else None,
                cycle=said["cycle"].year if said["cycle"] else None,
            )
        if received:
            report, new = received
            words = _("Read: look over what was found.") if new else _("This report was received before: here it is.")
            messages.success(request, words)
            return onward(report)
    return render(request, "review/upload.html", {"form": form, "back": back})

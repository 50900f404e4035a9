"""For which cycle a report is, as its State and whoever received it correct it on their pages."""

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matchmaker.models import Cycle, Report
from matchmaker.services import reports
from matchmaker.web.acting import done
from matchmaker.web.site_forms import SiteForm


class CycleForm(SiteForm):
    """For which cycle a report is."""

    cycle = forms.ModelChoiceField(
        label=gettext_lazy("It is for the cycle"),
        queryset=Cycle.objects.order_by("-year"),
        to_field_name="year",
        empty_label=None,
    )

    @property
    def year(self) -> int:
        """The cycle that was chosen."""
        return int(self.cleaned_data["cycle"].year)


def refused(request: HttpRequest, report: Report) -> CycleForm | None:
    """Correct the cycle of a report as the form says, and return the form where that is refused."""
    form = CycleForm(request.POST, prefix="cycle")
    if form.is_valid():
        said = _("Corrected: it is the report for another cycle now, and so are its needs.")
        if done(request, said, reports.correct_cycle, form=form, report=report, cycle=form.year):
            return None
    return form

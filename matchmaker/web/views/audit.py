"""The audit trail as auditors read it: every change, the latest first, narrowed by what, by whom and when."""

from collections.abc import Callable

from django import forms
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from matchmaker.core.vocabulary import Role
from matchmaker.models import AuditEntry
from matchmaker.web.guards import for_role
from matchmaker.web.site_forms import Day, SiteForm
from matchmaker.web.templatetags.presentation import moment
from matchmaker.web.trail import told

ROWS = 50
NOUNS = {
    "need": gettext_lazy("Need"),
    "offer": gettext_lazy("Offer"),
    "engagement": gettext_lazy("Assistance"),
    "report": gettext_lazy("Report"),
    "duplicate": gettext_lazy("Pair judged"),
    "scenario": gettext_lazy("Scenario"),
    "run": gettext_lazy("Run"),
    "override": gettext_lazy("Decision against the plan"),
    "proposal": gettext_lazy("Proposal"),
    "commitment": gettext_lazy("Commitment"),
    "delivery": gettext_lazy("Delivery"),
    "membership": gettext_lazy("Role"),
    "invitation": gettext_lazy("Invitation"),
    "user": gettext_lazy("Account"),
}
"""What changes are written down of, in the words of the pages."""


class AuditFilter(SiteForm):
    """What the trail can be narrowed by."""

    takes_focus = False
    noun = forms.ChoiceField(label=gettext_lazy("What changed"), required=False)
    who = forms.CharField(label=gettext_lazy("User name"), max_length=150, required=False)
    since = forms.DateField(label=gettext_lazy("From the day"), required=False, widget=Day)
    until = forms.DateField(label=gettext_lazy("To the day"), required=False, widget=Day)
    record = forms.UUIDField(label=gettext_lazy("Identifier"), required=False)

    def complete(self) -> None:
        """Offer what there is to choose."""
        self.fields["noun"].choices = [("", _("Any")), *NOUNS.items()]

    @property
    def wanted(self) -> dict[str, object]:
        """What was chosen and could be read."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value not in ("", None)}

    @property
    def narrowed(self) -> bool:
        """Whether anything narrows the list."""
        return bool(self.wanted)


_HOW: dict[str, Callable[[object], dict[str, object]]] = {
    "noun": lambda value: {"noun": value},
    "who": lambda value: {"by__username__icontains": value},
    "since": lambda value: {"at__date__gte": value},
    "until": lambda value: {"at__date__lte": value},
    "record": lambda value: {"object_id": value},
}


@for_role(Role.AUDITOR)
@require_GET
def audit(request: HttpRequest) -> HttpResponse:
    """Show the whole trail to auditors; to others this page does not exist."""
    form = AuditFilter(request.GET)
    rows: QuerySet[AuditEntry] = AuditEntry.objects.visible_to(request.user).select_related("by").order_by("-id")
    for name, value in form.wanted.items():
        rows = rows.filter(**_HOW[name](value))
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    entries = list(page)
    context = {
        "form": form,
        "page": page,
        "page_range": page.paginator.get_elided_page_range(page.number),
        "rows": [
            {**said, "at": moment(entry.at), "noun": NOUNS.get(entry.noun, capfirst(entry.noun)), "id": entry.object_id}
            for entry, said in zip(entries, told(entries), strict=True)
        ],
    }
    return render(request, "audit.html", context)

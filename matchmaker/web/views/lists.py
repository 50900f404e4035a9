"""What the lists share: a page of rows, and a sentence where there is no such page."""

from collections.abc import Iterable, Sequence
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from matchmaker.web.forms import ListFilter
from matchmaker.web.templatetags.presentation import figure

ROWS = 25


def paged(form: ListFilter, rows: QuerySet | Sequence, *, not_exported: Iterable[str]) -> dict[str, object]:
    """Return the page that was asked for, or the nearest there is, as the templates take it.

    Beside it stands the query of the export that holds the same rows; none where a filter is used that it has not.
    """
    paginator = Paginator(rows, ROWS)
    number = form.cleaned_data.get("page") or 1
    if number > paginator.num_pages:
        form.add_error(None, _("There is no page %(n)s; this is the last one.") % {"n": figure(number)})
        number = paginator.num_pages
    page = paginator.page(number)
    wanted = form.wanted
    download = None if set(not_exported) & set(wanted) else urlencode({"as": "csv", **wanted})
    return {
        "form": form,
        "page": page,
        "page_range": paginator.get_elided_page_range(number),
        "download": download,
    }

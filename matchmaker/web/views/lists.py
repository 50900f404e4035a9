"""What the lists share: a page of rows, and a sentence where there is no such page."""

from collections.abc import Sequence

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from matchmaker.web.forms import ListFilter
from matchmaker.web.templatetags.presentation import figure

ROWS = 25


def paged(form: ListFilter, rows: QuerySet | Sequence) -> dict[str, object]:
    """Return the page that was asked for, or the nearest there is, as the templates take it."""
    paginator = Paginator(rows, ROWS)
    number = form.cleaned_data.get("page") or 1
    if number > paginator.num_pages:
        form.add_error(None, _("There is no page %(n)s; this is the last one.") % {"n": figure(number)})
        number = paginator.num_pages
    page = paginator.page(number)
    return {"form": form, "page": page, "page_range": paginator.get_elided_page_range(number)}

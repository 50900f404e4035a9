"""What waits for a person, in words, each with the way to the page where it is done."""

from collections.abc import Iterable, Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from matchmaker.models import Commitment, Need, Offer, Proposal, Report
from matchmaker.sentences import apart
from matchmaker.services.waiting import Task, Waiting
from matchmaker.web.labels import label
from matchmaker.web.templatetags.presentation import asked, bracketed, day, headed, leads, listed, measured


def told(waiting: Iterable[Waiting]) -> Iterator[dict[str, str]]:
    """Yield each thing that waits: what to do, about what, until when, and where."""
    words = _words()
    for each in waiting:
        yield {
            "act": words[each.task],
            "about": about(each.row),
            "until": day(each.until) if each.until else "",
            "url": where(each.row, each.task),
        }


def _words() -> dict[Task, str]:
    return {
        Task.REVIEW: _("Check what was read from the report"),
        Task.SUBMIT: _("Submit the need"),
        Task.MEND: _("Mend the need that was returned"),
        Task.OBJECT: _("Look once more: it circulates unless you object"),
        Task.ANSWER: _("Answer the proposal"),
        Task.NAME_IMPLEMENTER: _("Name who carries it out"),
        Task.START: _("Say when delivery begins"),
        Task.DELIVER: _("Write down what was delivered"),
        Task.CONFIRM: _("Confirm what has come"),
        Task.FOLLOW_UP: _("Say what came of it after twelve months"),
        Task.RENEW: _("Renew the offer or let it end"),
        Task.AUTHENTICATE: _("Authenticate the need or return it"),
        Task.CIRCULATE: _("Circulate the need: nobody objected"),
        Task.ENDORSE: _("Endorse the proposal or withdraw it"),
    }


def about(row: Report | Need | Offer | Proposal | Commitment) -> str:
    """Return a row in a line: who, what, how much."""
    if isinstance(row, Report):
        return _("Report of %(state)s, %(cycle)s") % {"state": row.state.name, "cycle": row.cycle}
    if isinstance(row, Need):
        return headed(row.state.name, listed(label(row.theme, "theme"), asked(row)))
    if isinstance(row, Offer):
        return bracketed(apart(row.title), row.provider.name)
    need, offer = row.need, row.offer
    much = measured(row.quantity, need.unit, item=need.item, currency=need.currency)
    return headed(leads(offer.provider.name, need.state.name), listed(label(need.theme, "theme"), much))


def where(row: Report | Need | Offer | Proposal | Commitment, task: Task | None = None) -> str:
    """Return the address of the page where a row is worked on."""
    if isinstance(row, Report):
        return reverse("my-report", args=[row.public_id])
    if isinstance(row, Need):
        coordinators = task in (Task.AUTHENTICATE, Task.CIRCULATE)
        return reverse("received-need" if coordinators else "my-standing", args=[row.public_id])
    if isinstance(row, Offer):
        return reverse("my-offer", args=[row.public_id])
    return reverse("proposal" if isinstance(row, Proposal) else "commitment", args=[row.public_id])

"""Needs, offers and engagements side by side: a record in; name, kind and its own words, for coordinators, out."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from matchmaker import queries
from matchmaker.core.vocabulary import Relation
from matchmaker.models import Duplicate, Engagement, Need, Offer, Party, User
from matchmaker.web import explanations, reading
from matchmaker.web.labels import label
from matchmaker.web.templatetags.presentation import (
    apart,
    asked,
    bracketed,
    day,
    given,
    headed,
    listed,
    listing,
    source,
)

Record = Need | Offer | Engagement
_NOUNS = ("need", "offer", "engagement")


def name(record: Record) -> str:
    """Return a record in a line: who, what, how much."""
    if isinstance(record, Need):
        return bracketed(listed(record.state.name, label(record.theme, "theme")), asked(record))
    if isinstance(record, Engagement):
        providers = listing(party.name for party in record.givers)
        what = listed(label(record.kind, "kind"), label(record.theme, "theme"))
        return bracketed(what, providers) if providers else what
    return queries.OfferName.of(record, bracketed(apart(record.title), record.provider.name))


Ids = Mapping[str, set[str]]
"""Public ids by the noun of what they name: need, offer, engagement."""


def seen(user: User, *wanted: Ids) -> dict[str, Record]:
    """Return, of the records named, those that a person may see, each noun that is named in one query or two."""
    ids: dict[str, set[str]] = {noun: set().union(*(each.get(noun, ()) for each in wanted)) for noun in _NOUNS}
    found: list[Record] = []
    if ids["need"]:
        found += Need.objects.visible_to(user).filter(public_id__in=ids["need"]).select_related("state")
    if ids["offer"]:
        found += Offer.objects.visible_to(user).filter(public_id__in=ids["offer"]).select_related("provider")
    if ids["engagement"]:
        rows = Engagement.objects.visible_to(user).filter(public_id__in=ids["engagement"])
        found += rows.select_related("state").prefetch_related("providers")
    return {str(row.public_id): row for row in found}


def kind(record: Record, *, planned: bool) -> str:
    """Return what a record is; an offer can stand for its delivery in a plan."""
    if isinstance(record, Need):
        return _("Need")
    if isinstance(record, Engagement):
        return _("Assistance")
    return _("Delivery in this plan") if planned else _("Offer")


def whose(sides: Sequence[Record]) -> Party | None:
    """Return the State that a pair is about, else the body, else who gives: two offers can be alike too."""
    states = [record.state for record in sides if isinstance(record, Need | Engagement) and record.state]
    givers = [record.provider for record in sides if isinstance(record, Offer)]
    givers += [party for record in sides if isinstance(record, Engagement) for party in record.givers]
    return next(iter([*sorted(states, key=lambda party: not party.is_state), *givers]), None)


def called(sides: Sequence[Record], *, planned: bool) -> dict[str, str]:
    """Return what sentences call two records, by their public ids: by their kind, or by their place where it is one."""
    kinds = [kind(record, planned=planned) for record in sides]
    if len(set(kinds)) == 1:
        words = [_("the first"), _("the second")]
    else:
        words = [_("the %(kind)s") % {"kind": each.lower()} for each in kinds]
    return {str(record.public_id): each for record, each in zip(sides, words, strict=True)}


def party_names(judgements: Iterable[Duplicate], *, near: Iterable[Record] = ()) -> dict[str, str]:
    """Return the names of the parties that the evidence of some judgements mentions, by their codes.

    Most of them are parties of the records near by, for which nothing is asked again.
    """
    named = {code for row in judgements for code in explanations.codes(row.reasons)}
    known = {party.code: party for record in near for party in _parties(record)}
    known |= reading.parties(named - known.keys()) if named - known.keys() else {}
    return {code: known[code].name for code in named & known.keys()}


def _parties(record: Record) -> list[Party]:
    """Return the parties that are read with a record."""
    if isinstance(record, Offer):
        return [record.provider]
    givers = record.givers if isinstance(record, Engagement) else ()
    return [*([record.state] if record.state else []), *givers]


def passages(need: Need) -> list[dict[str, str]]:
    """Return a need in the words of its report."""
    return [
        {"quote": passage.quote, "source": source(passage), "language": need.language}
        for passage in need.passages.all()
    ]


def brief(record: Record) -> dict[str, str]:
    """Return the beginning of a record's own words, with their language."""
    said = side(record, planned=False)
    return {"quote": Truncator(" ".join(str(said["quote"]).split())).chars(90), "language": str(said["language"])}


def side(record: Record, *, planned: bool) -> dict[str, object]:
    """Return one side of a pair: what it is, its name with the way to it, and its own words with their place."""
    if isinstance(record, Need):
        first = next(iter(passages(record)), {"quote": "", "source": "", "language": record.language})
        url = reverse("need", args=[record.public_id])
        return {
            "kind": listed(kind(record, planned=planned), str(record.cycle)),
            "name": name(record),
            "url": url,
            **first,
        }
    if isinstance(record, Engagement):
        years = " – ".join(words for words in (day(record.start), day(record.end)) if words)
        return {
            "kind": headed(kind(record, planned=planned), label(record.status, "engagement_status")),
            "name": listed(name(record), years) if years else name(record),
            "quote": record.text,
            "source": _("Page %(page)s") % {"page": record.page} if record.page else "",
            "language": record.language,
        }
    return {
        "kind": kind(record, planned=planned),
        "name": listed(name(record), given(record)),
        "url": reverse("offer", args=[record.public_id]),
        "quote": record.text,
        "language": record.language,
    }


def alike(needs: Iterable[Need], user: User) -> dict[UUID, list[dict[str, str]]]:
    """Say of some needs which records that a person may judge of ask for the same or help already: nobody else's."""
    own = {need.public_id for need in needs}
    told = Duplicate.objects.visible_to(user).standing().filter(relation__in=[Relation.RESTATED, Relation.OVERLAPPING])
    pairs = [(row, {row.a_id, row.b_id}) for row in told.filter(Q(a_id__in=own) | Q(b_id__in=own)).defer("reasons")]
    rows = queries.records_seen_by(user, {name for _row, ids in pairs for name in ids})
    found: dict[UUID, list[dict[str, str]]] = {}
    for row, ids in pairs:
        for one in ids & own if ids <= rows.keys() else ():
            (other,) = ids - {one}
            said = side(rows[other], planned=False)
            words = {"relation": label(row.relation, "relation"), "kind": said["kind"], "record": said["name"]}
            told_so = {"words": _("%(relation)s: %(kind)s, %(record)s") % words, **brief(rows[other])}
            found.setdefault(one, []).append(told_so)
    return found

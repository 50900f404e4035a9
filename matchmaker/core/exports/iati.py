"""IATI activities: offers as pledges, commitments as commitments, for registries of aid."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from lxml import etree

from matchmaker.core.vocabulary import CommitmentStatus, OfferStatus, OrganisationType, Unit

from .lines import CommitmentLine, Named, OfferLine

VERSION = "2.03"
PLEDGE, COMMITTED = "12", "2"
FUNDING, IMPLEMENTING = "1", "4"
SMALL_ARMS = "15240"
"""OECD DAC purpose code: reintegration and small arms and light weapons control."""
DEVELOPING_COUNTRIES = "998"
"""Region code for recipients that are not named."""

_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_GOVERNMENT = "10"
_SORTS: Mapping[str, str] = {
    OrganisationType.REGIONAL_ORGANISATION: "40",
    OrganisationType.UN_REGIONAL_CENTRE: "40",
    OrganisationType.UN_ENTITY: "40",
    OrganisationType.INTERNATIONAL_ORGANISATION: "40",
    OrganisationType.TRUST_FUND: "40",
    OrganisationType.NON_GOVERNMENTAL: "22",
    OrganisationType.RESEARCH: "80",
    OrganisationType.INDUSTRY: "70",
}
_OFFERED = {OfferStatus.PUBLISHED: "1", OfferStatus.EXHAUSTED: "2", OfferStatus.CLOSED: "4"}
_AGREED = {
    CommitmentStatus.AGREED: "1",
    CommitmentStatus.IN_DELIVERY: "2",
    CommitmentStatus.DELIVERED: "3",
    CommitmentStatus.CONFIRMED: "4",
    CommitmentStatus.FOLLOWED_UP: "4",
    CommitmentStatus.CANCELLED: "5",
}
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who publishes the file: the identifier that IATI's registry gave, and a name."""

    ref: str
    name: str


def to_iati(lines: Iterable[OfferLine | CommitmentLine], *, publisher: Publisher, at: datetime) -> bytes:
    """Return an IATI activity file of offers or of commitments.

    Parameters
    ----------
    lines : iterable of OfferLine or CommitmentLine
        Offers that are no more or not yet public before anybody are passed over. A counter-entry stands as a
        negative transaction under the commitment that it reverses.
    publisher : Publisher
        Who reports; the identifiers of activities begin with its ref.
    at : datetime
        When the file is made.

    Returns
    -------
    bytes
        XML in UTF-8, valid against the activity schema of IATI 2.03.

    Notes
    -----
    An offer of money is a pledge (transaction type 12), a commitment with a known amount a commitment (type 2); what
    is given in kind has no transaction. https://iatistandard.org/en/iati-standard/203/

    Examples
    --------
    >>> from datetime import UTC
    >>> made = to_iati([], publisher=Publisher("XM-TEST", "Test"), at=datetime(2026, 4, 1, tzinfo=UTC))
    >>> made.splitlines()[1]
    b'<iati-activities version="2.03" generated-datetime="2026-04-01T00:00:00+00:00"/>'
    """
    root = etree.Element("iati-activities", version=VERSION)
    root.set("generated-datetime", at.isoformat(timespec="seconds"))
    rows = list(lines)
    counters = {row.reverses: row for row in rows if isinstance(row, CommitmentLine) and row.reverses}
    for row in rows:
        if isinstance(row, OfferLine):
            if row.status in _OFFERED:
                _offer(root, row, publisher)
        elif row.quantity > 0:
            _commitment(root, row, counters.get(row.id), publisher)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _offer(root: etree._Element, row: OfferLine, publisher: Publisher) -> None:
    activity = _begin(root, publisher, f"offer-{row.id}", row.title, row.text or row.title)
    _party(activity, row.provider, FUNDING)
    etree.SubElement(activity, "activity-status", code=_OFFERED[row.status])
    _day(activity, "1", row.start)
    _day(activity, "3", row.end)
    etree.SubElement(activity, "recipient-region", code=DEVELOPING_COUNTRIES, vocabulary="1", percentage="100")
    _sector(activity)
    if row.unit == Unit.MONEY:
        _transaction(activity, PLEDGE, row.published or row.start, row.capacity, row.currency, row.provider)


def _commitment(
    root: etree._Element, row: CommitmentLine, counter: CommitmentLine | None, publisher: Publisher
) -> None:
    what = f"{row.theme}, {row.kind}".replace("_", " ")
    told = f"{row.provider.name} to {row.state.name}: {row.quantity.normalize():f} {row.unit}".replace("_", " ")
    activity = _begin(root, publisher, f"commitment-{row.id}", f"{what}: {row.state.name}", told)
    _party(activity, row.provider, FUNDING)
    _party(activity, row.implementer, IMPLEMENTING)
    etree.SubElement(activity, "activity-status", code=_AGREED[row.status])
    _day(activity, "1", row.agreed)
    if row.delivered:
        _day(activity, "4", row.delivered)
    if row.state.alpha2:
        etree.SubElement(activity, "recipient-country", code=row.state.alpha2, percentage="100")
    else:
        etree.SubElement(activity, "recipient-region", code=DEVELOPING_COUNTRIES, vocabulary="1", percentage="100")
    _sector(activity)
    for entry in (row, counter):
        if entry is not None and entry.money is not None:
            _transaction(activity, COMMITTED, entry.agreed, entry.money, entry.currency, row.provider, row.implementer)


def _begin(root: etree._Element, publisher: Publisher, name: str, title: str, description: str) -> etree._Element:
    activity = etree.SubElement(root, "iati-activity", {_LANG: "en"})
    etree.SubElement(activity, "iati-identifier").text = _legal(f"{publisher.ref}-{name}")
    reporting = {"ref": _legal(publisher.ref), "type": "40", "secondary-reporter": "1"}
    _narrative(etree.SubElement(activity, "reporting-org", reporting), publisher.name)
    _narrative(etree.SubElement(activity, "title"), title)
    _narrative(etree.SubElement(activity, "description", type="1"), description)
    return activity


def _party(activity: etree._Element, party: Named, role: str) -> None:
    sort = _SORTS.get(party.type, _GOVERNMENT)
    _narrative(etree.SubElement(activity, "participating-org", role=role, type=sort), party.name)


def _day(activity: etree._Element, sort: str, day: date) -> None:
    etree.SubElement(activity, "activity-date", {"type": sort, "iso-date": day.isoformat()})


def _sector(activity: etree._Element) -> None:
    etree.SubElement(activity, "sector", code=SMALL_ARMS, vocabulary="1", percentage="100")


def _transaction(
    activity: etree._Element,
    sort: str,
    day: date,
    amount: Decimal,
    currency: str,
    giver: Named,
    taker: Named | None = None,
) -> None:
    made = etree.SubElement(activity, "transaction")
    etree.SubElement(made, "transaction-type", code=sort)
    etree.SubElement(made, "transaction-date", {"iso-date": day.isoformat()})
    value = etree.SubElement(made, "value", {"currency": currency, "value-date": day.isoformat()})
    value.text = f"{amount.normalize():f}"
    for name, party in (("provider-org", giver), ("receiver-org", taker)):
        if party is not None:
            _narrative(etree.SubElement(made, name, type=_SORTS.get(party.type, _GOVERNMENT)), party.name)


def _narrative(parent: etree._Element, text: str) -> None:
    etree.SubElement(parent, "narrative").text = _legal(text)


def _legal(text: str) -> str:
    """Return a text without the characters that XML cannot hold."""
    return _ILLEGAL.sub("", text)

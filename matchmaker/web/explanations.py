"""Why a need is not met, in sentences: reason, evidence rows and names in, sentences for a coordinator out.

The rows are those of the plan (docs/assignment.md, "Unmet"); a row of an unknown shape is shown as it stands, so that
nothing is hidden.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, pgettext_lazy

from matchmaker.core.vocabulary import UnmetReason
from matchmaker.queries import OfferName
from matchmaker.web import details
from matchmaker.web.labels import LISTS, label
from matchmaker.web.templatetags.presentation import bracketed, day_of, figure, listing, measured, series

Row = Mapping[str, object]
Names = Mapping[str, str]


def _name(row: Row, key: str, names: Names) -> str:
    return names.get(str(row[key]).split(":", 1)[0], _("a record that is gone"))


def _number(row: Row, key: str) -> str:
    return figure(Decimal(str(row[key])))


def _much(row: Row, key: str, names: Names) -> str:
    """Return so much of an offer with what it counts, where that is known."""
    name = names.get(str(row["offer"]))
    value = Decimal(str(row[key]))
    return measured(value, **name.measure) if isinstance(name, OfferName) else figure(value)


def _duplicate(row: Row, names: Names) -> str:
    if "engagement" in row:
        return _("Already covered: %(engagement)s") % {"engagement": _name(row, "engagement", names)}
    if "offer" in row:
        return _("The same assistance would come at the same time from %(offer)s (%(start)s to %(end)s).") % {
            "offer": _name(row, "offer", names),
            "start": day_of(str(row["start"])),
            "end": day_of(str(row["end"])),
        }
    return _("Asked before; the request that stands is: %(need)s") % {"need": _name(row, "need", names)}


def _incomplete(row: Row, _names: Names) -> str:
    if "left_out" in row:
        field = {"quantity": _("quantity"), "amount": _("amount"), "currency": _("currency with a known rate")}
        return _("The request states no %(field)s, and no planning figure stands in: it stays out of the plan.") % {
            "field": field.get(str(row["left_out"]), row["left_out"])
        }
    return _("The request states no cost, and the only fitting offers pay money.")


def _forbidden(row: Row, names: Names) -> str:
    if row.get("pin"):
        return _("A coordinator fixed how much %(offer)s gives.") % {"offer": _name(row, "offer", names)}
    return _("A coordinator kept it apart from %(offer)s: %(reason)s") % {
        "offer": _name(row, "offer", names),
        "reason": row["reason"],
    }


def _not_eligible(row: Row, names: Names) -> str:
    if "opens" in row:
        return _("The rule that stands most in the way: %(rule)s.") % {"rule": label(str(row["rule"]), "rule")}
    rules = listing(label(str(rule), "rule") for rule in row["rules"])  # type: ignore[attr-defined]
    return _("%(offer)s: %(rules)s.") % {"offer": _name(row, "offer", names), "rules": rules}


def _bundle(row: Row, names: Names) -> str:
    return _("It is useful only together with %(need)s, which is not met (%(reason)s).") % {
        "need": _name(row, "need", names),
        "reason": label(str(row["reason"]), "unmet_reason").lower(),
    }


def _limit(row: Row, names: Names) -> str:
    limits = {
        "maximum_per_recipient": _("%(offer)s gives one State at most %(value)s."),
        "maximum_recipients": _("%(offer)s serves at most %(value)s States."),
        "budget": _("The provider of %(offer)s has a budget of %(value)s."),
        "money_per_provider_recipient": _("One provider may give one State at most %(value)s; this binds %(offer)s."),
    }
    counts_it = row["limit"] == "maximum_per_recipient"
    value = _much(row, "value", names) if counts_it else _number(row, "value")
    return limits[str(row["limit"])] % {"offer": _name(row, "offer", names), "value": value}


def _minimum(row: Row, names: Names) -> str:
    return _("%(offer)s has %(left)s left, and less than %(least)s is of no use.") % {
        "offer": _name(row, "offer", names),
        "left": _much(row, "left", names),
        "least": _much(row, "least", names),
    }


GROUNDS = {
    "earlier_served": gettext_noop("its State was served less before"),
    "requested": gettext_noop("it was requested earlier"),
    "lot": gettext_noop("the lot fell on it"),
    "tier1": gettext_noop("otherwise less of what States put first would be served"),
    "states": gettext_noop("otherwise a State would be left without any help"),
    "benefit": gettext_noop("it does more there: a State’s first help and a better fit count more"),
    "stability": gettext_noop("the plan before gave it so, and what need not change stays"),
    "rules": gettext_noop("it cannot be handed over whole within rules and limits"),
    "not_proven": gettext_noop("the plan is not proved best here"),
}
"""Why something went to another need: the tie rule, then what handing it over would make worse."""


def _tie(row: Row, names: Names) -> str:
    return _("%(offer)s went to an equal need, %(need)s: %(ground)s.") % {
        "offer": _name(row, "offer", names),
        "need": _name(row, "need", names),
        "ground": _(GROUNDS[str(row["by"])]),
    }


def _capacity(row: Row, names: Names) -> str:
    """Say of an offer that it is full, and to whom it goes; `shares` are the rows of that offer.

    What the need itself gets of it came before nobody: it is told apart.
    """
    shares, itself = [], Decimal(0)
    for share in row["shares"]:  # type: ignore[attr-defined]
        if str(share["need"]).partition(":")[0] == row.get("own"):
            itself += Decimal(str(share["quantity"]))
            continue
        words = {"need": _name(share, "need", names), "quantity": _number(share, "quantity"), "tier": share["tier"]}
        ground = GROUNDS.get(str(share.get("by")))
        if ground:
            shares.append(_("%(need)s: %(quantity)s, rank %(tier)s (%(ground)s)") % {**words, "ground": _(ground)})
        else:
            shares.append(_("%(need)s: %(quantity)s, rank %(tier)s") % words)
    words = {"offer": _name(row, "offer", names), "shares": series(shares), "itself": figure(itself)}
    if not shares:
        return _("%(offer)s is full: all of it, %(itself)s, goes to this need.") % words
    if itself:
        return _("%(offer)s is full: %(itself)s goes to this need, the rest to %(shares)s.") % words
    return _("%(offer)s is full. It goes to %(shares)s.") % words


def _not_proven(row: Row, _names: Names) -> str:
    return _("The plan is not proved best in “%(stage)s”: %(gap)s of room is left.") % {
        "stage": label(str(row["stage"]), "stage"),
        "gap": figure(Decimal(str(row["gap"]))),
    }


SENTENCES: Mapping[str, Callable[[Row, Names], str]] = {
    UnmetReason.DUPLICATE: _duplicate,
    UnmetReason.INCOMPLETE: _incomplete,
    UnmetReason.FORBIDDEN: _forbidden,
    UnmetReason.NOT_ELIGIBLE: _not_eligible,
    UnmetReason.BUNDLE: _bundle,
    UnmetReason.LIMIT: _limit,
    UnmetReason.MINIMUM: _minimum,
    UnmetReason.TIE: _tie,
    UnmetReason.CAPACITY: _capacity,
    UnmetReason.NOT_PROVEN: _not_proven,
}


def sentences(reason: str, evidence: Sequence[Row], names: Names, own: object = "") -> list[str]:
    """Return one sentence for each row of evidence, in its order; `own` is the need that they are about."""
    if reason == UnmetReason.NO_OFFER:
        return [_("No provider offers this kind of help in this theme.")]
    words = []
    for row in _by_offer(evidence, str(own)) if reason == UnmetReason.CAPACITY else evidence:
        try:
            words.append(SENTENCES[reason](row, names))
        except (KeyError, ValueError, ArithmeticError):
            words.append(listing(f"{key}: {value}" for key, value in row.items()))
    return words


def _by_offer(evidence: Sequence[Row], own: str) -> list[Row]:
    """Return a row for each full offer with what went to each need; parts of one need are told as one."""
    offers: dict[object, dict[object, Row]] = {}
    for row in evidence:
        if not {"offer", "need", "tier", "quantity"} <= row.keys():
            return list(evidence)
        shares = offers.setdefault(row["offer"], {})
        before = Decimal(str(shares[row["need"]]["quantity"])) if row["need"] in shares else Decimal(0)
        shares[row["need"]] = {**row, "quantity": before + Decimal(str(row["quantity"]))}
    return [{"offer": offer, "shares": list(shares.values()), "own": own} for offer, shares in offers.items()]


ELSEWHERE = {
    UnmetReason.DUPLICATE: gettext_noop("The same assistance comes from elsewhere at the same time."),
    UnmetReason.FORBIDDEN: gettext_noop("A coordinator decided so; ask the coordinators why."),
    UnmetReason.LIMIT: gettext_noop("A limit of the offers that fit is reached: how many States, or how much for one."),
    UnmetReason.MINIMUM: gettext_noop("What is left of the offers that fit is less than the least useful quantity."),
    UnmetReason.TIE: gettext_noop("An equal request came first by the declared rule for ties."),
    UnmetReason.CAPACITY: gettext_noop("The offers that fit are full; others came first by the rules."),
    UnmetReason.NOT_PROVEN: gettext_noop("The plan is good, and not proved to be the best: there may be room."),
    UnmetReason.NOT_ELIGIBLE: gettext_noop("No offer may serve it as the rules stand."),
    UnmetReason.INCOMPLETE: gettext_noop("A fact is missing in the request."),
    UnmetReason.BUNDLE: gettext_noop("It is useful only together with another part, which is not met."),
    UnmetReason.NO_OFFER: gettext_noop("No provider offers this kind of help in this theme."),
}
"""What is said of a reason that lies in what the reader may not see: the reason alone."""


def to_its_state(reason: str, evidence: Sequence[Row], names: Names) -> list[str]:
    """Return why a need is not met for the State that asks, from what it may see; else the reason alone."""
    return sentences(reason, evidence, names) or [_(ELSEWHERE[UnmetReason(reason)])]


SAME = {
    "state": pgettext_lazy("what two records share", "State"),
    "theme": gettext_noop("theme"),
    "kind": gettext_noop("kind"),
    "item": gettext_noop("item"),
    "beneficiary": gettext_noop("beneficiary"),
    "quantity": gettext_noop("quantity"),
    "provider": gettext_noop("provider"),
    "site": gettext_noop("site"),
}
# Only letters of ASCII hold a word together here: other scripts write "and" without a space before the next word.
_ISO_DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b", re.ASCII)
_CODE = re.compile(r"\b[A-Z][A-Z0-9]+(?:[-/][A-Z0-9]+)*\b", re.ASCII)
_SLUG = re.compile(r"\b[a-z]+(?:_[a-z]+)*\b", re.ASCII)
_OF_PARTIES = ("state", "provider")
_OF_WORDS = ("theme", "kind", "item", "beneficiary")


def codes(reasons: Sequence[Row]) -> set[str]:
    """Return what may be codes of States and organisations in the details of a comparison."""
    return {code for row in reasons if row["field"] in _OF_PARTIES for code in _CODE.findall(str(row["detail"]))}


def _detail(row: Row, names: Names, parties: Names) -> str:
    """Return a detail with days, records, parties and stored values in the reader's words."""
    field = str(row["field"])
    detail = _ISO_DAY.sub(lambda day: day_of(day[0]), details.worded(str(row["detail"])))
    if field in _OF_PARTIES:
        detail = _CODE.sub(lambda code: parties.get(code[0], code[0]), detail)
    for key, name in names.items():
        detail = detail.replace(key, name)
    if field in _OF_WORDS:
        known = LISTS[field]
        detail = _SLUG.sub(lambda slug: str(known[slug[0]]).lower() if slug[0] in known else slug[0], detail)
    return details.topics(detail) if field == "topic" else detail


def compared(reasons: Sequence[Row], names: Names, parties: Names) -> list[str]:
    """Return how two records compare, field by field; what is the same in both is one sentence.

    The text is left out: both quotes stand above the sentences. `parties` are names by their codes.
    """
    same = [
        _(str(SAME[str(row["field"])])) for row in reasons if row["field"] in SAME and Decimal(str(row["score"])) == 1
    ]
    words = [_("The same %(fields)s.") % {"fields": listing(same)}] if same else []
    for row in reasons:
        if row["field"] == "text" or (row["field"] in SAME and Decimal(str(row["score"])) == 1):
            continue
        words.append(_("%(sentence)s.") % {"sentence": capfirst(_detail(row, names, parties))})
    return words


FIELDS = {
    "rule": gettext_noop("all in all"),
    "verdict": gettext_noop("verdicts"),
    "amount": gettext_noop("amount"),
    "time": gettext_noop("dates"),
    "phase": gettext_noop("phase"),
    "topic": gettext_noop("subject"),
    "text": gettext_noop("wording"),
    **SAME,
}


def evidence(reasons: Sequence[Row], names: Names, parties: Names) -> list[dict[str, str]]:
    """Return how two records compare, a row a field: its name, the score in words and number, what was found."""
    rows = []
    for row in reasons:
        field, score = str(row["field"]), Decimal(str(row["score"]))
        words = "" if field in ("rule", "verdict") else _alike(score)
        rows.append(
            {
                "field": capfirst(_(str(FIELDS[field])) if field in FIELDS else field.replace("_", " ")),
                "alike": bracketed(words, figure(score)) if words else figure(score),
                "detail": capfirst(_detail(row, names, parties).replace("_", " ")),
            }
        )
    return rows


def _alike(score: Decimal) -> str:
    steps = (("0.95", _("the same")), ("0.7", _("close")), ("0.4", _("open")), ("-1", _("different")))
    return next(words for least, words in steps if score >= Decimal(least))

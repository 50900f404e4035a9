"""What comparisons and readings noted down in English, in the reader's language; unchanged where no form fits."""

import re
from decimal import Decimal

from babel.numbers import format_decimal
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from matchmaker.sentences import apart, locale

_GROUNDS = (
    gettext_noop("a further lot for another site"),
    gettext_noop("a member's line about a regional engagement"),
    gettext_noop("a member's line inside the request of its regional body"),
    gettext_noop("an offer open to any State overlaps with its giver's offers only"),
    gettext_noop("another item, which does not make the first unnecessary"),
    gettext_noop("another kind of help at another site"),
    gettext_noop("another kind of help on another theme"),
    gettext_noop("another kind of help, years apart"),
    gettext_noop("both open to any State"),
    gettext_noop("different sites, each asked for on its own"),
    gettext_noop("different sites, each on its own"),
    gettext_noop("equipment and training on one theme belong together"),
    gettext_noop("legal and training on one theme belong together"),
    gettext_noop("neither days nor parties show whether it is one engagement or two"),
    gettext_noop("offers open to any State overlap with the same giver's only"),
    gettext_noop("one engagement, told twice"),
    gettext_noop("one names no State, and little else shows that it is for the other's"),
    gettext_noop("one offer, published twice"),
    gettext_noop("one phase after the other"),
    gettext_noop("one text refers to the other's help"),
    gettext_noop("parts for different sites, side by side"),
    gettext_noop("parts that run side by side"),
    gettext_noop("the beneficiary of one is open, and nothing else shows that it is the same request"),
    gettext_noop("the beneficiary of the request is open"),
    gettext_noop("the beneficiary of the request is open, and the engagement is over"),
    gettext_noop("the earlier request was met, and the later is for another quantity"),
    gettext_noop("the earlier request was met, and the later is for another site"),
    gettext_noop("the engagement covers the request"),
    gettext_noop("the later one follows the earlier"),
    gettext_noop("the later request is for a further lot or a follow-on"),
    gettext_noop("the regional engagement serves the member's request"),
    gettext_noop("the request follows help that is over"),
    gettext_noop("the request is for what comes after this help"),
    gettext_noop("the same giver's help, later"),
    gettext_noop("the same help asked for again"),
    gettext_noop("the same help to the same beneficiary at the same time"),
    gettext_noop("the same kind of help, later"),
    gettext_noop("the training is on another item"),
    gettext_noop("the training is on another topic"),
    gettext_noop("these items are of use only together"),
    gettext_noop("two kinds of help asked for in one passage"),
    gettext_noop("two quantities in one cycle: one request corrected, or two requests"),
)
"""The grounds of a verdict by comparison: whole sentences, so that they are found as they are."""

_FORMS = (
    (r"not in the same time: (.+)", gettext_noop("not in the same time: %(a)s")),
    (r"perhaps another topic: (.+)", gettext_noop("perhaps another topic: %(a)s")),
    (r"another topic: (.+)", gettext_noop("another topic: %(a)s")),
    (r"both: (.+)", gettext_noop("both: %(a)s")),
    (r"both name (.+)", gettext_noop("both name %(a)s")),
    (r"both on (.+)", gettext_noop("both on %(a)s")),
    (r"only one has days: (.+)", gettext_noop("only one has days: %(a)s")),
    (r"only (\S+) says: (.+)", gettext_noop("only %(a)s says: %(b)s")),
    (r"(.+) and (.+) in the base currency", gettext_noop("%(a)s and %(b)s in the base currency")),
    (r"(.+) and (.+) are often taken for each other", gettext_noop("%(a)s and %(b)s are often taken for each other")),
    (r"(.+) and (.+) are said of the same forces", gettext_noop("%(a)s and %(b)s are said of the same forces")),
    (r"(.+) and (.+): one may stand for the other", gettext_noop("%(a)s and %(b)s: one may stand for the other")),
    (r"(.+) and (.+) have no State in common", gettext_noop("%(a)s and %(b)s have no State in common")),
    (r"(.+) and (.+) share (.+)", gettext_noop("%(a)s and %(b)s share %(c)s")),
    (r"(.+) and (.+) overlap", gettext_noop("%(a)s and %(b)s overlap")),
    (r"(.+) and (.+) do not touch", gettext_noop("%(a)s and %(b)s do not touch")),
    (r"money for (.+), and \1 itself", gettext_noop("money for %(a)s, and %(a)s itself")),
    (
        r"both paid by (.+), through (.+) and (.+)",
        gettext_noop("both paid by %(a)s, through %(b)s and %(c)s"),
    ),
    (r"paid by (.+) and by (.+)", gettext_noop("paid by %(a)s and by %(b)s")),
    (r"(.+) is named by (.+)", gettext_noop("%(a)s is named by %(b)s")),
    (r"(.+) is a member of (.+)", gettext_noop("%(a)s is a member of %(b)s")),
    (r"(.+) is not (.+)", gettext_noop("%(a)s is not %(b)s")),
    (r"(.+) may pay for (.+)", gettext_noop("%(a)s may pay for %(b)s")),
    (r"(.+) in both", gettext_noop("%(a)s in both")),
    (r"\.\.\. to (\S+)", gettext_noop("until %(a)s")),
    (r"(\S+) to \.\.\.", gettext_noop("from %(a)s on")),
    (r"(\S+) to (\S+)", gettext_noop("%(a)s to %(b)s")),
    (r"phase or part (\S+)", gettext_noop("phase or part %(a)s")),
    (r"(phase \S+) and (phase \S+)", gettext_noop("%(a)s and %(b)s")),
    (r"(part \S+) and (part \S+)", gettext_noop("%(a)s and %(b)s")),
    (r"phase (\S+)", gettext_noop("phase %(a)s")),
    (r"part (\S+)", gettext_noop("part %(a)s")),
    (r"([\d.,]+) and ([\d.,]+)", gettext_noop("%(a)s and %(b)s")),
    (r"page (\d+), (.+)", gettext_noop("page %(a)s, %(b)s")),
    (r"page (\d+)", gettext_noop("page %(a)s")),
)
"""The forms of other details, the narrower before the wider; what they hold may be a detail again."""

_TEXTS = re.compile(r"“(.*)” beside “(.*)”", re.DOTALL)
_GROUPED = re.compile(r"\d{1,3}(,\d{3})+", re.ASCII)

TOPICS = {
    "inventory": gettext_noop("inventory"),
    "physical_security": gettext_noop("physical security"),
    "construction": gettext_noop("construction"),
    "import_export": gettext_noop("import and export"),
    "brokering": gettext_noop("brokering"),
    "risk_profiling": gettext_noop("risk profiling"),
    "cargo_inspection": gettext_noop("cargo inspection"),
    "detection_dogs": gettext_noop("detection dogs"),
    "patrols": gettext_noop("patrols"),
    "interrogation": gettext_noop("interviews of suspects"),
    "forensics": gettext_noop("forensics"),
    "prosecution": gettext_noop("prosecution"),
    "financial_investigation": gettext_noop("financial investigation"),
    "identification": gettext_noop("identification of arms"),
    "maintenance": gettext_noop("maintenance"),
    "melting": gettext_noop("melting"),
    "cutting": gettext_noop("cutting"),
    "demolition": gettext_noop("demolition"),
    "radio": gettext_noop("radio"),
    "posters": gettext_noop("posters"),
    "schools": gettext_noop("schools"),
    "theatre": gettext_noop("theatre"),
    "household_survey": gettext_noop("household surveys"),
    "mortality_data": gettext_noop("data on deaths"),
    "illicit_flows": gettext_noop("illicit flows"),
    "action_plan": gettext_noop("action plan"),
    "secretariat": gettext_noop("secretariat"),
    "reporting_forms": gettext_noop("reporting forms"),
    "craft_production": gettext_noop("craft production"),
    "import_marking": gettext_noop("marking at import"),
    "licensing": gettext_noop("licensing"),
    "amnesty": gettext_noop("amnesty"),
    "reintegration": gettext_noop("reintegration"),
    "women_participation": gettext_noop("participation of women"),
    "trainers": gettext_noop("training of trainers"),
    "evaluation": gettext_noop("evaluation"),
    "design": gettext_noop("design"),
    "travel": gettext_noop("travel"),
}
"""The special topics that a comparison finds in texts; names of tools (INTERPOL, eTrace) are the same everywhere."""


def worded(detail: str) -> str:
    """Return a detail in the reader's language, with days, names and stored values as they stand in it."""
    if detail in _GROUNDS:
        return _(detail)
    if texts := _TEXTS.fullmatch(detail):
        return _("“%(a)s” beside “%(b)s”") % dict(zip("ab", map(apart, texts.groups()), strict=True))
    if _GROUPED.fullmatch(detail):
        return format_decimal(Decimal(detail.replace(",", "")), locale=locale())
    for form, said in _FORMS:
        found = re.fullmatch(form, detail, re.DOTALL)
        if found:
            return _(said) % dict(zip("abc", map(worded, found.groups()), strict=False))
    return detail


def topics(words: str) -> str:
    """Return words with the stored values of topics among them in the reader's language."""
    return re.sub(r"\b[a-z]+(?:_[a-z]+)*\b", lambda slug: _(TOPICS[slug[0]]) if slug[0] in TOPICS else slug[0], words)

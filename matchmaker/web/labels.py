"""Words for stored values, as readers see them; each list covers its enum of the vocabulary (a test holds that)."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from matchmaker.core.vocabulary import (
    EngagementStatus,
    Generation,
    Item,
    Kind,
    NeedStatus,
    OfferStatus,
    PlanStatus,
    Relation,
    Rule,
    RunStatus,
    Stage,
    Theme,
    Unit,
    UnmetReason,
    Visibility,
)

Labels = Mapping[str, Promise]

THEMES: Labels = {
    Theme.COORDINATION: _("National coordination"),
    Theme.MANUFACTURE: _("Control of manufacture"),
    Theme.TRANSFERS: _("International transfers"),
    Theme.BROKERING: _("Brokering"),
    Theme.CIVILIAN_ACCESS: _("Civilian access"),
    Theme.STOCKPILE_MANAGEMENT: _("Stockpile management"),
    Theme.DESTRUCTION: _("Destruction"),
    Theme.COLLECTION: _("Collection"),
    Theme.DEACTIVATION: _("Deactivation"),
    Theme.MARKING: _("Marking"),
    Theme.RECORD_KEEPING: _("Record-keeping"),
    Theme.TRACING: _("Tracing"),
    Theme.BALLISTICS: _("Ballistics"),
    Theme.BORDER_CONTROLS: _("Border controls"),
    Theme.LAW_ENFORCEMENT: _("Law enforcement"),
    Theme.DDR: _("Disarmament, demobilization and reintegration"),
    Theme.AWARENESS: _("Awareness-raising"),
    Theme.GENDER: _("Women and gender"),
    Theme.CHILDREN_YOUTH: _("Children and youth"),
    Theme.RESEARCH: _("Research and assessment"),
    Theme.REPORTING: _("National reporting"),
    Theme.PARTICIPATION: _("Participation in meetings"),
    Theme.AMMUNITION: _("Ammunition"),
    Theme.OTHER: _("Other"),
}
KINDS: Labels = {
    Kind.TRAINING: _("Training"),
    Kind.EQUIPMENT: _("Equipment"),
    Kind.EXPERTISE: _("Expertise"),
    Kind.LEGAL: _("Legal advice"),
    Kind.FUNDING: _("Funding"),
}
ITEMS: Labels = {
    Item.MARKING_MACHINE: _("marking machine"),
    Item.STORAGE_CONTAINER: _("storage container"),
    Item.ARMOURY_CABINET: _("armoury cabinet"),
    Item.SHREDDER: _("shredder"),
    Item.CUTTER: _("cutter"),
    Item.COMPUTER: _("computer"),
    Item.SOFTWARE_LICENCE: _("software licence"),
    Item.BALLISTIC_SYSTEM: _("ballistic system"),
    Item.SCANNER: _("scanner"),
    Item.VEHICLE: _("vehicle"),
    Item.OTHER_EQUIPMENT: _("other equipment"),
}
UNITS: Labels = {
    Unit.PLACE: _("places"),
    Unit.ITEM: _("items"),
    Unit.EXPERT_DAY: _("expert days"),
    Unit.MONEY: _("money"),
}
NEED_STATUSES: Labels = {
    NeedStatus.DRAFT: _("Draft"),
    NeedStatus.SUBMITTED: _("Submitted"),
    NeedStatus.AUTHENTICATED: _("Authenticated"),
    NeedStatus.CIRCULATED: _("Circulated"),
    NeedStatus.PARTLY_MET: _("Partly met"),
    NeedStatus.MET: _("Met"),
    NeedStatus.RETURNED: _("Returned"),
    NeedStatus.WITHDRAWN: _("Withdrawn"),
    NeedStatus.MERGED: _("Merged"),
    NeedStatus.SUPERSEDED: _("Superseded"),
    NeedStatus.EXPIRED: _("Expired"),
}
OFFER_STATUSES: Labels = {
    OfferStatus.DRAFT: _("Draft"),
    OfferStatus.PUBLISHED: _("Published"),
    OfferStatus.EXHAUSTED: _("Exhausted"),
    OfferStatus.CLOSED: _("Closed"),
    OfferStatus.WITHDRAWN: _("Withdrawn"),
    OfferStatus.EXPIRED: _("Expired"),
}
RUN_STATUSES: Labels = {
    RunStatus.QUEUED: _("Queued"),
    RunStatus.RUNNING: _("Running"),
    RunStatus.FINISHED: _("Finished"),
    RunStatus.FAILED: _("Failed"),
    RunStatus.CANCELLED: _("Cancelled"),
}
PLAN_STATUSES: Labels = {
    PlanStatus.OPTIMAL: _("Proved best"),
    PlanStatus.FEASIBLE: _("Good, with a stated gap"),
    PlanStatus.PINS_CONFLICT: _("Pins contradict one another"),
}
STAGES: Labels = {
    Stage.TIER1: _("Share of first-tier needs served"),
    Stage.STATES: _("States with at least one need served"),
    Stage.BENEFIT: _("Benefit over all States"),
    Stage.STABILITY: _("Changes against the plan before"),
}
REASONS: Labels = {
    UnmetReason.DUPLICATE: _("Already covered"),
    UnmetReason.INCOMPLETE: _("Request incomplete"),
    UnmetReason.NO_OFFER: _("No offer"),
    UnmetReason.FORBIDDEN: _("Kept out by decision"),
    UnmetReason.NOT_ELIGIBLE: _("No eligible offer"),
    UnmetReason.BUNDLE: _("Bundle cannot be met"),
    UnmetReason.LIMIT: _("Limit of an offer reached"),
    UnmetReason.MINIMUM: _("What is left is too little"),
    UnmetReason.TIE: _("Equal need came first"),
    UnmetReason.CAPACITY: _("Offers are full"),
    UnmetReason.NOT_PROVEN: _("Plan not proved best"),
}
RULES: Labels = {
    Rule.THEME: _("another theme"),
    Rule.KIND: _("another kind of help"),
    Rule.ITEM: _("another item"),
    Rule.STATE: _("not open to this State"),
    Rule.SELF: _("the provider is the requesting State"),
    Rule.LANGUAGE: _("no language in common"),
    Rule.WINDOW: _("dates do not overlap"),
    Rule.SCOPE: _("theme outside the agreed scope"),
    Rule.DUPLICATE: _("already covered"),
    Rule.MINIMUM: _("too little to be of use"),
    Rule.FORBID: _("kept out by a coordinator"),
}
RELATIONS: Labels = {
    Relation.RESTATED: _("Restated"),
    Relation.OVERLAPPING: _("Overlapping"),
    Relation.COMPLEMENTARY: _("Complementary"),
    Relation.RENEWAL: _("Renewal"),
    Relation.UNRELATED: _("Unrelated"),
    Relation.UNSURE: _("Unsure"),
}
VISIBILITIES: Labels = {
    Visibility.PUBLIC: _("Public"),
    Visibility.PARTICIPANTS: _("States and providers with an account"),
    Visibility.COORDINATORS: _("Owner and coordinators"),
}
ENGAGEMENT_STATUSES: Labels = {
    EngagementStatus.PLANNED: _("Planned"),
    EngagementStatus.RUNNING: _("Running"),
    EngagementStatus.DELIVERED: _("Delivered"),
}
GENERATIONS: Labels = {
    Generation.A: _("Guidelines of 2003"),
    Generation.B: _("Online form of 2011"),
    Generation.C: _("Form of 2018"),
    Generation.D: _("Form of 2020"),
    Generation.UNKNOWN: _("Unknown, read by wording"),
}
BENEFICIARIES: Labels = {
    "police": _("Police"),
    "army": _("Army"),
    "navy": _("Navy"),
    "customs": _("Customs"),
    "border_guard": _("Border guard"),
    "wildlife": _("Wildlife service"),
    "prisons": _("Prison service"),
    "justice": _("Justice"),
}

LISTS: Mapping[str, Labels] = {
    "theme": THEMES,
    "kind": KINDS,
    "item": ITEMS,
    "unit": UNITS,
    "need_status": NEED_STATUSES,
    "offer_status": OFFER_STATUSES,
    "run_status": RUN_STATUSES,
    "plan_status": PLAN_STATUSES,
    "stage": STAGES,
    "reason": REASONS,
    "rule": RULES,
    "relation": RELATIONS,
    "visibility": VISIBILITIES,
    "engagement_status": ENGAGEMENT_STATUSES,
    "generation": GENERATIONS,
    "beneficiary": BENEFICIARIES,
}


def label(value: str, of: str) -> str:
    """Return the words for a stored value; free text (a beneficiary may be one) comes back readable."""
    known = LISTS[of].get(value)
    return str(known) if known is not None else capfirst(str(value).replace("_", " "))


def choices(of: str) -> list[tuple[str, Promise]]:
    """Return a list's values with their words, for a form."""
    return [(str(value), words) for value, words in LISTS[of].items()]

"""The words of the field and their stored values: one enum a list, the same in database, API and screens."""

from enum import StrEnum

from .currencies import MINOR_UNITS as MINOR_UNITS


class Theme(StrEnum):
    """What a need or an offer is about (modules of MOSAIC, paragraphs of the annex)."""

    COORDINATION = "coordination"
    MANUFACTURE = "manufacture"
    TRANSFERS = "transfers"
    BROKERING = "brokering"
    CIVILIAN_ACCESS = "civilian_access"
    STOCKPILE_MANAGEMENT = "stockpile_management"
    DESTRUCTION = "destruction"
    COLLECTION = "collection"
    DEACTIVATION = "deactivation"
    MARKING = "marking"
    RECORD_KEEPING = "record_keeping"
    TRACING = "tracing"
    BALLISTICS = "ballistics"
    BORDER_CONTROLS = "border_controls"
    LAW_ENFORCEMENT = "law_enforcement"
    DDR = "ddr"
    AWARENESS = "awareness"
    GENDER = "gender"
    CHILDREN_YOUTH = "children_youth"
    RESEARCH = "research"
    REPORTING = "reporting"
    PARTICIPATION = "participation"
    AMMUNITION = "ammunition"
    OTHER = "other"


class Kind(StrEnum):
    """In what form help is given."""

    TRAINING = "training"
    EQUIPMENT = "equipment"
    EXPERTISE = "expertise"
    LEGAL = "legal"
    FUNDING = "funding"


class Unit(StrEnum):
    """What a quantity counts."""

    PLACE = "place"
    ITEM = "item"
    EXPERT_DAY = "expert_day"
    MONEY = "money"


UNIT_OF_KIND: dict[Kind, Unit] = dict(
    zip(Kind, (Unit.PLACE, Unit.ITEM, Unit.EXPERT_DAY, Unit.EXPERT_DAY, Unit.MONEY), strict=True)
)
SHAREABLE_BY_DEFAULT: dict[Kind, bool] = {kind: kind in (Kind.EQUIPMENT, Kind.FUNDING) for kind in Kind}
"""Whether deliveries of a kind to one beneficiary may overlap in time without being a duplicate."""
TIERS: dict[int, int | None] = {1: 3, 2: 5, 3: None}
"""The ranks that a State gives its needs, and how many of its standing needs of one cycle each has room for."""


class Item(StrEnum):
    """Equipment by name."""

    MARKING_MACHINE = "marking_machine"
    STORAGE_CONTAINER = "storage_container"
    ARMOURY_CABINET = "armoury_cabinet"
    SHREDDER = "shredder"
    CUTTER = "cutter"
    COMPUTER = "computer"
    SOFTWARE_LICENCE = "software_licence"
    BALLISTIC_SYSTEM = "ballistic_system"
    SCANNER = "scanner"
    VEHICLE = "vehicle"
    OTHER_EQUIPMENT = "other_equipment"


class Relation(StrEnum):
    """How two records relate: a judgement of the machine, outranked by a person's verdict."""

    RESTATED = "restated"
    OVERLAPPING = "overlapping"
    COMPLEMENTARY = "complementary"
    RENEWAL = "renewal"
    UNRELATED = "unrelated"
    UNSURE = "unsure"


class RecordType(StrEnum):
    """What duplicate screening compares."""

    NEED = "need"
    OFFER = "offer"
    ENGAGEMENT = "engagement"


class Rule(StrEnum):
    """Hard rules that refuse a pair of need and offer, in the order in which they are reported."""

    THEME = "theme"
    KIND = "kind"
    ITEM = "item"
    STATE = "state"
    SELF = "self"
    LANGUAGE = "language"
    WINDOW = "window"
    SCOPE = "scope"
    DUPLICATE = "duplicate"
    MINIMUM = "minimum"
    FORBID = "forbid"


class UnmetReason(StrEnum):
    """Why a need is not, or not wholly, met."""

    DUPLICATE = "duplicate"
    INCOMPLETE = "incomplete"
    NO_OFFER = "no_offer"
    FORBIDDEN = "forbidden"
    NOT_ELIGIBLE = "not_eligible"
    BUNDLE = "bundle"
    LIMIT = "limit"
    MINIMUM = "minimum"
    TIE = "tie"
    CAPACITY = "capacity"
    NOT_PROVEN = "not_proven"


class PlanStatus(StrEnum):
    """What a plan is worth: proved best, good with a stated gap, or pins that contradict one another."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    PINS_CONFLICT = "pins_conflict"


class Stage(StrEnum):
    """Stages of the objective, each keeping what the earlier ones reached."""

    TIER1 = "tier1"
    STATES = "states"
    BENEFIT = "benefit"
    STABILITY = "stability"


class Direction(StrEnum):
    """An engagement as the reporting State tells it."""

    RECEIVED = "received"
    PROVIDED = "provided"
    OFFERED = "offered"


class EngagementStatus(StrEnum):
    """Where an engagement stands."""

    PLANNED = "planned"
    RUNNING = "running"
    DELIVERED = "delivered"


class Generation(StrEnum):
    """Generations of the questionnaire; ``unknown`` is a report read by wording alone."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"
    UNKNOWN = "unknown"


class Severity(StrEnum):
    """Weight of an issue that extraction raises."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class Visibility(StrEnum):
    """Who may see a need, an offer or an engagement once it has left its owner."""

    PUBLIC = "public"
    PARTICIPANTS = "participants"
    COORDINATORS = "coordinators"


class Role(StrEnum):
    """What a person may do, for a party."""

    ANONYMOUS = "anonymous"
    FOCAL_POINT = "focal_point"
    PROVIDER = "provider"
    COORDINATOR = "coordinator"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


class NeedStatus(StrEnum):
    """The life of a need."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    AUTHENTICATED = "authenticated"
    CIRCULATED = "circulated"
    PARTLY_MET = "partly_met"
    MET = "met"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"
    SUPERSEDED = "superseded"
    EXPIRED = "expired"


class OfferStatus(StrEnum):
    """The life of an offer."""

    DRAFT = "draft"
    PUBLISHED = "published"
    EXHAUSTED = "exhausted"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class RunStatus(StrEnum):
    """The life of a run."""

    QUEUED = "queued"
    RUNNING = "running"
    FINISHED = "finished"
    FAILED = "failed"
    CANCELLED = "cancelled"


class ProposalStatus(StrEnum):
    """The life of a proposal; acceptances by provider and recipient are kept beside it."""

    PROPOSED = "proposed"
    ENDORSED = "endorsed"
    COMMITTED = "committed"
    DECLINED = "declined"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"


class CommitmentStatus(StrEnum):
    """The life of a commitment; it is never deleted, and cancelled by a counter-entry only."""

    AGREED = "agreed"
    IN_DELIVERY = "in_delivery"
    DELIVERED = "delivered"
    CONFIRMED = "confirmed"
    FOLLOWED_UP = "followed_up"
    CANCELLED = "cancelled"


class Topic(StrEnum):
    """What a person is told of by mail."""

    NEED_TO_CONFIRM = "need_to_confirm"
    NEED_RETURNED = "need_returned"
    NEED_TO_AUTHENTICATE = "need_to_authenticate"
    OBJECTION_ENDS = "objection_ends"
    PROPOSAL_TO_ENDORSE = "proposal_to_endorse"
    PROPOSAL_TO_ANSWER = "proposal_to_answer"
    PROPOSAL_LAPSES = "proposal_lapses"
    COMMITMENT_AGREED = "commitment_agreed"
    DELIVERY_TO_CONFIRM = "delivery_to_confirm"
    FOLLOW_UP_DUE = "follow_up_due"
    OFFER_TO_RENEW = "offer_to_renew"
    DUPLICATE_TO_JUDGE = "duplicate_to_judge"


class Side(StrEnum):
    """Whose answer a proposal needs before it is a commitment."""

    PROVIDER = "provider"
    RECIPIENT = "recipient"
    IMPLEMENTER = "implementer"


class DeclineCode(StrEnum):
    """Why a side declines a proposal."""

    NO_LONGER_NEEDED = "no_longer_needed"
    ALREADY_COVERED = "already_covered"
    UNSUITABLE = "unsuitable"
    TIMING = "timing"
    CONDITIONS = "conditions"
    MEANS = "means"
    POLICY = "policy"
    IMPLEMENTER = "implementer"
    COUNTERED = "countered"
    OTHER = "other"


class Decision(StrEnum):
    """What a coordinator decides against the plan."""

    PIN = "pin"
    FORBID = "forbid"
    ENDORSE = "endorse"


class OverrideStatus(StrEnum):
    """The life of an override: what a coordinator decides against the plan waits for another one."""

    ASKED = "asked"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    RELEASED = "released"


class JobKind(StrEnum):
    """What a person has done later, by a worker."""

    REPORT = "report"
    IMPORT = "import"
    PRICE = "price"


class JobStatus(StrEnum):
    """How far a job is; an import waits between its dry run and what follows from it."""

    QUEUED = "queued"
    RUNNING = "running"
    READY = "ready"
    FINISHED = "finished"
    REFUSED = "refused"


class RowOutcome(StrEnum):
    """What becomes of a row that is imported."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    REFUSED = "refused"


class Indicator(StrEnum):
    """What is counted over cycles (annex paragraphs 37, 38(n)(i) and 49)."""

    NEEDS_STATED = "needs_stated"
    NEEDS_CIRCULATED = "needs_circulated"
    NEEDS_MET = "needs_met"
    NEEDS_PARTLY_MET = "needs_partly_met"
    NEEDS_UNMET = "needs_unmet"
    OFFERS_MADE = "offers_made"
    OFFERS_USED = "offers_used"
    OFFERS_UNUSED = "offers_unused"
    MATCHES_MADE = "matches_made"
    MONEY_PLEDGED = "money_pledged"
    MONEY_COMMITTED = "money_committed"
    DUPLICATES_AVOIDED = "duplicates_avoided"
    DUPLICATED_MONEY_AVOIDED = "duplicated_money_avoided"
    DUPLICATED_PLACES_AVOIDED = "duplicated_places_avoided"
    DAYS_TO_COMMITMENT = "days_to_commitment"
    DAYS_TO_DELIVERY = "days_to_delivery"
    STILL_IN_USE = "still_in_use"
    WOMEN_PARTICIPATING = "women_participating"


class Axis(StrEnum):
    """By what indicators are broken down."""

    TOTAL = "total"
    CYCLE = "cycle"
    THEME = "theme"
    REGION = "region"
    GROUP = "group"
    REASON = "reason"


class OrganisationType(StrEnum):
    """What sort of body a provider or implementer that is not a State is."""

    REGIONAL_ORGANISATION = "regional_organisation"
    UN_REGIONAL_CENTRE = "un_regional_centre"
    UN_ENTITY = "un_entity"
    TRUST_FUND = "trust_fund"
    INTERNATIONAL_ORGANISATION = "international_organisation"
    NON_GOVERNMENTAL = "non_governmental"
    RESEARCH = "research"
    INDUSTRY = "industry"


class Language(StrEnum):
    """The official languages of the United Nations."""

    ARABIC = "ar"
    CHINESE = "zh"
    ENGLISH = "en"
    FRENCH = "fr"
    RUSSIAN = "ru"
    SPANISH = "es"

"""Needs, and the passages that they were read from."""

from datetime import date
from functools import cache

from django.apps import apps
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, Value, When

from matchmaker.core import lifecycle
from matchmaker.core.visibility import Sight
from matchmaker.core.vocabulary import TIERS, Kind, NeedStatus, Role, Theme, Unit, Visibility

from .columns import among, amount, external_id, once_a, public_id, word
from .parties import Party, called
from .readers import seen_by, shown_to
from .reports import Report
from .stored import Stored

CIRCULATED = (NeedStatus.CIRCULATED, NeedStatus.PARTLY_MET, NeedStatus.MET)
WITH_OWNER = (NeedStatus.DRAFT, NeedStatus.RETURNED)
LEFT_OWNER = tuple(status.value for status in NeedStatus if status not in WITH_OWNER)


def facts_open_to(user: object) -> Q:
    """Return the condition under which a person reads more of a visible need than its existence, State and theme."""
    seen = shown_to(user, "need", Sight.OPEN)
    return seen | Q(state__in=user.parties(Role.FOCAL_POINT)) if user.is_authenticated else seen


def _seen_by(user: object) -> Q:
    own = Q(state_id__in=user.parties(Role.FOCAL_POINT)) if user.is_authenticated else Q()
    return seen_by(user, "need", own=own, left_owner=Q(submitted_at__isnull=False))


class NeedQuerySet(models.QuerySet):
    """Needs under the rights of their reader."""

    def visible_to(self, user: object) -> "NeedQuerySet":
        """Keep the needs whose existence a person may know of (`core/visibility.py`)."""
        return self.filter(_seen_by(user))

    def hidden_from(self, user: object) -> "NeedQuerySet":
        """Keep the needs of which a person may not know."""
        return self.filter(~_seen_by(user))

    def stood_by(self) -> "NeedQuerySet":
        """Leave out what a coordinator received for a State that has not said since that it asks for it."""
        return self.filter(Q(report=None) | Q(report__confirmed=True) | Q(confirmed_at__isnull=False))

    def marking_authenticated(self) -> "NeedQuerySet":
        """Mark those that wait for objections with when they were authenticated, read with the rows."""
        return self.annotate(authenticated_read=_authenticated())

    def marking_joinable(self) -> "NeedQuerySet":
        """Mark drafts of a report that holds another draft, read with the rows; see `Need.joinable`."""
        return self.annotate(joinable_read=_joinable())

    def owned_by(self, user: object) -> "NeedQuerySet":
        """Keep the needs of the States that a person speaks for."""
        return self.filter(state_id__in=user.parties(Role.FOCAL_POINT))

    def holding(self, words: str, *, facts_open: Q) -> "NeedQuerySet":
        """Keep needs whose State is called so, and of those whose facts are open the ones that say the words.

        Never looked through is what not every reader of such a need may read: site, notes, contacts.
        """
        quoted = Passage.objects.filter(quote__icontains=words).values("need_id")
        own = Q(text__icontains=words) | Q(beneficiary__icontains=words) | Q(item__icontains=words.replace(" ", "_"))
        return self.filter(called("state", words) | (facts_open & (own | Q(pk__in=quoted))))


class Need(Stored):
    """One line of assistance that one State asks for."""

    public_id = public_id()
    # The index `need_in_order` begins with it.
    state = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="needs", db_index=False)
    report = models.ForeignKey(Report, on_delete=models.PROTECT, null=True, related_name="needs")
    cycle = models.PositiveSmallIntegerField()
    theme = word(Theme)
    kind = word(Kind)
    item = models.CharField(max_length=32, blank=True)
    text = models.TextField(blank=True, help_text="The State's own words, where no report holds them")
    beneficiary = models.CharField(max_length=100, blank=True)
    site = models.CharField(max_length=200, blank=True)
    quantity = amount(null=True)
    unit = word(Unit)
    committed = amount(default=0, help_text="What commitments give of it")
    minimum = amount(null=True)
    amount = amount(null=True)
    currency = models.CharField(max_length=3, blank=True)
    vague = models.BooleanField(default=False)
    read_as = models.JSONField(default=dict, help_text="Facts as they were read, before a person corrected them")
    confirmed_at = models.DateTimeField(null=True, help_text="When a person of the State stood by it")
    split_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="parts")
    rejected_before = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="What its State rejected in an earlier version of the report, which asked otherwise",
    )
    confidence = models.DecimalField(max_digits=4, decimal_places=3, null=True)
    readiness = models.JSONField(default=dict, help_text="proposal, action plan, assessment, goal, women: as stated")
    priority = models.CharField(max_length=200, blank=True)
    condition = models.CharField(max_length=500, blank=True)
    languages = models.JSONField(default=list)
    members = models.JSONField(default=list)
    tier = models.PositiveSmallIntegerField(default=3)
    bundle = models.CharField(max_length=32, blank=True)
    required = models.BooleanField(default=True)
    start = models.DateField(null=True)
    end = models.DateField(null=True)
    requested = models.DateField()
    submitted_at = models.DateTimeField(null=True, help_text="When it first left its owner's desk")
    visibility = word(Visibility, default=Visibility.PARTICIPANTS)
    status = word(NeedStatus, default=NeedStatus.DRAFT)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="merged")
    external_id = external_id()
    version = models.PositiveIntegerField(default=1)

    objects = NeedQuerySet.as_manager()

    class Meta:
        ordering = ["state__code", "-cycle", "id"]
        indexes = [
            # All that counting a list asks for, so that the rows themselves are left alone.
            models.Index(fields=["status", "visibility", "theme", "state", "submitted_at"], name="need_list_counted"),
            # The order of the lists, in which a page is read from its first row to its last.
            models.Index(fields=["state", "theme", "public_id"], name="need_in_order"),
            # Of these a coordinator's list is counted: all of it, so that no entry has to be looked at.
            models.Index(
                fields=["state"], condition=Q(status__in=LEFT_OWNER, submitted_at__isnull=False), name="need_left_owner"
            ),
            # The few of which coordinators may not know: what they see of judgements is told by these.
            models.Index(
                fields=["public_id"],
                condition=~Q(status__in=LEFT_OWNER, submitted_at__isnull=False),
                name="need_with_owner",
            ),
            # Which of the ids in an answer are of confidential needs, without looking at the others.
            models.Index(
                fields=["public_id", "state"],
                condition=Q(visibility=Visibility.COORDINATORS),
                name="need_confidential",
            ),
        ]
        constraints = [
            once_a("need", "state"),
            among("need", "theme", Theme),
            among("need", "kind", Kind),
            among("need", "unit", Unit),
            among("need", "status", NeedStatus),
            among("need", "visibility", Visibility),
            models.CheckConstraint(
                condition=Q(committed__gte=0)
                & (
                    (~Q(kind=Kind.FUNDING) & (Q(quantity__isnull=True) | Q(committed__lte=F("quantity"))))
                    | (Q(kind=Kind.FUNDING) & (Q(amount__isnull=True) | Q(committed__lte=F("amount"))))
                ),
                name="need_never_over_what_it_asks",
            ),
            models.CheckConstraint(condition=Q(tier__gte=min(TIERS), tier__lte=max(TIERS)), name="need_tier_1_to_3"),
            models.CheckConstraint(
                condition=Q(quantity__isnull=True) | Q(quantity__gt=0), name="need_quantity_positive"
            ),
            models.CheckConstraint(condition=Q(amount__isnull=True) | Q(amount__gt=0), name="need_amount_positive"),
            models.CheckConstraint(condition=Q(amount__isnull=True) | ~Q(currency=""), name="need_amount_has_currency"),
            models.CheckConstraint(
                condition=Q(start__isnull=True) | Q(end__isnull=True) | Q(start__lt=F("end")),
                name="need_starts_before_end",
            ),
            models.CheckConstraint(
                condition=Q(status=NeedStatus.MERGED, merged_into__isnull=False)
                | (~Q(status=NeedStatus.MERGED) & Q(merged_into__isnull=True)),
                name="need_merged_into_another",
            ),
        ]

    def __str__(self) -> str:
        return f"Need {self.public_id}"

    @property
    def unconfirmed(self) -> bool:
        """Whether a coordinator received it for a State that has not said since that it asks for it."""
        return self.report is not None and not self.report.confirmed and self.confirmed_at is None

    @property
    def objection_ends(self) -> date | None:
        """The last day on which its State may object, while it waits for that."""
        if self.status != NeedStatus.AUTHENTICATED:
            return None
        read = self if "authenticated_read" in self.__dict__ else Need.objects.marking_authenticated().get(pk=self.pk)
        return read.authenticated_read and lifecycle.objection_ends(read.authenticated_read.date())

    @property
    def joinable(self) -> bool:
        """Whether its report holds another draft that it could be one with."""
        if self.report_id is None or self.status not in WITH_OWNER:
            return False
        read = "joinable_read" in self.__dict__
        return (self if read else Need.objects.marking_joinable().only("pk").get(pk=self.pk)).joinable_read

    @property
    def language(self) -> str:
        """The language in which the need was written."""
        return self.report.language if self.report else "en"


@cache
def _authenticated() -> Case:
    """Return when a need was authenticated; made once, since a statement is known again by what it is made of."""
    trail = apps.get_model("matchmaker", "AuditEntry").objects
    entries = trail.filter(object_id=OuterRef("public_id"), action="authenticate").order_by("-id").values("at")[:1]
    return Case(When(status=NeedStatus.AUTHENTICATED, then=Subquery(entries)))


@cache
def _joinable() -> Case:
    """Return whether a draft has another one beside it in its report; made once, as above."""
    drafts = Need.objects.filter(status__in=WITH_OWNER, report=OuterRef("report")).exclude(pk=OuterRef("pk"))
    return Case(When(status__in=WITH_OWNER, then=Exists(drafts)), default=Value(value=False))


class PassageQuerySet(models.QuerySet):
    """Passages under the rights of their reader."""

    def visible_to(self, user: object) -> "PassageQuerySet":
        """Keep what visible needs quote; where only existence, State and theme are open, the words are not."""
        return self.filter(need__in=Need.objects.visible_to(user).filter(facts_open_to(user)))


class Passage(Stored):
    """A verbatim piece of a report that states a need: the first one is where it was found."""

    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="passages")
    order = models.PositiveSmallIntegerField()
    page = models.PositiveIntegerField()
    question = models.CharField(max_length=32, blank=True)
    quote = models.TextField()
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()

    objects = PassageQuerySet.as_manager()

    class Meta:
        ordering = ["need_id", "order"]
        constraints = [
            models.UniqueConstraint(fields=["need", "order"], name="passage_order_once"),
            models.CheckConstraint(condition=Q(start__lt=F("end")), name="passage_starts_before_end"),
        ]

    def __str__(self) -> str:
        return f"page {self.page}, {self.question}"

"""Scenarios and runs: what was solved, by whom, with which result; enough to replay it."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from matchmaker.core.vocabulary import PlanStatus, RunStatus, UnmetReason

from .columns import among, amount, public_id, word
from .needs import Need
from .offers import Offer
from .readers import shown_to
from .stored import Stored


class PlanningQuerySet(models.QuerySet):
    """Scenarios, runs and their lines under the rights of their reader."""

    def visible_to(self, user: object) -> "PlanningQuerySet":
        """Keep them for coordinators: others learn only their own released row, as a proposal."""
        return self.filter(shown_to(user, self.model._meta.model_name))


class RunQuerySet(PlanningQuerySet):
    """Runs, marked with what became of their proposals."""

    def marking_answered(self) -> "RunQuerySet":
        """Mark each with `answered`: whether people took steps on its proposals, so that it stays published."""
        proposals = self.model._meta.get_field("proposals").related_model.objects.filter(run=models.OuterRef("pk"))
        stepped = Q(answers__isnull=False) | ~Q(status__in=["proposed", "withdrawn"])
        return self.annotate(answered=models.Exists(proposals.filter(stepped)))


class Scenario(models.Model):
    """What coordinators decide before a run: pins, forbids, limits, weights."""

    public_id = public_id()
    name = models.CharField(max_length=200)
    cycle = models.PositiveSmallIntegerField()
    pins = models.JSONField(default=list)
    forbids = models.JSONField(default=list)
    money_cap = amount(null=True)
    money_cap_currency = models.CharField(max_length=3, blank=True)
    ammunition = models.BooleanField(default=False)
    weights = models.JSONField(default=dict, help_text="Of the benefit stage; empty for those that always hold")
    what_if = models.BooleanField(default=False, help_text="Takes unconfirmed needs too, and is never published")
    repairs = models.ForeignKey(
        "Run",
        on_delete=models.PROTECT,
        null=True,
        related_name="repaired_by",
        help_text="Change little against its plan",
    )
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = PlanningQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name


class Run(Stored):
    """One solving of a problem under a scenario, with the bytes of its input."""

    public_id = public_id()
    scenario = models.ForeignKey(Scenario, on_delete=models.PROTECT, related_name="runs")
    status = word(RunStatus, default=RunStatus.QUEUED)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    seed = models.PositiveIntegerField(default=0)
    time_limit = models.PositiveIntegerField(default=60, help_text="Seconds of wall clock")
    problem = models.BinaryField(default=b"")
    names = models.JSONField(default=dict, help_text="Public id behind each name in the problem")
    progress = models.JSONField(default=dict, help_text="Stage, value, bound, gap and seconds while it is solved")
    cancel_requested = models.BooleanField(default=False)
    heartbeat = models.DateTimeField(null=True, help_text="Last sign of life of whoever solves it, by the database")
    token = models.PositiveIntegerField(default=0, help_text="Rises with each holder; an earlier one is refused")
    input_digest = models.CharField(max_length=80, blank=True)
    assumptions = models.JSONField(default=list, help_text="Needs that took a planning figure, and needs left out")
    plan_status = models.CharField(max_length=32, blank=True)
    solver = models.CharField(max_length=100, blank=True)
    solver_version = models.CharField(max_length=50, blank=True)
    seconds = models.FloatField(null=True)
    stages = models.JSONField(default=list)
    conflicts = models.JSONField(default=list)
    candidate_count = models.PositiveIntegerField(default=0)
    refusals = models.JSONField(default=list)
    avoided = models.JSONField(default=list, help_text="Duplicates that the plan avoided, with their evidence")
    failure = models.CharField(max_length=300, blank=True)
    finished_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = RunQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            among("run", "status", RunStatus),
            among("run", "plan_status", PlanStatus, empty=True),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | Q(status=RunStatus.FINISHED),
                name="run_published_when_finished",
            ),
            models.CheckConstraint(
                condition=~Q(status=RunStatus.FINISHED) | (~Q(input_digest="") & ~Q(plan_status="")),
                name="run_finished_with_a_plan",
            ),
        ]

    def __str__(self) -> str:
        return f"Run {self.public_id}"


class Allocation(Stored):
    """Need x offer x quantity inside a run's plan."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="allocations")
    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="allocations")
    member = models.CharField(max_length=3, blank=True, help_text="For which State, where a need was split")
    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="allocations")
    quantity = amount()
    money = amount(null=True)
    currency = models.CharField(max_length=3, blank=True)
    fit = models.DecimalField(max_digits=8, decimal_places=6)
    terms = models.JSONField()

    objects = PlanningQuerySet.as_manager()

    class Meta:
        ordering = ["need__state__code", "id"]
        constraints = [
            models.UniqueConstraint(fields=["run", "need", "member", "offer"], name="allocation_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="allocation_quantity_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} of {self.offer_id} for {self.need_id}"


class Unmet(models.Model):
    """A need of a run that is not, or not wholly, met, with its reason and evidence."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="unmet")
    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="unmet")
    member = models.CharField(max_length=3, blank=True, help_text="For which State, where a need was split")
    missing = amount()
    reason = word(UnmetReason)
    evidence = models.JSONField(default=list)
    smallest_change = models.JSONField(null=True)
    searched = models.BooleanField(default=False, help_text="Whether none is known because there is none")

    objects = PlanningQuerySet.as_manager()

    class Meta:
        ordering = ["need__state__code", "id"]
        constraints = [
            models.UniqueConstraint(fields=["run", "need", "member"], name="unmet_once"),
            among("unmet", "reason", UnmetReason),
        ]

    def __str__(self) -> str:
        return f"{self.need_id}: {self.reason}"

"""Judged relations between two records: superseded by a later judgement, never overwritten."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from matchmaker.core.vocabulary import RecordType, Relation, Role

from .columns import among, public_id, word
from .engagements import Engagement
from .needs import Need
from .offers import Offer

MODELS = {RecordType.NEED: Need, RecordType.OFFER: Offer, RecordType.ENGAGEMENT: Engagement}


class DuplicateQuerySet(models.QuerySet):
    """Judgements under the rights of their reader."""

    def visible_to(self, user: object) -> "DuplicateQuerySet":
        """Keep what coordinators may see of both records, and for a party what is between its own records."""
        if not user.is_authenticated:
            return self.none()
        if user.holds(Role.COORDINATOR):
            return self._without_hidden(user)
        seen = self
        for side in ("a", "b"):
            known = Q(pk__in=[])
            for noun, model in MODELS.items():
                own = model.objects.owned_by(user).order_by().values("public_id")
                known |= Q(**{f"{side}_type": noun, f"{side}_id__in": own})
            seen = seen.filter(known)
        return seen

    def _without_hidden(self, user: object) -> "DuplicateQuerySet":
        """Leave out what is about a record that a coordinator may not know of: few are, and an index holds them.

        Sought among the records that he or she sees, of two columns, all of them would be read four times a list.
        """
        seen = self
        for noun, model in MODELS.items():
            hidden = model.objects.hidden_from(user).order_by().values("public_id")
            for side in ("a", "b"):
                seen = seen.exclude(**{f"{side}_type": noun, f"{side}_id__in": hidden})
        return seen

    def standing(self) -> "DuplicateQuerySet":
        """Keep the judgements that no later one took the place of."""
        return self.filter(superseded_by__isnull=True)


class Duplicate(models.Model):
    """How two records relate, by the machine or by a person; `a` sorts before `b`."""

    public_id = public_id()
    a_type = word(RecordType)
    a_id = models.UUIDField()
    b_type = word(RecordType)
    b_id = models.UUIDField()
    relation = word(Relation)
    confidence = models.DecimalField(max_digits=4, decimal_places=3)
    reasons = models.JSONField(default=list)
    follows = models.BooleanField(default=False, help_text="Not said by a person, but following from what people said")
    judged_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    judged_at = models.DateTimeField()
    why = models.TextField(blank=True)
    superseded_by = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="supersedes")

    objects = DuplicateQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            among("duplicate", "a_type", RecordType),
            among("duplicate", "b_type", RecordType),
            among("duplicate", "relation", Relation),
            models.CheckConstraint(condition=Q(a_id__lt=F("b_id")), name="duplicate_in_order"),
            models.UniqueConstraint(
                fields=["a_id", "b_id"], condition=Q(superseded_by__isnull=True), name="duplicate_one_that_stands"
            ),
            models.CheckConstraint(condition=Q(judged_by__isnull=True) | ~Q(why=""), name="duplicate_verdict_says_why"),
        ]

    @property
    def pair(self) -> frozenset[str]:
        """The public ids of the two records, in no order."""
        return frozenset((str(self.a_id), str(self.b_id)))

    def __str__(self) -> str:
        return f"{self.a_id} {self.relation} {self.b_id}"

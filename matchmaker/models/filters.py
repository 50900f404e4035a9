"""What a person looks for again and again."""

from django.conf import settings
from django.db import models


class KeptFilter(models.Model):
    """A filter of the needs that a donor's offers fit, under a name of its own; nobody else sees it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="kept_filters")
    name = models.CharField(max_length=60)
    wanted = models.JSONField(default=dict, help_text="The filter's fields that are set")

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["user", "name"], name="kept_filter_once_a_person")]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.name}"

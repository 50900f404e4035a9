"""Answers that were given under an idempotency key: a request that comes again gets its answer again."""

from django.conf import settings
from django.db import models


class RequestKey(models.Model):
    """A person's key with the digest of the request and the answer that it got, written in one transaction with it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True)
    headers = models.JSONField(default=dict)
    body = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="request_key_once_a_person")]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.key}"

"""The administration: accounts and reference data; workflow tables can be read and never changed here."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.http import HttpRequest
from django_q import admin as queue  # noqa: F401 - registers what is taken out below
from django_q.models import Failure, OrmQ, Schedule, Success

from matchmaker import models


class ReadOnly(admin.ModelAdmin):
    """Show rows; every change goes through a service."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Refuse."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Refuse."""
        return False


class People(ReadOnly, UserAdmin):
    """Show accounts; roles are given and taken on the pages of accounts, where it is told and kept."""


admin.site.register(models.User, People)
admin.site.register([models.Party, models.Cycle])
admin.site.register(
    [
        models.Report,
        models.Need,
        models.Offer,
        models.Engagement,
        models.Duplicate,
        models.Scenario,
        models.Run,
        models.AuditEntry,
        models.Membership,
    ],
    ReadOnly,
)
# A job names what is called: the queue is no table to write into by hand.
admin.site.unregister([Failure, OrmQ, Schedule, Success])

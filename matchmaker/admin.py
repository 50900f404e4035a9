"""The administration: accounts and reference data; workflow tables can be read and never changed here."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.http import HttpRequest

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


admin.site.register(models.User, UserAdmin)
admin.site.register([models.Party, models.Cycle, models.Membership])
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
    ],
    ReadOnly,
)

"""The administration: accounts and reference data; of workflow tables what everybody may see, to be read alone."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest
from django_q import admin as queue  # noqa: F401 - registers what is taken out below
from django_q.models import Failure, OrmQ, Schedule, Success
from knox.models import AuthToken

from matchmaker import models, policies


class ForAdministrators(admin.ModelAdmin):
    """Tables of whoever keeps the accounts; nothing is deleted that other rows hang on."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Show the table among the others."""
        return policies.keeps_accounts(request.user)

    def has_view_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Let its rows be read."""
        return policies.keeps_accounts(request.user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Let rows be added."""
        return policies.keeps_accounts(request.user)

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Let rows be changed."""
        return policies.keeps_accounts(request.user)

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Refuse."""
        return False


class ReadOnly(ForAdministrators):
    """Show rows; every change goes through a service."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Refuse."""
        return False


class People(ReadOnly, UserAdmin):
    """Show accounts; roles are given and taken on the pages of accounts, where it is told and kept."""


class Open(ReadOnly):
    """List the rows that the reader may know of by what everybody may read of them; no row has a page of its own.

    Administrators take no part in the workflow: drafts, confidential rows and texts do not exist for them, neither in a
    list, its counts and its numbers, nor for a condition in an address.
    """

    actions = None
    list_display_links = None
    list_select_related = True

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Keep what the reader may know of."""
        return super().get_queryset(request).visible_to(request.user)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> None:
        """Find nothing under the running number of a row."""

    def lookup_allowed(self, lookup: str, value: object, request: HttpRequest | None = None) -> bool:
        """Narrow by nothing, lest columns that are not shown be guessed."""
        return False


@admin.register(models.Need)
class Needs(Open):
    """State and theme of circulated needs."""

    list_display = ("public_id", "state", "theme")


@admin.register(models.Offer)
class Offers(Open):
    """Public offers."""

    list_display = ("public_id", "provider", "title", "status")


@admin.register(models.Engagement)
class Engagements(Open):
    """Public assistance."""

    list_display = ("public_id", "state", "theme", "kind", "status")


admin.site.register(models.User, People)
admin.site.register([models.Party, models.Cycle], ForAdministrators)
# A job names what is called: the queue is no table to write into by hand. Who guards an account with which address,
# codes, sessions and tokens is changed by its person alone; roles are no groups.
admin.site.unregister([Failure, OrmQ, Schedule, Success, EmailAddress, Authenticator, UserSession, AuthToken, Group])

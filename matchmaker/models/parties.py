"""States and organisations, the groups they belong to, cycles, and the people who act for them."""

from datetime import date, datetime
from functools import cached_property

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce, Replace
from django.utils.translation import get_language

from matchmaker.core.reference import worded
from matchmaker.core.vocabulary import Language, OrganisationType, Role

from .columns import among, choices, public_id, word
from .statements import Statement
from .stored import Stored


def spoken_name(names: str = "names") -> Coalesce:
    """Return, for the database, a party's name in the language of whoever reads; English where it has none."""
    languages = ((get_language() or "en").split("-")[0], "en")
    return Coalesce(*(KeyTextTransform(language, names) for language in languages), output_field=models.TextField())


def called(party: str, words: str) -> Q:
    """Return the rows whose party has words in its name, in English or in the language of whoever reads."""
    language = (get_language() or "en").split("-")[0]
    return Q(**{f"{party}__names__en__icontains": words}) | Q(**{f"{party}__names__{language}__icontains": words})


def name_in_order(names: str = "names") -> Replace:
    """Return what names are ordered by: French has States that begin with an accent, and databases differ on it."""
    return Replace(spoken_name(names), models.Value("É"), models.Value("E"))


class Party(Stored):
    """A State (type ``state``) or an organisation, under its ISO code or usual abbreviation."""

    STATE = "state"

    code = models.CharField(max_length=16, unique=True)
    type = models.CharField(max_length=32, choices=[(STATE, STATE), *choices(OrganisationType)])
    names = models.JSONField()
    region = models.CharField(max_length=32, blank=True)
    subregion = models.CharField(max_length=64, blank=True)
    un_group = models.CharField(max_length=64, blank=True)
    note = models.TextField(blank=True, default="")  # footnote that belongs wherever the name is shown

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(type__in=["state", *[member.value for member in OrganisationType]]), name="party_type_known"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_state(self) -> bool:
        """Whether the party is a State."""
        return self.type == self.STATE

    @property
    def name(self) -> str:
        """The name under which the United Nations lists it, in the language of whoever reads."""
        return worded(self.names, [get_language() or "en"])[0]


class GroupMembership(Stored):
    """A State's belonging to a group (``LDC``, ``ECOWAS``, ...) between two days."""

    state = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="group_memberships")
    group = models.CharField(max_length=32, db_index=True)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["state", "group", "valid_from"], name="group_membership_once"),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True)
                | Q(valid_to__isnull=True)
                | Q(valid_from__lt=models.F("valid_to")),
                name="group_membership_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state_id} in {self.group}"

    def holds_on(self, day: date) -> bool:
        """Whether the membership holds on a day."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day < self.valid_to)


class Cycle(models.Model):
    """A reporting cycle with the meeting it leads to."""

    year = models.PositiveSmallIntegerField(unique=True)
    meeting = models.CharField(max_length=200)
    starts = models.DateField(null=True)
    ends = models.DateField(null=True)

    class Meta:
        ordering = ["year"]

    def __str__(self) -> str:
        return str(self.year)


class User(AbstractUser):
    """A person; what he or she may do stands in the memberships."""

    public_id = public_id()
    language = word(Language, default=Language.ENGLISH)
    digests = models.BooleanField(default=True, help_text="Whether what waits is told by mail")

    # Set by whoever reads a session, before a service is asked; None where no session stands behind the act.
    signed_in_at: datetime | None = None

    def parties(self, role: Role) -> list[int]:
        """Return the ids of the parties for which the person holds a role."""
        return self.held_for.get(role, [])

    def codes(self, role: Role) -> set[str]:
        """Return the codes of the parties for which the person holds a role."""
        return {m.party.code for m in self.roles if m.role == role and m.party}

    def holds(self, *roles: Role) -> bool:
        """Whether the person holds one of the roles."""
        return not self.held_for.keys().isdisjoint(roles)

    def speaks_for(self, party: Party) -> bool:
        """Whether the person is focal point of a party."""
        return party.pk in self.parties(Role.FOCAL_POINT)

    @property
    def roles(self) -> list["Membership"]:
        """The memberships, read once a request."""
        if not hasattr(self, "_roles"):
            self._roles = _HELD.rows(self.pk)
        return self._roles

    @cached_property
    def fellow_coordinators(self) -> list[tuple[int | None, str | None]]:
        """All active coordinators, this person among them, each by the one party it is of and its code; read once."""
        return [(m.party_id, m.party and m.party.code) for m in _ACTIVE.rows(Role.COORDINATOR)]

    @property
    def known_by(self) -> tuple[object, ...]:
        """All that decides what the person may see: who it is, and the roles held now."""
        return self.pk, *sorted((m.role, m.party_id or 0, m.party.code if m.party else "") for m in self.roles)

    @cached_property
    def held_for(self) -> dict[str, list[int]]:
        """The roles with the ids of the parties they are held for, worked out once: a list asks for each row."""
        found: dict[str, list[int]] = {}
        for m in self.roles:
            found.setdefault(m.role, []).extend([m.party_id] if m.party_id else [])
        return found


class Membership(Stored):
    """A role held for a party; a coordinator's party is his or her nationality."""

    public_id = public_id()
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = word(Role)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, related_name="memberships")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "role", "party"], name="membership_once"),
            among("membership", "role", Role),
            models.CheckConstraint(
                condition=Q(party__isnull=False) | Q(role__in=[Role.AUDITOR, Role.ADMINISTRATOR]),
                name="membership_is_for_a_party",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} for {self.party_id}"


_ACTIVE = Statement(
    lambda role: Membership.objects.filter(role=role, user__is_active=True).select_related("party"), stands_in="of role"
)
_HELD = Statement(lambda user: Membership.objects.filter(user=user).select_related("party"), stands_in=-1)

"""People that tests speak of: who owns, who else is there, and who must see nothing."""

from matchmaker.core.vocabulary import Role
from matchmaker.models import Party, User
from tests.factories import MembershipFactory, OrganisationFactory, PartyFactory, UserFactory


def person(role: Role, party: Party | None) -> User:
    """Return a person who holds one role."""
    user = UserFactory()
    MembershipFactory(user=user, role=role, party=party)
    return user


def owner(state: Party) -> User:
    return person(Role.FOCAL_POINT, state)


def other_state() -> User:
    return person(Role.FOCAL_POINT, PartyFactory())


def provider(party: Party | None = None) -> User:
    return person(Role.PROVIDER, party or OrganisationFactory())


def coordinator(nationality: Party | None = None) -> User:
    return person(Role.COORDINATOR, nationality or PartyFactory())


def auditor() -> User:
    return person(Role.AUDITOR, None)

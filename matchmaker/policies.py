"""Who may do what, and which fields of a visible row a person may read."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Model

from matchmaker.core import lifecycle, visibility
from matchmaker.core.errors import MatchmakerError, Word
from matchmaker.core.visibility import Sight
from matchmaker.core.vocabulary import OrganisationType, Role, Side
from matchmaker.models import (
    Commitment,
    Engagement,
    Need,
    Offer,
    Party,
    Proposal,
    Report,
    User,
)
from matchmaker.models.readers import readers

HELD_FOR: Mapping[Role, frozenset[str]] = {
    Role.FOCAL_POINT: frozenset({Party.STATE, OrganisationType.REGIONAL_ORGANISATION}),
    Role.PROVIDER: frozenset({Party.STATE, *OrganisationType}),
    Role.COORDINATOR: frozenset({Party.STATE}),  # the nationality
    Role.AUDITOR: frozenset(),
    Role.ADMINISTRATOR: frozenset(),
}
"""For which sorts of party a role is held; without any, it is held for none."""

_DECIDES = frozenset({Role.FOCAL_POINT, Role.PROVIDER, Role.COORDINATOR})
APART: Mapping[Role, frozenset[Role]] = {
    Role.FOCAL_POINT: frozenset({Role.COORDINATOR, Role.AUDITOR, Role.ADMINISTRATOR}),
    Role.PROVIDER: frozenset({Role.COORDINATOR, Role.AUDITOR, Role.ADMINISTRATOR}),
    # A coordinator has one nationality.
    Role.COORDINATOR: frozenset(Role),
    Role.AUDITOR: _DECIDES | {Role.ADMINISTRATOR},
    Role.ADMINISTRATOR: _DECIDES | {Role.AUDITOR},
}
"""Roles that one person never holds beside a role: who gives or asks does not judge, who watches does not act."""


def require_role_fits(role: Role, party: Party | None, held: Iterable[Role]) -> None:
    """Refuse a role for a party of the wrong sort, or beside roles that are kept apart from it."""
    fits = party.type in HELD_FOR.get(role, ()) if party else role in HELD_FOR and not HELD_FOR[role]
    if not fits:
        wanted = {
            Role.FOCAL_POINT: Word("A focal point acts for a State or a regional organisation: choose one."),
            Role.PROVIDER: Word("A provider acts for a State or an organisation: choose one."),
            Role.COORDINATOR: Word("A coordinator acts for a State, the nationality: choose one."),
        }.get(role, Word("The role of %(role)s is held for no party."))
        raise MatchmakerError("role_without_its_party", wanted, role=role)
    apart = sorted(APART[role] & set(held))
    if apart:
        raise MatchmakerError(
            "roles_apart",
            "Nobody is %(name)s and %(others)s at once: take that role back first, or name another person.",
            name=role,
            others=tuple(apart),
        )


def require_administrator(user: User) -> None:
    """Refuse whoever does not keep the accounts."""
    if not keeps_accounts(user):
        raise MatchmakerError("not_allowed", "Only an administrator may do this: ask one of them.")


def keeps_accounts(user: User) -> bool:
    """Whether a person invites others: an administrator, or who set the service up and stands before the first one."""
    return user.is_authenticated and user.is_active and (user.holds(Role.ADMINISTRATOR) or user.is_superuser)


def needs_second_factor(user: User) -> bool:
    """Whether a person does nothing here before one-time codes are set up."""
    return user.is_staff or user.is_superuser or user.holds(Role.COORDINATOR, Role.ADMINISTRATOR)


def signed_in_freshly(user: User, at: datetime) -> bool:
    """Whether a sign-in stands behind an act that is not older than FRESH_SIGN_IN_MINUTES.

    A token of the API stands for the sign-in that it was made for; a command has none behind it and needs none.
    """
    return user.signed_in_at is None or at - user.signed_in_at <= timedelta(minutes=settings.FRESH_SIGN_IN_MINUTES)


def require_fresh_sign_in(user: User, at: datetime) -> None:
    """Refuse what weighs most where the last sign-in is too old."""
    if not signed_in_freshly(user, at):
        raise MatchmakerError(
            "sign_in_again",
            "This takes a sign-in of the last %(minutes)s minutes: sign in again and repeat it.",
            minutes=settings.FRESH_SIGN_IN_MINUTES,
        )


def roles_for(user: User, party: Party) -> list[Role]:
    """Return the roles that count for a row of a party: the owner's own, and coordinators of another nationality."""
    held = [Role(m.role) for m in user.roles if m.role in {Role.FOCAL_POINT, Role.PROVIDER} and m.party_id == party.pk]
    if user.holds(Role.COORDINATOR) and not has_interest(user, party):
        held.append(Role.COORDINATOR)
    return held


def roles_for_need(user: User, need: Need) -> list[Role]:
    """Return the roles that count for a need: of one asked for several States, none of their coordinators' counts."""
    held = roles_for(user, need.state)
    return [role for role in held if role != Role.COORDINATOR or not has_interest(user, codes=need.members)]


def require_coordinator(user: User) -> None:
    """Refuse whoever is no coordinator."""
    if not user.holds(Role.COORDINATOR):
        raise MatchmakerError("not_allowed", "Only a coordinator may do this: ask one of them.")


def receives_reports_of(user: User, state: Party) -> bool:
    """Whether a person may hand in a report of a State: its focal point and coordinators of other States may."""
    return bool({Role.FOCAL_POINT, Role.COORDINATOR} & set(roles_for(user, state)))


def corrects_cycle(user: User, report: Report) -> bool:
    """Whether a person says for which cycle a report is: its State, and until that stands by it whoever receives it."""
    return user.speaks_for(report.state) or (not report.confirmed and receives_reports_of(user, report.state))


def require_giver(user: User, provider: Party) -> None:
    """Refuse whoever may not write offers of a provider."""
    if Role.PROVIDER not in roles_for(user, provider):
        raise MatchmakerError(
            "not_allowed", "You do not speak for %(provider)s: its provider writes its offers.", provider=provider.name
        )


def records_help(user: User, state: Party | None, providers: Iterable[Party]) -> bool:
    """Whether a person writes down what was given by these to that State."""
    gives = any(Role.PROVIDER in roles_for(user, provider) for provider in providers)
    receives = state is not None and user.speaks_for(state)
    return gives or receives or user.holds(Role.COORDINATOR)


def require_records_help(user: User, state: Party | None, providers: Iterable[Party]) -> None:
    """Refuse whoever takes no part in an engagement: neither its State, nor one of its providers, nor a coordinator."""
    if not records_help(user, state, providers):
        raise MatchmakerError(
            "not_allowed", "You take no part in this assistance: its State, its providers or a coordinator record it."
        )


def has_interest(user: User, *parties: Party, codes: Iterable[str] = ()) -> bool:
    """Whether a coordinator's own State asks or gives, among parties or the States of some codes."""
    own = user.parties(Role.COORDINATOR)
    return bool(own) and (
        any(party.pk in own for party in parties) or any(code in user.codes(Role.COORDINATOR) for code in codes)
    )


def _own_state() -> MatchmakerError:
    return MatchmakerError("own_state", "Your own State is concerned: another coordinator must decide.")


def require_no_interest(user: User, *parties: Party, codes: Iterable[str] = ()) -> None:
    """Refuse a coordinator where the own State asks or gives."""
    if has_interest(user, *parties, codes=codes):
        raise _own_state()


def require_unconcerned(user: User, row: Model, action: str) -> None:
    """Refuse a coordinator what other coordinators do with a row, for the own State's sake.

    The table of transitions would name the role, which is held.
    """
    taken = any(
        Role.COORDINATOR in each.roles
        for each in lifecycle.TRANSITIONS
        if (each.noun, each.action) == (row._meta.model_name, action)
    )
    if taken and user.holds(Role.COORDINATOR) and not roles_on(user, row):
        raise _own_state()


def gives(user: User, offer: Offer) -> bool:
    """Whether a person speaks for the provider of an offer."""
    return offer.provider_id in user.parties(Role.PROVIDER)


def asks(user: User, need: Need, member: str = "") -> bool:
    """Whether a person speaks for the State or body that asks, or for the member whose part it is."""
    return user.speaks_for(need.state) or (member in need.members and member in user.codes(Role.FOCAL_POINT))


def sides_of(user: User, proposal: Proposal) -> set[Side]:
    """Return the sides of a proposal for which a person answers; of a regional need the member may answer as well."""
    sides: set[Side] = set()
    asks, gives = user.parties(Role.FOCAL_POINT), user.parties(Role.PROVIDER)
    if not asks and not gives:
        return sides
    if proposal.offer.provider_id in gives:
        sides.add(Side.PROVIDER)
    if proposal.need.state_id in asks or (asks and proposal.member in user.codes(Role.FOCAL_POINT)):
        sides.add(Side.RECIPIENT)
    if proposal.implementer_id in asks or proposal.implementer_id in gives:
        sides.add(Side.IMPLEMENTER)
    return sides


def roles_in(user: User, proposal: Proposal) -> list[Role]:
    """Return the roles that count for a proposal: those of its sides, and coordinators whose own State has no part."""
    sides = sides_of(user, proposal)
    held = [Role.PROVIDER] if Side.PROVIDER in sides else []
    if Side.RECIPIENT in sides:
        held.append(Role.FOCAL_POINT)
    if Side.IMPLEMENTER in sides:
        held += [Role(m.role) for m in user.roles if m.party_id == proposal.implementer_id]
    if coordinates_without_interest(user, proposal):
        held.append(Role.COORDINATOR)
    return held


def coordinates_without_interest(user: User, proposal: Proposal) -> bool:
    """Whether a coordinator's own State neither asks, gives nor carries out."""
    own = user.parties(Role.COORDINATOR)
    states = {proposal.need.state_id, proposal.offer.provider_id, proposal.implementer_id}
    if not own or not states.isdisjoint(own):
        return False
    return not proposal.member or proposal.member not in user.codes(Role.COORDINATOR)


def owns_need(user: User, need: Need) -> bool:
    """Whether a person speaks for the State that asks."""
    return user.is_authenticated and need.state_id in user.parties(Role.FOCAL_POINT)


def knows_need(user: User, need: Need) -> bool:
    """Whether a person may know of a need; `visible_to` asks it of many, beside who ever handed it in."""
    return owns_need(user, need) or _sight(user, need) > Sight.NOTHING


def reads_need(user: User, need: Need) -> bool:
    """Whether a person may read more of a need than its existence, State and theme; `facts_open_to` asks it of many."""
    return owns_need(user, need) or _sight(user, need) >= Sight.OPEN


def reads_site(user: User, need: Need) -> bool:
    """Whether a person may read a need's site and the notes on its amount: the owner and coordinators."""
    return owns_need(user, need) or _sight(user, need) == Sight.ALL


def reads_offer(user: User, offer: Offer) -> bool:
    """Whether a person may read an offer: not whoever knows of it only from a proposal or a released commitment."""
    return (user.is_authenticated and gives(user, offer)) or _sight(user, offer) >= Sight.OPEN


def reads_ceiling(user: User, offer: Offer) -> bool:
    """Whether a person may read an offer's ceiling notes: the provider and coordinators."""
    return (user.is_authenticated and gives(user, offer)) or _sight(user, offer) == Sight.ALL


def reads_report(user: User, report: Report) -> bool:
    """Whether a person may read a report's whole text: the State and coordinators."""
    owns = user.is_authenticated and report.state_id in user.parties(Role.FOCAL_POINT)
    return owns or _sight(user, report) == Sight.ALL


def _sight(user: User, row: Need | Offer | Report | Engagement) -> Sight:
    """Return how much the table of visibility shows a person of a row that is not his or her own."""
    where = {name: getattr(row, name, "") for name in ("status", "visibility")}
    return visibility.sight(row._meta.model_name, readers(user), **where)


def roles_on(user: User, row: Model) -> list[Role]:
    """Return the roles that count for a row of any noun that the table of transitions knows."""
    if isinstance(row, Need):
        return roles_for_need(user, row)
    if isinstance(row, Offer):
        return roles_for(user, row.provider)
    if isinstance(row, Proposal | Commitment):
        return roles_in(user, row if isinstance(row, Proposal) else row.proposal)
    return [Role.COORDINATOR] if user.holds(Role.COORDINATOR) else []


def may_at_all(user: User, row: Model, action: str) -> bool:
    """Whether a person's roles let him or her take an action on a row in some status."""
    noun = row._meta.model_name
    rows = [each for each in lifecycle.TRANSITIONS if (each.noun, each.action) == (noun, action)]
    if rows:
        roles = set(roles_on(user, row))
        return any(roles & set(each.roles) for each in rows)
    # What is no transition is for those whose row it is: others would learn its version from whether theirs is right.
    if isinstance(row, Need):
        return owns_need(user, row)
    if isinstance(row, Engagement):
        return takes_part_in(user, row)
    if isinstance(row, Report) and action == "correct":
        return corrects_cycle(user, row)
    return not isinstance(row, Commitment) or bool(sides_of(user, row.proposal))


def reads_sides(user: User, commitment: Commitment) -> bool:
    """Whether a person may read what binds a visible commitment to its need and offer: a side, or a coordinator."""
    return user.is_authenticated and (user.holds(Role.COORDINATOR) or bool(sides_of(user, commitment.proposal)))


def takes_part_in(user: User, engagement: Engagement) -> bool:
    """Whether a person speaks for a party to an engagement, or coordinates."""
    if not user.is_authenticated:
        return False
    parties = {engagement.state_id, *(party.pk for party in engagement.givers)}
    own = {m.party_id for m in user.roles if m.role in {Role.FOCAL_POINT, Role.PROVIDER}}
    return bool(parties & own) or _sight(user, engagement) == Sight.ALL

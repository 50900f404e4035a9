"""Filters of lists: an unknown, repeated or empty name is an error; closed facts filter open rows only."""

from collections.abc import Iterable, Mapping

import django_filters
from django import forms
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.views import APIView

from matchmaker.core import lifecycle
from matchmaker.core.entities.cycles import FIRST_CYCLE, LAST_CYCLE
from matchmaker.core.vocabulary import (
    TIERS,
    EngagementStatus,
    JobKind,
    JobStatus,
    Kind,
    NeedStatus,
    OfferStatus,
    OrganisationType,
    OverrideStatus,
    ProposalStatus,
    Relation,
    Theme,
)
from matchmaker.models import AuditEntry, GroupMembership, Party
from matchmaker.models.needs import facts_open_to

PAGING = {"limit", "offset"}
NO_TIER = {
    "invalid_choice": format_lazy(
        "{} {}.", gettext_lazy("'%(value)s' is not known here: use"), ", ".join(map(str, TIERS))
    )
}


class StrictFilterBackend(DjangoFilterBackend):
    """Refuse query parameters that neither the list's filters nor its paging know."""

    def filter_queryset(self, request: Request, queryset: QuerySet, view: APIView) -> QuerySet:
        """Check the names, then filter."""
        filterset = self.get_filterset_class(view)
        beside = getattr(view, "beside", PAGING)
        refuse_unknown(request, beside | set(filterset.base_filters if filterset else ()) if _lists(view) else set())
        # A form without a value keeps every row, at the price of building it.
        return super().filter_queryset(request, queryset, view) if set(request.query_params) - beside else queryset

    def get_filterset_class(self, view: APIView, queryset: QuerySet | None = None) -> type | None:
        """Return the filters of a list; one row by its id is filtered by nothing."""
        return super().get_filterset_class(view, queryset) if _lists(view) else None


def _lists(view: APIView) -> bool:
    return view.detail is False


def refuse_unknown(request: Request, known: set[str]) -> None:
    """Refuse a query parameter of another name, one given twice, and one without a readable value."""
    for name, values in request.query_params.lists():
        if name not in known:
            facts = {"name": name, "known": ", ".join(sorted(known))}
            said = (
                _("There is no filter '%(name)s' here: use %(known)s.") % facts
                if known
                else _("There is no filter '%(name)s' here: leave it out.") % facts
            )
            raise exceptions.ValidationError({name: said}, code="unknown_filter")
        if len(values) > 1:
            said = _("'%(name)s' is given twice: give it once.") % {"name": name}
            raise exceptions.ValidationError({name: said}, code="repeated_filter")
        if not values[0].strip() or "\x00" in values[0]:
            said = _("'%(name)s' has no readable value: give one or leave the filter out.") % {"name": name}
            raise exceptions.ValidationError({name: said}, code="invalid")


def choice(request: Request, name: str, known: Iterable[str], *, required: bool = False) -> str | None:
    """Return the value of a parameter that is one of a few words; None where it is not given."""
    value = request.query_params.get(name)
    if value is None and not required:
        return None
    if value is None:
        said = _("Say which: give '%(name)s' as one of %(known)s.") % {"name": name, "known": ", ".join(known)}
        raise exceptions.ValidationError({name: said}, "required")
    if value not in list(known):
        facts = {"value": value[:50], "known": ", ".join(known)}
        said = _("'%(value)s' is not known here: use %(known)s.") % facts
        raise exceptions.ValidationError({name: said}, "invalid_choice")
    return value


def choices(members: Iterable[str], **options: object) -> django_filters.ChoiceFilter:
    """Return a filter over stored values."""
    values = list(map(str, members))
    sentence = format_lazy("{} {}.", gettext_lazy("'%(value)s' is not known here: use"), ", ".join(values))
    return django_filters.ChoiceFilter(
        choices=[(value, value) for value in values], error_messages={"invalid_choice": sentence}, **options
    )


def _refused(sentence: str, value: str) -> ValidationError:
    return ValidationError(sentence, code="unknown_value", params={"value": value})


def _is_state(value: str) -> None:
    if not Party.objects.filter(type=Party.STATE, code=value).exists():
        raise _refused(_("'%(value)s' is no State here: use a code that /api/v1/states/ lists."), value)


def _is_party(value: str) -> None:
    if not Party.objects.filter(code=value).exists():
        raise _refused(
            _("'%(value)s' is no provider here: use a code that /api/v1/states/ or /api/v1/organisations/ lists."),
            value,
        )


def _is_region(value: str) -> None:
    if not Party.objects.filter(region=value).exists():
        raise _refused(_("'%(value)s' is no region here: use one that /api/v1/states/ shows."), value)


def _is_group(value: str) -> None:
    if not GroupMembership.objects.filter(group=value).exists():
        raise _refused(_("'%(value)s' is no group here: use one that /api/v1/states/ shows."), value)


def _is_noun(value: str) -> None:
    models = apps.get_app_config("matchmaker").get_models()
    known = sorted(model._meta.model_name for model in models if _is_told_of(model))
    if value not in known:
        facts = {"value": value[:50], "known": ", ".join(known)}
        raise ValidationError(_("'%(value)s' is not known here: use %(known)s."), code="invalid_choice", params=facts)


def _is_told_of(model: type[Model]) -> bool:
    """Say whether the trail tells what befell rows of a model: it names them by their public ids."""
    return model is not AuditEntry and any(field.name == "public_id" for field in model._meta.fields)


class _Year(forms.IntegerField):
    """A whole number in digits 0 to 9 alone, as every other one of a query."""

    def to_python(self, value: object) -> int | None:
        """Refuse what the framework reads as well: other scripts, signs, blanks and a point with zeros."""
        if isinstance(value, str) and value and not (value.isascii() and value.isdigit()):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)


class CycleFilter(django_filters.Filter):
    """A year, as a whole number."""

    field_class = _Year

    def __init__(self, **options: object) -> None:
        sentence = format_lazy(
            "{} {}-{}.", gettext_lazy("A cycle is a whole number of these years:"), FIRST_CYCLE, LAST_CYCLE
        )
        messages = dict.fromkeys(("invalid", "min_value", "max_value"), sentence)
        super().__init__(min_value=FIRST_CYCLE, max_value=LAST_CYCLE, error_messages=messages, **options)


class _TrueOrFalse(forms.NullBooleanField):
    """True or false; the framework passes over every other word."""

    widget = forms.TextInput

    def to_python(self, value: object) -> bool | None:
        """Read the two words that JSON has for it."""
        if value in (None, "", "true", "false"):
            return {"true": True, "false": False}.get(str(value))
        said = _("'%(value)s' is not known here: use %(known)s.")
        raise ValidationError(said, code="invalid_choice", params={"value": str(value)[:50], "known": "true, false"})


class Whether(django_filters.BooleanFilter):
    """True or false."""

    field_class = _TrueOrFalse


class Filters(django_filters.FilterSet):
    """Filters of a list, of which those that are asked for are made: making all took a third of a list's time."""

    def __init__(self, data: Mapping[str, str], *args: object, **options: object) -> None:
        self.base_filters = {name: each for name, each in self.base_filters.items() if name in data}
        super().__init__(data, *args, **options)


class StateFilters(Filters):
    """States by region and by group, at any time."""

    region = django_filters.CharFilter(validators=[_is_region])
    group = django_filters.CharFilter(method="in_group", validators=[_is_group])

    def in_group(self, states: QuerySet, name: str, value: str) -> QuerySet:
        """Keep the States with a membership of the group."""
        return states.filter(pk__in=GroupMembership.objects.filter(group=value).values("state_id"))


class OrganisationFilters(Filters):
    """Organisations by type and region."""

    type = choices(OrganisationType)
    region = django_filters.CharFilter(validators=[_is_region])


class NeedFilters(Filters):
    """Needs by what is open of them; all but theme, State and its name, region find only those whose facts are open."""

    theme = choices(Theme)
    state = django_filters.CharFilter("state__code", validators=[_is_state])
    region = django_filters.CharFilter("state__region", validators=[_is_region])
    kind = choices(Kind, method="closed_fact")
    status = choices(NeedStatus, method="closed_fact")
    cycle = CycleFilter(method="closed_fact")
    tier = django_filters.TypedChoiceFilter(
        choices=[(str(each), str(each)) for each in TIERS], coerce=int, method="closed_fact", error_messages=NO_TIER
    )
    text = django_filters.CharFilter(method="holds", max_length=200)

    def closed_fact(self, needs: QuerySet, name: str, value: str | int) -> QuerySet:
        """Keep needs with a fact, among those whose facts are open to the reader."""
        return needs.filter(facts_open_to(self.request.user), **{name: value})

    def holds(self, needs: QuerySet, name: str, words: str) -> QuerySet:
        """Keep needs that hold the words, in what the reader may read of them, or in the name of their State."""
        return needs.holding(words, facts_open=facts_open_to(self.request.user))


class OfferFilters(Filters):
    """Offers by theme and kind (of which an offer may have several), provider, status, and words."""

    theme = choices(Theme, method="among", field_name="themes")
    kind = choices(Kind, method="among", field_name="kinds")
    provider = django_filters.CharFilter("provider__code", validators=[_is_party])
    status = choices(OfferStatus)
    text = django_filters.CharFilter(method="holds", max_length=200)

    def holds(self, offers: QuerySet, name: str, words: str) -> QuerySet:
        """Keep offers in whose title, text or provider's name the words stand."""
        return offers.holding(words)

    def among(self, offers: QuerySet, name: str, value: str) -> QuerySet:
        """Keep offers whose list holds the value; the list's text is what both databases can search."""
        return offers.alias(listed=Cast(name, TextField())).filter(listed__contains=f'"{value}"')


class EngagementFilters(Filters):
    """Assistance by theme, kind, State, provider and status."""

    theme = choices(Theme)
    kind = choices(Kind)
    state = django_filters.CharFilter("state__code", validators=[_is_state])
    provider = django_filters.CharFilter("providers__code", validators=[_is_party])
    status = choices(EngagementStatus)


class ProposalFilters(Filters):
    """Proposals by status."""

    status = choices(ProposalStatus)


class DuplicateFilters(Filters):
    """Judgements by relation, and by whether a person gave them."""

    relation = choices(Relation)
    judged = Whether("judged_by", lookup_expr="isnull", exclude=True)


class AuditFilters(Filters):
    """Entries by noun, row and action."""

    noun = django_filters.CharFilter(validators=[_is_noun])
    object_id = django_filters.UUIDFilter()
    action = choices(sorted(lifecycle.RECORDED))


class JobFilters(Filters):
    """Jobs by kind and status."""

    kind = choices(JobKind)
    status = choices(JobStatus)


class OverrideFilters(Filters):
    """Decisions against a plan by status."""

    status = choices(OverrideStatus)

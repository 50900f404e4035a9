"""Filters of the lists: query parameters in; clean values, and clear sentences about what could not be read, out."""

from collections.abc import Iterable

from allauth.account.forms import LoginForm
from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matchmaker.core.entities.cycles import FIRST_CYCLE, LAST_CYCLE
from matchmaker.core.names import alphabetical
from matchmaker.core.vocabulary import TIERS, Role
from matchmaker.models import Need, Party
from matchmaker.models.parties import name_in_order
from matchmaker.web import labels, languages
from matchmaker.web.reading import NeedChoices, OfferChoices
from matchmaker.web.site_forms import without_controls

Choices = Iterable[tuple[str, object]]


def _known(of: str, values: Iterable[object]) -> Choices:
    among = {str(value) for value in values}
    return [choice for choice in labels.choices(of) if choice[0] in among]


def _plain(values: Iterable[object]) -> Choices:
    return [(str(value), str(value)) for value in values]


def _sorted(choices: Choices) -> Choices:
    return sorted(choices, key=lambda choice: alphabetical(str(choice[1])))


class ListFilter(forms.Form):
    """A filter by GET; what cannot be read is named and left out, what can be read still counts."""

    text = forms.CharField(label=gettext_lazy("Words"), max_length=200, required=False, widget=forms.SearchInput)
    theme = forms.ChoiceField(label=gettext_lazy("Theme"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), required=False)
    page = forms.IntegerField(min_value=1, max_value=100_000, required=False, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data, auto_id="filter_%s", label_suffix="")
        self.offer("theme", _sorted(labels.choices("theme")))
        self.offer("kind", labels.choices("kind"))
        for name, field in self.fields.items():
            field.widget.attrs["class"] = "form-select" if isinstance(field, forms.ChoiceField) else "form-control"
            problem = _("The filter “%(name)s” holds something that is not among its choices.") % {"name": name}
            field.error_messages.update(dict.fromkeys(("invalid_choice", "invalid", "min_value", "max_value"), problem))

    def offer(self, name: str, choices: Choices) -> None:
        """Set what a filter can be set to, with "any" first."""
        self.fields[name].choices = [("", _("Any")), *choices]

    def clean(self) -> dict[str, object]:
        """Name the parameters that this list does not know."""
        for name in sorted(set(self.data) - set(self.fields))[:3]:
            self.add_error(None, _("This list has no filter called “%(name)s”.") % {"name": name[:40]})
        return self.cleaned_data

    @property
    def wanted(self) -> dict[str, object]:
        """The filters that were set and could be read, without the page."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value not in ("", None) and name != "page"}

    @property
    def narrowed(self) -> bool:
        """Whether anything narrows the list."""
        return bool(self.wanted)


class IndicatorFilter(forms.Form):
    """How indicators are broken down; a cycle by itself is for coordinators."""

    axis = forms.ChoiceField(label=gettext_lazy("Broken down"), required=False)
    cycle = forms.IntegerField(
        label=gettext_lazy("Only the cycle"), min_value=FIRST_CYCLE, max_value=LAST_CYCLE, required=False
    )

    def __init__(self, data: QueryDict, *, narrows: bool) -> None:
        super().__init__(data, auto_id="filter_%s", label_suffix="")
        self.fields["axis"].choices = labels.choices("axis")
        if not narrows:
            del self.fields["cycle"]
        for name, field in self.fields.items():
            field.widget.attrs["class"] = "form-select" if isinstance(field, forms.ChoiceField) else "form-control"
            problem = _("The filter “%(name)s” holds something that is not among its choices.") % {"name": name}
            field.error_messages.update(dict.fromkeys(("invalid_choice", "invalid", "min_value", "max_value"), problem))

    def clean(self) -> dict[str, object]:
        """Name the parameters that this page does not know."""
        for name in sorted(set(self.data) - set(self.fields))[:3]:
            self.add_error(None, _("This page has no filter called “%(name)s”.") % {"name": name[:40]})
        return self.cleaned_data

    @property
    def wanted(self) -> dict[str, object]:
        """What was chosen and could be read."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value not in ("", None)}

    @property
    def narrowed(self) -> bool:
        """Whether anything but the totals of all cycles is shown."""
        return bool(self.wanted)


class NeedFilter(ListFilter):
    """What the list of needs can be narrowed by."""

    state = forms.ChoiceField(label=gettext_lazy("State"), required=False)
    region = forms.ChoiceField(label=gettext_lazy("Region"), required=False)
    status = forms.ChoiceField(label=gettext_lazy("Status"), required=False)
    cycle = forms.ChoiceField(label=gettext_lazy("Cycle"), required=False)

    field_order = ("text", "theme", "kind", "state", "region", "status", "cycle", "page")

    def __init__(self, data: QueryDict, choices: NeedChoices) -> None:
        super().__init__(data)
        self.offer("state", choices.states)
        self.offer("region", _sorted(_known("region", choices.regions)))
        self.offer("status", _known("need_status", choices.statuses))
        self.offer("cycle", _plain(choices.cycles))


class OpenNeedFilter(ListFilter):
    """What a donor narrows the needs by that its offers fit."""

    region = forms.ChoiceField(label=gettext_lazy("Region"), required=False)
    tier = forms.ChoiceField(label=gettext_lazy("Rank"), required=False)
    cycle = forms.ChoiceField(label=gettext_lazy("Cycle"), required=False)

    field_order = ("text", "theme", "kind", "region", "tier", "cycle", "page")

    def __init__(self, data: QueryDict, needs: Iterable[Need]) -> None:
        super().__init__(data)
        rows = list(needs)
        themes, kinds = {need.theme for need in rows}, {need.kind for need in rows}
        self.offer("theme", sorted(_known("theme", themes), key=lambda choice: str(choice[1])))
        self.offer("kind", _known("kind", kinds))
        self.offer("region", _known("region", {need.state.region for need in rows} - {""}))
        self.offer("tier", _plain(TIERS))
        self.offer("cycle", _plain(sorted({need.cycle for need in rows}, reverse=True)))

    def passes(self, need: Need) -> bool:
        """Say whether a need is among what is looked for."""
        wanted = dict(self.wanted)
        words = str(wanted.pop("text", "")).casefold()
        region = wanted.pop("region", need.state.region)
        if region != need.state.region or any(str(getattr(need, name)) != value for name, value in wanted.items()):
            return False
        said = [need.state.name, need.text, *(passage.quote for passage in need.passages.all())] if words else ()
        return not words or any(words in each.casefold() for each in said)


class OfferFilter(ListFilter):
    """What the list of offers can be narrowed by."""

    provider = forms.ChoiceField(label=gettext_lazy("Provider"), required=False)
    region = forms.ChoiceField(label=gettext_lazy("Open to"), required=False)
    status = forms.ChoiceField(label=gettext_lazy("Status"), required=False)

    field_order = ("text", "theme", "kind", "provider", "region", "status", "page")

    def __init__(self, data: QueryDict, choices: OfferChoices) -> None:
        super().__init__(data)
        self.offer("provider", choices.providers)
        self.offer("region", _sorted(_known("region", choices.regions)))
        self.offer("status", _known("offer_status", choices.statuses))


class SignInForm(LoginForm):
    """The library's form, in the words of this site."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("User name or e-mail address")
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class AccountForm(forms.Form):
    """What a person says of himself or herself, and whether mail is welcome."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=150, required=False, validators=[without_controls])
    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        help_text=gettext_lazy("Mail comes in this language, and pages where a browser was told no other."),
    )
    digests = forms.BooleanField(
        label=gettext_lazy("Tell me by mail what waits for me, at most once a day"), required=False
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = languages.stored()
        self.fields["language"].widget.attrs["class"] = "form-select"


class NewAccountForm(forms.Form):
    """The account that an invitation makes."""

    username = forms.CharField(label=gettext_lazy("User name"), max_length=150, validators=[without_controls])
    name = forms.CharField(
        label=gettext_lazy("Your name"), max_length=150, required=False, validators=[without_controls]
    )
    password = forms.CharField(
        label=gettext_lazy("Password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=gettext_lazy("At least twelve letters; a sentence is easy to keep in mind."),
    )
    again = forms.CharField(
        label=gettext_lazy("The same again"), widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def clean_again(self) -> str:
        """Refuse a slip of the finger."""
        if self.cleaned_data["again"] != self.cleaned_data.get("password"):
            raise forms.ValidationError(_("The two passwords differ: type the same one twice."))
        return self.cleaned_data["again"]

    @property
    def account(self) -> dict[str, str]:
        """What the service asks for."""
        return {name: self.cleaned_data[name] for name in ("username", "name", "password")}


class TokenForm(forms.Form):
    """For how long a program acts in one's name."""

    days = forms.IntegerField(
        min_value=1,
        max_value=365,
        initial=90,
        label=gettext_lazy("For how many days"),
        help_text=gettext_lazy("To endorse or to override, a program needs one made within minutes of a sign-in."),
    )


class InvitationForm(forms.Form):
    """Whom to invite, to which role, for which party."""

    email = forms.EmailField(label=gettext_lazy("Address of mail"))
    role = forms.ChoiceField(label=gettext_lazy("Role"))
    party = forms.ModelChoiceField(
        Party.objects.order_by(name_in_order()),
        to_field_name="code",
        label=gettext_lazy("State or organisation"),
        required=False,
        empty_label=gettext_lazy("None"),
        help_text=gettext_lazy("For a coordinator: the nationality. None for auditors and administrators."),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [choice for choice in labels.choices("role") if choice[0] != Role.ANONYMOUS]
        for name in ("role", "party"):
            self.fields[name].widget.attrs["class"] = "form-select"

    def clean_role(self) -> Role:
        """Return the role itself."""
        return Role(self.cleaned_data["role"])

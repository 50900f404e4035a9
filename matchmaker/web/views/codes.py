"""One-time codes on another device: the new one shows a code, and the old one, or a recovery code, says who asks."""

from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.internal.flows.add import validate_can_add_authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import clear_totp_secret, validate_totp_code
from allauth.mfa.totp.views import ActivateTOTPView
from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic.edit import FormView

from matchmaker.services import accounts
from matchmaker.web.acting import done


class MoveForm(ActivateTOTPForm):
    """A code of the new device, and one that only the owner of the old one has."""

    present = forms.CharField(
        label=gettext_lazy("A code of the device you had until now, or a recovery code"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: object, **more: object) -> None:
        super().__init__(*args, **more)
        self.fields["code"].label = _("The code that the new device shows")

    def clean_code(self) -> str:
        """Ask that the new device works; its secret stands on the page, so that no guesses need counting.

        The library forgets here how often a code was guessed wrong, and with it the guesses at the old device's.
        """
        validate_can_add_authenticator(self.user)
        if not validate_totp_code(self.secret, self.cleaned_data["code"]):
            raise get_mfa_adapter().validation_error("incorrect_code")
        return self.cleaned_data["code"]


@method_decorator([login_required, reauthentication_required(app="allauth.mfa")], name="dispatch")
class MoveCodes(ActivateTOTPView):
    """Let a person take one-time codes from another device from now on."""

    form_class = MoveForm
    template_name = "mfa/totp/move_form.html"

    def dispatch(self, request: HttpRequest, *given: object, **named: object) -> HttpResponse:
        """Set codes up where there are none; the library's own way leads away whoever has some."""
        if not accounts.has_second_factor(request.user):
            return redirect("mfa_activate_totp")
        return FormView.dispatch(self, request, *given, **named)

    def form_valid(self, form: MoveForm) -> HttpResponse:
        """Keep the new secret in place of the old one, or say why the proof is none."""
        said = _("From now on the new device shows your codes; those of the old one open nothing.")
        given = {"secret": form.secret, "proof": form.cleaned_data["present"]}
        if not done(self.request, said, accounts.move_codes, form=form, **given):
            return self.form_invalid(form)
        clear_totp_secret(self.request)
        # As where codes are set up or given up: whoever did not ask for it should learn of it.
        get_adapter(self.request).send_notification_mail("mfa/email/totp_activated", self.request.user)
        return redirect("account")


move_codes = MoveCodes.as_view()

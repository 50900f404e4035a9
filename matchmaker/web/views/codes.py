"""One-time codes on another device: the new one shows a code, and the old one, or a recovery code, says who asks."""

from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from allauth.mfa.base.forms import BaseAuthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import clear_totp_secret
from allauth.mfa.totp.views import ActivateTOTPView
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic.edit import FormView

from matchmaker.services import accounts


class MoveForm(ActivateTOTPForm):
    """A code of the new device, and one that only the owner of the old one has."""

    present = forms.CharField(
        label=gettext_lazy("A code of the device you had until now, or a recovery code"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: object, **more: object) -> None:
        super().__init__(*args, **more)
        self.fields["code"].label = _("The code that the new device shows")

    def clean(self) -> dict[str, object]:
        """Ask for what proves the owner last: a recovery code serves once, and is not spent on a slip beside it."""
        said = super().clean()
        if not self.errors:
            proof = BaseAuthenticateForm({"code": said["present"]}, user=self.user)
            if not proof.is_valid():
                self.add_error("present", proof.errors["code"])
        return said


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
        """Keep the new secret in place of the old one."""
        accounts.move_codes(secret=form.secret, by=self.request.user, at=timezone.now())
        clear_totp_secret(self.request)
        # As where codes are set up or given up: whoever did not ask for it should learn of it.
        get_adapter(self.request).send_notification_mail("mfa/email/totp_activated", self.request.user)
        messages.success(
            self.request, _("From now on the new device shows your codes; those of the old one open nothing.")
        )
        return redirect("account")


move_codes = MoveCodes.as_view()

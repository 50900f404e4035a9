"""Addresses of accounts: of the library's pages those that this site has, and its own."""

from allauth.account import views as account
from allauth.mfa.base import views as second_factor
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from django.urls import path, re_path
from django.views.generic import RedirectView

from matchmaker.web.views import accounts, invitations, people, tokens
from matchmaker.web.views.codes import move_codes
from matchmaker.web.views.keys import keys

urlpatterns = [
    path("", accounts.account, name="account"),
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("keys/", keys, name="keys"),
    path("signup/", account.signup, name="account_signup"),  # closed: says so
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/reset/", account.password_reset, name="account_reset_password"),
    path("password/reset/sent/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("password/reset/done/", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    path("2fa/", RedirectView.as_view(pattern_name="account"), name="mfa_index"),
    path("2fa/authenticate/", second_factor.authenticate, name="mfa_authenticate"),
    path("2fa/reauthenticate/", second_factor.reauthenticate, name="mfa_reauthenticate"),
    path("2fa/totp/activate/", totp.activate_totp, name="mfa_activate_totp"),
    path("2fa/totp/deactivate/", accounts.give_up_codes, name="mfa_deactivate_totp"),
    path("2fa/totp/move/", move_codes, name="codes-move"),
    path("2fa/recovery-codes/", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("2fa/recovery-codes/generate/", recovery_codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("tokens/", tokens.tokens, name="tokens"),
    path("tokens/make/", tokens.make, name="token-make"),
    path("tokens/<slug:token_key>/revoke/", tokens.revoke, name="token-revoke"),
    path("sessions/end/", accounts.end_sessions, name="sessions-end"),
    path("mail/stop/<str:token>/", accounts.stop_mail, name="mail-stop"),
    path("invitation/<str:secret>/", invitations.invitation, name="invitation"),
    path("people/", people.people, name="people"),
    path("people/invite/", people.invite, name="people-invite"),
    path("people/invitations/<uuid:public_id>/withdraw/", people.withdraw, name="invitation-withdraw"),
    path("people/memberships/<uuid:public_id>/revoke/", people.revoke, name="membership-revoke"),
]

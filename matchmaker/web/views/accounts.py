"""Signing in, for now with a name and a password."""

from django.contrib.auth.views import LoginView
from django.shortcuts import resolve_url

from matchmaker.core.vocabulary import Role
from matchmaker.web.forms import SignInForm


class SignIn(LoginView):
    """Sign in, then lead to the desk that the person has."""

    authentication_form = SignInForm
    redirect_authenticated_user = True

    def get_default_redirect_url(self) -> str:
        """Lead a coordinator to the desk, everybody else to the needs."""
        return resolve_url("coordinator" if self.request.user.holds(Role.COORDINATOR) else "needs")

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
        """Lead a coordinator to the desk, a focal point to the own reports, everybody else to the needs."""
        desks = {Role.COORDINATOR: "coordinator", Role.FOCAL_POINT: "my-reports"}
        return resolve_url(next((desk for role, desk in desks.items() if self.request.user.holds(role)), "needs"))

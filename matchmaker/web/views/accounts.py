"""Signing in, for now with a name and a password."""

from django.contrib.auth.views import LoginView

from matchmaker.web.forms import SignInForm


class SignIn(LoginView):
    """Sign in, then lead to the own desk."""

    authentication_form = SignInForm
    redirect_authenticated_user = True

"""The service with a bare list beside it, for benchmark_api."""

from django.conf import settings

from matchmaker.wsgi import application

__all__ = ["application"]

settings.ROOT_URLCONF = "api.bare"

"""The service with a bare list beside it, for benchmark_api."""

from django.conf import settings

from matchmaker import wsgi

settings.ROOT_URLCONF = "api.bare"
application = wsgi.application

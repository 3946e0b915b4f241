"""The web server of the peers: the product's settings and models, their addresses alone, no middleware."""

import os

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()
settings.ROOT_URLCONF, settings.MIDDLEWARE = "apps.desk.bench.peers", []
application = WSGIHandler()

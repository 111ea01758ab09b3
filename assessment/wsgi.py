"""The WSGI application: what a web server runs."""

import os

from django.core.wsgi import get_wsgi_application

from assessment.charsets import judged

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "assessment.settings")
os.umask(0o077)  # the database, its journal and the drawings are nobody else’s on this machine
application = judged(get_wsgi_application())

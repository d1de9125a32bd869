"""For gunicorn."""

import os

from django.core.wsgi import get_wsgi_application

from rangkiang.law import check_bounds

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rangkiang.platform.settings")
check_bounds()  # a law whose sums could leave 64 bits serves nobody
application = get_wsgi_application()

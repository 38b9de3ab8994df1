"""A command that somebody waits for loads what it needs, and not the whole house."""

import subprocess
import sys

import pytest

from tests.dev.workers import ROOT

SLOW = ["celery", "kombu", "rest_framework.views", "drf_spectacular.openapi", "PIL", "dns", "uvicorn"]
LIST = "import config.cli, django; config.cli.parser(); django.setup(); import provisioning.circles"
LETTER = (
    "import config.cli, django; django.setup(); from django.template.loader import get_template as find;"
    " find('provisioning/mail/ready.txt')"
)
UNREAD = ["celery", "rest_framework.compat", "requests", "pygments"]
ROOTS_WORKER = "import config.celery; from celery.platforms import check_privileges; check_privileges(['json'])"
WEB = "import config.asgi; from celery import current_app; print(current_app.main)"


@pytest.fixture
def python(tmp_path):
    """Runs a line in a Python of its own, under the settings of `coopbox up`, and gives what it prints."""

    def run(line: str) -> str:
        env = {"COOPBOX_HOME": str(tmp_path), "SECRET_KEY": "x" * 50, "DJANGO_SETTINGS_MODULE": "config.settings.dev"}
        command = [sys.executable, "-c", line]
        done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=True)
        return (done.stdout + done.stderr).strip()

    return run


def test_listing_circles_loads_neither_queue_nor_api_nor_pictures(python):
    assert python(f"{LIST}; import sys; print([name for name in {SLOW} if name in sys.modules])") == "[]"


def test_writing_a_letter_loads_neither_queue_nor_what_the_api_would_show_its_own_pages_with(python):
    assert python(f"{LETTER}; import sys; print([name for name in {UNREAD} if name in sys.modules])") == "[]"


def test_a_worker_that_runs_as_root_begins_its_log_without_prose(python):
    assert python(ROOTS_WORKER) == ""


def test_the_website_knows_our_queue_before_anybody_asks_for_a_job(python):
    assert python(WEB) == "coopbox"

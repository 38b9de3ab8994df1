"""Jobs for a real worker, each leaving a trace in its circle."""

import os
import signal
import time

from celery import shared_task
from django.db import connection

from tenants.context import current_circle
from tests.plum.models import Tree


@shared_task
def plant(name: str) -> None:
    """Plant a tree in the circle the job belongs to."""
    Tree.objects.create(name=f"{name} in {current_circle().slug}")


@shared_task
def plant_slowly(name: str, die_once_at: str = "") -> None:
    """Plant a tree, take a while, plant another. The first process to do this is killed in between."""
    Tree.objects.create(name=f"{name} first")
    if die_once_at and not os.path.exists(die_once_at):
        with open(die_once_at, "w", encoding="utf-8") as mark:
            mark.write(str(os.getpid()))
        os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(0.05)
    Tree.objects.create(name=f"{name} second")


@shared_task
def fell_over(name: str) -> None:
    Tree.objects.create(name=name)
    raise RuntimeError("fell over")


@shared_task
def whoami(where: str) -> None:
    """Write down which role the database sees."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        Tree.objects.create(name=f"{where} {cursor.fetchone()[0]}"[:50])

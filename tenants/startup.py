"""Asked once when a process of a real deployment starts: would this database keep circles apart?"""

import logging

from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, OperationalError, connection, transaction

from tenants.context import in_federation
from tenants.roles import breaches

log = logging.getLogger(__name__)

STATEMENT_POOLING = (
    "The pooler in front of the database changes the connection between the statements of one transaction. That would"
    " mix circles: set it to transaction or session mode."
)
_WHO = "SELECT pg_backend_pid(), txid_current()"


def refuse_mixing() -> None:
    """Raise ImproperlyConfigured when the walls do not stand or a pooler would mix circles.

    A database that cannot be reached just now is no reason: pages answer 503 until it can.
    """
    try:
        wrong = [*_pooler(), *breaches()]
    except OperationalError:
        log.warning("The database cannot be reached yet; its walls were not looked at.")
        return
    finally:
        connection.close()
    if wrong:
        raise ImproperlyConfigured("Coopbox will not start with this database:\n- " + "\n- ".join(wrong))


def _pooler() -> list[str]:
    """Two statements of one transaction must meet the same server process and the same transaction."""
    try:
        with in_federation(), transaction.atomic(), connection.cursor() as cursor:
            answers = {cursor.execute(_WHO).fetchone() for _ in range(3)}
    except DatabaseError as error:  # PgBouncer in statement mode does not even allow BEGIN
        if "statement pooling" in str(error):
            return [STATEMENT_POOLING]
        raise
    return [STATEMENT_POOLING] if len(answers) > 1 else []

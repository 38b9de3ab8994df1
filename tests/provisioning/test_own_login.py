"""A circle with a login of its own cannot be reached by any other, whatever code runs there."""

import psycopg
import pytest
from django.db import DatabaseError, connection

from kernel.actors import SYSTEM
from provisioning import circles, homes
from tenants.context import circle_context, in_circle, in_federation
from tenants.models import Circle
from tests.plum.models import Tree


@pytest.fixture
def guarded(fresh_house, open_many, settings):
    """Two circles, the first with a login of its own."""
    first, second = open_many(2)
    settings.CIRCLE_LOGINS = circles.own_login(first.slug, by=SYSTEM)
    yield first, second
    connection.close()


def who():
    with connection.cursor() as cursor:
        return cursor.execute("SELECT session_user, current_user").fetchone()


def test_it_is_served_under_its_own_login_and_the_others_as_before(guarded, client):
    first, second = guarded
    for circle, login in [(first, first.role), (second, "coopbox_app"), (first, first.role)]:
        with in_circle(circle):
            assert who() == (login, circle.role)
            Tree.objects.get_or_create(name="oak")
            assert Tree.objects.filter(name="oak").exists()
        with circle_context(circle):
            assert who() == (login, circle.role)
        with in_federation():
            assert who() == ("coopbox_app", "coopbox_app")
            assert Circle.objects.count() == 2
        assert client.get("/", headers={"host": circle.host}).status_code == 200


def test_the_applications_login_cannot_become_its_role_any_more(guarded, settings):
    first, second = guarded
    settings.CIRCLE_LOGINS = {}
    connection.close()
    with pytest.raises(DatabaseError, match="permission denied"), in_circle(first):
        Tree.objects.count()
    connection.close()
    with in_circle(second):
        assert Tree.objects.count() == 0


def test_its_login_reaches_nothing_else(guarded, postgres):
    first, second = guarded
    from django.conf import settings
    from django.db import connections

    at = connections.settings["default"]
    address = f"postgresql://{first.role}:{settings.CIRCLE_LOGINS[first.schema]}@{at['HOST']}:{at['PORT']}/{at['NAME']}"
    with psycopg.connect(address, autocommit=True) as own:
        own.execute(f'SELECT count(*) FROM "{first.schema}".plum_tree')
        for forbidden in (f'"{second.schema}".plum_tree', "public.tenants_circle"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                own.execute(f"SELECT * FROM {forbidden}")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            own.execute(f"SET ROLE {second.role}")


def test_it_can_be_taken_back_and_the_circle_can_be_closed(guarded, settings):
    first, _ = guarded
    circles.own_login(first.slug, undo=True, by=SYSTEM)
    settings.CIRCLE_LOGINS = {}
    connection.close()
    with in_circle(first):
        assert who() == ("coopbox_app", first.role)
    connection.close()
    homes.give_own_login(first.schema)
    circles.close(first.slug, by=SYSTEM)

"""Which house a request is for is decided by its host, exactly, and by nothing else."""

import time

import pytest
from django.test import Client

from tenants import directory
from tenants.models import Domain


def ask(host: str, **headers: str):
    return Client().get("/", headers={"host": host, **headers})


@pytest.mark.parametrize(
    "host",
    [
        "calderdale.localhost",
        "calderdale.localhost:8000",
        "CALDERDALE.LocalHost",
        "calderdale.localhost.",
        "Calderdale.localhost.:8000",
    ],
)
def test_a_circle_is_found_however_its_host_is_written(db, host):
    response = ask(host)
    assert response.status_code == 200
    assert "Calderdale Care Circle" in response.text


@pytest.mark.parametrize(
    "host",
    [
        "nowhere.localhost",
        "calderdal.localhost",
        "calder.localhost",
        "calderdale2.localhost",
        "www.calderdale.localhost",
        "calderdale.localhost.evil.example",
        "evil-calderdale.localhost",
        "calderdale",
        "xn--calderdale-9kb.localhost",
        "127.0.0.1",
        "[::1]:8000",
        "id.calderdale.localhost",
        "localhost.localhost",
        "calderdale.localhost..",
    ],
)
def test_a_host_that_is_nobodys_is_not_found(db, host):
    response = ask(host)
    assert response.status_code == 404
    assert "There is no care circle at this address." in response.text
    assert "Calderdale" not in response.text


@pytest.mark.parametrize(
    "host",
    ["", "calder dale.localhost", "calderdale.localhost:port", "cälderdale.localhost", "a/b", "<b>.localhost", "\x00"],
)
def test_a_host_that_is_no_host_is_refused(db, host):
    response = ask(host)
    assert response.status_code in {400, 404}
    assert "Calderdale" not in response.text
    assert "<b>" not in response.text


def test_a_program_that_asks_nobodys_host_is_answered_in_its_own_shape(db):
    response = Client().get("/api/v1/me/", headers={"host": "nowhere.localhost"})
    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["detail"] == "There is no care circle at this address."


def test_what_a_proxy_might_say_about_the_host_is_not_believed(db):
    response = ask(
        "clapton.localhost", **{"x-forwarded-host": "calderdale.localhost", "x-host": "calderdale.localhost"}
    )
    assert "Clapton Care Circle" in response.text
    assert "Calderdale" not in response.text


def test_ten_thousand_unknown_hosts_cost_no_question_to_the_database(db, django_assert_max_num_queries):
    ask("calderdale.localhost")
    with django_assert_max_num_queries(3):  # one look at the register's number a second, whoever asks
        for number in range(10_000):
            assert directory.by_host(f"host-{number}.localhost") is None


def test_a_change_made_by_another_process_is_noticed_within_a_second_or_two(committed, calderdale):
    assert directory.by_host("old-name.localhost") is None
    from django.db import transaction

    with transaction.atomic(using="owner"):
        domain = Domain(domain="Old-Name.localhost.", tenant_id=calderdale.id, is_primary=False)
        domain.save(using="owner")
        directory.Directory.objects.using("owner").update(version=10_000)  # as another process would have left it
    try:
        until = time.monotonic() + 3
        while directory.by_host("old-name.localhost") is None and time.monotonic() < until:
            time.sleep(0.1)
        found = directory.by_host("old-name.localhost")
        assert found is not None
        assert found.id == calderdale.id
        assert found.host == "calderdale.localhost"
    finally:
        with transaction.atomic(using="owner"):
            domain.delete(using="owner")
            directory.bump()
    assert directory.by_host("old-name.localhost") is None


def test_a_request_in_a_circle_is_one_transaction_that_a_refusal_undoes(cast, calderdale, browser_of, settings):
    from django.http import HttpResponse
    from django.urls import path

    from tenants.context import in_circle
    from tests.plum.models import Tree

    def plant(request, status):
        Tree.objects.create(name=f"planted {status}")
        return HttpResponse(status=status)

    def fall(request):
        Tree.objects.create(name="planted and fell")
        raise RuntimeError("the branch broke")

    urls = [path("plant/<int:status>/", plant), path("fall/", fall)]
    settings.CIRCLE_URLCONF = tuple(urls)
    browser = browser_of(calderdale)
    browser.raise_request_exception = False
    assert browser.get("/plant/200/").status_code == 200
    assert browser.get("/plant/422/").status_code == 422
    assert browser.get("/fall/").status_code == 500
    with in_circle(calderdale):
        assert list(Tree.objects.filter(name__startswith="planted").values_list("name", flat=True)) == ["planted 200"]

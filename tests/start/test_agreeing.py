"""The agreement is signed in the words and the language in which it was read."""

from shared_apps.applications.models import Application
from tests.start.conftest import answer


def test_a_founder_signs_what_they_read(pat):
    pat.cookies["django_language"] = "tr"
    page = pat.get("/7-agree/?wording=easy").content.decode()
    assert "Bu, çemberinizle ulusal kooperatif arasında bir sözdür." in page
    answer(pat, "/7-agree/", wording="easy", shown_in="tr")
    assert Application.objects.values_list("wording", "shown_in").get() == ("easy", "tr")
    assert 'lang="en-gb"' in pat.get("/7-agree/?wording=full&english=1").content.decode().split('id="main"')[1]

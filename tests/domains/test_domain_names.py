"""What may be typed as a circle's own domain, and what is said to everything else."""

import pytest

from kernel.errors import RuleBroken
from shared_apps.federation.domain_names import in_letters, normal_domain, own_part


@pytest.fixture(autouse=True)
def _a_real_federation(settings):
    settings.FEDERATION_DOMAIN = "circles.example-coop.org"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("hebdencare.org", "hebdencare.org"),
        ("  HebdenCare.ORG. ", "hebdencare.org"),
        ("https://www.hebdencare.org/about?x=1#top", "www.hebdencare.org"),
        ("zdrowie-łódź.pl", "zdrowie-łódź.pl"),
        ("ＨＥＢＤＥＮ.org", "hebden.org"),
        ("bücher.example-shop.de", "xn--bcher-kva.example-shop.de"),
        ("دیکھ-بھال.com", None),
        ("пример.com", "пример.com"),
    ],
)
def test_a_domain_is_kept_in_one_spelling(typed, kept):
    found = normal_domain(typed)
    assert found.isascii()
    assert kept is None or in_letters(found) == in_letters(kept)
    assert normal_domain(found) == found


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("192.0.2.1", "an_ip"),
        ("[2001:db8::1]", "an_ip"),
        ("2001:db8::1", "an_ip"),
        ("http://127.0.0.1/", "an_ip"),
        ("1.2.3", "an_ip"),
        ("hebdencare", "no_dot"),
        ("cora@hebdencare.org", "an_email"),
        ("hebdencare.org:8000", "a_port"),
        ("hebden_care.org", "not_a_domain"),
        ("hebden care.org", "not_a_domain"),
        ("-hebden.org", "not_a_domain"),
        ("a..org", "not_a_domain"),
        ("*.hebdencare.org", "not_a_domain"),
        ("xn--a.org", "not_a_domain"),
        ("a" * 64 + ".org", "not_a_domain"),
        ("a." * 130 + "org", "not_a_domain"),
        ("heb\u200dden.org", "not_a_domain"),
        ("hebd\u0435n.org", "mixed_letters"),  # one Cyrillic letter among Latin ones
        ("\u0430\u0440\u0440\u0435.com", "mixed_letters"),  # all Cyrillic, all drawn like Latin
        ("www.\u0430\u0440\u0440\u04cf\u0435.com", "mixed_letters"),  # with a palochka, read as www.apple.com
        ("\u0455\u0441\u043e\u0440\u0451.com", "mixed_letters"),  # dots above change nothing
        ("xn--hebdn-2we.org", "mixed_letters"),
        ("circles.example-coop.org", "federations"),
        ("calderdale.circles.example-coop.org", "federations"),
        ("example-coop.org", "federations"),
        ("examp1e-coop.org", "looks_like_ours"),
        ("www.exarnple-coop.org", None),
        ("co.uk", "public_suffix"),
        ("github.io", "public_suffix"),
        ("org", "no_dot"),
        ("calderdale.localhost", "nowhere"),
        ("hebdencare.test", "nowhere"),
        ("hidden.onion", "nowhere"),
        ("1.0.0.127.in-addr.arpa", "nowhere"),
    ],
)
def test_what_is_no_domain_of_a_circle_is_refused_with_a_sentence(typed, code):
    with pytest.raises(RuleBroken) as refused:
        normal_domain(typed)
    assert code is None or refused.value.code == code
    assert str(refused.value).endswith(".")


def test_what_was_registered_is_told_from_what_stands_in_front():
    assert own_part("www.hebdencare.org.uk") == "hebdencare.org.uk"
    assert own_part("hebdencare.org.uk") == "hebdencare.org.uk"

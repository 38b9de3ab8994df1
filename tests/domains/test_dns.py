"""Asking a real name server: what it says, that it has nothing to say, and that nobody could tell."""

import pytest

from kernel.dns import DnsResolver, place_of
from tests.domains.nameserver import closed_port


@pytest.fixture
def asking(nameserver) -> DnsResolver:
    return DnsResolver([f"127.0.0.1:{nameserver.port}"])


def test_texts_and_addresses_are_read_through_aliases_and_over_tcp_when_long(nameserver, asking):
    nameserver.say("_coopbox.hebdencare.org", "TXT", "one", "two")
    nameserver.say("www.hebdencare.org", "CNAME", "circles.federation.org")
    nameserver.say("circles.federation.org", "A", "192.0.2.10")
    nameserver.say("circles.federation.org", "AAAA", "2001:db8::10")
    assert asking.texts("_coopbox.hebdencare.org").values == ("one", "two")
    assert asking.addresses("www.hebdencare.org").values == ("192.0.2.10", "2001:db8::10")
    nameserver.say("long.hebdencare.org", "TXT", *[f"{n:02}{'x' * 200}" for n in range(20)])
    assert len(asking.texts("long.hebdencare.org").values) == 20


def test_nothing_there_is_an_answer_and_no_answer_is_none(nameserver, asking, monkeypatch):
    assert asking.texts("nobody.org").is_known
    assert asking.texts("nobody.org").values == ()
    nameserver.say("hebdencare.org", "A", "192.0.2.10")
    assert asking.texts("hebdencare.org").is_known
    nameserver.is_away = True
    assert not asking.texts("hebdencare.org").is_known
    assert not asking.addresses("hebdencare.org").is_known
    monkeypatch.setattr("kernel.dns.LONGEST_WAIT", 0.3)
    gone = DnsResolver([f"127.0.0.1:{closed_port()}"])
    assert not gone.texts("hebdencare.org").is_known


def test_name_servers_are_written_as_operators_write_them():
    assert place_of("192.0.2.1") == ("192.0.2.1", 53)
    assert place_of("127.0.0.1:5353") == ("127.0.0.1", 5353)
    assert place_of("[2001:db8::1]:54") == ("2001:db8::1", 54)
    assert place_of("2001:db8::1") == ("2001:db8::1", 53)
    with pytest.raises(ValueError):
        place_of("ns.example")

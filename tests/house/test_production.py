"""Production refuses to start unsafely, and says in one message what to set."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SAFE = {
    "DJANGO_SETTINGS_MODULE": "config.settings.production",
    "SECRET_KEY": "k" * 60,
    "VAULT_KEY": "vault-" * 10,
    "DATABASE_URL": "postgresql://coopbox_app:x@db.example/coopbox",
    "DATABASE_OWNER_URL": "postgresql://coopbox_owner:x@db.example/coopbox",
    "BROKER_URL": "redis://broker.example:6379/0",
    "CACHE_URL": "redis://cache.example:6379/1",
    "FEDERATION_DOMAIN": "circles.example",
    "EMAIL_URL": "smtp://mail.example:587/",
}


def start(**changes: str) -> subprocess.CompletedProcess[str]:
    env = {"PATH": os.environ["PATH"], **SAFE, **changes}
    code = "import django; django.setup(); print('started')"
    return subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=env, capture_output=True, text=True, check=False)


def test_it_starts_when_everything_is_set():
    done = start()
    assert done.stdout == "started\n", done.stderr


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"DATABASE_URL": ""}, "DATABASE_URL is missing"),
        ({"SECRET_KEY": ""}, "SECRET_KEY is missing, short or a default"),
        ({"SECRET_KEY": "dev-only-" + "x" * 50}, "SECRET_KEY is missing, short or a default"),
        ({"VAULT_KEY": ""}, "VAULT_KEY is missing, short or a default"),
        ({"VAULT_KEY": "dev-only-" + "xy" * 50}, "VAULT_KEY is missing, short or a default"),
        ({"VAULT_KEY": "test-only-" + "v" * 50}, "VAULT_KEY is missing, short or a default"),
        ({"VAULT_KEY": "k" * 60, "SECRET_KEY": "k" * 60}, "VAULT_KEY is missing, short or a default"),
        ({"SECRET_KEY": "vault-" * 10}, "VAULT_KEY is the SECRET_KEY"),
        ({"VAULT_KEY": "vault,key," * 6}, "VAULT_KEY has a comma in it"),
        ({"VAULT_KEY_FALLBACKS": "short"}, "VAULT_KEY_FALLBACKS holds a key that is short"),
        ({"DEBUG": "yes"}, "DEBUG is on"),
        ({"BROKER_URL": ""}, "BROKER_URL is missing or embedded"),
        ({"BROKER_URL": "pgqueue://"}, "BROKER_URL is missing or embedded"),
        ({"CACHE_URL": ""}, "CACHE_URL is missing"),
        ({"FEDERATION_DOMAIN": ""}, "FEDERATION_DOMAIN is missing"),
        ({"EMAIL_URL": ""}, "EMAIL_URL is missing"),
        ({"DEBUG": "perhaps"}, "DEBUG must be yes or no"),
        ({"DATABASE_POOL_SIZE": "many"}, "DATABASE_POOL_SIZE must be a whole number"),
        ({"EMAIL_URL": "mail.example"}, "EMAIL_URL must look like"),
        ({"DATABASE_URL": "mysql://x/y"}, "DATABASE_URL must look like"),
        ({"CACHE_URL": "foo"}, "CACHE_URL must look like redis://host"),
        ({"CACHE_URL": "redis://"}, "CACHE_URL must look like redis://host"),
        ({"BROKER_URL": "http://x"}, "BROKER_URL must look like redis://host"),
        ({"PUBLIC_SCHEME": "ftp"}, "PUBLIC_SCHEME must be one of https, http, not 'ftp'."),
        ({"PUBLIC_SCHEME": "http"}, "PUBLIC_SCHEME is http: browsers are told to come by https only."),
        ({"PUBLIC_PORT": "abc"}, "PUBLIC_PORT must be a port from 1 to 65535, or unset, not 'abc'."),
        ({"TRUSTED_PROXIES": "10.0.0.1,abc"}, "Each part of TRUSTED_PROXIES must be an IP address or a network"),
        ({"TRUSTED_PROXIES": "10.0.0.1/8"}, "and '10.0.0.1/8' is not."),
        ({"FEDERATION_DOMAIN": "a b"}, "FEDERATION_DOMAIN must be the name of a host"),
        ({"FEDERATION_DOMAIN": "https://circles.example"}, "FEDERATION_DOMAIN must be the name of a host"),
        ({"DOMAIN_TARGET": "x" * 300}, "DOMAIN_TARGET must be the name of a host"),
        ({"DOMAIN_ADDRESSES": "here"}, "Each part of DOMAIN_ADDRESSES must be an IP address"),
        ({"DNS_SERVERS": "foo"}, "Each part of DNS_SERVERS must be an IP address"),
        ({"DNS_SERVERS": "192.0.2.53:99999"}, "and '192.0.2.53:99999' is not."),
    ],
)
def test_it_refuses_with_a_sentence(changes, sentence):
    done = start(**changes)
    assert done.returncode != 0
    assert sentence in done.stderr


def test_everything_that_is_wrong_is_said_at_once():
    done = start(SECRET_KEY="", DEBUG="yes", CACHE_URL="")
    assert all(word in done.stderr for word in ("SECRET_KEY", "DEBUG", "CACHE_URL"))

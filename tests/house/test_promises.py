"""Promises about the whole house that everybody relies on."""

import ast
import io
import platform
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command

from kernel.sections import section_of, why_nobodys
from tenants.checks import circle_apps, circle_models
from tenants.portability import Travel

ROOT = Path(__file__).parents[2]
CODE = [ROOT / name for name in ("platform", "tenants", "shared_apps", "tenant_apps", "provisioning")]


def sources() -> Iterator[tuple[Path, str]]:
    for folder in CODE:
        for path in sorted(folder.rglob("*.py")):
            yield path.relative_to(ROOT), path.read_text(encoding="utf-8")


def test_the_standard_librarys_platform_is_the_standard_librarys():
    assert not (ROOT / "platform" / "__init__.py").exists()
    assert platform.python_version()


def test_every_app_says_what_it_is_for():
    for config in apps.get_app_configs():
        if config.name.split(".")[0] in {"tenants", "shared_apps", "tenant_apps", "provisioning", "ui", "dev"}:
            assert (import_module(config.name).__doc__ or "").strip(), f"{config.name} has no docstring"


def test_every_model_of_a_circle_says_how_it_travels():
    for config in circle_apps():
        models = {model.__name__ for model in config.get_models(include_auto_created=True)}
        if not models:
            continue
        said = import_module(f"{config.name}.portability").PORTABILITY
        assert set(said) == models, config.name
        for name, travel in said.items():
            assert isinstance(travel, Travel), name
            assert travel.how == "export" or travel.reason, f"{name} needs a reason to stay behind"


def test_no_migration_is_missing(committed):
    out = io.StringIO()
    call_command("makemigrations", check=True, dry_run=True, stdout=out)


def test_the_system_checks_find_nothing(committed):
    call_command("check", databases=["default"], fail_level="WARNING")


@pytest.mark.parametrize(
    ("forbidden", "only_in", "why"),
    [
        (
            r"\.using\(\s*[\"']owner|connections\[\s*[\"']owner",
            {"provisioning", "tenants/directory.py"},
            "owner's login",
        ),
        (
            # a function whose path is pinned to PostgreSQL's own schema changes nobody's
            r"search_path(?! = pg_catalog, pg_temp$)|SET\s+(LOCAL\s+)?ROLE",
            {"provisioning", "tenants"},
            "the path",
        ),
        (
            r"\bpgconn\b",
            # the backend only listens whether the server hung up; the owner's login is in no circle
            {"tenants/scope.py", "tenants/backend/base.py", "provisioning/owner.py", "platform/dev/pgqueue.py"},
            "going past the cursor",
        ),
        (r"coopbox_may_change", {"tenants/scope.py", "tenants/context.py"}, "changing circle in a transaction"),
        (r"signing\.(dumps|loads|Signer|TimestampSigner)", {"tenants/signing.py", "shared_apps/identity"}, "signing"),
        (r"threading\.local|asgiref\.local", set(), "memory of a thread, which outlives a request"),
        # a locked column is locked in Field.pre_save(), which is no signal
        (
            r"\bfrom django\.db\.models\.signals|@receiver|post_save|pre_save",
            {"tenant_apps/vault/fields.py"},
            "signals as the plot",
        ),
        (r"NotImplementedError|\bTODO\b|\bFIXME\b", set(), "unfinished work"),
        (r"ModelSerializer", set(), "a serializer that saves"),
        (r"mark_safe\(|\|safe\b", {"platform/ui"}, "unescaped text"),
        # one for all pages: a browser posts a form of a page sent with `no-referrer` as `Origin: null`, which the seal
        # of forms refuses; and `same-origin` tells no other site an address either
        (r"Referrer-Policy|REFERRER_POLICY", {"platform/config/settings/base.py"}, "a page's policy on referrers"),
        # mail programs that take somebody off a list hold no seal (RFC 8058); the signed link is theirs; tools and chat
        # servers come without cookies and show a secret
        (
            r"csrf_exempt",
            {"tenant_apps/enquiries/news.py", "tenant_apps/tools/provider.py", "tenant_apps/chat/hearing.py"},
            "a form without its seal",
        ),
    ],
)
def test_some_things_are_done_in_one_place_only(forbidden, only_in, why):
    found = [
        f"{path}:{number}"
        for path, text in sources()
        for number, line in enumerate(text.splitlines(), 1)
        if re.search(forbidden, line) and not any(str(path).startswith(place) for place in only_in)
    ]
    assert found == [], why


def _remembering(tree: ast.Module) -> Iterator[str]:
    """Module-level containers that functions of the module write into: memory that all circles would share."""
    containers = {
        target.id
        for node in tree.body
        if isinstance(node, (ast.Assign, ast.AnnAssign))
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name) and isinstance(node.value, (ast.Dict, ast.List, ast.Set, ast.Call))
    }
    for function in ast.walk(tree):
        if not isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)):
            continue
        for node in ast.walk(function):
            stored = isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store) and node.value
            called = (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in {"append", "add", "setdefault", "update", "extend", "insert"}
                and node.func.value
            )
            for owner in (stored, called):
                if isinstance(owner, ast.Name) and owner.id in containers:
                    yield f"{owner.id} in {function.name}"


# What a process may remember for all circles alike: nothing of it comes out of a circle's tables.
MAY_REMEMBER = {
    "platform/kernel/answers.py",  # which rooms answer for a person
    "platform/kernel/together.py",  # what rooms do when two entries turn out to be one person
    "platform/kernel/sections.py",  # which sections the code declares
    "tenant_apps/people/reaching.py",  # which rooms know who acts for somebody
    "tenant_apps/teams/coming.py",  # which rooms say what comes next for somebody
    "tenant_apps/messaging/gatherings.py",  # which kinds of people have conversations
    "tenant_apps/messaging/elsewhere.py",  # which rooms know where people talk besides
    "tenant_apps/matching/shelf.py",  # the index of each circle, brought up to date before it is asked
    "tenant_apps/privacy/contents.py",  # which rooms can say what stands in a section
    "tenant_apps/privacy/relations.py",  # which rooms know how people stand to one another
    "platform/config/env.py",  # which settings there are
    "tenant_apps/journal/events.py",  # which events the code knows
    "tenant_apps/journal/registry.py",  # which listeners the code has
    "tenant_apps/letters/arriving.py",  # which rooms take in what other circles hand over
    "tenant_apps/entry/arriving.py",  # which rooms know why an account leads to nobody any more
    "tenant_apps/journal/reading.py",  # which rooms keep what back from whom it is about
    "tenants/dispatch.py",  # which jobs the code has
}


def test_no_room_keeps_a_memory_that_all_circles_would_share():
    found = [
        f"{path}: {what}"
        for path, text in sources()
        if str(path) not in MAY_REMEMBER and "migrations" not in path.parts
        for what in _remembering(ast.parse(text))
    ]
    assert found == []


def test_a_memory_planted_on_purpose_is_found():
    leaky = "seen = {}\ndef page(request):\n    seen['people'] = request.person\n"
    assert list(_remembering(ast.parse(leaky))) == ["seen in page"]


def test_money_is_never_a_float():
    for model in apps.get_models():
        for field in model._meta.get_fields():
            assert field.__class__.__name__ not in {"FloatField", "DecimalField"} or "money" not in field.name


def test_files_stay_short_enough_to_read():
    long = [
        f"{path} {n}" for path, text in sources() if (n := text.count("\n")) > 420 and "migrations" not in path.parts
    ]
    assert long == []


def test_the_two_lists_of_apps_share_nothing():
    assert not set(settings.SHARED_APPS) & set(settings.TENANT_APPS)


def test_every_field_of_a_circle_is_in_a_section_or_says_why_in_none():
    """Whatever is kept of people has a class, and somebody who decides who sees it."""
    undeclared = [
        f"{model._meta.app_label}.{model.__name__}.{field.name}"
        for model in circle_models()
        for field in model._meta.concrete_fields
        if not field.primary_key and model.__module__.startswith("tenant_apps.")
    ]
    undeclared = [name for name in undeclared if not section_of(name).code and not why_nobodys(name)]
    assert undeclared == [], "say in the app's sections.py what this is: for now it is for the person alone"

"""What somebody typed before they had to prove again who they are: kept for them and for that page, and brought back.

It lies in their own session, sealed, for half an hour. Another person, another page or another circle cannot open it.
Passphrases (whatever a view names with `sensitive_post_parameters`) and files are not kept, and the page says so.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit, urlunsplit

from django import forms
from django.core.signing import BadSignature
from django.http import QueryDict

from shared_apps.identity.paths import safe_path
from tenant_apps.entry.middleware import CircleRequest
from tenant_apps.entry.sessions import ACTING, TYPED
from tenants.signing import seal, unseal

KEPT_FOR: Final = timedelta(minutes=30)  # as long as it may take to come back from the sign-in host
LONGEST: Final = 20_000
MOST_PAGES: Final = 5
_ALL: Final = "__ALL__"  # what `sensitive_post_parameters()` writes down when it is given no names
F = TypeVar("F", bound=forms.BaseForm)


@dataclass(frozen=True)
class Keeping:
    """What became of a form that came too late: where it stood, and what of it could not be kept."""

    page: str
    has_words: bool = False
    is_too_long: bool = False
    has_files: bool = False
    has_secrets: bool = False

    @property
    def is_kept(self) -> bool:
        return self.has_words and not self.is_too_long


def keep(request: CircleRequest) -> Keeping:
    """Put aside what was sent with a form, until whoever sent it comes back to the page it stood on."""
    page, said = _page(request), request.POST.copy()
    said.pop("csrfmiddlewaretoken", None)
    secrets = [name for name in _secrets(request, said) if name in said]
    given = any("".join(said.getlist(name)) for name in secrets)
    for name in secrets:
        del said[name]
    words = said.urlencode()
    kept = Keeping(page, any(said.values()), len(words) > LONGEST, bool(request.FILES), given)
    if kept.is_kept:
        where = urlsplit(page).path
        others = {path: words for path, words in _all(request).items() if path != where}
        latest = list(others.items())[-(MOST_PAGES - 1) :]
        told = [words, kept.has_files, kept.has_secrets]
        request.session[TYPED] = {**dict(latest), where: seal(told, purpose=_purpose(request, where))}
    return kept


def forget(request: CircleRequest) -> None:
    """It was sent: nothing has to be brought back to that page any more."""
    where = urlsplit(_page(request)).path
    if where in _all(request):
        request.session[TYPED] = {path: words for path, words in _all(request).items() if path != where}


def brought_back(request: CircleRequest, form: F) -> F:
    """The form with what was typed into it before a fresh proof was asked for. As it is when nothing was, or is sent.

    Every form behind `fresh_proof_required` goes through here; a test walks them all.
    """
    sealed = "" if form.is_bound else _all(request).get(request.path, "")
    if not sealed:
        return form
    try:
        words, has_files, has_secrets = unseal(sealed, purpose=_purpose(request, request.path), max_age=KEPT_FOR)
    except BadSignature:
        return form
    form.initial = {**form.initial, **dict(_answers(form, QueryDict(words)))}
    form.brought_back = {"files": has_files, "secrets": has_secrets}  # type: ignore[attr-defined]
    return form


def _answers(form: forms.BaseForm, said: QueryDict) -> Iterator[tuple[str, Any]]:
    for name, field in form.fields.items():
        widget, html_name = field.widget, form.add_prefix(name)
        if not widget.needs_multipart_form and not widget.value_omitted_from_data(said, {}, html_name):
            yield name, widget.value_from_datadict(said, {}, html_name)


def _secrets(request: CircleRequest, said: QueryDict) -> list[str]:
    named = getattr(request, "sensitive_post_parameters", ())
    return list(said) if named == _ALL else list(named)


def _page(request: CircleRequest) -> str:
    """The page the form stood on: another one than the address it was sent to, when that shows no page of its own."""
    came = urlsplit(request.headers.get("Referer", ""))
    here = came.netloc == request.get_host() and came.path.startswith("/")
    return safe_path(urlunsplit(("", "", came.path, came.query, "")) if here else request.path, otherwise=request.path)


def _all(request: CircleRequest) -> dict[str, str]:
    return dict(request.session.get(TYPED, {}))


def _purpose(request: CircleRequest, path: str) -> str:
    """What was typed for somebody else comes back only while they are acted for."""
    assert request.person is not None
    return f"typed:{request.person.pk.hex}:{request.session.get(ACTING, '')}:{path}"

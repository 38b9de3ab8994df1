"""Which language somebody reads who chooses none on a page: asked of whoever writes them down or prints their card."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from tenant_apps.entry.middleware import MemberRequest
from tenant_apps.people.models import Person
from ui.language import offered


def ask_language(form: forms.Form, request: MemberRequest, *, after: str, person: Person | None = None) -> None:
    """One question more, behind the one called `after`, where there is more than one language to choose from.

    Who reads what the circle speaks is written down with none, and so goes along when the circle chooses another. What
    is written down already can be chosen whatever the circle offers now.
    """
    own, known = request.circle.language, person.language if person else ""
    codes = {code for code, _name in offered(request)} | {known}
    others = [(code, name) for code, name in settings.LANGUAGES if code in codes - {own}]
    if not others:
        return
    order = list(form.fields)
    order.insert(order.index(after) + 1, "language")
    form.fields["language"] = forms.ChoiceField(
        label=_("Which language do they read best?"),
        choices=[("", dict(settings.LANGUAGES).get(own, own)), *others],
        initial=known,
        required=False,
    )
    form.order_fields(order)


def read_by(person: Person) -> str:
    """The name of the language somebody reads, if it is another than the circle's."""
    return dict(settings.LANGUAGES).get(person.language, "")

"""Where circles write to, chosen circle by circle or for all at once; and undoing another address, in circles too."""

from typing import Any
from uuid import UUID

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from provisioning.accounts import letters
from provisioning.accounts.letters import Place
from shared_apps.identity import addresses, telling
from shared_apps.identity.doorkeeping import AccountRequest, fresh_proof_required
from shared_apps.identity.entering import open_circle


class CirclesForm(forms.Form):
    """Which circles take the address. All are ticked, so that one press is enough for all of them."""

    circles = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Which circles shall write to you there?"),
        coerce=UUID,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: Any = None, *, places: list[Place], only: UUID | None = None) -> None:
        ticked = [str(place.circle.id) for place in places if only in (None, place.circle.id)]
        super().__init__(data, initial={"circles": ticked})
        self.fields["circles"].choices = [(str(place.circle.id), _in_words(place)) for place in places]  # type: ignore[attr-defined]


def _in_words(place: Place) -> str:
    said = {"circle": place.circle.name, "address": place.address}
    if place.address:
        return _("%(circle)s. It writes to %(address)s now.") % said
    return _("%(circle)s. It has no address of yours now.") % said


@fresh_proof_required
@require_http_methods(["GET", "HEAD", "POST"])
def letters_page(request: AccountRequest) -> HttpResponse:
    """Each circle writes to the address it has. Which of them shall take the one you sign in with?"""
    places = letters.places_of(request.user)
    came_from = open_circle(request.GET.get("circle", ""))
    if came_from not in [each.circle for each in places]:
        came_from = None
    others = [each for each in places if each.address != request.user.email and not each.is_being_told]
    form = CirclesForm(request.POST or None, places=others, only=came_from.id if came_from else None)
    if request.method == "POST" and form.is_valid():
        letters.take_address(request.user, form.cleaned_data["circles"])
        return redirect(request.get_full_path())
    facts = {
        "form": form if others else None,
        "there": [each for each in places if each.address == request.user.email],
        "told": [each for each in places if each.address != request.user.email and each.is_being_told],
        "came_from": came_from,
    }
    return render(request, "accounts/letters.html", facts, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def undo_address(request: HttpRequest, secret: str) -> HttpResponse:
    """From the mail to the old address. Looking changes nothing: programs that read mail follow links."""
    found = addresses.change_to_undo(secret)
    if request.method == "POST" and found is not None:
        undone = addresses.addresses_undone(found)
        with transaction.atomic():
            account = addresses.undo_change(secret)
            letters.take_back(account, undone)
        for each in (account.email, found.account.email):
            telling.tell(request, each, _("A change of e-mail address was undone, and everybody was signed out."))
        return render(request, "account/address_undone.html", {"done": True})
    facts = {"found": found, "done": False}
    return render(request, "account/address_undone.html", facts, status=200 if found else 404)

"""In which language the circle writes to somebody: the one they chose to read it in."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from tenant_apps.people.models import Person
from tenant_apps.people.services import correct_person
from ui import reading


def language(request: HttpRequest) -> HttpResponse:
    """Choose a language for this site on this device, and, when signed in, for the letters of this circle too."""
    response = reading.language(request)
    person: Person | None = getattr(request, "person", None)
    chosen = response.cookies.get(settings.LANGUAGE_COOKIE_NAME)
    if person is not None and chosen is not None:
        correct_person(person, language=chosen.value, by=person)
    return response

"""What search engines may read: the public pages, and nothing that belongs to somebody."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

NOTHING = "User-agent: *\nDisallow: /\n"
PUBLIC = "User-agent: *\n" + "".join(
    f"Disallow: {path}\n" for path in ("/sign-in/", "/sign-out/", "/settings/", "/home/", "/circle/", "/api/")
)


def robots(request: HttpRequest) -> HttpResponse:
    """`/robots.txt`"""
    hidden = getattr(request, "urlconf", None) == settings.SIGN_IN_URLCONF
    return HttpResponse(NOTHING if hidden else PUBLIC, content_type="text/plain")

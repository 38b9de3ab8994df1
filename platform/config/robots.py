"""What search engines may read: the public pages, and nothing that belongs to somebody or is only tried out."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

NOTHING = "User-agent: *\nDisallow: /\n"
PUBLIC = "User-agent: *\n" + "".join(
    f"Disallow: {path}\n" for path in ("/sign-in/", "/sign-out/", "/settings/", "/home/", "/circle/", "/api/")
)


def robots(request: HttpRequest) -> HttpResponse:
    """`/robots.txt`"""
    circle = getattr(request, "circle", None)
    trying = circle is not None and circle.is_sandbox
    hidden = trying or getattr(request, "urlconf", None) == settings.SIGN_IN_URLCONF
    return HttpResponse(NOTHING if hidden else PUBLIC, content_type="text/plain")

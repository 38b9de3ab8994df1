"""The door for what a server tells us. It shows a secret and comes without cookies, so it is asked for no CSRF seal."""

from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from tenant_apps.chat import services
from tenant_apps.entry.middleware import CircleRequest


@csrf_exempt
@require_POST
def heard(request: CircleRequest, server_id: UUID) -> HttpResponse:
    """A server tells us what was said. An answer with a `text` would be posted into the room: it is empty."""
    services.hear(server_id, request.headers, request.body)
    return JsonResponse({})

"""What somebody said in the circle's chat server, told for a copy, and what becomes of it there and here."""

from collections.abc import Iterator
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from kernel.answers import Line, Piece, answers_for, forgets, stays
from tenant_apps.chat.models import Login, Server, Word
from tenant_apps.chat.services.errands import erase_errand


@answers_for("chat", _("What you said in the circle’s chat server"), "chat.Word", "chat.Login", "chat.Server")
def said_there(person_id: UUID) -> Iterator[Piece]:
    for word in Word.objects.filter(author=person_id).order_by("at", "id").iterator(chunk_size=500):
        yield Piece(f"chat.word.{word.pk}", _("A message"), (Line(_("What was said"), word.words),), word.at)
    for login in Login.objects.filter(person=person_id).select_related("server").order_by("id"):
        lines = (
            Line(_("The chat"), login.server.address),
            Line(_("What you are called there"), login.username),
            Line(_("You said that it may know you on"), login.agreed_at),
            Line(_("Switched off on"), login.suspended_at),
        )
        yield Piece(f"chat.login.{login.pk}", _("Your user in the chat"), lines)
    for server in Server.objects.filter(chosen_by=person_id).order_by("id"):
        yield Piece(
            f"chat.server.{server.pk}", _("You chose a chat"), (Line(_("The chat"), server.address),), server.chosen_at
        )


@forgets("chat.said", _("What you said in the circle’s chat server, and your user there"), "chat.Word", "chat.Login")
def forget(person_id: UUID) -> int:
    """Here at once; there as soon as the server answers, by an errand that needs nothing more of them."""
    gone = Word.objects.filter(author=person_id).delete()[0]
    for login in Login.objects.filter(person=person_id).select_related("server"):
        if login.remote_id:
            erase_errand(login)
    return gone + Login.objects.filter(person=person_id).delete()[0]


@stays("chat.chosen", _("The chat you chose for the circle"), "chat.Server", why=_("It is the circle’s."))
def chosen(person_id: UUID) -> int:
    return Server.objects.filter(chosen_by=person_id).count()

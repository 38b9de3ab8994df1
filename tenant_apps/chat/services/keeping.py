"""Keeping here what was said in a room there, as the server told it or as it was fetched."""

from tenant_apps.chat.models import Login, Room, Word
from tenant_apps.chat.port import Said


def keep_words(room: Room, said: list[Said]) -> int:
    """Keep what was said in a room: each message once, in its latest words. Gives how many are new."""
    authors = dict(Login.objects.filter(server=room.server_id).exclude(remote_id="").values_list("remote_id", "person"))
    known = {word.remote_id: word for word in Word.objects.filter(room=room, remote_id__in=[s.remote_id for s in said])}
    new = {}
    for each in said:
        before = known.get(each.remote_id)
        if before is not None:
            if each.words and before.words != each.words:
                before.words = each.words
                before.save(update_fields=["words"])
        elif each.words:
            author = authors.get(each.author)
            new[each.remote_id] = Word(
                room=room, remote_id=each.remote_id, author_id=author, words=each.words, at=each.at
            )
    Word.objects.bulk_create(new.values())
    return len(new)

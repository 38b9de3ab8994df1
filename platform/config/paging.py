"""Lists of the API come in pages that do not shift while somebody reads them."""

import binascii
from base64 import b64decode
from urllib.parse import parse_qs

from django.utils.translation import gettext_lazy as _
from rest_framework.pagination import Cursor, CursorPagination
from rest_framework.request import Request

from kernel.errors import RuleBroken
from kernel.ids import parse_uuid

BAD_SIZE = _("page_size must be a whole number from 1 on.")
BAD_CURSOR = _("This cursor is none that was given out here. Begin again without one.")


class Pages(CursorPagination):
    """From the newest to the oldest, by id: ids of version 7 sort by the time they were made."""

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200
    ordering = "-id"

    def get_page_size(self, request: Request) -> int:
        """How many come at once: as many as were asked for, and never more than `max_page_size`."""
        asked = request.query_params.get(self.page_size_query_param)
        if asked is None:
            return self.page_size
        if not (asked.isascii() and asked.isdigit() and asked.strip("0")):
            raise RuleBroken(BAD_SIZE, code="bad_page_size")
        return min(int(asked.lstrip("0")[:9]), self.max_page_size)

    def decode_cursor(self, request: Request) -> Cursor | None:
        """Where somebody has got to, as an earlier page told them; None at the beginning."""
        said = request.query_params.get(self.cursor_query_param)
        if said is None:
            return None
        try:
            return _cursor(parse_qs(b64decode(said, validate=True).decode("ascii"), strict_parsing=True))
        except (ValueError, binascii.Error):
            raise RuleBroken(BAD_CURSOR, code="bad_cursor") from None


def _cursor(told: dict[str, list[str]]) -> Cursor:
    """Raises ValueError for what no page of ours would have told."""
    offset, reverse, position = (told.get(name, [None])[-1] for name in ("o", "r", "p"))
    if told.keys() - {"o", "r", "p"} or (position is not None and parse_uuid(position) is None):
        raise ValueError
    steps = int(offset or 0)
    if not 0 <= steps <= CursorPagination.offset_cutoff:
        raise ValueError
    return Cursor(offset=steps, reverse=reverse == "1", position=position)

"""Hand out a big file piece by piece, whichever kind of server we run under.

Under ASGI Django would read a whole ordinary file into memory before it sends the first byte.
"""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import FileResponse, HttpRequest, HttpResponseBase, StreamingHttpResponse

PIECE: Final = 1 << 18
KIND: Final = "application/octet-stream"


def sent(request: HttpRequest, file: Path, name: str) -> HttpResponseBase:
    """An answer that is this file, to be saved under this name."""
    if not isinstance(request, ASGIRequest):
        return FileResponse(file.open("rb"), as_attachment=True, filename=name, content_type=KIND)
    headers = {"Content-Length": str(file.stat().st_size), "Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(pieces(file), content_type=KIND, headers=headers)


async def pieces(file: Path) -> AsyncIterator[bytes]:
    """The file's bytes, without keeping anybody waiting who shares the thread."""
    opened = await sync_to_async(lambda: file.open("rb"))()
    try:
        while piece := await sync_to_async(opened.read)(PIECE):
            yield piece
    finally:
        opened.close()

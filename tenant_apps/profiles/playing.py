"""A recording or a film, whole or the part a player asks for: telephones play nothing that cannot be had in parts."""

import re
from collections.abc import Iterator
from typing import BinaryIO, Final

from django.core.files import File
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

A_PART: Final = re.compile(r"bytes=(\d{0,15})-(\d{0,15})", re.ASCII)
AT_ONCE: Final = 64 * 1024


def played(request: HttpRequest, file: "File[bytes]", content_type: str, headers: dict[str, str]) -> HttpResponseBase:
    """The file; or with `Range` that one part of it (RFC 9110, section 14), or that there is no such part."""
    headers = {**headers, "Accept-Ranges": "bytes"}
    asked = A_PART.fullmatch(request.headers.get("Range", "").replace(" ", ""))
    if asked is None or not any(asked.groups()) or "If-Range" in request.headers:
        return FileResponse(file, content_type=content_type, headers=headers)
    first, last = _from_to(asked[1], asked[2], file.size)
    if first > last:
        file.close()
        return HttpResponse(status=416, headers={**headers, "Content-Range": f"bytes */{file.size}"})
    headers |= {"Content-Range": f"bytes {first}-{last}/{file.size}", "Content-Length": str(last - first + 1)}
    return StreamingHttpResponse(_part(file, first, last), status=206, content_type=content_type, headers=headers)


def _from_to(first: str, last: str, size: int) -> tuple[int, int]:
    """The first and the last byte; `-500` asks for the last five hundred."""
    if not first:
        return max(0, size - int(last)), size - 1 if int(last) else -1
    return int(first), min(int(last), size - 1) if last else size - 1


def _part(file: "File[bytes] | BinaryIO", first: int, last: int) -> Iterator[bytes]:
    with file:
        file.seek(first)
        left = last - first + 1
        while left > 0 and (piece := file.read(min(left, AT_ONCE))):
            left -= len(piece)
            yield piece

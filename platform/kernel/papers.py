"""Papers that people send: looked at with suspicion. Pictures are drawn anew; a PDF file is kept as it came, and is
handed out only as a file to keep, never shown as a page of ours."""

from typing import Final

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from kernel import pictures

PDF: Final = "application/pdf"
WEBP: Final = "image/webp"
MOST: Final = 4_000_000
TOO_BIG = _("This file is too big. Choose one under 4 MB.")
NEITHER = _("Choose a picture or a PDF file.")


def looked_at(sent: UploadedFile) -> tuple[bytes, str]:
    """The bytes to keep, and what they are by their own beginning, whatever their name says.

    Raises ValidationError with a sentence for what is neither a picture nor a PDF, or too big.
    """
    if (sent.size or 0) > MOST:
        raise ValidationError(TOO_BIG, code="too_big")
    start = sent.read(5)
    sent.seek(0)
    if start == b"%PDF-":
        content = sent.read(MOST + 1)
        if b"%%EOF" not in content[-1024:]:
            raise ValidationError(NEITHER, code="not_a_paper")
        return content, PDF
    try:
        return pictures.photo(sent, longest=2400, most_bytes=MOST).webp, WEBP
    except ValidationError as refused:
        raise refused if refused.code != "not_a_picture" else ValidationError(NEITHER, code="not_a_paper") from None


def ending(media_type: str) -> str:
    """How the name of such a file ends."""
    return "pdf" if media_type == PDF else "webp"

"""What people type: in one spelling, and without signs that nobody can see."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

_MARKUP = re.compile(r"[<>{}\[\]`|\\]|&#?\w+;|__|\*\*")
_MAIL_ADDRESS = re.compile(r"\S@\S")
# What mail programs make a link of by themselves: with a scheme, with www, or a word, a dot and a well-known ending.
_ENDINGS = (
    "com|org|net|info|biz|co|uk|io|eu|me|tv|cc|ly|gg|to|us|ca|de|fr|nl|be|ch|at|it|es|pt|pl|tr|cy|wales|cymru|scot|ie"
    "|ru|cn|tk|ml|ga|cf|gq|in|app|dev|page|site|online|shop|store|top|club|xyz|link|click|live|life|care|coop|help"
    "|support|today|world|space|website|network|community|email|work|vip|win|bid|icu|buzz|cloud|tech|pro|name|mobi"
)
_WEB_ADDRESS = re.compile(
    rf"\w+:/|\bwww\.|[\w-]{{2,}}\.(?:{_ENDINGS})(?![\w.-]*\w)|[\w-]{{2,}}\.\w{{2,}}/\S", re.IGNORECASE
)
# At least three digits, for some numbers are no longer than 111, and an extension in one of the ways it is written.
_PHONE = re.compile(
    r"(?:\+|\(\+?)?\d(?:[ ()/.\u2010-\u2013-]*\d){2,19}"
    r"(?: ?,? ?(?:ext\.?|x|#|est\.?|wew\.?|dahili) ?\d{1,6})?",
    re.IGNORECASE,
)
_TURNS_THE_PAGE = re.compile("[\u202a-\u202e\u2066-\u2069]")


def tidy(text: str) -> str:
    """One line in one spelling (Unicode NFC), with single spaces and none around it."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def can_be_kept(text: str) -> bool:
    """Whether a database, a file's name and a page can hold this: no zero sign, and no half of a sign."""
    return "\0" not in text and not any("\ud800" <= sign <= "\udfff" for sign in text)


def sought(typed: str, *, longest: int = 60) -> str:
    """What somebody looks for, as a search can take it: one line, no longer than a search's words are, and without
    signs that no database holds. Every search cleans what was typed here."""
    kept = "".join(sign for sign in typed[: longest * 4] if can_be_kept(sign))
    return tidy(kept)[:longest].strip()


def carries_a_message(name: str) -> bool:
    """Whether a name is more than one: it holds markup or the address of a page."""
    return bool(_MARKUP.search(name) or _WEB_ADDRESS.search(name))


def refuse_control_signs(text: str) -> None:
    """Names come from all over the world, but none holds a line feed or turns the rest of the page around.

    A validator for model and form fields; migrations name it, so it must stay importable from here.
    """
    if _TURNS_THE_PAGE.search(text) or any(unicodedata.category(sign) == "Cc" for sign in text):
        raise ValidationError(_("This holds signs that cannot be shown. Type it again."), code="control_signs")


def refuse_what_is_no_phone(text: str) -> None:
    """A number somebody can call: digits with what stands between them, and an extension if there is one.

    Raises ValidationError with a sentence.
    """
    if text and not _PHONE.fullmatch(text):
        raise ValidationError(_("Write a telephone number, like 01422 555 0100 or +44 1422 555 0100."), code="no_phone")


def refuse_what_is_no_name(text: str) -> None:
    """A name that goes into letters to people who do not know us yet carries no message of its own.

    Raises ValidationError with a sentence for an address of a page or a person, for markup, for more than one line,
    and for signs of which none can be seen.
    """
    refuse_control_signs(text)
    if text and not any(sign.isalnum() for sign in text):
        raise ValidationError(_("Write a name that can be read."), code="no_name")
    if _MAIL_ADDRESS.search(text):
        raise ValidationError(_("Leave the e-mail address out: only a name belongs here."), code="no_name")
    if _WEB_ADDRESS.search(text):
        raise ValidationError(_("Leave the web address out: only a name belongs here."), code="no_name")
    if _MARKUP.search(text):
        raise ValidationError(_("Leave signs such as < > [ ] out: only a name belongs here."), code="no_name")

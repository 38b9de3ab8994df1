"""When the answer is no: one sentence the reader can act on, one code that programs can rely on.

Services raise these; pages and API say them alike (`kernel.http` turns them into a problem document). A refusal is an
answer, not a fault: it is shown to the person and never reported as an error.
"""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Sentence = str | Promise
FieldSentences = Mapping[str, Sequence[Sentence]]


class Refusal(Exception):
    """Coopbox declines to do what was asked, and says why.

    `sentence` is translated and may be lazy; `code` is stable snake_case, part of the API; `errors` gives further
    sentences by field name, with `""` for the whole form.
    """

    status: ClassVar[int] = 400
    default_code: ClassVar[str] = "refused"
    default_sentence: ClassVar[Sentence] = _("That cannot be done.")

    def __init__(
        self,
        sentence: Sentence | None = None,
        *,
        code: str | None = None,
        errors: FieldSentences | None = None,
    ) -> None:
        self.sentence: Sentence = sentence if sentence is not None else self.default_sentence
        self.code = code or self.default_code
        self.errors: dict[str, list[Sentence]] = {field: list(said) for field, said in (errors or {}).items()}
        super().__init__(self.sentence)

    def __str__(self) -> str:
        return str(self.sentence)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.code}>"


class NotAllowed(Refusal):
    """The person is known, may see this, and still may not do it."""

    status = 403
    default_code = "not_allowed"
    default_sentence = _("You may not do that.")


class NotFound(Refusal):
    """It does not exist, or is none of this person's business: both look exactly the same."""

    status = 404
    default_code = "not_found"
    default_sentence = _("There is nothing here. It may have moved, or the address may be mistyped.")


class Conflict(Refusal):
    """It could have been done, but something has happened since."""

    status = 409
    default_code = "conflict"
    default_sentence = _("Something changed while you were doing that. Look again, then decide.")


class RuleBroken(Refusal):
    """What was asked breaks a rule of the circle, or is not filled in properly."""

    status = 422
    default_code = "rule_broken"
    default_sentence = _("Something here needs to be put right first.")


class TooMany(Refusal):
    """Too many tries in too short a time. `retry_after` says in how many seconds to come back."""

    status = 429
    default_code = "too_many"
    default_sentence = _("That was tried too many times. Wait a while, then try again.")

    def __init__(
        self,
        sentence: Sentence | None = None,
        *,
        code: str | None = None,
        errors: FieldSentences | None = None,
        retry_after: int | None = None,
    ) -> None:
        super().__init__(sentence, code=code, errors=errors)
        self.retry_after = retry_after


class NoActor(TypeError):
    """A service was called without saying who acts. A mistake in the program, never shown to people."""

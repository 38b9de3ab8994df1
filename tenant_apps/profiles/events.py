"""What happens to profiles. Which question, never the answer: that is read by whoever may see it."""

from uuid import UUID

from tenant_apps.journal.events import Code, Event


class AnswerKept(Event, own=True):
    """Somebody wrote in a profile: a draft (`how`: own, together, behalf, paper)."""

    person_id: UUID
    question: Code
    number: int
    how: Code
    beside_id: UUID | None = None


class AnswerShown(Event, own=True):
    """What was written can be read by others from now on, as far as each may."""

    person_id: UUID
    question: Code
    number: int


class AnswerHidden(Event, own=True):
    """An answer was taken back. Nobody else reads it any more."""

    person_id: UUID
    question: Code
    number: int


class AnswerChecked(Event, own=True):
    """Somebody looked at an answer and says it is still right."""

    person_id: UUID
    question: Code
    number: int


class ProfileGrewOld(Event, own=True):
    """Some answers were not looked at for a long while: the person is asked whether they are still right."""

    person_id: UUID


class ShowingKept(Event, own=True):
    """A picture or a recording was put into a profile (`medium`: photo, sound, film)."""

    person_id: UUID
    showing_id: UUID
    medium: Code


class ShowingShown(Event, own=True):
    """A picture or a recording can be met by others from now on."""

    person_id: UUID
    showing_id: UUID


class ShowingRemoved(Event, own=True):
    """A picture or a recording is gone for good."""

    person_id: UUID
    showing_id: UUID
    medium: Code


class FormPrinted(Event, own=True):
    """A profile, or one of its questions, was printed as a form."""

    person_id: UUID
    form_id: UUID


class CheckNoted(Event):
    """The circle notes how a check about somebody stands. Kind, state and dates: never what it says."""

    person_id: UUID
    check_id: UUID
    kind: Code
    state: Code


class TermSet(Event):
    """The circle has a word of its own for something that can be ticked in profiles."""

    facet: Code
    term: Code


class TermRetired(Event):
    """Something is not offered any more. Whoever ticked it keeps it."""

    facet: Code
    term: Code

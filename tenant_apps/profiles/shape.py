"""What a question of a profile is made of. The questions are in `questions`, what one can tick in `facets`."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from kernel.errors import Sentence
from kernel.sections import Audience, Class


class Kind(StrEnum):
    """The two profiles a person may have. Nobody chooses between them: one, both or none."""

    GETTING = "getting"
    GIVING = "giving"


class Part(StrEnum):
    """Where an answer belongs: to one of the two profiles, or to the person and so to both."""

    ME = "me"
    GETTING = "getting"
    GIVING = "giving"


class Column(StrEnum):
    """What stands in one column of a list."""

    LINE = "line"
    PHONE = "phone"
    DAY = "day"
    MONEY = "money"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that can be ticked. The code never changes: matching and exports go by it."""

    code: str
    label: Sentence


@dataclass(frozen=True, slots=True)
class Facet:
    """Some things to tick, as one group."""

    code: str
    label: Sentence
    terms: tuple[Term, ...]
    one_only: bool = False


@dataclass(frozen=True, slots=True)
class Prompt:
    """A place for words of one's own."""

    code: str
    label: Sentence
    hint: Sentence = ""


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a list: emergency contacts, training, rates.

    `has_been`: a day that has come already. `after`: the column whose day this one does not come before.
    """

    code: str
    label: Sentence
    column: Column = Column.LINE
    facet: str = ""
    required: bool = False
    has_been: bool = False
    after: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """One page of a profile: what is asked, what can be ticked, and how sensitive the answer is.

    `easy` says the question in the fewest words, for Easy Read. `fresh_for` is after how many days somebody is asked
    whether it is still right. `sealed` answers stand in the database in cipher only.
    """

    part: Part
    slug: str
    title: Sentence
    ask: Sentence
    easy: Sentence
    icon: str
    klass: Class
    default: Audience
    hint: Sentence = ""
    prompts: tuple[Prompt, ...] = ()
    facets: tuple[Facet, ...] = ()
    rows: tuple[Field, ...] = ()
    rows_title: Sentence = ""
    most_rows: int = 20
    has_week: bool = False
    ceiling: Audience | None = None
    sealed: bool = False
    fresh_for: int = 365
    duties: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def code(self) -> str:
        """The code by which the answer is kept and exported: getting.days."""
        return f"{self.part}.{self.slug}"

    @property
    def section(self) -> str:
        """The code by which people decide who sees it."""
        return f"profiles.{self.part}.{self.slug}"

    def belongs_to(self, kind: Kind) -> bool:
        return self.part in (Part.ME, Part(kind))


DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

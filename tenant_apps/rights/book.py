"""What we ship of the law, as dated data: how long things are kept, why they are held, and what people may say yes to.

It is guidance and no advice. Every rule of keeping has a source; a circle's data-protection lead confirms each before
anything is removed under it (`keeping`), and may confirm another span.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise
SINCE: Final = date(2026, 1, 1)


@dataclass(frozen=True, slots=True)
class Watchdog:
    """Who watches over this for the whole country, how to reach them, since when we know it so, and from where."""

    name: Words
    url: str
    phone: str
    as_of: date
    source: str


WATCHDOG: Final = Watchdog(
    _("Information Commissioner"),
    "https://ico.org.uk/make-a-complaint/",
    "0303 123 1113",
    date(2026, 11, 22),
    "Data Protection Act 2018, section 165",
)


@dataclass(frozen=True, slots=True)
class Span:
    """From a day on, this many months, and where it says so."""

    from_on: date
    months: int
    source: str


@dataclass(frozen=True, slots=True)
class Rule:
    """How long something is kept: from what on (`starts`, see `keeping.STARTS`), and for whom it holds at all."""

    code: str
    title: Words
    why: Words
    starts: str
    spans: tuple[Span, ...]

    def on(self, day: date) -> Span:
        """What holds on that day. Before the first day the first one holds."""
        held = [span for span in self.spans if span.from_on <= day]
        return held[-1] if held else self.spans[0]


RULES: Final = {
    rule.code: rule
    for rule in (
        Rule(
            "care_record",
            _("The record of care"),
            _("Somebody may need to know later what support was given, and why."),
            "care_ended",
            (Span(SINCE, 96, "NHS England, Records Management Code of Practice: adult social care records, 8 years"),),
        ),
        Rule(
            "work_record",
            _("Who supported whom, and when"),
            _("A claim about work or care can be brought for six years."),
            "work_ended",
            (Span(SINCE, 72, "Limitation Act 1980, section 5; NHS England, Records Management Code: staff records"),),
        ),
        Rule(
            "office_record",
            _("Who held an office"),
            _("The circle must be able to show who answered for it."),
            "office_ended",
            (Span(SINCE, 72, "Limitation Act 1980, section 5"),),
        ),
        Rule(
            "first_contact",
            _("Somebody who got in touch and did not join"),
            _("They may ask again, and should not have to tell everything twice."),
            "closed",
            (Span(SINCE, 24, "NHS England, Records Management Code of Practice: contact without service, 2 years"),),
        ),
        Rule(
            "request_record",
            _("That somebody asked about their information"),
            _("The circle must be able to show how it answered."),
            "asked",
            (Span(SINCE, 36, "UK GDPR, article 5(2); NHS England, Records Management Code: subject access, 3 years"),),
        ),
        Rule(
            "complaint_record",
            _("A complaint about information, and its answer"),
            _("A claim can be brought for six years."),
            "complained",
            (Span(SINCE, 72, "Limitation Act 1980, section 9; Data Protection Act 2018, section 164A"),),
        ),
        Rule(
            "glass_record",
            _("That somebody looked because it could not wait"),
            _("The circle must be able to show why it looked at more than was shared."),
            "glass_broken",
            (Span(SINCE, 72, "Limitation Act 1980, section 9; UK GDPR, article 5(2)"),),
        ),
        Rule(
            "withheld_record",
            _("What was told only later, to keep somebody safe"),
            _("Whoever was at risk may still be. A claim can be brought for six years."),
            "withheld",
            (Span(SINCE, 72, "Limitation Act 1980, section 9; Data Protection Act 2018, schedule 1, paragraph 18"),),
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Basis:
    """Why something is held at all: the lawful basis, and for special kinds of information the condition as well."""

    code: str
    title: Words
    plain: Words
    basis: str
    condition: str
    source: str


BASES: Final = {
    basis.code: basis
    for basis in (
        Basis(
            "membership",
            _("To run the circle with its members"),
            _("You belong to a co-op. It has to know who its members are, and how to reach them."),
            "Legitimate interests, article 6(1)(f)",
            "",
            "Co-operative and Community Benefit Societies Act 2014, section 30, where the society is registered",
        ),
        Basis(
            "support",
            _("To give and get support"),
            _("Those who support you need to know what you need, and what you agreed on together."),
            "A contract with the person, article 6(1)(b)",
            "",
            "UK GDPR, article 6",
        ),
        Basis(
            "health",
            _("To support you safely"),
            _("Health, allergies and the like are told only to those who support you."),
            "A contract with the person, article 6(1)(b)",
            "Health or social care, article 9(2)(h); Data Protection Act 2018, schedule 1, paragraph 2."
            " Where the circle gives no regulated care: explicit consent, article 9(2)(a)",
            "UK GDPR, article 9; Data Protection Act 2018, sections 10 and 11",
        ),
        Basis(
            "safeguarding",
            _("To keep people safe"),
            _("If somebody may be in danger, a few people may look at what helps to keep them safe."),
            "A recognised legitimate interest, article 6(1)(ea) and annex 1: safeguarding vulnerable individuals",
            "Safeguarding, Data Protection Act 2018, schedule 1, paragraph 18",
            "Data (Use and Access) Act 2025, section 70 and schedule 4",
        ),
        Basis(
            "accountability",
            _("To show that all was done properly"),
            _("Who did what and when is written down, without what was said."),
            "A legal duty, article 6(1)(c)",
            "",
            "UK GDPR, articles 5(2) and 30",
        ),
        Basis(
            "consent",
            _("Because you said yes"),
            _("Some things are done only if you say yes, and end when you take it back."),
            "Consent, article 6(1)(a)",
            "Explicit consent, article 9(2)(a), where it tells of health, religion and the like",
            "UK GDPR, articles 6, 7 and 9",
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Wording:
    """The sentence people say yes to, from a day on; and the same in Easy Read."""

    version: int
    from_on: date
    words: Words
    easy: Words


@dataclass(frozen=True, slots=True)
class Purpose:
    """One use of what is known about somebody that needs their yes."""

    code: str
    title: Words
    icon: str
    wordings: tuple[Wording, ...]

    def on(self, day: date) -> Wording:
        """The wording that holds on that day."""
        held = [each for each in self.wordings if each.from_on <= day]
        return held[-1] if held else self.wordings[0]


PURPOSES: Final = {
    purpose.code: purpose
    for purpose in (
        Purpose(
            "story",
            _("Your name, words or picture on our public pages"),
            "globe",
            (
                Wording(
                    1,
                    SINCE,
                    _(
                        "The circle may show my name, my words or my picture on its public pages. I see each of them"
                        " first."
                    ),
                    _("We may put your name or picture on the internet. We show you first."),
                ),
            ),
        ),
        Purpose(
            "family",
            _("Talking with my family and friends"),
            "users",
            (
                Wording(
                    1,
                    SINCE,
                    _(
                        "The people who support me may tell my family and friends how I am. I have told them with whom"
                        " they may talk."
                    ),
                    _("We may tell your family how you are. You say whom we may talk to."),
                ),
            ),
        ),
        Purpose(
            "doctors",
            _("Talking with my doctor, nurse or social worker"),
            "stethoscope",
            (
                Wording(
                    1,
                    SINCE,
                    _("The people who support me may talk about my health with my doctor, nurse or social worker."),
                    _("We may talk with your doctor about your health."),
                ),
            ),
        ),
        Purpose(
            "match",
            _("Finding people who suit me by what I keep to myself"),
            "handshake",
            (
                Wording(
                    1,
                    SINCE,
                    _(
                        "When we look for people who suit one another, the circle may go by what I keep to myself, too."
                        " It can only leave somebody out. Nobody is told of it."
                    ),
                    _("We may use your private answers to find people for you. We tell nobody."),
                ),
            ),
        ),
        Purpose(
            "learning",
            _("Learning from what I tell, with no name"),
            "book-open",
            (
                Wording(
                    1,
                    SINCE,
                    _("The circle may count my answers together with those of others, so that nobody can tell whose."),
                    _("We may count your answers. Nobody will know they are yours."),
                ),
            ),
        ),
    )
}

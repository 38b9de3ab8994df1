"""The questions of an ask and of an offer, one page each, and what is filled in from the profile before."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from kernel.errors import Sentence
from kernel.sections import Audience, Class
from shared_apps.federation import here
from tenant_apps.matching.contradictions import is_personal
from tenant_apps.matching.models import Ask, Offer, Pay
from tenant_apps.matching.pounds import PoundsField, pence
from tenant_apps.people.models import Person
from tenant_apps.profiles import questions
from tenant_apps.profiles.asking import QuestionForm
from tenant_apps.profiles.models import Answer
from tenant_apps.profiles.shape import DAYS, Part, Question
from tenant_apps.profiles.vocabulary import Vocabulary

Columns = dict[str, Any]

WEEK: Final = Question(
    part=Part.ME,
    slug="when",
    title=_("When"),
    ask=_("When?"),
    easy=_("When?"),
    icon="calendar-clock",
    klass=Class.PERSONAL,
    default=Audience.TEAM,
    has_week=True,
)
# What is asked below a week: of both, of an ask, and of an offer.
BESIDES: Final = ("every_day", "is_flexible", "two_at_once", "hours")
HOMES: Final = (
    ("dog", _("A dog")),
    ("cat", _("A cat")),
    ("smoke", _("Smoke indoors")),
)


def _ticks(label: Any, choices: Any, help_text: Any = "", **more: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple, help_text=help_text, **more
    )


def _many(label: Any) -> forms.MultipleChoiceField:
    """A list that is too long to stand there open."""
    return _ticks(label, (), template_name="ui/forms/folded.html")


def _money(label: Any, help_text: Any = "") -> PoundsField:
    return PoundsField(label=label, most=100_000, required=False, help_text=help_text)


def _words(rows: int = 4) -> forms.CharField:
    return forms.CharField(
        label=_("In your own words"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": rows})
    )


def _postcode(help_text: Any) -> forms.CharField:
    return forms.CharField(label=_("Postcode"), max_length=10, required=False, help_text=help_text)


class StepForm(forms.Form):
    """One page. `columns` turns what was typed into columns, `typed` the other way round."""

    def __init__(self, data: Any, said: Vocabulary, thing: Ask | Offer) -> None:
        self.said = said
        super().__init__(data, initial=self.typed(thing))
        self.thing = thing
        self.fill()

    def fill(self) -> None:
        """Put in the choices that depend on this circle."""

    def typed(self, thing: Any) -> Columns:
        return {name: getattr(thing, name, None) for name in self.base_fields}

    def columns(self) -> Columns:
        return dict(self.cleaned_data)

    def _choose(self, name: str, facet: str, kept: Any = ()) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = self.said.choices(facet, kept or ())


class AskWhat(StepForm):
    title = forms.CharField(label=_("In a few words"), max_length=120, required=False)
    tasks = _ticks(_("What would you like a hand with?"), ())
    words = _words()

    def fill(self) -> None:
        self._choose("tasks", "tasks", self.thing.tasks)


class OfferWhat(StepForm):
    tasks = _ticks(_("What are you glad to do?"), ())
    gladly = _many(_("What of that do you like best?"))
    words = _words()

    def fill(self) -> None:
        self._choose("tasks", "tasks", self.thing.tasks)
        self._choose("gladly", "tasks", self.thing.tasks)


class When(QuestionForm):
    """The week, and how firmly it is meant."""

    def __init__(self, data: Any, said: Vocabulary, thing: Ask | Offer) -> None:
        super().__init__(data, WEEK, said, answer={"week": thing.week}, seen=0)
        self.thing = thing
        del self.fields["seen"]
        self.fields["every_day"] = forms.BooleanField(
            label=_("Every day as on Monday"),
            help_text=_("Fill in Monday, and leave empty the days that are the same."),
            required=False,
        )
        if isinstance(thing, Ask):
            self.fields["is_flexible"] = forms.BooleanField(
                label=_("The times may move within the day"), required=False, initial=thing.is_flexible
            )
            self.fields["two_at_once"] = forms.BooleanField(
                label=_("Two people have to come at the same time"), required=False, initial=thing.at_once > 1
            )
        else:
            self.fields["hours"] = forms.IntegerField(
                label=_("How many hours a week at most?"),
                min_value=1,
                max_value=100,
                required=False,
                initial=thing.most_minutes_a_week and thing.most_minutes_a_week // 60,
            )

    def besides(self) -> list[forms.BoundField]:
        return [self[name] for name in BESIDES if name in self.fields]

    def columns(self) -> Columns:
        found: Columns = {"week": self._week()}
        if "is_flexible" in self.fields:
            found["is_flexible"] = self.cleaned_data["is_flexible"]
            found["at_once"] = 2 if self.cleaned_data["two_at_once"] else 1
            found["people"] = max(found["at_once"], self.thing.people)
        else:
            hours = self.cleaned_data.get("hours")
            found["most_minutes_a_week"] = hours * 60 if hours else None
        return found

    def _week(self) -> dict[str, list[list[str]]]:
        said = self.answer.get("week", {})
        monday = said.get(DAYS[0])
        if not monday or not self.cleaned_data["every_day"]:
            return said
        return {day: said.get(day, monday) for day in DAYS}


class AskWho(StepForm):
    """Must-haves and would-likes, by facet."""

    must_languages = _many(_("Which languages must they speak?"))
    must_courses = _many(_("What must they have learnt?"))
    must_gender = forms.ChoiceField(
        label=_("Who may help you with your body?"),
        choices=[("", _("Either is fine")), ("woman", _("A woman")), ("man", _("A man"))],
        required=False,
        widget=forms.RadioSelect,
        help_text=_("Then only those are suggested who say so on their profile, for everybody here to read."),
    )
    like_interests = _many(_("What would you like them to enjoy, too?"))
    like_skills = _many(_("What would it be good to know about?"))

    def fill(self) -> None:
        if not is_personal(self.thing.tasks):  # for nothing else may it be asked
            del self.fields["must_gender"]
        for name in self.fields:
            part, facet = name.split("_", 1)
            if name != "must_gender":
                self._choose(name, facet, getattr(self.thing, part).get(facet))

    def typed(self, thing: Any) -> Columns:
        held = {name: getattr(thing, name.split("_", 1)[0]).get(name.split("_", 1)[1]) for name in self.base_fields}
        return {**held, "must_gender": (held.get("must_gender") or [""])[0]}

    def columns(self) -> Columns:
        found: Columns = {"must": {}, "like": {}}
        for name in self.fields:
            part, facet = name.split("_", 1)
            if said := self.cleaned_data[name]:
                found[part][facet] = said if isinstance(said, list) else [said]
        return found


class OfferWho(AskWho):
    """Where one would rather not go, and what one would like."""

    must_languages = None  # type: ignore[assignment]
    must_courses = None  # type: ignore[assignment]
    must_gender = None  # type: ignore[assignment]
    must_homes = _ticks(
        _("Where can you not go?"),
        HOMES,
        _("Homes of which it is known are left out. Some people keep it to themselves: ask when you get to know them."),
    )
    field_order = ("must_homes", "like_interests", "like_skills")

    def fill(self) -> None:
        for name in ("like_interests", "like_skills"):
            self._choose(name, name.split("_", 1)[1], self.thing.like.get(name.split("_", 1)[1]))


class _Paying(StepForm):
    """What it may cost. Pounds are typed, pence are kept; a circle without paid work is not asked."""

    amounts: tuple[str, ...] = ()

    def fill(self) -> None:
        if not here.offers_paid_work():
            for name in ("pay", *self.amounts):
                del self.fields[name]

    def typed(self, thing: Any) -> Columns:
        found = super().typed(thing)
        for name in self.amounts:
            minor = getattr(thing, f"{name}_minor")
            found[name] = None if minor is None else f"{minor // 100}.{minor % 100:02}"
        return found

    def columns(self) -> Columns:
        found = super().columns()
        for name in self.amounts:
            if name in found:
                amount = found.pop(name)
                found[f"{name}_minor"] = pence(amount)
        return found


class AskWhere(_Paying):
    amounts = ("most_an_hour", "most_a_week")
    people = forms.IntegerField(label=_("How many people are you looking for?"), min_value=1, max_value=12, initial=1)
    postcode = _postcode(_("For the way there. Nobody reads it: others are told only about how long the way is."))
    pay = forms.ChoiceField(label=_("Paid or not?"), choices=Pay.choices, widget=forms.RadioSelect)
    most_an_hour = _money(_("What may an hour cost at most?"), _("In pounds. Leave it empty if you do not know."))
    most_a_week = _money(_("And a week?"))
    decides = forms.CharField(
        label=_("Who decides?"), max_length=200, required=False, help_text=_("You, or you together with somebody.")
    )


class OfferWhere(_Paying):
    amounts = ("least_an_hour",)
    postcode = _postcode(_("Where you set out from. Nobody reads it: others are told only about how long the way is."))
    travel = _ticks(_("How do you get about?"), ())
    reach_minutes = forms.TypedChoiceField(
        label=_("How long may the way be?"),
        coerce=int,
        choices=[
            (15, _("A quarter of an hour")),
            (30, _("Half an hour")),
            (45, _("Three quarters of an hour")),
            (60, _("An hour")),
            (90, _("Longer")),
        ],
    )
    pay = forms.ChoiceField(label=_("Paid or not?"), choices=Pay.choices, widget=forms.RadioSelect)
    least_an_hour = _money(_("What would you like for an hour at least?"), _("In pounds."))

    def fill(self) -> None:
        super().fill()
        self._choose("travel", "travel", getattr(self.thing, "travel", ()))


@dataclass(frozen=True, slots=True)
class Step:
    """One page of an ask or an offer."""

    slug: str
    ask: Sentence
    icon: str
    form: Callable[..., Any]
    hint: Sentence = ""


ASK_STEPS: Final = (
    Step("what", _("What would you like?"), "hand-heart", AskWhat),
    Step("when", _("When would it be good?"), "calendar-clock", When, _("By the clock on the wall.")),
    Step(
        "who",
        _("Who should it be?"),
        "users",
        AskWho,
        _("What they must have leaves people out: tick only what matters. What would be nice leaves out nobody."),
    ),
    Step("where", _("Where, and what may it cost?"), "map-pin", AskWhere),
)
OFFER_STEPS: Final = (
    Step("what", _("What are you glad to do?"), "hand-heart", OfferWhat),
    Step("when", _("When can you come?"), "calendar-clock", When, _("By the clock on the wall.")),
    Step("who", _("To whom would you be glad to go?"), "users", OfferWho),
    Step("where", _("From where, and for what?"), "map-pin", OfferWhere),
)


def steps_of(thing: Ask | Offer) -> tuple[Step, ...]:
    return ASK_STEPS if isinstance(thing, Ask) else OFFER_STEPS


# --- from the profile -------------------------------------------------------------------------------------------------


def ask_from_profile(person: Person) -> Columns:
    """What somebody said of getting support, to begin an ask with: theirs to change, page by page."""
    said = _shown(person, questions.SUPPORT, questions.TIMES_GETTING)
    return {
        "tasks": _ticked(said, questions.SUPPORT, "tasks"),
        "week": said[questions.TIMES_GETTING.code].get("week", {}),
    }


def offer_from_profile(person: Person) -> Columns:
    """What somebody said of giving support."""
    said = _shown(person, questions.OFFERS, questions.TIMES_GIVING)
    far = _ticked(said, questions.TIMES_GIVING, "how-far")
    return {
        "tasks": _ticked(said, questions.OFFERS, "tasks"),
        "week": said[questions.TIMES_GIVING.code].get("week", {}),
        "travel": _ticked(said, questions.TIMES_GIVING, "travel"),
        "reach_minutes": {"more": 90}.get(far[0], int(far[0]) if far[0].isdigit() else 30) if far else 30,
    }


def _shown(person: Person, *asked: Question) -> Mapping[str, Mapping[str, Any]]:
    rows = Answer.objects.filter(person=person, question__in=[each.code for each in asked])
    return MappingProxyType({**{each.code: {} for each in asked}, **{row.question: row.draft for row in rows}})


def _ticked(said: Mapping[str, Mapping[str, Any]], asked: Question, facet: str) -> list[str]:
    return list(said[asked.code].get("facets", {}).get(facet, []))

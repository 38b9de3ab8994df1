"""What officers fill in."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kernel.words import refuse_control_signs, refuse_what_is_no_name
from shared_apps.console.hats import MEANS, Hat
from shared_apps.console.models import PlanChange
from shared_apps.federation.facts import VALUES
from shared_apps.federation.features import FEATURES
from shared_apps.federation.models import CircleFact, Standing
from shared_apps.federation.modes import Mode
from tenants.context import CircleRef
from tenants.models import Circle


class Day(forms.DateField):
    """A day, chosen from the browser's own calendar or typed."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def line(label: Any, *, longest: int, help_text: Any = "", required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=longest, help_text=help_text, required=required, validators=[refuse_control_signs]
    )


def some_lines(label: Any, *, longest: int, help_text: Any = "", required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=longest, help_text=help_text, required=required, widget=forms.Textarea({"rows": 6})
    )


class OnceForm(forms.Form):
    """A form that is taken once, however often it is sent."""

    once = forms.RegexField(r"^[0-9a-f]{32}$", widget=forms.HiddenInput)


class SuspendForm(OnceForm):
    reason = line(
        _("Why is it paused?"),
        longest=300,
        help_text=_("Whoever comes to the circle's site may read this, so name nobody."),
    )


class StewardForm(OnceForm):
    """Who looks after a circle from now on, and why nobody there is asked."""

    name = forms.CharField(label=_("Their name"), max_length=120, validators=[refuse_what_is_no_name])
    email = forms.EmailField(label=_("Their e-mail address"), max_length=254)
    reason = line(
        _("Why does it need one?"), longest=300, help_text=_("Everybody in the circle reads this, so name nobody.")
    )


class VouchForm(OnceForm):
    """The letters somebody read out, and how the officer knows that it is really them."""

    reference = line(_("The letters they read to you"), longest=40)
    reason = line(
        _("How do you know that it is them?"), longest=300, help_text=_("It stands in the record, so name nobody.")
    )


class SureForm(OnceForm):
    """Nothing to fill in but the button."""


class RenameForm(OnceForm):
    was = forms.CharField(required=False, widget=forms.HiddenInput)  # what it was called when the form was opened
    name = line(_("Name of the circle"), longest=80, required=False)
    slug = line(
        _("Web address"),
        longest=40,
        required=False,
        help_text=_("The first part of it, such as “garden”. The old address goes on leading there."),
    )


class CloseForm(OnceForm):
    days = forms.IntegerField(
        label=_("Days of notice"),
        min_value=0,
        max_value=366,
        help_text=_("From now on the circle can only be read. When the days are over it is locked away."),
    )
    reason = line(_("Why?"), longest=300, help_text=_("Everybody in the circle reads it."))
    typed = line(_("To be sure, type its web address"), longest=40, help_text=_("The first part of it."))

    def __init__(self, *args: Any, slug: str = "", shortest: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.slug, self.shortest = slug, shortest

    def clean_days(self) -> int:
        days: int = self.cleaned_data["days"]
        if days < self.shortest:
            raise forms.ValidationError(
                _("People need time to turn to somebody else, and to take a copy along. Give at least %(n)s days.")
                % {"n": self.shortest}
            )
        return days

    def clean_typed(self) -> str:
        if self.cleaned_data["typed"].strip() != self.slug:
            raise forms.ValidationError(_("That is not its web address, so nothing was done."))
        return self.slug


class StageForm(OnceForm):
    stage = forms.ChoiceField(label=_("To which stage?"), widget=forms.RadioSelect)
    why = line(_("Why?"), longest=300)

    def __init__(self, *args: Any, stages: tuple[str, ...] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stage"].choices = [(stage, Standing.Stage(stage).label) for stage in stages]  # type: ignore[attr-defined]


class PlanForm(forms.Form):
    plan = forms.ChoiceField(label=_("Plan"), choices=PlanChange.Plan.choices, widget=forms.RadioSelect)
    from_on = Day(label=pgettext_lazy("a day", "From"))


class FactForm(forms.Form):
    what = forms.ChoiceField(label=_("What is so?"))
    from_on = Day(label=pgettext_lazy("a day", "From"))
    until_on = Day(label=_("Until just before"), required=False)
    details = line(_("In words"), longest=300, required=False)
    evidence = line(_("How do we know?"), longest=500)
    source = line(_("Where can that be seen?"), longest=300, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = [
            (CircleFact.Kind(kind).label, [(f"{kind}:{value}", words) for value, words in values.items()])
            for kind, values in VALUES.items()
        ]
        self.fields["what"].choices = [("", _("Choose one")), *groups]  # type: ignore[attr-defined]


class OpenForm(OnceForm):
    name = line(_("Name of the circle"), longest=80)
    place = line(_("Where is it?"), longest=120, help_text=_("In people's words: “Hebden Bridge and Halifax”."))
    slug = line(_("Web address"), longest=40, help_text=_("The first part of it, such as “garden”."))
    recipe = forms.ChoiceField(label=_("What it starts with"), widget=forms.RadioSelect)
    copy_of = forms.ChoiceField(
        label=_("Whose public set-up it copies"),
        required=False,
        help_text=_("Colours, words and public pages of a circle whose stewards let others copy them. No people."),
    )
    mode = forms.ChoiceField(
        label=_("What is it before the law?"),
        choices=Mode.choices,
        widget=forms.RadioSelect,
        help_text=_("It counts from today, and is noted with the circle's facts."),
    )
    steward_name = line(_("Name of its first steward"), longest=120)
    steward_email = forms.EmailField(label=_("Their e-mail address"), max_length=254)
    is_sandbox = forms.BooleanField(
        label=_("A sandbox: with invented people, until it goes live"), required=False, initial=True
    )

    def __init__(
        self, *args: Any, recipes: Mapping[str, Any] | None = None, models: Sequence[Circle] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["copy_of"].choices = [  # type: ignore[attr-defined]
            ("", _("Nobody's")),
            *((str(each.id), each.name) for each in models),
        ]
        self.fields["recipe"].choices = list((recipes or {}).items())  # type: ignore[attr-defined]


class DecisionForm(forms.Form):
    """A decision about what was really read: `version` says which."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class QuestionForm(DecisionForm):
    words = some_lines(_("What do you want to know?"), longest=4000, help_text=_("They get this by e-mail."))


class ApproveForm(DecisionForm):
    words = some_lines(_("A few words for them"), longest=4000, required=False)


class RefuseForm(DecisionForm):
    words = some_lines(
        _("Why not?"),
        longest=4000,
        help_text=_("They get this by e-mail."),
    )


class ReachForm(forms.Form):
    """For all circles, or for some."""

    is_for_all = forms.TypedChoiceField(
        label=_("Whom is it for?"),
        choices=[("all", _("All circles")), ("some", _("Some circles"))],
        widget=forms.RadioSelect,
    )
    circles = forms.MultipleChoiceField(
        label=_("Which circles?"), required=False, widget=forms.SelectMultiple(attrs={"size": 8})
    )

    def __init__(self, *args: Any, all_circles: list[CircleRef] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["circles"].choices = [(str(each.id), each.name) for each in all_circles or []]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("is_for_all") == "some" and not given.get("circles"):
            self.add_error("circles", _("Choose at least one circle."))
        return given


class AnnouncementForm(ReachForm):
    field_order = ("title", "words", "is_for_all", "circles", "until_on")
    title = line(_("Title"), longest=120)
    words = some_lines(_("Words"), longest=4000, help_text=_("Stewards read this. Name nobody."))
    until_on = Day(label=_("Shown until"), required=False)


class IncidentForm(ReachForm):
    field_order = ("title", "words", "is_for_all", "circles")
    title = line(_("What is wrong?"), longest=120)
    words = some_lines(_("Words for the stewards"), longest=2000, help_text=_("What it means for them. Name nobody."))


class MoreForm(forms.Form):
    words = some_lines(_("Words for the stewards"), longest=2000)


class SwitchForm(forms.Form):
    circle = forms.ChoiceField(label=_("Circle"))
    feature = forms.ChoiceField(
        label=_("What?"), choices=[(each.code, each.name) for each in FEATURES], widget=forms.RadioSelect
    )
    on = forms.ChoiceField(
        label=_("On or off?"), choices=[("on", _("On")), ("off", _("Off"))], widget=forms.RadioSelect, initial="on"
    )
    note = line(_("Note for the stewards"), longest=500, help_text=_("What changes for them from now on."))

    def __init__(self, *args: Any, all_circles: list[CircleRef] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["circle"].choices = [  # type: ignore[attr-defined]
            ("", _("Choose one")),
            *((str(each.id), each.name) for each in all_circles or []),
        ]


class SupportForm(forms.Form):
    circle = forms.ChoiceField(label=_("Which circle?"))
    reason = line(
        _("Why do you need to look?"), longest=500, help_text=_("Its stewards read this before they say yes.")
    )
    minutes = forms.IntegerField(label=_("For how many minutes?"), min_value=1, max_value=240, initial=30)

    def __init__(self, *args: Any, all_circles: list[CircleRef] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["circle"].choices = [  # type: ignore[attr-defined]
            ("", _("Choose one")),
            *((str(each.id), each.name) for each in all_circles or []),
        ]


class HatForm(forms.Form):
    name = line(_("Name"), longest=60, help_text=_("As stewards and colleagues read it: “Nadia, Leeds office”."))
    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    hat = forms.ChoiceField(label=_("Hat"), widget=forms.RadioSelect)
    from_on = Day(label=pgettext_lazy("a day", "From"), required=False, help_text=_("Today, if you leave it empty."))
    until_on = Day(label=_("Until just before"), help_text=_("Every term has an end; it can be given again."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["hat"].choices = [  # type: ignore[attr-defined]
            (hat.value, f"{hat.label}: {MEANS[hat]}") for hat in Hat
        ]


class WhyForm(forms.Form):
    why = line(_("Why?"), longest=300)


class GiveUpForm(forms.Form):
    why = line(_("Why?"), longest=300, help_text=_("It is kept in the log of the run, so name nobody."))


class LayDownForm(forms.Form):
    why = line(_("Why, if you like to say"), longest=300, required=False)


class PublishForm(forms.Form):
    wording = forms.CharField(
        label=_("The agreement, as TOML"),
        widget=forms.Textarea({"rows": 14, "spellcheck": "false"}),
        max_length=200_000,
        help_text=_("A title, and each clause with its key, heading, full, plain and easy wording."),
    )
    from_on = Day(label=_("In force from"))
    what_changed = line(_("What has changed?"), longest=500, required=False)
    is_material = forms.BooleanField(label=_("It has to be signed again"), required=False, initial=True)

"""Forms: label, hint, error, input, in that order; and what is wrong is said on top with a way to it."""

import re

import pytest
from django import forms
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory


class Visit(forms.Form):
    """A little of everything."""

    name = forms.CharField(label="Your name", help_text="As your friends say it")
    email = forms.EmailField(label="E-mail address")
    code = forms.CharField(widget=forms.TextInput(attrs={"autocomplete": "one-time-code"}))
    day = forms.ChoiceField(label="Which day?", choices=[("m", "Monday"), ("t", "Tuesday")], widget=forms.RadioSelect)
    help = forms.MultipleChoiceField(
        label="What with?", choices=[("a", "Meals"), ("b", "Shopping")], widget=forms.CheckboxSelectMultiple
    )
    place = forms.ChoiceField(label="Where?", choices=[("h", "At home"), ("o", "Out")])
    story = forms.CharField(label="Tell us more", widget=forms.Textarea, required=False)
    at = forms.SplitDateTimeField(label="When?", required=False)
    agreed = forms.BooleanField(label="I have read it")
    token = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self) -> None:
        if self.data:
            raise forms.ValidationError("Nobody is free on that day.")


@pytest.fixture
def wrong() -> Visit:
    return Visit({"email": "not-an-address"})


def ids(html: str) -> list[str]:
    return re.findall(r'\sid="([^"]+)"', html)


def test_a_form_renders_whole_from_two_braces():
    html = Template("{{ form }}").render(Context({"form": Visit()}))
    for field in Visit.base_fields:
        assert f'name="{field}' in html, field
    assert "error-summary" not in html


def test_label_hint_error_and_input_come_in_that_order(wrong: Visit):
    html = wrong["name"].as_field_group()
    places = [html.index(piece) for piece in ("<label", "_helptext", "_error", "<input")]
    assert places == sorted(places)


def test_an_input_is_described_by_its_hint_and_its_error(wrong: Visit):
    html = wrong["name"].as_field_group()
    described = re.search(r'aria-describedby="([^"]+)"', html)
    assert described
    assert described[1].split() == ["id_name_helptext", "id_name_error"]
    assert set(described[1].split()) <= set(ids(html))
    assert 'aria-invalid="true"' in html


def test_several_answers_are_one_group_under_its_question(wrong: Visit):
    html = wrong["day"].as_field_group()
    assert re.search(r'<fieldset aria-describedby="id_day_error">\s*<legend>Which day\?', html)
    assert html.count('type="radio"') == 2
    assert '<label for="id_day_1">Tuesday</label>' in html


def test_every_link_of_the_summary_leads_to_an_input(wrong: Visit):
    html = Template("{{ form }}").render(Context({"form": wrong}))
    links = re.findall(r'<a href="#([^"]+)"', html)
    assert links == ["id_name", "id_email", "id_code", "id_day_0", "id_help_0", "id_place", "id_agreed"]
    assert set(links) <= set(ids(html))
    assert "Nobody is free on that day." in html.partition("<label")[0]


def test_no_id_stands_twice(wrong: Visit):
    found = ids(Template("{{ form }}").render(Context({"form": wrong})))
    assert sorted(found) == sorted(set(found))


def test_what_may_be_left_out_says_so():
    assert "if you like" in Visit()["story"].as_field_group()
    assert "if you like" not in Visit()["name"].as_field_group()


def test_what_people_typed_is_escaped():
    html = Template("{{ form }}").render(Context({"form": Visit({"name": "<script>alert(1)</script>"})}))
    assert "<script>" not in html


def test_the_title_of_a_page_with_errors_says_so(wrong: Visit):
    request = RequestFactory().get("/")
    page = render_to_string("ui/form.html", {"form": wrong, "heading": "About you"}, request)
    assert "<title>Error: About you" in re.sub(r"\s+", " ", page)
    assert page.index("error-summary") < page.index("<h1>")
    page = render_to_string("ui/form.html", {"form": Visit(), "heading": "About you"}, request)
    assert "<title>About you" in page


@pytest.mark.parametrize(
    ("field", "answer", "sentence"),
    [
        (forms.CharField(label="Your name"), "", "Fill in “Your name”."),
        (forms.DateField(label="Which day?"), "", "Fill in “Which day?”."),
        (forms.ChoiceField(label="Where?", choices=[("h", "At home")]), "", "Choose an answer to “Where?”."),
        (
            forms.MultipleChoiceField(label="What with?", choices=[("a", "Meals")]),
            [],
            "Choose an answer to “What with?”.",
        ),
        (forms.BooleanField(label="I have read it"), "", "Tick “I have read it” to go on."),
        (forms.ChoiceField(label="Where?", choices=[("h", "At home")]), "moon", "Choose one of the answers shown"),
        (forms.CharField(label="Your name", max_length=3), "Wendy", "“Your name” is too long: it can have 3 letters"),
        (forms.EmailField(label="E-mail address"), "wendy", "“E-mail address” needs an e-mail address, like"),
        (forms.DateField(label="Which day?"), "soon", "“Which day?” needs a day, like"),
        (forms.IntegerField(label="How many?"), "some", "“How many?” needs a number."),
        (forms.IntegerField(label="How many?", max_value=5), "9", "“How many?” can be 5 at most."),
        (forms.UUIDField(label="Number"), "x", "“Number”: Enter a valid UUID."),
        (forms.CharField(label="Code", error_messages={"required": "Type the code."}), "", "Type the code."),
    ],
)
def test_an_error_names_its_field_on_top_and_beside_it(field: forms.Field, answer, sentence: str):
    form = type("Question", (forms.Form,), {"answer": field})({"answer": answer})
    html = Template("{{ form }}").render(Context({"form": form}))
    assert html.count(sentence) == 2, form.errors


def test_no_two_errors_of_a_summary_read_the_same(wrong: Visit):
    summary = Template("{{ form }}").render(Context({"form": wrong})).partition("</ul>")[0]
    said = re.findall(r'<a href="#[^"]+">([^<]+)</a>', summary)
    assert len(said) == len(set(said)) == 7


class Letter(forms.Form):
    """One line, some lines, and as many as somebody likes."""

    email = forms.EmailField(max_length=254)
    words = forms.CharField(max_length=9000, widget=forms.Textarea)
    story = forms.CharField(widget=forms.Textarea)


def test_nobody_gets_a_megabyte_back_and_no_story_is_cut():
    much = "x" * 1_000_000
    letter = Letter({"email": much, "words": "y" * 9500, "story": much})
    assert len(letter["email"].value()) == 4000
    assert letter["words"].value() == "y" * 9500, "somebody can shorten it: nothing is lost"
    assert letter["story"].value() == much
    assert "is too long" in letter["email"].as_field_group()
    assert len(letter["email"].as_field_group()) < 6000


def test_what_a_page_shows_by_itself_is_never_cut():
    assert len(Letter(initial={"email": "z" * 9000})["email"].value()) == 9000


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/sign-in/", "/sign-in/password/"])
def test_a_megabyte_as_a_sign_in_address_comes_back_as_a_small_page(browser_of, settings, path):
    answer = browser_of(settings.SIGN_IN_HOST).post(path, {"email": "x" * 1_000_000, "login": "x" * 1_000_000})
    assert "error-summary" in answer.text
    assert len(answer.content) < 60_000

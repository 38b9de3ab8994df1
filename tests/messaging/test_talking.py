"""Those around Iris talk in one place: who reads, what is said, changed and taken back."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection

from kernel.actors import SYSTEM
from kernel.errors import Conflict, NotAllowed, RuleBroken
from kernel.time import now
from tenant_apps.journal.models import Entry
from tenant_apps.messaging import services
from tenant_apps.messaging.gatherings import kind_called
from tenant_apps.messaging.models import LONGEST, Mention, Nod, Post, Seat, Thread
from tenant_apps.messaging.services.saying import SLIP
from tenant_apps.people.services import leave_circle
from tenant_apps.teams import services as teams
from tenant_apps.teams.models import Place
from tenants.context import in_circle

pytestmark = pytest.mark.django_db


def page_of(thread: Thread) -> str:
    return f"/messages/{thread.pk}/"


def send(browser, thread: Thread, words: str, **more):
    return browser.post(page_of(thread), {"words": words, "sent_as": str(uuid4()), **more})


def test_sol_says_something_and_iris_finds_it_new_until_she_has_read_it(talk, browser_of, calderdale, cast):
    sol, iris = browser_of(calderdale, cast.sol), browser_of(calderdale, cast.iris)
    assert send(sol, talk, "I bring the bread on Friday.").status_code == 302
    assert "something new in one conversation" in iris.get("/home/").text
    listed = iris.get("/messages/").text
    assert "1 new" in listed
    assert "I bring the bread on Friday." in listed
    assert "New since you were here" in iris.get(page_of(talk)).text
    assert "New since you were here" not in iris.get(page_of(talk)).text
    assert "1 new" not in iris.get("/messages/").text
    assert "something new" not in iris.get("/home/").text
    assert "1 new" not in sol.get("/messages/").text, "one’s own words are not new"


def test_the_first_word_begins_the_conversation_and_looking_at_it_does_not(here, iris_team, browser_of, cast):
    iris, at = browser_of(here, cast.iris), f"/messages/with/team/{iris_team.pk}/"
    assert "Nothing was said yet" in iris.get(at).text
    assert not Thread.objects.filter(about=iris_team.pk).exists()
    answer = iris.post(at, {"words": "Hello all", "sent_as": str(uuid4())}, follow=True)
    assert "Hello all" in answer.text
    assert Thread.objects.get(about=iris_team.pk).posts.count() == 1


@pytest.mark.parametrize("who", ["otto", "cora", "fin"], ids=["a stranger", "a coordinator", "who stands in"])
def test_nobody_else_reads_or_writes_there(talk, browser_of, calderdale, cast, who):
    said = services.say(talk, "Only for us", by=cast.sol)
    browser = browser_of(calderdale, getattr(cast, who))
    pages = [page_of(talk), f"/messages/with/team/{talk.about}/", f"/messages/with/team/{talk.about}/new/"]
    assert [browser.get(page).status_code for page in pages] == [404, 404, 404]
    assert send(browser, talk, "Hello").status_code == 404
    verbs = ("withdraw", "pin", "task", "change", "nod")
    assert {browser.post(f"{page_of(talk)}{said.pk}/{verb}/", {"says": "yes"}).status_code for verb in verbs} == {404}
    assert "Only for us" not in browser.get("/messages/").text
    assert "Only for us" not in browser.get("/messages/?q=only").text
    with in_circle(calderdale), pytest.raises(NotAllowed):
        services.say(talk, "Hello", by=getattr(cast, who))


def test_whoever_leaves_the_team_reads_nothing_of_it_with_the_next_request(here, iris_team, talk, browser_of, cast):
    sol = browser_of(here, cast.sol)
    send(sol, talk, "The key is under the pot.")
    assert sol.get(page_of(talk)).status_code == 200
    teams.leave(Place.objects.get(team=iris_team, person=cast.sol), by=cast.sol)
    assert sol.get(page_of(talk)).status_code == 404
    assert send(sol, talk, "One more thing").status_code == 404
    assert "The key is under the pot." not in sol.get("/messages/").text
    assert "The key is under the pot." not in sol.get("/messages/?q=key").text


def test_who_left_the_circle_reads_nothing_of_it(here, talk, browser_of, cast):
    circle = services.the_thread(kind_called("circle"), None, by=cast.otto)
    otto = browser_of(here, cast.otto)
    assert otto.get(page_of(circle)).status_code == 200
    leave_circle(cast.otto, by=cast.otto)
    assert otto.get(page_of(circle)).status_code in (302, 403)


def test_adah_writes_for_iris_and_both_names_stand_there(talk, adah_acts, browser_of, calderdale, cast):
    assert send(adah_acts, talk, "I would like an early night.").status_code == 302
    post = Post.objects.get(thread=talk)
    assert (post.author_id, post.hand_id) == (cast.iris.pk, cast.adah.pk)
    seen = browser_of(calderdale, cast.sol).get(page_of(talk)).text
    assert re.search(r"<bdi>Iris[^<]*</bdi></strong> <span class=\"quiet\">typed by Adah", seen)
    assert not Seat.objects.filter(person=cast.iris).exists(), "what a helper reads is not read by Iris"


def test_the_same_page_sent_twice_says_it_once(talk, browser_of, calderdale, cast):
    sol, number = browser_of(calderdale, cast.sol), str(uuid4())
    for _twice in range(2):
        assert sol.post(page_of(talk), {"words": "On my way", "sent_as": number}).status_code == 302
    assert Post.objects.filter(thread=talk).count() == 1


def test_somebody_elses_number_is_another_message(talk, cast):
    number = uuid4()
    services.say(talk, "Mine", sent_as=number, by=cast.sol)
    assert services.say(talk, "And mine", sent_as=number, by=cast.june).words == "And mine"


@pytest.mark.parametrize(
    ("words", "said"),
    [("  \n ", "Write something first."), ("x" * (LONGEST + 7), "and it has 6007")],
)
def test_what_cannot_be_said_is_told_and_nothing_typed_is_lost(talk, browser_of, calderdale, cast, words, said):
    answer = send(browser_of(calderdale, cast.sol), talk, words)
    assert answer.status_code == 422
    assert said in answer.text
    assert words.strip("\0 \n")[:50] in answer.text
    assert not Post.objects.filter(thread=talk).exists()


@pytest.mark.parametrize("words", ["a\0b", "half \ud83d"])
def test_signs_that_no_database_holds_are_refused_with_a_sentence(talk, cast, words):
    with pytest.raises(RuleBroken) as refused:
        services.say(talk, words, by=cast.sol)
    assert refused.value.code == "odd_signs"


def test_markup_stays_words(talk, browser_of, calderdale, cast):
    sol = browser_of(calderdale, cast.sol)
    send(sol, talk, "<script>alert(1)</script> & <b>so</b>")
    seen = sol.get(page_of(talk)).text
    assert "<script>alert" not in seen
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &lt;b&gt;so&lt;/b&gt;" in seen


# --- changing and taking back -----------------------------------------------------------------------------------------


def test_what_is_changed_later_shows_what_it_said_before(talk, browser_of, calderdale, cast):
    post = services.say(talk, "Friday at nine", by=cast.sol)
    Post.objects.filter(pk=post.pk).update(at=now() - SLIP * 2)
    sol, at = browser_of(calderdale, cast.sol), f"{page_of(talk)}{post.pk}/change/"
    assert "Friday at nine" in sol.get(at).text
    assert sol.post(at, {"words": "Friday at ten"}).status_code == 302
    seen = browser_of(calderdale, cast.iris).get(page_of(talk)).text
    assert "Friday at ten" in seen
    assert re.search(r"<details.*changed on .*Friday at nine", seen, re.DOTALL)


def test_a_slip_of_a_minute_was_never_said(talk, cast):
    post = services.change_words(services.say(talk, "Frday", by=cast.sol), "Friday", by=cast.sol)
    assert (post.words, post.changed_at, post.earlier.count()) == ("Friday", None, 0)


def test_only_its_author_changes_or_takes_back_a_message(talk, browser_of, calderdale, cast):
    post = services.say(talk, "Friday", by=cast.sol)
    june = browser_of(calderdale, cast.june)
    assert june.get(f"{page_of(talk)}{post.pk}/change/").status_code == 404
    refused = june.post(f"{page_of(talk)}{post.pk}/withdraw/")
    assert (refused.status_code, "Only whoever wrote this can change it." in refused.text) == (403, True)
    with pytest.raises(NotAllowed):
        services.change_words(post, "Monday", by=cast.iris)
    with pytest.raises(NotAllowed):
        services.withdraw(post, by=SYSTEM)


def test_what_is_taken_back_leaves_its_place_and_no_words(talk, browser_of, calderdale, cast):
    post = services.say(talk, "The code is 4711, @June", by=cast.sol)
    Post.objects.filter(pk=post.pk).update(at=now() - SLIP * 2)
    post = services.change_words(post, "The code is 4712, @June", by=cast.sol)
    services.nod(post, Nod.Says.THANKS, is_said=True, by=cast.june)
    services.pin(post, by=cast.june)
    answer = services.say(talk, "Thank you", answers=post, by=cast.june)
    sol = browser_of(calderdale, cast.sol)
    for _twice in range(2):
        assert sol.post(f"{page_of(talk)}{post.pk}/withdraw/").status_code == 302
    seen = browser_of(calderdale, cast.iris).get(page_of(talk)).text
    assert "This message was taken back." in seen
    assert "471" not in seen
    assert answer.words in seen
    assert [rows.count() for rows in (post.mentions, post.earlier, post.nods)] == [0, 0, 0]
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM messaging_post WHERE words LIKE '%471%'")
        assert cursor.fetchone() == (0,)
    again = sol.post(f"{page_of(talk)}{post.pk}/change/", {"words": "No, 4713"})
    assert again.status_code == 404


# --- by name, nods, at the top, quiet ---------------------------------------------------------------------------------


def test_a_name_after_an_at_is_told_to_whoever_is_meant_even_where_they_keep_it_quiet(
    talk, browser_of, calderdale, cast
):
    june = browser_of(calderdale, cast.june)
    june.post(f"{page_of(talk)}quiet/", {"do": "quiet"})
    services.say(talk, "It rains.", by=cast.sol)
    assert "something new" not in june.get("/home/").text
    services.say(talk, f"Can you come, @{cast.june.called.upper()}?", by=cast.sol)
    assert "something new in one conversation" in june.get("/home/").text
    assert "for you" in june.get("/messages/").text
    assert list(Mention.objects.filter(post__thread=talk).values_list("person", flat=True)) == [cast.june.pk]


def test_nobody_is_meant_who_does_not_read_there(talk, cast):
    services.say(talk, f"@{cast.otto.called} @Vale x@{cast.june.called}", by=cast.sol)
    assert not Mention.objects.filter(post__thread=talk).exists()


def test_a_nod_is_said_once_and_can_be_taken_back(talk, browser_of, calderdale, cast):
    post = services.say(talk, "I found your glasses.", by=cast.sol)
    iris, at = browser_of(calderdale, cast.iris), f"{page_of(talk)}{post.pk}/nod/"
    for _twice in range(2):
        iris.post(at, {"says": "thanks"})
    assert "Thank you: you" in iris.get(page_of(talk)).text
    assert f"Thank you: {cast.iris.called}" in browser_of(calderdale, cast.sol).get(page_of(talk)).text
    iris.post(at, {"says": "thanks", "not": "1"})
    assert not post.nods.exists()
    assert iris.post(at, {"says": "👎"}).status_code == 404


def test_ten_messages_stand_at_the_top_and_no_more(talk, browser_of, calderdale, cast):
    posts = [services.say(talk, f"Number {n}", by=cast.sol) for n in range(11)]
    for post in posts[:10]:
        services.pin(services.pin(post, by=cast.iris), by=cast.june)
    iris = browser_of(calderdale, cast.iris)
    refused = iris.post(f"{page_of(talk)}{posts[10].pk}/pin/")
    assert (refused.status_code, "Take one down first." in refused.text) == (409, True)
    assert iris.post(f"{page_of(talk)}{posts[0].pk}/unpin/").status_code == 302
    assert iris.post(f"{page_of(talk)}{posts[10].pk}/pin/").status_code == 302


def test_a_message_becomes_a_task_of_the_team(talk, browser_of, calderdale, cast):
    post = services.say(talk, "Somebody should\nmend the gate.", by=cast.sol)
    answer = browser_of(calderdale, cast.june).post(f"{page_of(talk)}{post.pk}/task/", follow=True)
    assert "Somebody should mend the gate." in answer.text


# --- about one thing --------------------------------------------------------------------------------------------------


def test_anybody_begins_a_conversation_about_one_thing_and_closes_it(here, browser_of, cast):
    otto, at = browser_of(here, cast.otto), "/messages/with/circle/all/new/"
    said = {"title": "The spring walk", "words": "Who comes along?", "sent_as": str(uuid4())}
    for _twice in range(2):
        answer = otto.post(at, said, follow=True)
        assert "Who comes along?" in answer.text
    thread = Thread.objects.get(title="The spring walk")
    assert thread.posts.count() == 1
    alike = otto.post(at, {**said, "title": "the  SPRING walk", "sent_as": str(uuid4())})
    assert (alike.status_code, "a conversation with this title already" in alike.text) == (422, True)
    iris = browser_of(here, cast.iris)
    assert iris.post(f"{page_of(thread)}close/", {"do": "close"}).status_code == 403
    assert otto.post(f"{page_of(thread)}close/", {"do": "close"}).status_code == 302
    refused = send(iris, thread, "Me!")
    assert (refused.status_code, "This conversation is closed." in refused.text, "Me!" in refused.text) == (
        422, True, False,
    )  # fmt: skip
    cora = browser_of(here, cast.cora)
    assert cora.post(f"{page_of(thread)}close/", {"do": "open"}).status_code == 302
    assert send(iris, thread, "Me!").status_code == 302


def test_the_conversation_everybody_has_is_never_closed(talk, cast):
    with pytest.raises(NotAllowed):
        services.close_thread(talk, by=cast.iris)


def test_a_topic_needs_a_title_and_a_first_word_or_there_is_none(here, browser_of, cast):
    otto, at = browser_of(here, cast.otto), "/messages/with/circle/all/new/"
    before = Thread.objects.count()
    for said in ({"title": " ", "words": "x"}, {"title": "Tea", "words": " "}, {"title": "a\u202eb", "words": "x"}):
        assert otto.post(at, {**said, "sent_as": str(uuid4())}).status_code == 422
    assert Thread.objects.count() == before


def test_in_a_team_that_rests_because_its_owner_died_nothing_new_is_said(talk, iris_team, browser_of, calderdale, cast):
    services.say(talk, "Sleep well", by=cast.sol)
    iris_team.frozen_at, iris_team.frozen_why = now(), "died"
    iris_team.save()
    sol = browser_of(calderdale, cast.sol)
    seen = sol.get(page_of(talk)).text
    assert "Sleep well" in seen
    assert "This team rests. What was said is kept as it was." in seen
    assert send(sol, talk, "Hello?").status_code == 422


# --- finding, and much of it ------------------------------------------------------------------------------------------


def test_words_are_found_by_their_beginning_and_only_where_one_reads(talk, here, browser_of, cast):
    services.say(talk, "The physiotherapist comes on Monday.", by=cast.sol)
    circle = services.the_thread(kind_called("circle"), None, by=cast.otto)
    services.say(circle, "Physiology is fun.", by=cast.otto)
    sol, otto = browser_of(here, cast.sol), browser_of(here, cast.otto)
    assert "The physiotherapist comes" in sol.get("/messages/?q=physio+mon").text
    both = sol.get("/messages/?q=PHYSIO").text
    assert ("The physiotherapist comes" in both, "Physiology is fun" in both) == (True, True)
    assert "The physiotherapist comes" not in otto.get("/messages/?q=physio").text
    for odd in ("%27%3A%26%7C%21", "a%00b", "%3A*", "%28%28"):
        assert sol.get(f"/messages/?q={odd}").status_code == 200


def test_a_long_conversation_is_read_page_by_page(talk, browser_of, calderdale, cast, django_assert_max_num_queries):
    Post.objects.bulk_create(
        [Post(thread=talk, author=cast.sol, words=f"Line {n}.", at=now() - timedelta(hours=1)) for n in range(120)]
    )
    iris = browser_of(calderdale, cast.iris)
    iris.get(page_of(talk))
    with django_assert_max_num_queries(24):
        first = iris.get(page_of(talk)).text
    assert ("Line 119." in first, "Line 70." in first, "Line 69." in first) == (True, True, False)
    before = re.search(r"\?before=([0-9a-f-]{36})", first)[1]
    second = iris.get(f"{page_of(talk)}?before={before}").text
    assert ("Line 69." in second, "Line 20." in second, "Line 119." in second) == (True, True, False)
    middle = Post.objects.get(words="Line 60.")
    around = iris.get(f"{page_of(talk)}?at={middle.pk}").text
    assert ("Line 60." in around, "To the newest" in around) == (True, True)
    with django_assert_max_num_queries(28):
        iris.get("/messages/")


def test_what_is_said_is_in_the_journal_without_words(talk, cast):
    post = services.say(talk, "Secret", by=cast.sol)
    entry = Entry.objects.get(event="messaging.PostSent", payload__post_id=str(post.pk))
    assert entry.payload == {"post_id": str(post.pk), "thread_id": str(talk.pk)}


def test_a_topic_is_refused_where_two_talk(here, cast):
    with pytest.raises((NotAllowed, RuleBroken, Conflict)):
        services.open_thread(kind_called("introduction"), uuid4(), "Tea", by=cast.iris)

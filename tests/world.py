"""The two circles of every test, alike to the last key: whatever tells them apart is what each holds."""

from datetime import date, timedelta
from time import time
from types import SimpleNamespace
from typing import Any
from unittest import mock
from uuid import UUID

from allauth.account.internal.userkit import user_id_to_str
from django.conf import settings
from django.test import Client

from kernel.actors import SYSTEM
from kernel.ids import uuid7
from kernel.sections import Audience, Purpose
from kernel.time import now
from provisioning import circles, stages
from provisioning.stewards import welcome
from shared_apps.federation.modes import Mode
from shared_apps.identity import browsers
from shared_apps.identity.models import Account, Browser
from shared_apps.identity.proof import Proof, Way
from shared_apps.identity.services import account_for
from tenant_apps.chat.models import Drift, Errand, Login, Room, Server, Word
from tenant_apps.enquiries import services as enquiries
from tenant_apps.enquiries.mailing_list import ask_to_join
from tenant_apps.entry.models import CircleSession
from tenant_apps.entry.policies import scopes_of
from tenant_apps.entry.services import make_token
from tenant_apps.entry.sessions import Bearer, CircleSessionStore
from tenant_apps.helping import asking
from tenant_apps.helping import services as helping
from tenant_apps.helping.models import Evidence
from tenant_apps.importing import services as importing
from tenant_apps.inviting.services import invite
from tenant_apps.journal.services import deliver_due
from tenant_apps.letters.models import Agreement, Letter
from tenant_apps.matching.models import (
    Afar,
    Ask,
    Contact,
    Exclusion,
    Exposure,
    Introduction,
    Offer,
    Opening,
    Plan,
    Quiet,
    Shortlist,
)
from tenant_apps.matching.models.plans import KEPT_FOR
from tenant_apps.merging import services as merging
from tenant_apps.merging.models import Step
from tenant_apps.messaging import services as messaging
from tenant_apps.messaging.gatherings import kind_called
from tenant_apps.messaging.models import Earlier, Nod
from tenant_apps.people.models import Parting, Person, today
from tenant_apps.people.services import (
    answer_offer,
    ask_for_removal,
    end_hat,
    give_hat,
    lift_suspension,
    offer_hat,
    suspend_person,
)
from tenant_apps.privacy import doors
from tenant_apps.privacy import services as privacy
from tenant_apps.privacy.models import AccessEvent, AccessWaiting, Withholding
from tenant_apps.privacy.words import Preset
from tenant_apps.profiles import services as profiles
from tenant_apps.profiles.models import Showing
from tenant_apps.profiles.questions import ABOUT_GETTING, ABOUT_GIVING, HEALTH
from tenant_apps.profiles.shape import Kind
from tenant_apps.rights.models import Erasure
from tenant_apps.rights.services import complaints, consents, keeping, requests
from tenant_apps.site.models import Picture
from tenant_apps.site.pages import services as pages
from tenant_apps.site.pages.blocks import PICTURE, TEXT, new_block
from tenant_apps.site.today.tasks import tick
from tenant_apps.teams.models import Document, HatWord, Place, Team
from tenant_apps.teams.services import agreements as team_agreements
from tenant_apps.teams.services import hats as team_hats
from tenant_apps.teams.services import meetings as team_meetings
from tenant_apps.teams.services import reviews as team_reviews
from tenant_apps.teams.services import tasks as team_tasks
from tenant_apps.tools import services as tools
from tenant_apps.tools.keys import signed
from tenant_apps.tools.models import OpenToken
from tenant_apps.vault.models import Rotation
from tenants.context import CircleRef, circle_context, in_circle, in_federation
from tests.plum import models as plums
from tests.stone.models import Kernel

# Stands in the names of everybody in the circle, and nowhere else in the world.
CANARY = {"calderdale": "Heronmark", "clapton": "Kestrelmark"}
# In the same order in both circles, so that the n-th person of one has the key of the n-th person of the other.
PEOPLE = {
    "calderdale": [
        ("iris", ("supported",)),
        ("sol", ("supporter",)),
        ("adah", ("advocate",)),
        ("otto", ()),
        ("cora", ("steward", "coordinator")),
        ("fin", ("finance",)),
        ("june", ("supporter",)),
    ],
    "clapton": [
        ("rosa", ("supported",)),
        ("amina", ("supporter",)),
        ("yossi", ("advocate",)),
        ("mehmet", ()),
        ("vale", ("steward", "coordinator")),
        ("shauna", ("finance",)),
        ("june", ("supporter",)),
    ],
}
_ids: dict[str, UUID] = {}
built: dict[str, CircleRef] = {}
"""The two circles as they were when they were opened: to be asked without a database."""


def circle(slug: str) -> CircleRef:
    return built[slug]


def email_of(slug: str, first: str) -> str:
    return "june@both.example" if first == "june" else f"{first}@{CANARY[slug].lower()}.example"


def same_id(first: str) -> UUID:
    """The id a person of either circle has, which somebody in the other circle has too."""
    return _ids[first]


class _Counting:
    """UUIDs that come in the same order in both circles. Version 7 in shape, so that nothing refuses them."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self) -> UUID:
        self.count += 1
        return UUID(f"01990000-0000-7000-8000-{self.count:012x}")


def build() -> None:
    """Open both circles and welcome their people, with the same keys in both.

    Whoever waited to be told of all that is told: what a test delivers is what happened in it.
    """
    for slug, name in [("calderdale", "Calderdale Care Circle"), ("clapton", "Clapton Care Circle")]:
        with mock.patch("kernel.ids._make", _Counting()):
            # the circle's own id is its spare's, made before: only what is inside is the same
            made = circles.open_circle(slug=slug, name=name, place=f"{name} valley", by=SYSTEM)
        with in_federation():
            stages.note_mode(made.id, Mode.HOSTED, "Letter of the first day")
        built[slug] = made
        counting = _Counting()
        counting.count = 1000
        for first, hats in PEOPLE[slug]:
            # accounts are the federation's: they need keys of their own
            account_for(email_of(slug, first))
            with mock.patch("kernel.ids._make", counting):
                person = welcome(made, name=f"{first.title()} {CANARY[slug]}", email=email_of(slug, first), hats=hats)
            _ids[first] = person.pk
        with mock.patch("kernel.ids._make", counting):
            with in_circle(made):
                _furnish(slug)
            with circle_context(made):
                deliver_due()


def _furnish(slug: str) -> None:
    """A row in every other table of the circle, each with the circle's word in it where there is room for words."""
    for person in Person.objects.order_by("id"):
        ends = now() + timedelta(days=90)
        make_token(person, name=f"{CANARY[slug]} report", scopes=scopes_of(person), expires_at=ends, by=person)
        store = CircleSessionStore()
        store.sign_in(Bearer(person_id=person.pk, account_id=person.account_id, epoch=0, device=CANARY[slug]))
    _gone_and_come_back(CANARY[slug])
    steward = Person.objects.order_by("id")[4]
    invite(f"Zofia {CANARY[slug]}", how="card", by=steward)
    Kernel.objects.create(person=steward, secret=f"A {CANARY[slug]} sings.", note=CANARY[slug])
    Rotation.objects.create(layer=Rotation.Layer.CIRCLE, finished_at=now())
    plums.Plum.objects.create(tree=plums.Tree.objects.create(name=f"Old {CANARY[slug]}"))
    _write_and_ask(CANARY[slug], steward)
    _wrote_elsewhere(CANARY[slug], steward)
    _uses_a_tool(CANARY[slug], steward)
    _helps(CANARY[slug])
    _tells_of_themselves(CANARY[slug], steward)
    _keeps_to_themselves(CANARY[slug])
    _knows_their_rights(CANARY[slug], steward)
    _is_written_down_twice(CANARY[slug], steward)
    _is_open_to_other_circles(CANARY[slug])
    _lives_in_a_team(CANARY[slug])
    _talks(CANARY[slug])
    _talked_elsewhere(CANARY[slug], steward)
    _was_suggested(CANARY[slug])
    _got_to_know_somebody(CANARY[slug])
    _looks_for_a_whole_team(steward)


def _helps(word: str) -> None:
    """Adah may act for Sol about money (in Clapton: Yossi for Amina), with a paper nobody has checked yet."""
    sol, adah, otto, steward = Person.objects.order_by("id")[1:5]
    told = {"reference": f"LPA {word}", "note": f"Only about the {word}.", "by": steward}
    authority = helping.record_authority(sol, adah, "lpa_property", ["money"], how="together", **told)
    helping.accept(authority, by=adah)
    helping.say_yes_for_today(authority, by=adah)
    paper = Evidence(authority=authority, person=sol, key="00" * 32, called=f"{word}.pdf", kept_by=steward)
    paper.media_type, paper.size = "application/pdf", 12
    paper.save(force_insert=True)
    day = today() + timedelta(days=90)
    asking.ask_for_somebody(otto, "know", by=otto)
    helping.record_capacity(otto, can_decide=True, why=f"Talked about a {word}.", review_on=day, by=steward)


def _gone_and_come_back(word: str) -> None:
    """Otto (in Clapton: Mehmet) said no to a hat, was suspended for a while, and left and came back."""
    otto, steward = Person.objects.order_by("id")[3:5]
    answer_offer(offer_hat(otto, "supporter", by=steward), yes=False, by=otto)
    suspend_person(otto, reason=f"Shouted at a {word}", talk_to=steward, by=steward)
    lift_suspension(otto, by=steward)
    hat = give_hat(otto, "finance", by=SYSTEM)
    ask_for_removal(hat, reason=f"Sold a {word}", by=steward)
    end_hat(hat, by=otto, reason=f"Bought a {word}")
    Parting.objects.create(person=otto, ended_by=steward, reason=f"Went to see a {word}", returned_at=now())


def _write_and_ask(word: str, steward: Person) -> None:
    """The steward wrote a page with a picture on it; somebody asked for support, and somebody wants news."""
    picture = Picture.objects.create(file="site/pictures/none.webp", width=40, height=30, kept_at=now())
    everybodys = [new_block(TEXT, words="A walk on Sunday."), new_block(PICTURE, picture=str(picture.pk), alt="Hills")]
    page = pages.add_page("What is on", by=steward)
    page = pages.keep_draft(page, page.title, everybodys, seen=page.number, in_menu=True, by=steward)
    pages.publish(page, seen=page.number, by=steward)
    draft = [new_block(TEXT, words=f"A {word} came by.")]
    pages.keep_draft(page, f"News of the {word}", draft, seen=page.number, in_menu=True, by=steward)
    tick("words", done=True, by=steward)
    facts = {"about": "support", "name": f"Nell {word}", "phone": "01632 960 001", "words": f"A {word} in the attic"}
    enquiry = enquiries.take_down(facts, key=uuid7(), by=SYSTEM)
    enquiries.add_note(enquiry, f"She likes a {word}.", by=steward)
    ask_to_join(f"nell@{word.lower()}.example")


def _wrote_elsewhere(word: str, steward: Person) -> None:
    """The steward wrote to a circle that is in no register of ours."""
    told = {"other": UUID(int=7), "other_called": f"Circle of the {word}", "is_ours": True, "kinds": ["note"]}
    agreed = Agreement.objects.create(**told, purpose=f"For a {word}", state="in_force", proposed_at=now())
    said = {"subject": f"A {word}", "words": f"We saw a {word}."}
    Letter.objects.create(agreement=agreed, is_ours=True, kind="note", payload=said, written_by=steward, at=now())


def _tells_of_themselves(word: str, steward: Person) -> None:
    """Iris and Sol (in Clapton: Rosa and Amina) have a profile each; Sol has a picture and a reference."""
    iris, sol = Person.objects.order_by("id")[:2]
    asked = [(iris, ABOUT_GETTING), (iris, HEALTH), (sol, ABOUT_GIVING)]
    for person, question in asked:
        said = {"words": {"words": f"I once saw a {word}."}}
        number = profiles.keep_answer(person, question, said, seen=0, by=person).number
        profiles.show_answers(person, {question: number}, by=person)
    told = {"content_type": "image/webp", "size": 1, "width": 40, "height": 30, "told": f"With a {word}"}
    Showing.objects.create(person=sol, profile="giving", medium="photo", file="profiles/none.webp", **told)
    profiles.note_check(sol, "reference", "in_order", today(), by=steward)
    profiles.make_form(iris, Kind.GETTING, by=steward)
    profiles.set_term("interests", {"en-gb": f"Watching a {word}"}, by=steward)


def _knows_their_rights(word: str, steward: Person) -> None:
    """Fin (in Clapton: Shauna) said yes to something, asked for a copy and to be forgotten, and complained."""
    fin = Person.objects.order_by("id")[5]
    consents.take_back(consents.say_yes(fin, "learning", by=fin), by=fin)
    copy = requests.ask(fin, "copy", by=fin)
    requests.stop_clock(copy, "what", f"Do you mean the {word}?", by=steward)
    requests.start_clock(copy, f"Yes, the {word}.", by=fin)
    seen = {"piece": "people.nothing", "fingerprint": "", "how": "left_out", "why": f"It tells of a {word}"}
    copy.decided.create(**seen, by=steward, at=now())
    requests.refuse(copy, f"It would tell of a {word}.", by=steward)
    forget = requests.ask(fin, "erase", by=fin)
    gone = Erasure.objects.create(request=forget, person=fin, by=steward, began_at=now(), finished_at=now())
    gone.parts.create(code="people.nothing", lane="stays")
    requests.take_back(forget, by=fin)
    keeping.confirm_basis("consent", f"Advice of a {word}", by=steward)
    keeping.end_hold(keeping.hold(fin, f"A {word} asked", date(2099, 1, 1), by=steward), by=steward)
    said = complaints.complain("other", f"A {word} looked at me.", person=fin, by=fin)
    complaints.note_step(said, f"We asked the {word}.", by=steward)
    complaints.answer(said, "not_upheld", f"It was a {word}.", by=steward)


def _is_written_down_twice(word: str, steward: Person) -> None:
    """Somebody asked whether Otto and Sol (in Clapton: Mehmet and Amina) are one; and a list waits to be brought in."""
    sol, _adah, otto = Person.objects.order_by("id")[1:4]
    fin = Person.objects.order_by("id")[5]
    asked = merging.ask(otto, sol, takes=["phone"], by=steward)
    asked.before = f'{{"phone": "{word}"}}'
    asked.save()
    merging.refuse(asked, by=steward)
    Step.objects.create(merge=asked, number=1, what="moved", model="people.Hat", row=fin.pk)
    merging.say_apart(otto, fin, by=steward)
    importing.begin(f"Name,Phone\nWalter {word},01632 960 002\n", called=f"{word}.csv", by=steward)


def _lives_in_a_team(word: str) -> None:
    """Fin (in Clapton: Shauna) has a team with June in it, who does everything a team does there once."""
    fin, june = Person.objects.order_by("id")[5:7]
    team = Team.objects.create(owner=fin, founded_by=fin, starter=june)
    begun = {"asked_by": fin, "agreed_at": now(), "agreed_by": fin, "accepted_at": now(), "accepted_by": june}
    Place.objects.create(team=team, person=june, kind="friend", does=f"Feeds the {word}", began_at=now(), **begun)
    hat = team_hats.ask_hat(team, june, "rota_holder", by=june)
    team_hats.agree_to_hat(hat, yes=True, by=fin)
    HatWord.objects.create(hat=hat, person=fin)
    team_tasks.add_task(team, f"Feed the {word}", who=june, by=june)
    team_meetings.check_in(team, "well", f"The {word} is well.", by=june)
    met = team_meetings.call_meeting(team, now() - timedelta(days=1), f"Under the {word}", by=june)
    team_meetings.note_meeting(met, f"We watched the {word}.", [june], seen=0, by=june)
    team_meetings.note_decision(met, f"Keep the {word}", today() + timedelta(days=30), by=june)
    paper = Document(team=team, owner=fin, key="00" * 32, called=f"{word}.pdf", kept_by=june)
    paper.media_type, paper.size = "application/pdf", 12
    paper.save(force_insert=True)
    team_agreements.make_agreement(team, f"About the {word}", f"The {word} comes first.", by=june)
    for days in range(3):
        team_reviews.note_session(team, june, today() - timedelta(days=days), by=june)
    team_reviews.write_review(team.reviews.get(), going_on="go_on", good=f"The {word}", by=june)


def _talks(word: str) -> None:
    """June (in Clapton: the same) says something in the team of Fin, changes it, and is answered and nodded to; and
    something stands at the top of a conversation of the circle."""
    fin, june = Person.objects.order_by("id")[5:7]
    team = kind_called("team")
    thread = messaging.the_thread(team, Team.objects.get(owner=fin).pk, by=fin)
    said = messaging.say(thread, f"Who feeds the {word}, @{fin.called}?", by=june)
    Earlier.objects.create(post=said, words=f"Who feeds the {word}?")
    messaging.say(thread, f"I feed the {word}.", answers=said, by=fin)
    messaging.nod(said, Nod.Says.THANKS, is_said=True, by=fin)
    messaging.pin(
        messaging.begin_topic(kind_called("circle"), None, f"The {word}", f"How is the {word}?", by=june), by=fin
    )


def _talked_elsewhere(word: str, steward: Person) -> None:
    """The circle talked in a chat server for a while, and what June said there was brought home."""
    june, moment = Person.objects.order_by("id")[6], now()
    server = Server.objects.create(
        kind=Server.Kind.ROCKETCHAT, address=f"https://{word.lower()}.example", sign_in=Server.SignIn.TOKEN,
        sealed="", chosen_by=steward, left_at=moment, settled_at=moment,
    )  # fmt: skip
    room = Room.objects.create(server=server, kind="circle", number=1, remote_id=word, fetched_at=moment)
    Login.objects.create(server=server, person=june, username=f"{word.lower()}-june", remote_id=word)
    Errand.objects.create(server=server, what=Errand.What.ROOM, room_kind="circle", done_at=moment, failed=word)
    Drift.objects.create(server=server, room=room, what=Drift.What.MISSING)
    Word.objects.create(room=room, remote_id=word, author=june, words=f"Where is the {word}?", at=moment)


def _uses_a_tool(word: str, steward: Person) -> None:
    """The steward signed in to the circle's calendar, which has a code and a token of theirs."""
    tool, _secret = tools.add_tool(f"{word} calendar", ["https://calendar.example/back"], wants_email=True, by=steward)
    consent = tools.allow(tool, with_email=True, by=steward)
    wish = tools.Wish(tool, "https://calendar.example/back", ("openid", "profile", "email"), "x" * 43, "")
    session = CircleSession.objects.filter(person=steward).latest("id")
    tools.hand_out_code(wish, consent, session.pk)
    OpenToken.objects.create(token_hash=bytes(32), code=consent.codes.get(), expires_at=now())
    signed({"sub": "nobody"})


def _looks_for_a_whole_team(steward: Person) -> None:
    """Fin (in Clapton: Shauna) had a team looked for; it was stopped, and Iris (Rosa) and Sol (Amina) were in it."""
    iris, sol = Person.objects.order_by("id")[:2]
    named = {"people": sorted(str(each.pk) for each in (iris, sol)), "options": [], "visits": []}
    ask = Ask.objects.earliest("id")
    told = {"ask_number": ask.number, "state": "stopped", "ended_at": now(), "expires_at": now() + KEPT_FOR}
    Plan.objects.create(ask=ask, asked_by=steward, result=named, **told)


def _keeps_to_themselves(word: str) -> None:
    """Iris (in Clapton: Rosa) chose who sees what, somebody looked when it could not wait, and Iris asked why."""
    iris, sol, _adah, _otto, steward = Person.objects.order_by("id")[:5]
    privacy.take_stance(iris, Preset.CAREFUL, by=iris)
    privacy.choose_audience(iris, "people.contact", Audience.NAMED, named=[steward], by=iris)
    glass = privacy.break_glass(iris, reason=f"A {word} on the roof", by=steward)
    Withholding.objects.create(glass=glass, reason=f"The {word}", decided_by=steward, review_on=today())
    doors.masked(steward, sol, Purpose.ADMIN)
    look = AccessEvent.objects.get(subject_id=sol.pk)
    privacy.doubt_look(look, words=f"Was it a {word}?", by=sol)
    unlinked = {"actor_kind": "person", "actor_id": steward.pk, "subject_id": sol.pk, "purpose": "admin"}
    AccessWaiting.objects.create(event=AccessEvent.objects.create(**unlinked, basis="duty", sections=["people.hats"]))


def _is_open_to_other_circles(word: str) -> None:
    """Fin (in Clapton: Shauna) opened an ask to a circle in no register of ours, and is glad of one of theirs."""
    fin = Person.objects.order_by("id")[5]
    agreed = Agreement.objects.get()
    asked = Ask.objects.create(person=fin, title=f"A {word}", words=f"Talk of a {word}.", tasks=["company"])
    Offer.objects.create(person=fin, words=f"I know the {word}.", tasks=["company"])
    Exclusion.objects.create(person=fin, other=Person.objects.order_by("id")[3], note=f"Because of a {word}.")
    Opening.objects.create(person=fin, ask=asked, what="ask", agreements=[agreed.pk])
    theirs = Afar.objects.create(id=uuid7(), agreement=agreed, what="offer", number=1)
    said = {"words": f"I like a {word}.", "tells": f"Ask for the {word}.", "we_said_yes_at": now()}
    Contact.objects.create(agreement=agreed, person=fin, is_ours=True, afar=theirs.pk, **said)


def _was_suggested(word: str) -> None:
    """Somebody was suggested to Fin (in Clapton: Shauna) for an ask, and is not for them."""
    otto, steward, fin = Person.objects.order_by("id")[3:6]
    ask = Ask.objects.get(title=f"A {word}")
    Shortlist.objects.create(person=fin, ask=ask, number=1, found=[str(otto.pk)])
    Quiet.objects.create(ask=ask, giver=otto, said_by=steward)
    Exposure.objects.create(person=otto, on=today(), times=1)


def _got_to_know_somebody(word: str) -> None:
    """Fin (in Clapton: Shauna) and Adah (Yossi) tried it with each other, and it ended; somebody had been worried."""
    adah, otto = Person.objects.order_by("id")[2:4]
    fin = Person.objects.order_by("id")[5]
    at = now()
    began = {"ask": Ask.objects.get(person=fin), "asker": fin, "giver": adah, "brought_up_by": "circle", "due_at": at}
    been = {"stage": "reviewed", "began_at": at, "trial_at": at, "trial_where": f"By the {word}", "told_at": at}
    row = Introduction.objects.create(**began, **been, closed_at=at, shows_at=at)
    row.steps.create(what="talk", person=adah, said_by=adah, words=f"Ring the {word}.")
    row.reviews.create(person=adah, given_by=adah, went_well=f"We saw a {word}.")
    row.team_words.create(person=otto, is_worried=True, words=f"There was a {word}.")


def cast(slug: str) -> SimpleNamespace:
    """The people of a circle, by first name, as plain model instances."""
    with in_circle(circle(slug)):
        return SimpleNamespace(**{person.name.split()[0].lower(): person for person in Person.objects.all()})


def browser(where: CircleRef | str, person: Any = None, proof: Proof | None = None) -> Client:
    """A browser at a circle (or at a host); signed in when a person of that circle is given.

    They signed in a moment ago and with a passkey, which satisfies whoever wants a fresh proof and a second step;
    `proof` says otherwise.
    """
    host = where if isinstance(where, str) else where.host
    client = Client(HTTP_HOST=host, raise_request_exception=True)
    if person is not None:
        assert isinstance(where, CircleRef)
        sign_in(client, where, person, proof)
    return client


def account_browser(account: Account, *ways: str) -> Client:
    """A browser at the sign-in host, signed in a moment ago with these of allauth's ways, a mailed code by default."""
    client = Client(HTTP_HOST=settings.SIGN_IN_HOST)
    with in_federation():
        client.force_login(account)
        session = client.session
        session[browsers.SESSION_KEY] = str(Browser.objects.create(account=account, device="Firefox on Linux").pk)
        session["account_authentication_methods"] = [
            {"method": "mfa", "type": way, "at": time()}
            if way in ("webauthn", "totp")
            else {"method": way, "at": time()}
            for way in ways or ("code",)
        ]
        session["account_authentication_methods_user"] = user_id_to_str(account)
        session.save()
    return client


def sign_in(client: Client, where: CircleRef, person: Any, proof: Proof | None = None) -> None:
    """Give the browser the session that arriving with a ticket would have given it."""
    with in_federation():
        epoch = Account.objects.values_list("epoch", flat=True).get(pk=person.account_id)
    with in_circle(where):
        session = CircleSessionStore()
        proof = proof or Proof(now(), (Way.PASSKEY,))
        session.sign_in(Bearer(person_id=person.pk, account_id=person.account_id, epoch=epoch, proof=proof))
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key

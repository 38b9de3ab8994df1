"""`coopbox chat selftest`: an operator tries a server, is told in sentences what works, and leaves nothing there."""

from dataclasses import replace
from pathlib import Path

import pytest

from tenant_apps.chat.selftest import STEPS, Told, try_server
from tests.chat.rocketchat import BOT, Double, Skipping, served
from tests.config.conftest import say

__all__ = ["say"]


@pytest.fixture(params=["8", "9"])
def rocket(request, settings):
    """A Rocket.Chat with somebody's own room and user in it. Its time is jumped over where somebody waits."""
    double = Double(request.param, clock=Skipping())
    double.users["u-own"] = {"_id": "u-own", "username": "own", "name": "Own", "active": True, "roles": ["user"]}
    room = {"_id": "r-own", "name": "kitchen", "t": "p", "archived": False, "members": {BOT, "u-own"}}
    double.rooms["r-own"] = {**room, "moderators": set(), "customFields": {}, "said": []}
    double.integrations.append({"_id": "i-own", "name": "Own", "urls": ["https://own.example/"]})
    with served(double) as double.address:
        settings.OUTGOING_NEAR = [double.address.removeprefix("http://")]
        yield double


def tried(double: Double, **more) -> Told:
    keys = {"user_id": double.keys.user_id, "token": double.keys.token, "secret": double.keys.secret, **more}
    return try_server(double.address, **keys, clock=double.clock)


def bad(told: Told) -> set[str]:
    return {step.code for step in told.steps if step.works is False}


def is_clean(double: Double) -> bool:
    """Only what was there before is there."""
    left = (set(double.users), set(double.rooms), [each["_id"] for each in double.integrations])
    return left == ({BOT, "u-own"}, {"r-own"}, ["i-own"]) and double.rooms["r-own"]["members"] == {BOT, "u-own"}


def test_all_of_it_works_on_a_sound_server_and_nothing_is_left(rocket):
    told = tried(rocket)
    assert [step.code for step in told.steps if step.works] == [step.code for step in STEPS]
    assert told.works
    assert told.health is not None
    assert told.health.version == rocket.version
    assert is_clean(rocket)
    assert rocket.turned_away == 0, "it takes ten calls a minute of each kind, and was asked for no more"


def test_a_server_that_counts_silently_is_believed_once_it_says_no(rocket):
    rocket.faults.silent = True
    rocket.limit = 4
    assert tried(rocket).works
    assert is_clean(rocket)


@pytest.mark.parametrize(("fault", "value"), [("fail_next", 2), ("lose_ids", 2), ("lose_answers", 2), ("slow", 0.01)])
def test_a_server_that_stumbles_is_asked_again_and_nothing_is_left(rocket, fault, value):
    setattr(rocket.faults, fault, value)
    told = tried(rocket)
    assert bad(told) == set()
    assert told.works
    assert is_clean(rocket)


def test_a_server_that_is_down_is_told_in_a_sentence(rocket):
    rocket.faults.down = True
    told = tried(rocket)
    assert (told.works, told.health, told.left) == (False, None, [])
    assert told.steps[0].why == "unreachable"
    assert all(step.works is None for step in told.steps[1:])
    assert is_clean(rocket)


def test_a_server_that_goes_down_on_the_way_leaves_what_is_named(rocket):
    double = rocket
    double.faults.down_after = "groups.create"
    told = tried(double)
    assert not told.works
    assert any(each.startswith("the room coopbox-selftest-") for each in told.left)
    assert sum(each.startswith("the user coopbox-selftest-") for each in told.left) == 2


@pytest.mark.parametrize(
    ("endpoint", "step"),
    [
        ("users.create", "users"), ("groups.create", "room"), ("groups.invite", "members"), ("groups.kick", "leaving"),
        ("groups.rename", "names"), ("rooms.cleanHistory", "posts"), ("users.createToken", "door"),
        ("users.setActiveStatus", "suspending"), ("integrations.create", "hook"),
    ],
)  # fmt: skip
def test_what_the_user_of_coopbox_may_not_do_is_named_and_the_rest_is_tried(rocket, endpoint, step):
    rocket.faults.refuse = {endpoint: "error-action-not-allowed"}
    told = tried(rocket)
    assert step in bad(told)
    assert next(each for each in told.steps if each.code == step).sentence
    assert is_clean(rocket)


def test_what_cannot_be_removed_is_named(rocket):
    rocket.faults.refuse = {"groups.delete": "error-not-allowed", "users.delete": "error-not-allowed"}
    told = tried(rocket)
    assert bad(told) == {"erasing"}
    assert len(told.left) == 3
    assert not told.works


def test_a_server_that_lets_nobody_go_is_no_good(rocket):
    rocket.faults.keeps_all = True
    assert "leaving" in bad(tried(rocket))
    assert is_clean(rocket)


def test_a_token_that_outlives_its_user_is_found(rocket):
    rocket.faults.tokens_stay = True
    told = tried(rocket)
    assert bad(told) == {"suspending"}
    assert "a token still lets somebody in" in next(each for each in told.steps if each.code == "suspending").sentence
    assert is_clean(rocket)


@pytest.mark.parametrize("what", ["renames", "deletes"])
def test_somebody_who_renames_or_deletes_the_room_meanwhile_is_no_harm(rocket, what):
    setattr(rocket.faults, what, "groups.invite")
    told = tried(rocket)
    if what == "renames":
        assert told.works
    else:
        assert {"members", "leaving", "names"} <= bad(told)
        assert "erasing" not in bad(told)
    assert is_clean(rocket)


def test_the_version_and_the_licence_decide_how_people_come_in(rocket):
    told = tried(rocket, sign_in="oidc")
    assert ("version" in bad(told)) == (rocket.profile == "9")
    assert "door" not in {step.code for step in told.steps}
    rocket.is_paid = True
    assert tried(rocket, sign_in="oidc").works
    told = tried(rocket, secret="")
    assert "CREATE_TOKENS_FOR_USERS_SECRET" in next(step for step in told.steps if step.code == "version").sentence
    assert is_clean(rocket)


def test_somebody_who_is_no_administrator_there_is_told_so_and_nothing_is_made(rocket):
    rocket.users[BOT]["roles"] = ["user"]
    told = tried(rocket)
    assert "role admin" in told.steps[0].sentence
    assert rocket.calls("users.create") == 0


@pytest.mark.parametrize("address", ["https://10.0.0.1", "http://chat.example", "not an address"])
def test_an_address_coopbox_does_not_go_to_is_told_in_a_sentence(address):
    told = try_server(address, user_id="x", token="x", clock=Skipping())
    assert told.steps[0].why == "address"


def written(folder: Path, name: str, words: str) -> str:
    file = folder / name
    file.write_text(words + "\n")
    file.chmod(0o600)
    return str(file)


def test_the_command_says_what_works_what_does_not_and_which_version(rocket, say, tmp_path):
    rocket.limit = 1000
    files = ("--token-file", written(tmp_path, "token", rocket.keys.token))
    words = ("chat", "selftest", rocket.address, "--user-id", BOT, *files)
    secret = ("--secret-file", written(tmp_path, "secret", rocket.keys.secret))
    code, said = say(*words, *secret)
    assert code == 0, said
    assert f"is Rocket.Chat {rocket.version}, without a paid licence." in said
    assert said.count("works     ") == len(STEPS)
    assert "Nothing that was made there is left." in said
    assert said.rstrip().endswith("A circle can talk there.")
    code, told = say(*words, "--json")
    assert (code, told["works"], told["left"], told["version"]) == (1, False, [], rocket.version)
    assert rocket.keys.token not in str(told)
    code, said = say(*words)
    assert code == 1
    assert "DOES NOT  Coopbox cannot open the door for anybody" in said
    assert is_clean(rocket)
    rocket.keys = replace(rocket.keys, token="another")
    code, said = say(*words)
    assert "The server does not know this user and token." in said
    assert "Type the token at a terminal" in say(*words[:5])[1]

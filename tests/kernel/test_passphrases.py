"""A passphrase is refused when it is short, repeats itself, or is what everybody thinks of."""

import pytest

from kernel.errors import RuleBroken
from kernel.passphrases import check


@pytest.mark.parametrize(
    "weak",
    [
        *("short", "password password", "PasswordPassword", "Password Passwort 123", "qwertyuiop asdfghjkl"),
        *(
            "lamp lamp bridge bridge",
            "letmein welcome admin",
            "hasło hasło hasło",
            "abcdefgabcdefg",
            "password12345678",
        ),
    ],
)
def test_what_is_guessed_first_is_refused(weak):
    with pytest.raises(RuleBroken):
        check(weak)


@pytest.mark.parametrize(
    "good",
    [
        *("correct horse battery staple", "four lamps under the quiet bridge", "another passphrase altogether"),
        *(
            "x!9#Kq2$wZ8%bT4&",
            "pięć zielonych żab na moście",
            "yeşil bisiklet köprü altında",
            "the the quiet bridge lamp",
        ),
    ],
)
def test_some_words_that_do_not_belong_together_are_taken(good):
    check(good)

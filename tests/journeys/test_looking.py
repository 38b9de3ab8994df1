"""Every page in every mode: phone and desktop, light and dark, both directions, smallest with largest words."""

import pytest

from tests.journeys.screens import CHROMIUM, FLAGS, PARTS, PUBLIC, Looking


@pytest.mark.parametrize("part", PARTS)
def test_no_page_has_anything_to_put_right(federation, browser, part):
    looking = Looking(browser, federation)
    for sight in getattr(looking, part)():
        looking.look(sight)
    assert looking.faults == []


TOO_WIDE = """() => [...document.querySelectorAll("body *")].filter(part => {
    const box = part.getBoundingClientRect(), edge = document.documentElement.clientWidth + 1;
    return box.width > 1 && box.right > edge && !part.closest(".scroll, .unseen, .skip");
}).map(part => `${part.tagName}.${part.className}`)"""


@pytest.mark.parametrize("letters", [16, 32], ids=["ordinary letters", "letters twice as large"])
def test_a_name_that_is_one_long_word_pushes_no_page_apart(federation, browser, long_circle, letters):
    flags = [*FLAGS, f"--blink-settings=defaultFontSize={letters}"]
    large = browser.browser_type.launch(executable_path=CHROMIUM, args=flags)
    page = large.new_page()
    for width in (320, 390):
        page.set_viewport_size({"width": width, "height": 800})
        for address in (f"{federation}/", *(f"{long_circle}{path}" for path in PUBLIC)):
            page.goto(address)
            assert page.evaluate(TOO_WIDE) == [], f"{address} at {width} pixels"
    large.close()

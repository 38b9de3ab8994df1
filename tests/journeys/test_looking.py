"""Every page in every mode: phone and desktop, light and dark, both directions, smallest with largest words."""

from tests.journeys.screens import Looking


def test_no_page_has_anything_to_put_right(federation, browser, tmp_path):
    looking = Looking(browser, federation, tmp_path)
    for sight in looking.sights():
        looking.look(sight)
    assert looking.faults == []

"""What axe finds on a page that has come to rest."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Error, Page

# Half way from one colour to the next, a button has a contrast that it never has when somebody reads it. Asking for
# what moves lets whatever the last change set going begin; what never ends is not waited for.
SETTLED = """async () => {
  const moving = () => document.getAnimations().filter(
    (each) => each.playState === 'running' && Number.isFinite(each.effect.getComputedTiming().endTime));
  for (let found = moving(); found.length; found = moving()) {
    await Promise.allSettled(found.map((each) => each.finished));
  }
}"""


def violations(page: Page) -> list[dict[str, Any]]:
    """What axe has to say of a page, once nothing on it changes its colour or place any more. If the page gives way to
    the next one meanwhile, as it does where somebody has just pressed something, that one is looked at."""
    try:
        return _seen(page)
    except Error:
        page.wait_for_load_state()
        return _seen(page)


def _seen(page: Page) -> list[dict[str, Any]]:
    page.wait_for_load_state()
    page.evaluate(SETTLED)
    found: list[dict[str, Any]] = Axe().run(page).response["violations"]
    return found

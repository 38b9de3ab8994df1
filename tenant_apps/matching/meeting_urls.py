"""Where two people who may suit each other find their way."""

from django.urls import path, register_converter

from tenant_apps.matching import meeting_board, meeting_pages


class Side:
    """One of the two, as it stands in an address."""

    regex = "asker|giver"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Side, "met_side")

MINE, BOARD = "match/introductions/", "circle/matching/introductions/"

urlpatterns = [
    path(MINE, meeting_pages.mine, name="met_mine"),
    path(f"{MINE}<uuid:introduction_id>/", meeting_pages.met, name="met"),
    path(f"{MINE}<uuid:introduction_id>/team/", meeting_pages.team_word, name="met_team"),
    path(f"{MINE}<uuid:introduction_id>/<slug:verb>/", meeting_pages.say, name="met_say"),
    path(BOARD, meeting_board.board, name="met_board"),
    path(f"{BOARD}new/", meeting_board.bring_up, name="met_bring_up"),
    path(f"{BOARD}<uuid:introduction_id>/<met_side:side>/", meeting_pages.met, name="hear"),
    path(f"{BOARD}<uuid:introduction_id>/<met_side:side>/<slug:verb>/", meeting_pages.say, name="hear_say"),
]

from django.urls import path, register_converter

from tenant_apps.matching import across_urls, meeting_urls, pages, plan_urls, shortlist_urls


class What:
    """An ask or an offer, as it stands in an address."""

    regex = "asks|offers"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(What, "ask_or_offer")

app_name = "matching"
urlpatterns = [
    *across_urls.urlpatterns,
    *meeting_urls.urlpatterns,
    *shortlist_urls.urlpatterns,
    *plan_urls.urlpatterns,
    path("match/", pages.match, name="match"),
    path("match/not-with/", pages.not_with, name="not_with"),
    path("match/not-with/<uuid:exclusion_id>/again/", pages.with_again, name="with_again"),
    path("match/new-ask/", pages.begin, {"what": "ask"}, name="begin_ask"),
    path("match/new-offer/", pages.begin, {"what": "offer"}, name="begin_offer"),
    path("match/<ask_or_offer:what>/<uuid:thing_id>/", pages.look, name="look"),
    path("match/<ask_or_offer:what>/<uuid:thing_id>/turn/<slug:verb>/", pages.turn, name="turn"),
    path("match/<ask_or_offer:what>/<uuid:thing_id>/<slug:slug>/", pages.step, name="step"),
    path("circle/matching/for/<uuid:person_id>/", pages.match_of, name="match_of"),
    path("circle/matching/for/<uuid:person_id>/ask/", pages.begin, {"what": "ask"}, name="begin_ask_for"),
    path("circle/matching/for/<uuid:person_id>/offer/", pages.begin, {"what": "offer"}, name="begin_offer_for"),
]

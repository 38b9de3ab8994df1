"""The pages of this room; included at the root of every circle's host."""

from django.urls import path, register_converter

from tenant_apps.inviting import hats, invitations, me, members, welcome
from tenant_apps.inviting.paths import InvitationConverter

register_converter(InvitationConverter, "invitation")

app_name = "inviting"
urlpatterns = [
    path("welcome/", welcome.welcome, name="welcome"),
    path("welcome/number/", welcome.number, name="number"),
    path("welcome/address/", welcome.address, name="address"),
    path("welcome/prove/", welcome.prove, name="prove"),
    path("welcome/yes/", welcome.yes, name="yes"),
    path("welcome/called/", welcome.called, name="called"),
    path("welcome/reach/", welcome.reach, name="reach"),
    path("welcome/in/", welcome.come_in, name="in"),
    path("welcome/no/", welcome.no, name="no"),
    path("welcome/back/", welcome.back, name="back"),
    path("welcome/<invitation:secret>/", welcome.invitation, name="invitation"),
    path("circle/members/invite/", invitations.invite, name="invite"),
    path("circle/members/invite/beside/", invitations.beside, name="beside"),
    path("circle/members/invite/steward/", invitations.ask_steward, name="ask_steward"),
    path("circle/members/invite/<slug:how>/", invitations.invite_by, name="invite_by"),
    path("circle/members/invitations/", invitations.invitations, name="invitations"),
    path("circle/members/invitations/<uuid:invitation_id>/", invitations.shown, name="shown"),
    path("circle/members/invitations/<uuid:invitation_id>/card/", invitations.card, name="card"),
    path("circle/members/invitations/<uuid:invitation_id>/again/", invitations.again, name="again"),
    path("circle/members/invitations/<uuid:invitation_id>/withdraw/", invitations.withdraw, name="withdraw"),
    path("circle/members/<uuid:person_id>/", members.member, name="member"),
    path("circle/members/<uuid:person_id>/correct/", members.correct, name="correct"),
    path("circle/members/<uuid:person_id>/card/", members.card, name="person_card"),
    path("circle/members/<uuid:person_id>/suspend/", members.suspend, name="suspend"),
    path("circle/members/<uuid:person_id>/lift/", members.lift, name="lift"),
    path("circle/members/<uuid:person_id>/end/", members.end, name="end"),
    path("circle/members/<uuid:person_id>/back/", members.welcome_back, name="welcome_back"),
    path("circle/members/<uuid:person_id>/hats/", hats.hats, name="hats"),
    path("circle/members/<uuid:person_id>/hats/offer/", hats.choose, name="choose_hat"),
    path("circle/members/<uuid:person_id>/hats/offer/<slug:kind>/", hats.offer, name="offer"),
    path("circle/members/<uuid:person_id>/hats/<uuid:hat_id>/end/", hats.end, name="end_hat"),
    path("circle/members/<uuid:person_id>/hats/<uuid:hat_id>/removal/", hats.removal, name="removal"),
    path("circle/members/<uuid:person_id>/offers/<uuid:offer_id>/take-back/", hats.take_back, name="take_back"),
    path("settings/", me.settings, name="settings"),
    path("me/contact/", me.contact, name="contact"),
    path("me/hats/", hats.mine, name="my_hats"),
    path("me/hats/offers/<uuid:offer_id>/", hats.answer, name="answer"),
    path("me/hats/<uuid:hat_id>/object/", hats.object_mine, name="object_mine"),
    path("me/hats/<uuid:hat_id>/end/", hats.end_mine, name="end_mine"),
    path("me/leave/", me.leave, name="leave"),
    path("goodbye/", me.goodbye, name="goodbye"),
]

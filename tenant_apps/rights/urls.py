"""The pages of this room; included at the root of every circle's host."""

from django.urls import URLPattern, URLResolver, path

from tenant_apps.rights.pages import answering, complaints, desk, me

app_name = "rights"
urlpatterns: list[URLPattern | URLResolver] = [
    path("me/data/", me.mine, name="mine"),
    path("me/data/copy/", me.ask_for_copy, name="ask_for_copy"),
    path("me/data/yes/", me.yes, name="yes"),
    path("me/data/yes/<slug:purpose>/", me.say_yes, name="say_yes"),
    path("me/data/yes/<slug:purpose>/back/", me.say_no, name="say_no"),
    path("me/data/kept/", me.kept, name="kept"),
    path("me/data/forget/", me.forget, name="forget"),
    path("me/data/complain/", me.complain, name="complain"),
    path("me/data/complaints/<uuid:complaint_id>/", me.complaint, name="complaint"),
    path("me/data/complaints/<uuid:complaint_id>/who/", me.choose_who_answers, name="choose_who_answers"),
    path("me/data/<uuid:request_id>/", me.one, name="request"),
    path("me/data/<uuid:request_id>/answer/", me.answer, name="answer"),
    path("me/data/<uuid:request_id>/take-back/", me.take_back, name="take_back"),
    path("me/data/<uuid:request_id>/file/", me.file, name="file"),
    path("me/data/<uuid:request_id>/clear/", me.clear, name="clear"),
    path("circle/data/", desk.desk, name="desk"),
    path("circle/data/new/", desk.take_down, name="take_down"),
    path("circle/data/kept/", desk.kept, name="rules"),
    path("circle/data/kept/<slug:code>/", desk.confirm_rule, name="rule"),
    path("circle/data/why/<slug:code>/", desk.confirm_basis, name="basis"),
    path("circle/data/register/", desk.register_page, name="register"),
    path("circle/data/assessment/", desk.assessment, name="assessment"),
    path("circle/data/holds/", desk.holds, name="holds"),
    path("circle/data/holds/<uuid:hold_id>/end/", desk.end_hold, name="end_hold"),
    path("circle/data/requests/<uuid:request_id>/", answering.one, name="answering"),
    path("circle/data/requests/<uuid:request_id>/question/", answering.question, name="question"),
    path("circle/data/requests/<uuid:request_id>/answered/", answering.answered, name="answered"),
    path("circle/data/requests/<uuid:request_id>/longer/", answering.longer, name="longer"),
    path("circle/data/requests/<uuid:request_id>/refuse/", answering.refuse, name="refuse"),
    path("circle/data/requests/<uuid:request_id>/look/", answering.look, name="look"),
    path("circle/data/requests/<uuid:request_id>/make/", answering.make, name="make"),
    path("circle/data/requests/<uuid:request_id>/file/", desk.file, name="file_for"),
    path("circle/data/requests/<uuid:request_id>/forget/", answering.forget, name="carry_out"),
    path("circle/data/complaints/new/", complaints.take_down, name="take_down_complaint"),
    path("circle/data/complaints/<uuid:complaint_id>/", complaints.one, name="looking_into"),
    path("circle/data/complaints/<uuid:complaint_id>/who/", complaints.appoint, name="appoint"),
    path("circle/data/complaints/<uuid:complaint_id>/acknowledge/", complaints.acknowledge, name="acknowledge"),
    path("circle/data/complaints/<uuid:complaint_id>/step/", complaints.step, name="step"),
    path("circle/data/complaints/<uuid:complaint_id>/answer/", complaints.answer, name="answer_complaint"),
]

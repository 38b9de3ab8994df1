"""The pages between a circle and the national co-op, under /circle/federation/."""

from django.urls import path

from tenant_apps.site.federation import views

urlpatterns = [
    path("", views.desk, name="federation"),
    path("tick/", views.tick, name="federation_tick"),
    path("agreement/", views.agreement, name="federation_agreement"),
    path("agreement/sign/", views.prove_to_sign, name="federation_prove_to_sign"),
    path("support/", views.support, name="federation_support"),
    path("support/<uuid:session_id>/", views.answer_support, name="federation_support_answer"),
    path("news/<uuid:notice_id>/", views.read_notice, name="federation_news_read"),
    path("figures/", views.figures, name="federation_figures"),
]

"""Writing the circle's pages under /circle/site/pages/, and reading its own under /pages/."""

from django.urls import path

from tenant_apps.site.pages import views

urlpatterns = [
    path("circle/site/pages/", views.pages, name="pages"),
    path("circle/site/pages/begin/<str:slug>/", views.begin, name="page_begin"),
    path("circle/site/pages/<uuid:page_id>/", views.page, name="page"),
    path("circle/site/pages/<uuid:page_id>/preview/", views.preview, name="page_preview"),
    path("circle/site/pages/<uuid:page_id>/versions/", views.versions, name="page_versions"),
    path("circle/site/pages/<uuid:page_id>/change/", views.change, name="page_change"),
    path("circle/site/pages/<uuid:page_id>/remove/", views.remove, name="page_remove"),
    path("pages/<str:slug>/", views.read, name="read"),
    path("pictures/<uuid:picture_id>.webp", views.picture, name="picture"),
]

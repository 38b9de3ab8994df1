from tenant_apps.matching import across_urls, shortlist_urls

app_name = "matching"
urlpatterns = [*across_urls.urlpatterns, *shortlist_urls.urlpatterns]

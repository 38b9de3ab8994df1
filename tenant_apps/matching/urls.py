from tenant_apps.matching import across_urls, plan_urls

app_name = "matching"
urlpatterns = [*across_urls.urlpatterns, *plan_urls.urlpatterns]

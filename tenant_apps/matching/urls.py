from tenant_apps.matching import across_urls

app_name = "matching"
urlpatterns = [*across_urls.urlpatterns]

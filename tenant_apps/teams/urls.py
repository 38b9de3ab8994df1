from tenant_apps.teams import urls_life

app_name = "teams"
urlpatterns = [*urls_life.urlpatterns]

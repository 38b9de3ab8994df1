from django.apps import AppConfig


class StoneConfig(AppConfig):
    name = "tests.stone"

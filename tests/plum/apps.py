from django.apps import AppConfig


class PlumConfig(AppConfig):
    name = "tests.plum"
    label = "plum"

from django.apps import AppConfig


class RoomsConfig(AppConfig):
    name = "tests.bench.rooms"
    label = "rooms"

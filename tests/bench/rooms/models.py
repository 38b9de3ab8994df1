from django.db import models

from tests.bench.rooms.storeys import ROOMS, fields_of, indexes_of


def _room(number: int) -> type[models.Model]:
    meta = type("Meta", (), {"app_label": "rooms", "indexes": indexes_of(number)})
    return type(f"Room{number}", (models.Model,), {**fields_of(number), "Meta": meta, "__module__": __name__})


for _number in range(ROOMS):
    globals()[f"Room{_number}"] = _room(_number)

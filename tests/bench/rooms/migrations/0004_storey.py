from tests.bench.rooms.storeys import storey

Migration = storey(3)

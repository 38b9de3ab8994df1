"""What the tables look like, said once for the models and for their migrations."""

from django.db import migrations, models

from kernel.ids import uuid7

ROOMS = 52
A_STOREY = 9  # tables a migration makes: fewer, larger migrations than a real history, which is kind to the peer


def fields_of(number: int) -> dict[str, models.Field]:
    """An ordinary table: a key, a name, a neighbour, some facts; six or seven indexes."""
    fields: dict[str, models.Field] = {
        "id": models.UUIDField(primary_key=True, default=uuid7, editable=False),
        "name": models.CharField(max_length=80, unique=True),
        "note": models.TextField(blank=True),
        "begins_at": models.DateTimeField(db_index=True),
        "amount_minor": models.IntegerField(default=0, db_index=number % 3 > 0),
        "is_settled": models.BooleanField(default=False),
    }
    if number:
        fields["beside"] = models.ForeignKey(f"rooms.Room{number - 1}", on_delete=models.CASCADE)
    return fields


def indexes_of(number: int) -> list[models.Index]:
    return [models.Index(fields=("is_settled", "-begins_at"), name=f"rooms_open_{number}")]


def storey(floor: int) -> type[migrations.Migration]:
    """The migration that makes one floor's tables."""
    operations: list[migrations.operations.base.Operation] = []
    for number in range(floor * A_STOREY, min((floor + 1) * A_STOREY, ROOMS)):
        operations.append(
            migrations.CreateModel(
                f"Room{number}", list(fields_of(number).items()), options={"indexes": indexes_of(number)}
            )
        )
    below = [("rooms", f"{floor:04d}_storey")] if floor else []
    contents = {"dependencies": below, "operations": operations, "initial": not floor, "__module__": __name__}
    return type("Migration", (migrations.Migration,), contents)

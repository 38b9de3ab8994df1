from django.db import models

from kernel.ids import uuid7
from tenants.rows import CircleModel


class Tree(CircleModel):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=50, unique=True)


class Plum(CircleModel):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    tree = models.ForeignKey(Tree, on_delete=models.CASCADE)
    colour = models.CharField(max_length=20, default="blue")
    weight = models.IntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(weight__gt=0), name="plum_weighs_something"),
            models.UniqueConstraint(
                fields=("tree", "colour"), condition=models.Q(weight__gt=100), name="plum_one_giant_a_colour"
            ),
        ]
        indexes = [models.Index(fields=("colour", "-weight"), name="plum_by_colour")]

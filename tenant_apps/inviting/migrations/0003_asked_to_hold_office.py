"""Somebody from outside is asked to hold an office: reminded once, and forgotten unless they say yes."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("inviting", "0002_language"), ("people", "0004_language")]

    operations = [
        migrations.AddField("invitation", "reminded_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("invitation", "forgotten_at", models.DateTimeField(blank=True, null=True)),
        migrations.AlterField(
            "invitation",
            "invited_by",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="people.person",
            ),
        ),
        migrations.RemoveConstraint("invitation", "inviting_by_email_needs_an_address"),
        migrations.AddConstraint(
            "invitation",
            models.CheckConstraint(
                name="inviting_by_email_needs_an_address",
                condition=~Q(how="email") | ~Q(email="") | Q(forgotten_at__isnull=False),
                violation_error_message="An invitation by e-mail needs an address.",
            ),
        ),
        migrations.AddConstraint(
            "invitation",
            models.CheckConstraint(
                name="inviting_names_somebody_or_nobody_at_all",
                condition=Q(("forgotten_at", None), ~Q(name=""))
                | Q(forgotten_at__isnull=False, name="", email="", language="", accepted_at=None, person=None),
                violation_error_message="An invitation says whom it is for, until that is forgotten.",
            ),
        ),
    ]

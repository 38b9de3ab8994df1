"""What matching tells of a person, and what becomes of it."""

from collections.abc import Iterator
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kernel.actors import SYSTEM
from kernel.answers import Line, Other, Piece, answers_for, forgets
from tenant_apps.matching.across_words import lines
from tenant_apps.matching.models import Ask, Contact, Exclusion, Offer, Opening, Plan
from tenant_apps.matching.services.across import forget
from tenant_apps.matching.told import told
from tenant_apps.profiles.vocabulary import vocabulary


@answers_for(
    "matching",
    _("What you ask for and offer, and with whom you would rather not be brought together"),
    "matching.Ask",
    "matching.Offer",
    "matching.Exclusion",
)
def wishes(person_id: UUID) -> Iterator[Piece]:
    said = vocabulary()
    for model, name in ((Ask, _("An ask")), (Offer, _("An offer"))):
        for thing in model._default_manager.filter(person=person_id).order_by("id"):
            lines = tuple(Line(label, words) for step in told(thing, said).values() for label, words in step)
            state = Line(_("How it stands"), thing.get_state_display())
            yield Piece(f"matching.{model.__name__.lower()}.{thing.pk}", name, (state, *lines), thing.changed_at)
    for each in Exclusion.objects.filter(person=person_id).order_by("id"):
        noted = (Line(_("With whom"), Other(each.other_id)), Line(_("A note for yourself"), each.note))
        yield Piece(f"matching.exclusion.{each.pk}", _("Rather not with"), noted, each.said_at)


@forgets(
    "matching.wishes",
    _("What you asked for and offered, and with whom you would rather not be brought together"),
    "matching.Ask",
    "matching.Offer",
    "matching.Exclusion",
)
def forget_wishes(person_id: UUID) -> int:
    Ask.objects.filter(written_by=person_id).update(written_by=None)
    Offer.objects.filter(written_by=person_id).update(written_by=None)
    gone = Exclusion.objects.filter(Q(person=person_id) | Q(other=person_id)).delete()[0]
    gone += Ask.objects.filter(person=person_id).delete()[0]
    return gone + Offer.objects.filter(person=person_id).delete()[0]


@answers_for(
    "matching.across",
    _("What other circles may know of you, and whom you got in touch with there"),
    "matching.Opening",
    "matching.Contact",
)
def across(person_id: UUID) -> Iterator[Piece]:
    for opening in Opening.objects.filter(person=person_id).order_by("id"):
        read = "; ".join(f"{label}: {words}" for label, words in lines(opening.summary))
        said = (
            Line(_("What they may read"), read),
            Line(_("From"), opening.opened_at),
            Line(_("Taken back"), opening.withdrawn_at),
        )
        yield Piece(f"matching.opening.{opening.pk}", _("Other circles may know"), said, opening.opened_at)
    for each in Contact.objects.filter(person=person_id).select_related("agreement").order_by("id"):
        words = (
            Line(_("With which circle"), each.agreement.other_called),
            Line(_("In words"), each.words, of_others=not each.is_ours),
            Line(_("What they know of you, or will"), each.tells),
            Line(_("What they told"), each.told, of_others=True),
            Line(_("Closed"), each.closed_at),
        )
        yield Piece(f"matching.contact.{each.pk}", _("Somebody of another circle"), words, each.began_at)


@forgets(
    "matching.across", _("What other circles know of you is taken back there"), "matching.Opening", "matching.Contact"
)
def forget_across(person_id: UUID) -> int:
    return forget(person_id, by=SYSTEM)


@answers_for("matching.plans", _("Teams that were looked for"), "matching.Plan")
def plans(person_id: UUID) -> Iterator[Piece]:
    theirs = Q(ask__person=person_id) | Q(asked_by=person_id)
    for plan in Plan.objects.filter(theirs).order_by("asked_at"):
        said = (
            Line(_("What became of it"), plan.get_state_display()),
            Line(_("Ended"), plan.ended_at),
            Line(_("Forgotten on"), plan.expires_at),
        )
        yield Piece(f"matching.plan.{plan.pk}", _("People were looked for who could make a team"), said, plan.asked_at)
    if how_many := Plan.objects.naming(person_id).count():
        named = (Line(_("How many"), how_many),)
        yield Piece("matching.plan.named", _("You were among people who could make a team"), named)


@forgets("matching.plans", _("Teams that were looked for, and those you could have been in"), "matching.Plan")
def forget_plans(person_id: UUID) -> int:
    theirs = Plan.objects.filter(Q(ask__person=person_id) | Q(asked_by=person_id))
    return theirs.delete()[0] + Plan.objects.naming(person_id).delete()[0]

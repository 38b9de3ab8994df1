"""What helping tells of a person, and what becomes of it."""

from collections.abc import Iterator
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kernel.answers import Line, Other, Paper, Piece, answers_for, forgets, stays
from tenant_apps.helping.models import Authority, Capacity, Evidence, Wish
from tenant_apps.vault import files


@answers_for(
    "helping",
    _("Who may act for you, and for whom you may"),
    "helping.Authority",
    "helping.Evidence",
    "helping.Capacity",
    "helping.Wish",
)
def helping(person_id: UUID) -> Iterator[Piece | Paper]:
    """Who acts for them they are told by name, as on the page of their helpers."""
    authorities = Authority.objects.filter(Q(person=person_id) | Q(helper=person_id)).select_related("helper")
    for row in authorities.order_by("id"):
        is_own = row.person_id == person_id
        lines = (
            Line(_("For whom"), Other(row.person_id)),
            Line(_("By whom"), row.helper.called if is_own else Other(row.helper_id)),
            Line(_("On what ground"), row.get_basis_display()),
            Line(_("Reaches to"), ", ".join(row.reaches_to)),
            Line(_("From"), row.from_on),
            Line(_("Until"), row.until_on),
            Line(_("Ended"), row.get_ended_why_display()),
        )
        own = (Line(_("Its number"), row.reference), Line(_("What it says besides"), row.note, of_others=True))
        mine = own if is_own else ()
        yield Piece(f"helping.authority.{row.pk}", _("An authority"), (*lines, *mine), row.recorded_at)
    for paper in Evidence.objects.filter(person=person_id).order_by("id"):
        yield Paper(
            f"helping.evidence.{paper.pk}",
            paper.called,
            lambda paper=paper: files.content(paper.pk, paper.key),  # type: ignore[misc]
            of_others=True,
        )
    for wish in Wish.objects.filter(Q(person=person_id) | Q(answered_by=person_id)).order_by("id"):
        is_own = wish.person_id == person_id
        words = (
            Line(_("For whom"), Other(wish.person_id)),
            Line(_("What for"), wish.get_what_display()),
            Line(_("E-mail address"), wish.address if is_own else ""),
            Line(_("Their name"), wish.named if is_own else ""),
            Line(_("By whom"), Other(wish.answered_by_id) if wish.said_yes else None),
        )
        yield Piece(f"helping.wish.{wish.pk}", _("Somebody was asked for"), words, wish.asked_at)
    for each in Capacity.objects.filter(person=person_id).order_by("id"):
        said = (
            Line(_("Can decide for themselves"), each.can_decide),
            Line(_("How this was assessed, and by whom"), each.why, of_others=True),
        )
        yield Piece(f"helping.capacity.{each.pk}", _("Whether you can decide for yourself"), said, each.recorded_at)


@forgets("helping.wishes", _("Whom you asked for, and who asked for you"), "helping.Wish")
def forget_wishes(person_id: UUID) -> int:
    Wish.objects.filter(meant=person_id).exclude(person=person_id).update(meant=None)
    return Wish.objects.filter(Q(person=person_id) | Q(answered_by=person_id)).delete()[0]


@stays(
    "helping.authorities",
    _("Who could act for whom, and whether somebody could decide"),
    "helping.Authority",
    "helping.Evidence",
    "helping.Capacity",
    why=_("What was done for somebody must be explained later. Numbers, notes and papers can no longer be read."),
)
def authorities(person_id: UUID) -> int:
    return Authority.objects.filter(Q(person=person_id) | Q(helper=person_id)).count()

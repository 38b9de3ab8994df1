"""Somebody thinks that two entries are one; a second steward agrees, and whoever signs in as the one that goes. Where
there is no second steward, the person themselves says that both are them."""

from collections.abc import Collection
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kernel.actors import Actor, hand_of, require
from kernel.errors import Conflict, NotAllowed, RuleBroken
from kernel.time import now
from tenant_apps.journal.services import announce
from tenant_apps.merging import policies
from tenant_apps.merging.events import MergeAgreed, MergeAsked, MergeRefused, SaidApart, WordGiven
from tenant_apps.merging.models import Apart, Merge
from tenant_apps.merging.services.doing import carry_out_when_ready
from tenant_apps.merging.services.fitting import check_fit, locked_both
from tenant_apps.people.models import Person
from tenant_apps.people.services import CORRECTABLE

ANSWER: Final = "answer:"


@transaction.atomic
def ask(kept: Person, gone: Person, *, takes: Collection[str] = (), by: Actor) -> Merge:
    """Ask to put two entries together: `kept` stays, `gone` goes, and what `takes` names is taken from `gone`."""
    if not policies.can_ask(require(by), kept, gone):
        raise NotAllowed(_("Only a steward or a co-ordinator can ask this, and nobody about themselves."))
    kept, gone = locked_both(kept, gone)
    check_fit(kept, gone)
    if Merge.objects.waiting().about(kept.pk, gone.pk).exists():
        raise Conflict(_("Somebody asked about one of them already. Answer that first."), code="asked_already")
    if unknown := [each for each in takes if each not in CORRECTABLE and not each.startswith(ANSWER)]:
        raise RuleBroken(code="unknown_field", errors={"takes": [", ".join(sorted(unknown))]})
    hand = hand_of(by)
    assert isinstance(hand, Person)
    merge = Merge(kept=kept, gone=gone, takes=sorted(set(takes)), asked_by=hand)
    merge.full_clean(exclude=["before"])
    merge.save(force_insert=True)
    announce(MergeAsked(merge_id=merge.pk, person_id=kept.pk, other_id=gone.pk), by=by)
    return merge


@transaction.atomic
def agree(merge: Merge, *, by: Actor) -> Merge:
    """A second steward agrees. It is done at once, unless whoever signs in as the entry that goes has to be asked."""
    merge = held(merge)
    if not policies.can_agree(require(by), merge):
        raise NotAllowed(_("A second steward agrees to this: not who asked, and neither of the two."))
    hand = hand_of(by)
    assert isinstance(hand, Person)
    merge.agreed_by = hand
    merge.save(update_fields=["agreed_by"])
    announce(MergeAgreed(merge_id=merge.pk), by=by)
    return carry_out_when_ready(merge, by)


@transaction.atomic
def give_word(merge: Merge, *, by: Actor) -> Merge:
    """Whoever signs in as the entry that goes says: yes, both are me; where both sign in, each does. In a circle with
    no second steward a word of theirs is the second yes as well."""
    merge = held(merge)
    if not policies.can_give_word(require(by), merge):
        raise NotAllowed(_("Only they themselves can say that this is them."))
    hand, given = hand_of(by), []
    assert isinstance(hand, Person)
    if merge.agreed_by_id is None and policies.stands_in(merge) == hand:
        merge.agreed_by = hand
        given.append("agreed_by")
    if merge.word_at is None and hand.pk == merge.gone_id:
        merge.word_at = now()
        given.append("word_at")
    if merge.kept_word_at is None and hand.pk == merge.kept_id and merge.gone.account_id is not None:
        merge.kept_word_at = now()
        given.append("kept_word_at")
    if given:
        merge.save(update_fields=given)
        announce(WordGiven(merge_id=merge.pk, person_id=hand.pk), by=by)
    return carry_out_when_ready(merge, by)


@transaction.atomic
def refuse(merge: Merge, *, by: Actor) -> Merge:
    """It is not done."""
    merge = held(merge)
    if not policies.can_refuse(require(by), merge):
        raise NotAllowed(_("Only they themselves, a steward or a co-ordinator can refuse this."))
    merge.refused_at = now()
    merge.save(update_fields=["refused_at"])
    announce(MergeRefused(merge_id=merge.pk), by=by)
    return merge


@transaction.atomic
def say_apart(one: Person, other: Person, *, by: Actor) -> None:
    """They are two people: do not suggest them again. Saying it twice is nothing more."""
    if not policies.can_look(require(by)):
        raise NotAllowed(_("Only a steward or a co-ordinator can say this."))
    hand, (first, second) = hand_of(by), sorted((one, other), key=lambda each: each.pk)
    assert isinstance(hand, Person)
    _apart, is_new = Apart.objects.get_or_create(first=first, second=second, defaults={"said_by": hand})
    if is_new:
        announce(SaidApart(person_id=first.pk, other_id=second.pk), by=by)


def held(merge: Merge) -> Merge:
    """The question as it is now, held until the transaction ends; refused when it was answered."""
    merge = Merge.objects.select_for_update(of=["self"]).get(pk=merge.pk)
    if merge.state != Merge.State.WAITING:
        raise Conflict(_("This has been answered already."), code="answered")
    return merge

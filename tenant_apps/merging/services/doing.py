"""Two entries become one, and two again when somebody was wrong."""

import json
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kernel.actors import SYSTEM, Actor, require
from kernel.errors import Conflict, NotAllowed
from kernel.time import now
from tenant_apps.journal.services import announce
from tenant_apps.merging import policies
from tenant_apps.merging.events import MergeSettled, MergeUndone, PeopleMerged
from tenant_apps.merging.joining import Joined, carry_over, take_apart
from tenant_apps.merging.models import Merge
from tenant_apps.merging.services.fitting import check_fit, locked_both
from tenant_apps.people.models import Person
from tenant_apps.people.services import CORRECTABLE, link_account, unlink_account

NOBODY = "-"


def carry_out_when_ready(merge: Merge, by: Actor) -> Merge:
    """Do it as soon as everybody who has to say yes has. An account that came meanwhile asks for a word as well."""
    kept, gone = locked_both(merge.kept, merge.gone)
    merge.kept, merge.gone = kept, gone
    if merge.agreed_by_id is None or merge.waits_for:
        return merge
    check_fit(kept, gone)
    return _carry_out(merge, kept, gone, by)


def _carry_out(merge: Merge, kept: Person, gone: Person, by: Actor) -> Merge:
    merge.kept, merge.gone, merge.merged_at, merge.account_id = kept, gone, now(), gone.account_id
    if gone.account_id is not None:
        unlink_account(gone, by=SYSTEM)
        gone.refresh_from_db()
    joined = Joined(merge)
    for parting in gone.partings.filter(returned_at=None):
        joined.change(parting, returned_at=merge.merged_at)  # they are here: as the entry that stays
    merge.stayed = carry_over(joined)
    joined.change(gone, left_at=gone.left_at or merge.merged_at, restricted_at=merge.merged_at, same_as_id=kept.pk)
    joined.write_down()
    merge.before = _take_columns(kept, gone, merge.takes)
    merge.save()
    done = PeopleMerged(merge_id=merge.pk, person_id=kept.pk, other_id=gone.pk, stayed=merge.stayed)
    announce(done, by=by)
    return merge


def _take_columns(kept: Person, gone: Person, takes: list[str]) -> str:
    """Take what was chosen from the entry that goes. Answers with what stood there before, as it can be locked."""
    columns = [column for column in CORRECTABLE if column in takes]
    before = {column: _plain(getattr(kept, column)) for column in columns}
    for column in columns:
        setattr(kept, column, getattr(gone, column))
    kept.full_clean()
    if columns:
        kept.save(update_fields=columns)
    return json.dumps(before, ensure_ascii=False) if before else ""


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


@transaction.atomic
def undo(merge: Merge, *, by: Actor) -> int:
    """They are two entries again, as they were. What somebody changed since is left as it is now: says how much."""
    merge = Merge.objects.select_for_update(of=["self"]).get(pk=merge.pk)
    if not policies.can_undo(require(by), merge):
        raise NotAllowed(_("Only they themselves or a steward can undo this."))
    if not merge.can_be_undone(now()):
        raise Conflict(_("This can no longer be undone."), code="too_late")
    kept, gone = locked_both(merge.kept, merge.gone)
    left = _give_back_columns(merge, kept, gone) + take_apart(merge)
    gone.refresh_from_db()
    is_free = not Person.objects.linked_to(merge.account_id).exists() if merge.account_id else False
    if is_free and merge.account_id is not None and gone.is_present:
        link_account(gone, merge.account_id, by=SYSTEM)
    merge.undone_at, merge.undone_by, merge.before = now(), by if isinstance(by, Person) else None, ""
    merge.save(update_fields=["undone_at", "undone_by", "before"])
    announce(MergeUndone(merge_id=merge.pk, person_id=kept.pk, other_id=gone.pk, left=left), by=by)
    return left


def _give_back_columns(merge: Merge, kept: Person, gone: Person) -> int:
    """What was taken is given back, but for what somebody has put right since."""
    before: dict[str, Any] = json.loads(merge.before) if merge.before else {}
    same = [column for column in before if getattr(kept, column) == getattr(gone, column)]
    for column in same:
        field: Any = Person._meta.get_field(column)
        setattr(kept, column, field.to_python(before[column]))
    if same:
        kept.save(update_fields=same)
    return len(before) - len(same)


def settle_what_is_due() -> int:
    """Seven days later: what undoing would have needed goes, and the entry that went has no name any more."""
    due = list(Merge.objects.due(now()).order_by("id").values_list("pk", flat=True))
    return sum(_settle(pk) for pk in due)


@transaction.atomic
def _settle(merge_id: Any) -> bool:
    merge = Merge.objects.select_for_update(of=["self"]).get(pk=merge_id)
    if merge.settled_at is not None or merge.undone_at is not None or merge.can_be_undone(now()):
        return False
    merge.settled_at, merge.before = now(), ""
    merge.save(update_fields=["settled_at", "before"])
    merge.steps.all().delete()
    empty = {"known_as": "", "email": "", "phone": "", "contact_note": "", "how_joined": "", "reach_by": ""}
    Person.objects.filter(pk=merge.gone_id).update(name=NOBODY, **empty)
    announce(MergeSettled(merge_id=merge.pk), by=SYSTEM)
    return True

"""Agreements of a team: written in plain words, said yes to by each, and asked about again when the wording changes."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kernel.actors import Actor
from kernel.errors import Conflict, RuleBroken
from kernel.time import now
from kernel.words import tidy
from tenant_apps.journal.services import announce
from tenant_apps.teams.events import AgreementEnded, AgreementSaid, AgreementWritten
from tenant_apps.teams.models import Agreement, AgreementVersion, AgreementYes, Team
from tenant_apps.teams.policies_life import can_end_agreement, voice_of
from tenant_apps.teams.services.taking_part import held_team, only_the_owner, the_hand


@transaction.atomic
def make_agreement(team: Team, title: str, words: str, *, by: Actor) -> Agreement:
    """Somebody writes down what the team is to agree on. Whoever writes it has said yes; the others are asked. Sent
    twice it is there once."""
    team = held_team(team, by=by)
    agreement = Agreement(team=team, owner=team.owner, title=tidy(title), made_by=the_hand(by))
    if not agreement.title:
        raise RuleBroken(code="no_title", errors={"title": [_("Say what it is about.")]})
    agreement.full_clean()
    for known in Agreement.objects.filter(team=team, ended_at=None, made_by=agreement.made_by):
        newest = known.versions.first()
        if newest is not None and (known.title, newest.words) == (agreement.title, words.strip()):
            return known
    agreement.save(force_insert=True)
    _written(agreement, words, 1, by)
    return agreement


@transaction.atomic
def write_anew(agreement: Agreement, words: str, *, seen: int, by: Actor) -> AgreementVersion:
    """A new wording: everybody is asked again. `seen` is the number of the wording that it changes."""
    agreement = _held(agreement, by=by)
    newest = agreement.versions.first()
    number = newest.number if newest is not None else 0
    if seen != number:
        raise Conflict(_("Somebody wrote this anew meanwhile. Read it, then write yours."), code="written_meanwhile")
    if newest is not None and newest.words == words.strip():
        return newest
    return _written(agreement, words, number + 1, by)


def _written(agreement: Agreement, words: str, number: int, by: Actor) -> AgreementVersion:
    team = agreement.team
    version = AgreementVersion(agreement=agreement, owner=team.owner, number=number, words=words.strip())
    version.written_by = the_hand(by)
    if not version.words:
        raise RuleBroken(code="says_nothing", errors={"words": [_("Write what you agree on.")]})
    version.full_clean()
    version.save(force_insert=True)
    told = {"agreement_id": agreement.pk, "version_id": version.pk, "team_id": team.pk}
    announce(AgreementWritten(**told), by=by)
    AgreementYes(version=version, person=voice_of(by, team), is_yes=True, said_by=the_hand(by)).save(force_insert=True)
    return version


@transaction.atomic
def answer_agreement(version: AgreementVersion, *, yes: bool, by: Actor) -> AgreementYes:
    """Somebody says yes to this wording, or that they cannot. They may think again."""
    agreement = _held(version.agreement, by=by)
    newest = agreement.versions.first()
    if newest is None or newest.pk != version.pk:
        raise Conflict(_("There is a newer wording. Read it first, then answer."), code="newer_wording")
    voice = voice_of(by, agreement.team)
    said = AgreementYes.objects.filter(version=version, person=voice).first()
    if said is not None and said.is_yes == yes:
        return said
    said = said or AgreementYes(version=version, person=voice)
    said.is_yes, said.said_by, said.at = yes, the_hand(by), now()
    said.full_clean()
    said.save()
    told = {"version_id": version.pk, "team_id": agreement.team_id, "person_id": voice.pk}
    announce(AgreementSaid(**told, is_yes=yes), by=by)
    return said


@transaction.atomic
def end_agreement(agreement: Agreement, *, by: Actor) -> Agreement:
    """It does not hold any more."""
    agreement = _held(agreement, by=by)
    if not can_end_agreement(by, agreement):
        sentence = _("Only the person the team is for can end this, or who acts for them.")
        raise only_the_owner(by, agreement.team, sentence)
    agreement.ended_at = now()
    agreement.save(update_fields=["ended_at"])
    announce(AgreementEnded(agreement_id=agreement.pk, team_id=agreement.team_id), by=by)
    return agreement


def _held(agreement: Agreement, *, by: Actor) -> Agreement:
    team = held_team(agreement.team, by=by)
    found = Agreement.objects.select_for_update(of=["self"]).get(pk=agreement.pk)
    found.team = team
    if found.ended_at is not None:
        raise Conflict(_("This agreement has ended."), code="has_ended")
    return found

"""`coopbox officer ...`: who works for the national co-op. The same services as the console, behind the same wall."""

from argparse import Namespace
from datetime import date, timedelta
from typing import Any

from config.cli_output import Answer, table

NOT_VOUCHED = (
    "Nothing was done. Either nobody waits with these letters, or the officer asked for themselves, or two people in"
    " office in a circle of theirs can vouch."
)


def add(args: Namespace) -> Answer:
    """Ask somebody to wear a hat of the national co-op."""
    from django.conf import settings

    from kernel.actors import SYSTEM
    from provisioning import stewards
    from shared_apps.console.gate import About
    from shared_apps.console.models import Entry
    from shared_apps.console.services import audit, officers
    from shared_apps.federation.services.facts import today
    from tenants.context import address_of, in_console

    email = stewards.address(args.email)
    until = _day(args.until) if args.until else today() + timedelta(days=365)
    name = args.name or stewards.name_from(email)
    with in_console():
        term = officers.give(name=name, email=email, hat=args.hat, until_on=until, by=SYSTEM, said_yes=args.said_yes)
        about = About(subject=f"{term.hat} {term.officer_id}")
        audit.note(Entry.Verb.DID, "officer_add", by=SYSTEM, about=about)
    desk = address_of(settings.CONSOLE_HOST)
    wears = f"{email} is {term.get_hat_display()} until {until} and can sign in there: {desk}"
    asked = f"{email} was asked by e-mail to be {term.get_hat_display()} until {until}, and says yes here: {desk}/hats/"
    return Answer(_facts(term), [wears if args.said_yes else asked])


def list_(args: Namespace) -> Answer:
    """Everybody who has a hat of the national co-op, or was asked to wear one."""
    from shared_apps.console.models import Term
    from tenants.context import in_console

    with in_console():
        terms = list(Term.objects.filter(ended_at=None).select_related("officer").order_by("officer__name", "hat"))
    rows = [
        (t.officer.email, t.officer.name, t.hat, t.from_on, t.until_on or "–", "yes" if t.accepted_at else "not yet")
        for t in terms
    ]
    heads = ("address", "name", "hat", "from", "until", "said yes")
    nobody = ["Nobody yet. `coopbox officer add EMAIL director` asks the first one."]
    return Answer([_facts(term) for term in terms], table(heads, rows) if rows else nobody)


def end(args: Namespace) -> Answer:
    """End somebody's hat before its term is over."""
    from kernel.actors import SYSTEM
    from kernel.errors import NotFound
    from shared_apps.console.gate import About
    from shared_apps.console.models import Entry, Term
    from shared_apps.console.services import audit, officers
    from tenants.context import in_console

    with in_console():
        found = Term.objects.filter(officer__email=args.email.strip().lower(), hat=args.hat, ended_at=None)
        term = found.select_related("officer").first()
        if term is None:
            raise NotFound(f"{args.email} does not wear that hat. `coopbox officer list` shows who does.")
        term = officers.end(term, by=SYSTEM, why=args.why)
        about = About(subject=f"{term.hat} {term.officer_id}")
        audit.note(Entry.Verb.DID, "officer_end", by=SYSTEM, about=about)
    return Answer(_facts(term), [f"{term.officer.email} is not {term.get_hat_display()} any more."])


def vouch(args: Namespace) -> Answer:
    """An officer has heard or seen somebody who lost their second step, and in whose circle too few could vouch."""
    from kernel.actors import SYSTEM
    from kernel.errors import NotFound, RuleBroken
    from shared_apps.console.gate import About
    from shared_apps.console.models import Entry, Officer
    from shared_apps.console.services import audit
    from shared_apps.identity.lost_by_staff import vouch_by_staff
    from tenants.context import in_console

    because, email = args.because.strip(), args.email.strip().lower()
    if not because:
        raise RuleBroken('Say how the officer knows them: --because "why".', code="no_reason")
    with in_console():
        officer = Officer.objects.filter(email=email).first()
        if officer is None or not officer.hats():
            raise NotFound(f"{args.email} wears no hat of the national co-op. `coopbox officer list` shows who does.")
        about = About(subject=f"officer {officer.pk}", words=because)
        audit.note(Entry.Verb.TRIED, "officer_vouch", by=SYSTEM, about=about)
    account = vouch_by_staff(reference=args.reference, officer_id=officer.account_id)
    if account is None:
        raise NotFound(NOT_VOUCHED)
    with in_console():
        audit.note(Entry.Verb.DID, "officer_vouch", by=SYSTEM, about=about)
    said = f"{email} has vouched. Two officers must, and a day must pass. Everybody concerned was written to."
    return Answer({"officer": email, "vouched": True}, [said])


def _facts(term: Any) -> dict[str, str]:
    until = str(term.until_on) if term.until_on else ""
    said_yes = "yes" if term.accepted_at else "no"
    return {
        "email": term.officer.email,
        "name": term.officer.name,
        "hat": term.hat,
        "until": until,
        "said_yes": said_yes,
    }


def _day(text: str) -> date:
    from kernel.errors import RuleBroken

    try:
        return date.fromisoformat(text)
    except ValueError as wrong:
        raise RuleBroken(f"“{text}” is no day. Write it like 2027-04-30.", code="no_day") from wrong

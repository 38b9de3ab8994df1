"""The register, the assessment and the table of fields, written down for people who keep papers."""

from collections.abc import Iterator

from django.utils import translation

from kernel.sections import Purpose
from tenant_apps.privacy.words import AUDIENCES
from tenant_apps.rights.book import RULES
from tenant_apps.rights.register import Held, activities, held, risks

BEGIN, END = "<!-- fields: written by `coopbox privacy document` -->", "<!-- fields: end -->"


def register() -> str:
    """The register of processing, as it follows from the code."""
    with translation.override("en-gb"):
        return "\n".join(_register()).strip() + "\n"


def assessment() -> str:
    """The assessment of risks, as it follows from the code."""
    with translation.override("en-gb"):
        return "\n".join(_assessment()).strip() + "\n"


def field_table() -> str:
    """Every section with its columns: how sensitive, whom it is shown to, whether locked, what becomes of it."""
    with translation.override("en-gb"):
        return "\n".join(_table())


def in_step(document: str) -> str:
    """The document with the table as the code has it today."""
    before, rest = document.split(BEGIN, 1)
    _old, after = rest.split(END, 1)
    return f"{before}{BEGIN}\n\n{field_table()}\n\n{END}{after}"


def _register() -> Iterator[str]:
    yield "# Register of processing\n"
    yield "Read from what the code declares. A circle's own confirmations and spans are on its page of rules.\n"
    for activity in activities():
        yield f"## {activity.basis.title}\n"
        yield f"- Lawful basis: {activity.basis.basis}"
        if activity.basis.condition:
            yield f"- Condition for special kinds: {activity.basis.condition}"
        yield f"- Source: {activity.basis.source}"
        spans = [f"{RULES[code].title}: {RULES[code].spans[-1].months} months" for code in activity.rules]
        yield f"- Kept: {'; '.join(spans) if spans else 'until the person asks to be forgotten'}"
        yield "- Outside the circle: nobody, unless the person says yes to a tool"
        yield "\n| What | How sensitive | At first shown to | Never beyond | Seen for a duty by |"
        yield "|---|---|---|---|---|"
        for each in activity.held:
            section = each.section
            shown = f"{AUDIENCES[section.default]} | {AUDIENCES[section.ceiling]}"
            yield f"| {section.name} | {section.klass} | {shown} | {_readers(each)} |"
        yield ""


def _assessment() -> Iterator[str]:
    yield "# Assessment of risks to people (DPIA)\n"
    yield "Read from what the code declares. Whoever answers for a circle looks at what is left open, and decides.\n"
    for risk in risks():
        section = risk.held.section
        yield f"## {section.name} ({section.code}, {section.klass})\n"
        yield f"What could go wrong: {risk.harm}\n"
        yield from (f"- In the way: {measure}" for measure in risk.measures)
        yield from (f"- **Left open**: {each}" for each in risk.left_open)
        yield ""


def _table() -> Iterator[str]:
    yield "| Section | Class | At first | Narrowest | Widest | Seen for a duty by | Columns | When forgotten |"
    yield "|---|---|---|---|---|---|---|---|"
    for each in held():
        section = each.section
        shown = " | ".join(str(AUDIENCES[one]) for one in (section.default, section.floor, section.ceiling))
        columns = ", ".join(_columns(each)) or "none of its own"
        yield (
            f"| {section.name} (`{section.code}`) | {section.klass} | {shown} | {_readers(each)} | {columns} |"
            f" {'; '.join(_fates(each)) or 'not by person'} |"
        )


def _readers(each: Held) -> str:
    found = []
    for purpose in Purpose:
        hats = sorted(each.section.duties.get(purpose, ()))
        if hats:
            found.append(f"{purpose}: {', '.join(hat.replace('_', ' ') for hat in hats)}")
    return "; ".join(found) or "nobody"


def _columns(each: Held) -> Iterator[str]:
    """Columns by table, a locked one marked."""
    for model in sorted({column.model for column in each.columns}):
        names = [f"{c.name}{' (locked)' if c.is_locked else ''}" for c in each.columns if c.model == model]
        yield f"`{model}`: {', '.join(names)}"


def _fates(each: Held) -> Iterator[str]:
    """What becomes of it, each lane once."""
    lanes = []
    for part in each.parts:
        if part.stays:
            lanes.append("what was done for others stays")
        elif part.rules:
            lanes.append("kept by " + ", ".join(part.rules))
        else:
            lanes.append("at once")
    yield from dict.fromkeys(lanes)

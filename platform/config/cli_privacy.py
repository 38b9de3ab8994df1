"""`coopbox privacy register|assessment|document`: what is held of people and why, as the code declares it."""

from argparse import Namespace
from pathlib import Path

from config.cli_output import Answer

DOCUMENT = Path(__file__).parents[2] / "docs" / "security" / "privacy.md"


def register(args: Namespace) -> Answer:
    """The register of processing (UK GDPR, article 30)."""
    from tenant_apps.rights import written
    from tenant_apps.rights.register import activities

    data = [
        {
            "purpose": str(activity.basis.title),
            "basis": activity.basis.basis,
            "condition": activity.basis.condition,
            "source": activity.basis.source,
            "rules": list(activity.rules),
            "sections": [
                {
                    "code": each.section.code,
                    "name": str(each.section.name),
                    "class": each.section.klass.value,
                    "readers": list(each.readers),
                    "columns": [column.code for column in each.columns],
                    "locked": [column.code for column in each.locked],
                }
                for each in activity.held
            ],
        }
        for activity in activities()
    ]
    return Answer(data, written.register().splitlines())


def assessment(args: Namespace) -> Answer:
    """The assessment of risks to people (UK GDPR, article 35)."""
    from tenant_apps.rights import written
    from tenant_apps.rights.register import risks

    data = [
        {
            "section": risk.held.section.code,
            "harm": str(risk.harm),
            "measures": [str(each) for each in risk.measures],
            "left_open": [str(each) for each in risk.left_open],
        }
        for risk in risks()
    ]
    return Answer(data, written.assessment().splitlines())


def document(args: Namespace) -> Answer:
    """Bring the table in docs/security/privacy.md into step with the code."""
    from tenant_apps.rights import written

    before = DOCUMENT.read_text(encoding="utf-8")
    after = written.in_step(before)
    if after != before:
        DOCUMENT.write_text(after, encoding="utf-8")
    said = "Brought into step." if after != before else "It is in step already."
    return Answer({"changed": after != before}, [said])

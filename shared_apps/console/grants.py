"""What the console's database role may do with which of the federation's tables. `coopbox migrate` puts it in force.

Named one by one; what is not named here the role cannot even see. Nothing in which people's ways to sign in are kept:
no accounts, no sessions, no tickets, no keys, and not which account belongs to which circle. And nothing that is a
circle's to say: the console signs no agreement, consents to no support session and reports no figures.
"""

from typing import Final

READ: Final = "SELECT"
ADD: Final = "SELECT, INSERT"
# PostgreSQL lets a row be locked only by who may change something of it. Where nothing is to be changed, that is the
# row's own name: no page changes it, and of a list that only grows a trigger refuses it all the same.
ADD_AND_LOCK: Final = "SELECT, INSERT, UPDATE (id)"

# The register: officers read it, and change there only what is switched on for a circle, and until when they may look.
REGISTER: Final[dict[str, str]] = {
    "tenants_circle": "SELECT, UPDATE (features, support_until)",
    "tenants_domain": READ,
    "tenants_directory": "SELECT, INSERT, UPDATE",
    "tenants_schemastate": READ,
    "tenants_migrationstep": "SELECT (number, app, name, mode, captured_at)",
}
# Runs are asked for, tried again and called off here; a worker carries them out.
RUNS: Final[dict[str, str]] = {
    "runs_run": "SELECT, INSERT, UPDATE (state, due_at, ended_at, facts)",
    "runs_runstep": READ,
    "runs_runline": ADD,
}
FEDERATION: Final[dict[str, str]] = {
    "federation_agreementversion": ADD_AND_LOCK,
    "federation_signature": READ,
    "federation_announcementread": READ,
    "federation_announcement": "SELECT, INSERT, UPDATE (withdrawn_at)",
    "federation_circlefact": ADD_AND_LOCK,
    "federation_domainclaim": READ,
    "federation_featurechange": ADD,
    "federation_figurereport": READ,
    "federation_incident": "SELECT, INSERT, UPDATE (closed_at)",
    "federation_incidentnote": ADD,
    "federation_stagechange": READ,
    "federation_standing": "SELECT, UPDATE (circle_id)",  # locked while somebody ticks; its stage is moved by a run
    "federation_supportsession": "SELECT, INSERT, UPDATE (ended_at, ended_by, ended_how)",
    "federation_supportview": ADD,
    "federation_tick": ADD,  # of the national co-op's own side: see the migration `each_its_own_side`
}
# Groups write their applications; officers decide, and say something that is sent with a new link back.
APPLICATIONS: Final[dict[str, str]] = {
    "applications_application": "SELECT, UPDATE (state, version, decided_at, decided_by, changed_at)",
    "applications_message": "SELECT, INSERT, UPDATE (told_at)",
    "applications_link": "SELECT, INSERT, DELETE",  # the oldest of many goes
}
DESK: Final[dict[str, str]] = {
    "console_officer": "SELECT, INSERT, UPDATE (name)",
    "console_term": "SELECT, INSERT, UPDATE (accepted_at, ended_at, ended_by, why_ended)",
    "console_consolesession": "SELECT, INSERT, UPDATE (data), DELETE",  # a browser that signs out is forgotten
    "console_entry": ADD,
    "console_planchange": ADD,
}


def granted() -> dict[str, str]:
    """Table by table, what the console's role may do with it."""
    return {**REGISTER, **RUNS, **FEDERATION, **APPLICATIONS, **DESK}

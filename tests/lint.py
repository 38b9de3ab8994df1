"""`make lint`: style, types, import contracts, templates, migrations. Runs them all and fails if any of them does."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent
PYTHON = ["platform", "tenants", "shared_apps", "tenant_apps", "provisioning", "tests"]
RULES = [path for apps in ("shared_apps", "tenant_apps") for path in sorted((ROOT / apps).glob("*/*.py"))]
TYPED = [
    "platform/kernel",
    "tenants",
    "provisioning",
    *(p for p in RULES if p.stem in {"services", "policies", "events"}),
    *(folder for apps in ("shared_apps", "tenant_apps") for folder in sorted((ROOT / apps).glob("*/services"))),
]
STEPS = {
    "style": [BIN / "ruff", "check", *PYTHON],
    "layout": [BIN / "ruff", "format", "--check", *PYTHON],
    "types": [BIN / "mypy", *TYPED],
    "import contracts": [BIN / "lint-imports", "--no-cache"],
    "templates": [BIN / "djlint", "--lint", "--quiet", "platform", "shared_apps", "tenant_apps", "provisioning"],
}


def missing_migrations() -> list[str]:
    """Apps whose models have changed without a migration saying so. Asks no database."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
    import django
    from django.apps import apps
    from django.db.migrations.autodetector import MigrationAutodetector
    from django.db.migrations.loader import MigrationLoader
    from django.db.migrations.state import ProjectState

    django.setup()
    loader = MigrationLoader(None)
    found = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps)).changes(graph=loader.graph)
    return sorted(found)


def main() -> int:
    failed = []
    for name, command in STEPS.items():
        print(f"--- {name}", flush=True)
        if subprocess.run(list(map(str, command)), cwd=ROOT, check=False).returncode:
            failed.append(name)
    print("--- migrations", flush=True)
    if missing := missing_migrations():
        print(f"Missing: {', '.join(missing)}. Run `coopbox manage makemigrations`.")
        failed.append("migrations")
    print("lint: " + (f"failed: {', '.join(failed)}" if failed else "all well"))
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())

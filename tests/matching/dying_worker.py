"""A worker that looks for a whole team and can be killed in the middle of it: it says where it is, and goes on slowly.

python -m tests.matching.dying_worker <slug of the circle> <id of the plan>
"""

import sys
import time
from uuid import UUID

import django


def main(slug: str, plan: str) -> None:
    django.setup()
    from tenant_apps.matching.services import plans
    from tenants import directory
    from tenants.context import circle_context

    step = plans._Voice.step

    def slowly(self, part) -> None:
        step(self, part)
        print(part, flush=True)
        time.sleep(60)

    plans._Voice.step = slowly  # type: ignore[method-assign]
    with circle_context(directory.by_slug(slug)):
        plans.carry_out(UUID(plan))


if __name__ == "__main__":
    main(*sys.argv[1:])

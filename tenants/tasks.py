"""Tasks are doors into one circle. A task that does not say which circle it is for does not run."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from celery import Task, shared_task

from tenants import directory
from tenants.context import CircleRef, NoCircle, circle_context, current, in_circle, in_federation

HEADER = "circle"


class CircleGone(RuntimeError):
    """The circle of a task is closed, suspended or unknown to this deployment. Foreseen: workers say it in a line."""


class CircleTask(Task):
    """The base of every task: carries its circle in the message's header and enters it before running.

    The whole task is one transaction in its circle, so a task that fails half way leaves nothing behind; one that says
    `one_transaction=False` (the journal's deliverer) makes its own, inside the circle's context. A task whose circle
    is closed, or suspended while the task waited, is refused.
    """

    abstract = True
    federation_wide = False
    one_transaction = True
    throws = (CircleGone,)
    acks_late = True
    reject_on_worker_lost = True

    def apply_async(self, args: Any = None, kwargs: Any = None, **options: Any) -> Any:
        headers = dict(options.pop("headers", None) or {})
        if not self.federation_wide:
            here = current()
            if isinstance(here, CircleRef):
                headers[HEADER] = str(here.id)
            elif HEADER not in headers:
                raise NoCircle(f"{self.name} belongs to a circle, and no circle has been entered.")
        return super().apply_async(args, kwargs, headers=headers, **options)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if self.federation_wide:
            with in_federation():
                return self.run(*args, **kwargs)
        enter = in_circle if self.one_transaction else circle_context
        with enter(self._circle()):
            return self.run(*args, **kwargs)

    def _circle(self) -> CircleRef:
        said = (getattr(self.request, "headers", None) or {}).get(HEADER) or getattr(self.request, HEADER, None)
        if said is None:
            here = current()
            if isinstance(here, CircleRef):  # called directly, inside a circle
                return here
            raise NoCircle(f"{self.name} came without a circle and does not run.")
        circle = _open_circle(UUID(said))
        if circle is None:
            raise CircleGone(f"{self.name} was for a circle that is not open here.")
        return circle


def _open_circle(circle_id: UUID) -> CircleRef | None:
    """The circle with this id, if people are let in there. Its doors may have opened a moment ago, in the process that
    asked for the task; so what this one knows by heart is looked up again before the circle is said to be gone."""
    for look_again in (False, True):
        if look_again:
            directory.forget()
        circle = directory.by_id(circle_id)
        if circle is not None and circle.lets_people_in:
            return circle
    return None


class FederationTask(CircleTask):
    """The base of the few tasks that belong to the whole federation."""

    abstract = True
    federation_wide = True


def federation_task(**options: Any) -> Callable[[Callable[..., Any]], Any]:
    """Mark one of the few tasks that run outside every circle."""
    return shared_task(base=FederationTask, **options)

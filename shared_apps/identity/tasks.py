"""What is done on the sign-in host when nobody is looking."""

from shared_apps.identity.services import forget_what_is_over
from tenants.tasks import federation_task


@federation_task(name="identity.forget", ignore_result=True)
def forget() -> None:
    """Remove sessions and tickets that are over. Safe to run any number of times."""
    forget_what_is_over()

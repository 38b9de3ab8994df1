"""What is done for applications in the background."""

from shared_apps.applications import posting, services
from tenants.tasks import federation_task


@federation_task(name="applications.tend", ignore_result=True)
def tend() -> None:
    """Send what could not be sent when it was said, and forget drafts nobody came back to."""
    posting.tell_what_is_left()
    services.forget_what_was_left()

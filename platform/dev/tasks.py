"""A job that does nothing, so that one can see whether anybody takes up jobs."""

from tenants.tasks import federation_task


@federation_task(name="dev.answer", ignore_result=True)
def answer() -> None:
    """Being taken up is the answer."""

"""Files of a circle lie in a folder of its own, named by its UUID, and cannot be reached from another circle."""

from pathlib import Path

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import FileSystemStorage

from tenants.context import current_circle


class CircleStorage(FileSystemStorage):
    """Django's file storage, with the current circle's folder as its root. Refuses to work without a circle."""

    @property
    def base_location(self) -> str:
        return str(Path(super().base_location) / "circles" / current_circle().id.hex)

    @property
    def location(self) -> str:
        return self.base_location

    def path(self, name: str) -> str:
        found = Path(super().path(name)).resolve()
        home = Path(self.location).resolve()
        if not found.is_relative_to(home):  # a symbolic link that leads out
            raise SuspiciousFileOperation("This file lies outside the circle's own folder.")
        return str(found)

    def url(self, name: str | None) -> str:
        raise ValueError("A circle's files have no public address; a page that checks who may see them serves them.")

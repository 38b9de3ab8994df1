"""Columns that are locked. They are written and read as texts; what stands in the database opens only with the key.

    class Door(CircleModel):
        person = models.ForeignKey(Person, ...)
        code = SealedTextField(_("Code of the door"), whose="person", max_length=40)
        code_lookup = LookupField(of="code")        # only where the very same text must be found

A locked column cannot be searched, sorted or counted by, and `update()` cannot write it: save the row.
"""

from collections.abc import Callable, Iterator
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.apps import apps
from django.core import checks
from django.core.exceptions import FieldDoesNotExist, FieldError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Func, Value
from django.db.models.lookups import IsNull
from django.db.models.query_utils import DeferredAttribute

from tenant_apps.vault import sealing
from tenant_apps.vault.errors import KeyMissing


class Sealed:
    """What came out of the database, not opened yet. `plain` and `bound` are known once it was."""

    __slots__ = ("bound", "data", "plain")

    def __init__(self, data: bytes, plain: str | None = None, bound: tuple[UUID, UUID] | None = None) -> None:
        self.data, self.plain, self.bound = data, plain, bound

    def __repr__(self) -> str:
        return "<sealed>"


class _Opened(DeferredAttribute):
    """Reading the attribute opens what is locked; writing to it is writing a text."""

    field: "SealedTextField"

    def __get__(self, row: models.Model | None, cls: Any = None) -> Any:
        if row is None:
            return self
        found = super().__get__(row, cls)
        return self.field.opened(found, row) if isinstance(found, Sealed) else found

    def __set__(self, row: models.Model, value: Any) -> None:
        known = row.__dict__.get(self.field.attname)
        if isinstance(known, Sealed) and known.plain is not None and known.plain == value:
            return
        row.__dict__[self.field.attname] = value


class SealedTextField(models.BinaryField):
    """A text, locked with the key of the person in the column `whose`. An empty text is kept as nothing at all."""

    descriptor_class = _Opened
    description = "A text locked for one person"
    _pyi_private_set_type: "str | None"
    _pyi_private_get_type: str  # type: ignore[assignment]

    def __init__(self, *args: Any, whose: str = "person", max_length: int | None = None, **options: Any) -> None:
        self.whose, self.longest = whose, max_length
        options.setdefault("editable", True)
        options.setdefault("default", None if options.get("null") else b"")
        super().__init__(*args, **options)
        if max_length is not None:
            self.validators.append(MaxLengthValidator(max_length))

    def deconstruct(self) -> Any:
        """For the database it is a column of bytes, and migrations need know no more."""
        name, _path, args, options = super().deconstruct()
        options.pop("editable", None)
        return name, "django.db.models.BinaryField", args, options

    @property
    def what(self) -> str:
        """The column's name, as it is authenticated with every text in it."""
        return f"{self.model._meta.label}.{self.name}"

    def check(self, **options: Any) -> list[checks.CheckMessage]:
        try:
            self.model._meta.get_field(self.whose)
        except FieldDoesNotExist:
            said = f"{self.what} is locked for “{self.whose}”, and there is no such column."
            return [*super().check(**options), checks.Error(said, obj=self, id="vault.E001")]
        return super().check(**options)

    # --- from and to the database

    def from_db_value(self, value: Any, _expression: Any, _connection: Any) -> "Sealed | str | None":
        if value is None:
            return None
        return Sealed(bytes(value)) if len(value) else ""

    def opened(self, sealed: Sealed, row: models.Model) -> str:
        if sealed.plain is None:
            whose, pk = bound = self.bound(row)
            try:
                plain = sealing.unseal(sealed.data, whose=whose, what=self.what, row=pk)
            except KeyMissing:
                # Between reading the row and fetching the key, it may have been locked anew with the next one.
                sealed.data = self._read_again(row, sealed.data)
                plain = sealing.unseal(sealed.data, whose=whose, what=self.what, row=pk)
            sealed.plain, sealed.bound = plain, bound
        return sealed.plain

    def _read_again(self, row: models.Model, before: bytes) -> bytes:
        found = type(row)._base_manager.filter(pk=row.pk).values_list(self.attname, flat=True).first()
        if not isinstance(found, Sealed) or found.data == before:
            raise KeyMissing
        return found.data

    def bound(self, row: models.Model) -> tuple[UUID, UUID]:
        person = getattr(row, self.whose_column(type(row)))
        if not isinstance(person, UUID) or not isinstance(row.pk, UUID):
            raise TypeError(f"{self.what} is locked for a person and a row; say both before saving.")
        return person, row.pk

    def whose_column(self, model: type[models.Model]) -> str:
        """The name of the attribute that holds the id of whose it is."""
        column = model._meta.get_field(self.whose)
        assert isinstance(column, models.Field)
        return column.attname

    def pre_save(self, row: models.Model, add: bool) -> "bytes | None":
        found = row.__dict__[self.attname]
        if isinstance(found, Sealed) and found.bound in (None, self.bound(row)):
            return found.data
        text = found.plain if isinstance(found, Sealed) else found
        if not text:
            return None if text is None and self.null else b""
        sealed = self.sealed(text, row)
        row.__dict__[self.attname] = sealed
        return sealed.data

    def sealed(self, text: str, row: models.Model) -> Sealed:
        whose, pk = bound = self.bound(row)
        return Sealed(sealing.seal(text, whose=whose, what=self.what, row=pk), text, bound)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if isinstance(value, str) and value:
            raise TypeError(f"{self.what} is locked: it is written by saving its row.")
        return super().get_db_prep_value(b"" if value == "" else value, connection, prepared)

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name == "isnull":
            return IsNull
        raise FieldError(f"{self.what} is locked: nothing can be found or sorted by it.")

    def get_default(self) -> Any:
        found = super().get_default()
        return "" if found == b"" else found

    # --- as a text

    def to_python(self, value: Any) -> "str | None":
        return value if value is None or isinstance(value, str) else str(value)

    def value_to_string(self, obj: models.Model) -> str:
        raise TypeError(f"{self.what} is locked: it is in no export of plain rows.")

    def formfield(self, **options: Any) -> Any:
        made: dict[str, Any] = {"form_class": forms.CharField, "widget": forms.Textarea, "max_length": self.longest}
        return models.Field.formfield(self, **{**made, **options})


class LookupField(models.BinaryField):
    """Stands for the text in a locked column, so that the very same text can be found: `found_by(Model, "code", text)`.

    `plain` says which texts count as the same; by default, those that differ in nothing but spaces and capitals.
    """

    description = "Finds a locked text"
    LENGTH: ClassVar[int] = 36

    def __init__(self, *args: Any, of: str = "", plain: "Callable[[str], str] | None" = None, **options: Any) -> None:
        self.of, self.plain = of, plain or _without_spaces_and_capitals
        options.setdefault("null", True)
        options.setdefault("db_index", True)
        options.setdefault("max_length", self.LENGTH)
        super().__init__(*args, **options)

    def deconstruct(self) -> Any:
        name, _path, args, options = super().deconstruct()
        return name, "django.db.models.BinaryField", args, options

    def pre_save(self, row: models.Model, add: bool) -> "bytes | None":
        found = self.made_for(row)
        setattr(row, self.attname, found)
        return found

    def made_for(self, row: models.Model) -> "bytes | None":
        """What stands for this row's text just now; nothing for no text."""
        text = getattr(row, self.of)
        return sealing.lookup(self.plain(text), what=self.what) if text else None

    @property
    def what(self) -> str:
        return f"{self.model._meta.label}.{self.of}"


def _without_spaces_and_capitals(text: str) -> str:
    return "".join(text.split()).casefold()


def found_by(model: type[models.Model], column: str, text: str) -> dict[str, Any]:
    """What to filter by to find rows whose locked column holds this text: `Model.objects.filter(**found_by(...))`."""
    field = next(each for each in lookup_fields(model) if each.of == column)
    if not field.plain(text):
        return {"pk__in": []}
    return {f"{field.name}__in": sealing.lookups(field.plain(text), what=field.what)}


def sealed_fields(model: type[models.Model]) -> list[SealedTextField]:
    return [field for field in model._meta.local_concrete_fields if isinstance(field, SealedTextField)]


def lookup_fields(model: type[models.Model]) -> list[LookupField]:
    return [field for field in model._meta.local_concrete_fields if isinstance(field, LookupField)]


def hand_over(row: models.Model, to: UUID) -> None:
    """A row becomes somebody else's, and what is locked in it is locked for them: two people turned out to be one."""
    columns = sealed_fields(type(row))
    plain = {field.attname: getattr(row, field.attname) for field in columns}
    for field in columns:
        setattr(row, field.whose_column(type(row)), to)
        row.__dict__[field.attname] = plain[field.attname]
    row.save()


def sealed_models() -> Iterator[tuple[type[models.Model], list[SealedTextField]]]:
    """Every model with locked columns, and which."""
    for model in apps.get_models():
        if fields := sealed_fields(model):
            yield model, fields


class NumberOf(Func):
    """With which of the person's keys a column was locked, or with which of the circle's a look-up was made: bytes."""

    function = "substring"
    output_field = models.BinaryField()

    def __init__(self, column: str, *, of_lookup: bool = False) -> None:
        super().__init__(F(column), Value(1 if of_lookup else 2), Value(4))


def number_bytes(number: int) -> bytes:
    return number.to_bytes(4, "big")

"""Keep the translations in step with the sentences: `make words` looks for new ones and compiles every language.

Sentences are found without GNU gettext, by Babel and by what Django itself makes of a template. A sentence that changed
is asked for anew: nothing is guessed, so no catalogue ever holds a fuzzy entry.
"""

import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT: Final = Path(__file__).parents[2]
FOLDER: Final = ROOT / "platform" / "ui" / "locale"
ENDINGS: Final = (".py", ".html", ".txt", ".svg")
ROOMS: Final = ("platform", "provisioning", "shared_apps", "tenant_apps", "tenants")

# Welsh changes the first letter of what is counted after two, and of some words after three and six.
PLURALS: Final = {
    "cy": "nplurals=4; plural=(n==1 ? 0 : n==2 ? 1 : (n==3 || n==6) ? 2 : 3)",
    "pl": "nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2)",
    "tr": "nplurals=2; plural=(n!=1)",
    "ur": "nplurals=2; plural=(n!=1)",
}

CALLS: Final = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}


class Words(Catalog):
    """A catalogue that carries no dates and no names, so that the same translations always make the same file."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        """The three that Django reads."""
        return [
            ("Language", str(self.locale_identifier)),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Plural-Forms", f"{PLURALS[str(self.locale_identifier)]};"),
        ]

    @property
    def num_plurals(self) -> int:
        """How many forms a counted thing has."""
        return int(PLURALS[str(self.locale_identifier)].split(";")[0].removeprefix("nplurals="))


def sentences() -> Catalog:
    """Everything the house says, with the files in which it is said."""
    found = Catalog(fuzzy=False)
    for path in sources():
        for line, words, _comments, context in extract("python", io.BytesIO(as_python(path)), CALLS):
            found.add(words, locations=[(str(path.relative_to(ROOT)), line)], context=context)
    return found


def sources() -> Iterator[Path]:
    """The files that may say something to people."""
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*")):
            if path.suffix in ENDINGS and "migrations" not in path.parts:
                yield path


def as_python(path: Path) -> bytes:
    """A template as the calls it makes; Python as it is."""
    source = path.read_text("utf-8")
    if path.suffix != ".py":
        # Only the calls are left of a template, each on its own line; the blanks before them would confuse Python.
        source = "\n".join(line.strip() for line in templatize(source, origin=str(path)).split("\n"))
    return source.encode()


def languages() -> list[str]:
    """Those a catalogue has been begun for."""
    return sorted(path.parents[1].name for path in FOLDER.glob("*/LC_MESSAGES/django.po"))


def catalogue(language: str) -> Catalog:
    """What has been translated into a language; nothing yet for a new one."""
    path = file_of(language, "po")
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def in_step(language: str, said: Catalog) -> Words:
    """A language's catalogue holding exactly the sentences of today, with the translations there were."""
    old = catalogue(language)
    new = Words(locale=language, fuzzy=False, header_comment=f"# Coopbox ({language}): see docs/guides/translate.md")
    for message in said:
        if message.id:
            known = old.get(key_of(message), message.context)
            same = known is not None and known.id == message.id
            places = sorted({(name, 1) for name, _line in message.locations})
            new.add(message.id, known.string if known and same else None, places, context=message.context)
    return new


def key_of(message: Message) -> str:
    """What a catalogue finds a sentence by: the words, or the words for one of them."""
    return message.id if isinstance(message.id, str) else message.id[0]


def untranslated(words: Catalog) -> list[Message]:
    """Sentences without a translation."""
    return [
        message
        for message in words
        if message.id and not (all(message.string) if isinstance(message.string, tuple | list) else message.string)
    ]


def file_of(language: str, ending: str) -> Path:
    return FOLDER / language / "LC_MESSAGES" / f"django.{ending}"


def keep(language: str, words: Words) -> None:
    """Write a language's catalogue, and the compiled one that Django reads."""
    text, compiled = io.BytesIO(), io.BytesIO()
    write_po(text, words, width=0, include_lineno=False, sort_by_file=True)
    write_mo(compiled, words)
    file_of(language, "po").parent.mkdir(parents=True, exist_ok=True)
    file_of(language, "po").write_bytes(text.getvalue())
    file_of(language, "mo").write_bytes(compiled.getvalue())


def main() -> int:
    """Bring every catalogue into step, or those named, and say what is left to translate."""
    said = sentences()
    for language in sys.argv[1:] or languages():
        words = in_step(language, said)
        keep(language, words)
        left = len(untranslated(words))
        print(f"{language}: {len(words) - left} of {len(words)} translated, {left} to do")
    return 0


if __name__ == "__main__":
    sys.exit(main())

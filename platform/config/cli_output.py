"""How `coopbox` answers: words and tables for people, JSON for programs."""

import json
import logging
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

logger = logging.getLogger(__name__)


@dataclass
class Answer:
    """What a command found or did: `data` for programs, `lines` for people.

    `afterwards` is what can wait until they have read it. Whatever becomes of that, the command is done.
    """

    data: Any
    lines: list[str] = field(default_factory=list)
    ok: bool = True
    afterwards: Callable[[], object] | None = None

    def print(self, *, as_json: bool) -> int:
        if as_json:
            print(json.dumps(self.data, indent=2, default=str, ensure_ascii=False))
        else:
            print("\n".join(self.lines))
        sys.stdout.flush()
        self._tidy_up()
        return 0 if self.ok else 1

    def _tidy_up(self) -> None:
        try:
            if self.afterwards is not None:
                self.afterwards()
        except Exception as error:
            logger.warning("What could wait until after the answer was left undone: %s", type(error).__name__)


def say_error(sentence: str, *, as_json: bool, code: str | None = None) -> None:
    if as_json:
        print(json.dumps({"error": {"code": code or "failed", "sentence": sentence}}, ensure_ascii=False))
    else:
        print(sentence, file=sys.stderr)


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> list[str]:
    """Columns as wide as their widest word."""
    cells = [[str(cell) for cell in row] for row in [head, *rows]]
    widths = [max(len(row[column]) for row in cells) for column in range(len(head))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in cells]
    return [lines[0], "  ".join("-" * width for width in widths), *lines[1:]]

"""One side of a comparison: `python -m tests.bench.side MODULE` reads a line, calls a function, answers in a line."""

from __future__ import annotations

import json
import os
import sys
import traceback
from importlib import import_module


def main() -> None:
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # whatever anybody prints goes to the log, not among the answers
    import django

    django.setup()
    functions = import_module(sys.argv[1])
    for line in sys.stdin:
        asked = json.loads(line)
        try:
            answer = {"result": getattr(functions, asked["what"])(**asked["given"])}
        except Exception:  # told to the parent, which decides
            answer = {"error": traceback.format_exc()}
        print(json.dumps(answer), file=answers, flush=True)
    _hang_up()


def _hang_up() -> None:
    from django.db import connections

    for connection in connections.all(initialized_only=True):
        connection.close()
        if getattr(connection, "pool", None):
            connection.close_pool()


if __name__ == "__main__":
    main()

"""What can be done to a circle, one module for each kind of run. A kind declares itself when its module is imported.

That is when a run of it is first met: whoever opens a circle from the command line, and waits for it, need not load
what packs and seals archives.
"""

from importlib import import_module
from pkgutil import iter_modules
from typing import Final

# Kinds whose module is not called like them.
ELSEWHERE: Final = {
    "import": "bring_in",
    "tell-leaving": "leaving",
    "close_account": "accounts",
    "merge_accounts": "accounts",
}


def declare(kind: str) -> None:
    """Let this kind declare itself. One that is not known here stays unknown."""
    module = ELSEWHERE.get(kind, kind.replace("-", "_"))
    if module in {found.name for found in iter_modules(__path__)}:
        import_module(f"{__name__}.{module}")


def declare_all() -> None:
    for found in iter_modules(__path__):
        import_module(f"{__name__}.{found.name}")

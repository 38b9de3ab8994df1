"""How a group of things to tick is written down."""

from kernel.errors import Sentence
from tenant_apps.profiles.shape import Facet, Term


def facet(code: str, label: Sentence, *terms: tuple[str, Sentence], one_only: bool = False) -> Facet:
    return Facet(code, label, tuple(Term(*term) for term in terms), one_only)

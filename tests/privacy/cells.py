"""Every cell of the law, and Hypothesis strategies for them."""

from itertools import combinations_with_replacement

from hypothesis import strategies as st

from kernel.sections import Audience, Class, Purpose, Relation, Scope, Section
from tenant_apps.privacy.relations import Standing

OFFICES = ("steward", "coordinator", "finance", "safeguarding_lead", "data_protection_lead")
SCOPES = [str(each) for each in Scope]
# Every floor, default and ceiling that a class allows.
SHAPES = [
    (klass, floor, default, ceiling)
    for klass in Class
    for floor, default, ceiling in combinations_with_replacement(
        [each for each in Audience if klass.floor <= each <= klass.ceiling], 3
    )
]
OTHERS = [each for each in Relation if each not in (Relation.SELF, Relation.ANYONE)]


def _section(shape, scope, purpose, offices, is_open_in_office) -> Section:
    klass, floor, default, ceiling = shape
    return Section(
        code="test.any",
        name="Any",
        klass=klass,
        default=default,
        floor=floor,
        ceiling=ceiling,
        scope=scope,
        duties={purpose: offices},
        in_office=ceiling if is_open_in_office else None,
    )


def _standing(relations, scopes, offices, broke_glass) -> Standing:
    return Standing(relations | {Relation.ANYONE}, scopes, offices, broke_glass)


def _some(values) -> st.SearchStrategy[frozenset]:
    """Any subset, drawn as one number: Hypothesis thinks of thousands."""
    return st.integers(0, 2 ** len(values) - 1).map(
        lambda bits: frozenset(value for at, value in enumerate(values) if bits >> at & 1)
    )


purposes = st.sampled_from(Purpose)
chosen = st.sampled_from([None, *Audience])


def sections() -> st.SearchStrategy[Section]:
    """Any section that could be declared."""
    return st.builds(
        _section, st.sampled_from(SHAPES), st.sampled_from(SCOPES), purposes, _some(OFFICES), st.booleans()
    )


def standings() -> st.SearchStrategy[Standing]:
    """Anybody else: any mixture of relations, hats and authorities but being the person, or Coopbox itself."""
    return st.builds(_standing, _some(OTHERS), _some(SCOPES), _some(OFFICES), st.booleans())

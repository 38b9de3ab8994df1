"""Two entries of one person: what was written down about putting them together goes on speaking of the two."""

from kernel.together import stays_apart

stays_apart(
    "people.Person.same_as",
    "merging.Merge.kept",
    "merging.Merge.gone",
    "merging.Merge.agreed_by",
    "merging.Apart.first",
    "merging.Apart.second",
    why="it says which entries these were; the one that stays is set by the merge itself",
)

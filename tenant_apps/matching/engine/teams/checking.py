"""Whether a team is what it says: counted anew, by nothing that built it. Used before a team is shown, and once more
against the facts of now."""

from dataclasses import dataclass

from tenant_apps.matching.engine.teams.shape import Key, Problem, Team


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that does not hold: what, at which visit, with whom."""

    what: str
    visit: int | None = None
    key: Key | None = None


def verify(problem: Problem, team: Team) -> list[Fault]:
    """Everything that is not as the team says; nothing if it may be shown."""
    if len(team.shares) != len(problem.visits):
        return [Fault("visits")]
    return [*recheck(problem, team), *_claims(problem, team)]


def recheck(problem: Problem, team: Team) -> list[Fault]:
    """What no longer holds with the facts of now: somebody is gone, cannot come, has less time; it costs too much."""
    if len(team.shares) != len(problem.visits):
        return [Fault("visits")]
    known = {each.key: each for each in problem.candidates}
    faults = [Fault("gone", key=key) for key in team.members if key not in known]
    if len(set(team.members)) != len(team.members):
        faults.append(Fault("twice"))
    if len(team.members) > problem.most_faces:
        faults.append(Fault("faces"))
    minutes: dict[Key, int] = {}
    for number, comers in enumerate(team.shares):
        if len(set(comers)) != len(comers) or len(comers) > problem.visits[number].people:
            faults.append(Fault("crowded", visit=number))
        for key in comers:
            if key not in team.members:
                faults.append(Fault("stranger", number, key))
            elif key in known and not known[key].can & (1 << number):
                faults.append(Fault("cannot", number, key))
            minutes[key] = minutes.get(key, 0) + problem.visits[number].quarters * 15
    for key, taken in minutes.items():
        if key in known and taken > known[key].most_quarters * 15:
            faults.append(Fault("too_long", key=key))
    most = problem.most_pence_a_week
    if most is not None and _cost_of(problem, team) > most * 60:
        faults.append(Fault("money"))
    return faults


def _cost_of(problem: Problem, team: Team) -> int:
    """In sixtieths of a penny, so that nothing is rounded."""
    rates = {each.key: each.pence_an_hour for each in problem.candidates}
    return sum(
        visit.quarters * 15 * rates.get(key, 0)
        for visit, comers in zip(problem.visits, team.shares, strict=True)
        for key in comers
    )


def _claims(problem: Problem, team: Team) -> list[Fault]:
    """What the team says of itself: what stays open, who could stand in, how busy, how dear, how glad."""
    faults = []
    left = [n for n, visit in enumerate(problem.visits) for _place in range(len(team.shares[n]), visit.people)]
    if left != list(team.open):
        faults.append(Fault("open"))
    cans = {each.key: each.can for each in problem.candidates}
    alone = []
    for number, visit in enumerate(problem.visits):
        could = [key for key in team.members if cans.get(key, 0) & (1 << number)]
        if len(could) < visit.people + 1:
            alone.append(number)
    if alone != list(team.unbacked):
        faults.append(Fault("unbacked"))
    busy = [sum(v.quarters for v, who in zip(problem.visits, team.shares, strict=True) if key in who)
            for key in team.members]  # fmt: skip
    if max(busy, default=0) != team.peak:
        faults.append(Fault("peak"))
    if -(-_cost_of(problem, team) // 60) != team.pence_a_week:
        faults.append(Fault("cost"))
    glad = [each.liking for each in problem.candidates if each.key in set(team.members)]
    if sum(glad) != team.liking or min(glad, default=0) != team.least_liking:
        faults.append(Fault("liking"))
    return faults

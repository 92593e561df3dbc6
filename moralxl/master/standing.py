"""How activities stand for the department, as the pages of the master show it and the charts draw it."""

from __future__ import annotations

from moralxl.master.living import Figures
from moralxl.master.measures import attainment_cell
from moralxl.model import State
from moralxl.sheet import Formula

STATES = (State.MET, State.NOT_MET, State.NOT_DUE, State.NO_DATA)
LATE = (State.NOT_MET, State.NO_DATA)  # due, and not met


def derived(text: str, value: float | str, *parts: Formula) -> Formula:
    """A formula made of others; where one of them has no cell of its own, the value alone."""
    return Formula(text if all(part.text for part in parts) else "", value)


def attainment(figures: Figures, number: int) -> Formula:
    """An activity's attainment as its cell shows it; a dash, never a nought, where nobody has reported anything."""
    return attainment_cell(*(figures.activity(None, number, name) for name in ("attainment", "answered")))


def state(figures: Figures, number: int) -> Formula:
    """An activity's state, as its label."""
    return figures.activity(None, number, "state")


def state_of(figures: Figures, number: int) -> State:
    """An activity's state now."""
    return State(figures.activities.department[number]["state"])

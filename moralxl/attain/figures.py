"""The figure of a measure in each division, one way for each kind of measure.

Every function gives n, N and actual by place, for the divisions that answered and only for them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moralxl.model import Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from moralxl.attain.answers import Answers
    from moralxl.model import Measure

COLUMNS = ["n", "N", "actual"]


def figures(measure: Measure, answers: Answers) -> pd.DataFrame:
    """n, N and actual at every place, null where nothing was answered. Measures of derived kinds are not for here."""
    return KINDS[measure.kind](measure, answers).reindex(answers.places).astype("float64")


def _frame(n: pd.Series[Any] | None, actual: pd.Series[Any]) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame({"n": n, "N": None, "actual": actual}, index=actual.index, columns=COLUMNS)


def _count(measure: Measure, answers: Answers) -> pd.DataFrame:
    numbers = answers.numbers(measure, "actual")
    return _frame(numbers, numbers)


def _ratio(measure: Measure, answers: Answers) -> pd.DataFrame:
    """Half a ratio, and one of nothing (0/0), is no answer."""
    import pandas as pd

    halves = {"n": answers.numbers(measure, "numerator"), "N": answers.numbers(measure, "denominator")}
    both = pd.DataFrame(halves).dropna()
    both = both[both["N"] > 0]
    # n and N are exact, so the quotient is the double nearest to n/N. A target of 80% is the double nearest to
    # 80/100: equal ratios give equal doubles, and comparing needs no rounding and no tolerance.
    return both.assign(actual=both["n"] / both["N"])


def _coverage(measure: Measure, answers: Answers) -> pd.DataFrame:
    """The number of categories with at least one; all of them 0 is an answer."""
    rows = answers.rows(measure, "category")
    rows = rows[rows["category"].isin([c.key for c in answers.plan.category_set(measure.categories)])]
    covered = rows["number"].ge(1).groupby(rows["place"]).sum()
    return _frame(covered, covered)


def _events(measure: Measure, answers: Answers) -> pd.DataFrame:
    """The number of distinct events that count; a log with none that counts is an answer."""
    log = answers.log[answers.log["activity"].eq(measure.activity)]
    held = log["event"].where(log["counts"]).groupby(log["place"]).nunique()
    return _frame(held, held)


def _level(measure: Measure, answers: Answers) -> pd.DataFrame:
    return _frame(None, answers.numbers(measure, "level"))


def _score(measure: Measure, answers: Answers) -> pd.DataFrame:
    return _frame(None, answers.numbers(measure, "score"))


KINDS: dict[Kind, Callable[[Measure, Answers], pd.DataFrame]] = {
    Kind.COUNT: _count,
    Kind.PERCENT: _ratio,
    Kind.COVERAGE: _coverage,
    Kind.EVENTS: _events,
    Kind.LEVEL: _level,
    Kind.SCORE: _score,
    Kind.MILESTONE: _ratio,
}

"""The answers of a round, laid out for reckoning: every division has a place, the department has place 0."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from moralxl.attain.events import event_log
from moralxl.model import Reporter
from moralxl.waivers import excused

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from moralxl.model import Activity, Measure, Plan, Round

DEPARTMENT = 0  # the department's place; divisions follow in registry order, from 1


@dataclass(frozen=True)
class Answers:
    """What the registered divisions answered to the activities they report, and nothing else."""

    plan: Plan
    round: Round
    places: pd.Index[int]  # the department's and every division's
    reporting: dict[Reporter, np.ndarray]  # by place: who reports such activities; the department always does
    office: int  # the place of the division that reports for the department; the department's if there is none
    by_measure: dict[str, pd.DataFrame]
    log: pd.DataFrame  # see events.event_log
    spent: pd.DataFrame  # a row for each amount spent, in baht

    def reports(self, activity: Activity) -> np.ndarray:
        """By place, whether the activity is reported there."""
        return self.reporting[activity.reporter]

    def applies(self, measure: Measure) -> np.ndarray:
        """By place, whether the measure is reported there and was not waived."""
        import numpy as np

        required = np.array([not waived for waived in excused(self.plan, self.round, measure.code)])
        applies: np.ndarray = self.reports(self.plan.activity(measure.activity)) & required
        return applies

    def numbers(self, measure: Measure, role: str) -> pd.Series[float]:
        """The number that each division gave in one role of a measure, by place."""
        rows = self.rows(measure, role)
        return rows.set_index("place")["number"]

    def rows(self, measure: Measure, role: str) -> pd.DataFrame:
        """The numbers given in one role of a measure."""
        rows = self.by_measure.get(measure.code, self.spent.iloc[:0])
        return rows[rows["role"].eq(role)]


def gather(plan: Plan, round_: Round, data: pd.DataFrame) -> Answers:
    """Lay out the rows of `data` (frame.DATA_COLUMNS) by measure, leaving out what nobody asked for."""
    import numpy as np
    import pandas as pd

    reporting = {
        Reporter.DEPARTMENT: np.array([True, *(d.for_department for d in plan.divisions)]),
        Reporter.DIVISION: np.array([True, *(d.for_itself for d in plan.divisions)]),
    }
    offices = np.flatnonzero(reporting[Reporter.DEPARTMENT][1:]) + 1
    places = {d.code: number for number, d in enumerate(plan.divisions, 1)}
    place = data["division"].map(places).astype("float64").fillna(DEPARTMENT).astype("int64")
    types = {"activity": "Int64", "row": "Int64", "number": "float64", "date": "datetime64[ns]"}
    data = data.assign(place=place).astype(types)
    asked = _is_asked(plan, reporting, data)
    answered = asked & data["number"].notna()  # null where a number was not reported, or at fault
    # no more than is needed of each: of very many divisions there are millions of rows
    numbers = data.loc[answered, ["place", "measure", "role", "category", "number"]]
    return Answers(
        plan=plan,
        round=round_,
        places=pd.RangeIndex(len(plan.divisions) + 1),
        reporting=reporting,
        office=int(offices[0]) if len(offices) else DEPARTMENT,
        by_measure={str(code): rows for code, rows in numbers.groupby("measure", sort=False)},
        log=event_log(plan, round_, data[asked & data["row"].notna()]),
        spent=data[answered & data["role"].eq("spent")],
    )


def _is_asked(plan: Plan, reporting: dict[Reporter, np.ndarray], data: pd.DataFrame) -> pd.Series[bool]:
    """Which rows are of registered divisions and about activities that they report."""
    import pandas as pd

    asked = pd.Series(data=False, index=data.index)
    for reporter, reports in reporting.items():
        numbers = [a.number for a in plan.activities if a.reporter == reporter]
        asked |= data["activity"].isin(numbers) & reports[data["place"]]
    return asked & data["place"].ne(DEPARTMENT)

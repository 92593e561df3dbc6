"""The divisions' event logs: which events count, and what is odd about the others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moralxl import thai
from moralxl.layout import EVENTS, SHEET_TITLES
from moralxl.messages import Told, shown
from moralxl.model import Finding, Kind, Source

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    import pandas as pd

    from moralxl.model import Plan, Round

KEY = ["place", "row"]  # names an event of the logs
SOURCE = ["typed", "file", "sheet", "cell"]
LABELS = {"date": "วันที่จัด", "code": "รหัสกิจกรรมร่วม"}  # as the log's columns are headed
DATES_TOLD = 5  # a finding names no more dates than these


def event_log(plan: Plan, round_: Round, asked: pd.DataFrame) -> pd.DataFrame:
    """One row for each row of the logs that names an activity, by division in registry order.

    `date` is null where it is blank or could not be read, `code` where the event is not shared. `event` is the
    same for rows that report one event together. `inside` (the activity's period), `late` (after the round's
    last day) and `counts` are of the date. `date_…` and `code_…` hold typed, file, sheet and cell.
    """
    import pandas as pd

    activities = {m.activity: plan.activity(m.activity) for m in plan.measures if m.kind == Kind.EVENTS}
    rows = asked[asked["role"].str.startswith("event_") & asked["row"].notna() & asked["activity"].isin(activities)]
    log = rows.groupby(KEY)[["activity", "division"]].first()
    log = log.join(_of_role(rows, "date", "date")).join(_of_role(rows, "code", "text"))
    codes = {typed: _normal(typed) for typed in log["code"].dropna().unique()}
    log["code"] = log["code"].map(codes).astype("object")
    log = log.reset_index()
    own = "row:" + log["place"].astype("str") + ":" + log["row"].astype("str")
    log["event"] = ("code:" + log["code"].astype("str")).where(log["code"].notna(), own)
    starts = log["activity"].map({n: pd.Timestamp(a.start) for n, a in activities.items()})
    ends = log["activity"].map({n: pd.Timestamp(plan.last_day_of(a)) for n, a in activities.items()})
    log["inside"] = log["date"].between(starts.astype("datetime64[ns]"), ends.astype("datetime64[ns]"))
    log["late"] = log["date"] > pd.Timestamp(round_.last_day)
    return log.assign(counts=log["inside"] & ~log["late"])


def event_findings(plan: Plan, round_: Round, log: pd.DataFrame) -> list[Finding]:
    """What to tell about the logs: events that do not count, and shared codes that do not fit."""
    return [*_not_counted(plan, round_, log), *_repeated(log), *_differing(log)]


def _of_role(rows: pd.DataFrame, name: str, column: str) -> pd.DataFrame:
    """The values of one column of the log, with where they were typed."""
    values = rows[rows["role"].eq(f"event_{name}")]
    values = values.set_index(KEY)[[column, *SOURCE]]
    return values.rename(columns={column: name, **{s: f"{name}_{s}" for s in SOURCE}})


def _normal(code: str) -> str | None:
    return thai.to_ascii_digits(thai.clean(code)).casefold() or None


def _finding(code: str, row: Any, name: str, read: str | float | date = "", **args: object) -> Finding:
    """A finding about the cell `name` of a row of the log."""
    typed, *source = (str(getattr(row, f"{name}_{part}")) for part in SOURCE)
    label = f"{SHEET_TITLES[EVENTS]} รายการที่ {thai.to_thai_digits(str(row.row))}: {LABELS[name]}"
    return Finding(code, Source(*source), label, typed, read, {"activity": int(row.activity), **args})


def _rows(log: pd.DataFrame) -> Iterator[Any]:
    """The rows of a log as named tuples; the stubs take their fields for any scalar at all."""
    yield from log.itertuples()


def _not_counted(plan: Plan, round_: Round, log: pd.DataFrame) -> Iterator[Finding]:
    for row in _rows(log[log["date"].notna() & ~log["counts"]]):
        day, activity = row.date.date(), plan.activity(int(row.activity))
        if row.inside:
            yield _finding("event-after-round", row, "date", day, last_day=round_.last_day)
        else:
            end = plan.last_day_of(activity)
            yield _finding("event-outside-period", row, "date", day, start=activity.start, end=end)


def _repeated(log: pd.DataFrame) -> Iterator[Finding]:
    """A code that one division gave to several rows of one activity: they count once, which may not be meant."""
    coded = log[log["code"].notna()]
    groups = coded.groupby(["place", "activity", "code"])["row"]
    coded = coded.assign(first_row=groups.transform("min"))
    for row in _rows(coded[coded["row"] > coded["first_row"]]):
        yield _finding("event-code-repeated", row, "code", first=int(row.first_row))


def _differing(log: pd.DataFrame) -> Iterator[Finding]:
    """A code under which divisions gave different dates, told at the first of them."""
    dated = log[log["code"].notna() & log["date"].notna()]
    groups = dated.groupby(["activity", "code"])
    several = (groups["date"].transform("nunique") > 1) & (groups["place"].transform("nunique") > 1)
    found: dict[tuple[int, str], list[Any]] = {}
    for row in _rows(dated[several]):
        found.setdefault((row.activity, row.code), []).append(row)
    for _, rows in sorted(found.items()):
        days: dict[date, str] = {}  # each with the first division that gave it
        for row in rows:
            days.setdefault(row.date.date(), row.division)
        told = [*days.items()][:DATES_TOLD]
        th = ", ".join(f"{division} {shown(day, 'th')}" for day, division in told)
        en = ", ".join(f"{division} {shown(day, 'en')}" for day, division in told)
        more = ", …" if len(days) > DATES_TOLD else ""
        yield _finding("event-shared-code-differs", rows[0], "code", dates=Told(th + more, en + more))

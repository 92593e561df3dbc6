"""Finding the inputs of a form: rows, columns and sheets that are missing, copied or under other names."""

from __future__ import annotations

import copy
from dataclasses import replace

import pytest
from forms import KK, MADE, accepted, blank_form, filled, sheet_of
from support import PLAN, SHEETS, at, write_return

from moralxl.filling import TASKS, TASKS_TITLE
from moralxl.intake import identify
from moralxl.layout import GUIDE, SHEET_TITLES, a1, token
from moralxl.locate import NEAR, corner_of, event_rows, every_input, locate
from moralxl.model import FileStatus, Source
from moralxl.read import RawSheet, RawWorkbook
from moralxl.returns import open_file, read_return, take_in


def copied_row(*values):
    """Put copies of a row below the form's last, with these values as the input's."""

    def change(raw):
        rows = sheet_of(raw, "report").rows
        key = rows[MADE.by_key["a06_virtues"].row][0]
        rows.extend([key, None, value] for value in values)

    return change


@pytest.mark.parametrize(
    ("original", "copies", "value", "cell", "told"),
    [
        (5, [], 5, "own", []),
        (5, ["๕ "], 5, "own", []),  # says the same
        (None, [None, 5], 5, "C{0}", []),
        (None, [None, None], None, "", []),
        (5, [None, 4], None, "own", [("5", "4")]),
        (None, [4, 5], None, "C{1}", [("4", "5")]),
    ],
)
def test_an_input_in_copied_rows_is_taken_unless_they_differ(original, copies, value, cell, told):
    last = len(sheet_of(blank_form(), "report").rows)
    cell = {"own": at("a06_virtues", KK)[1]}.get(cell, cell.format(last + 2, last + 1))
    _, records, findings = filled({"a06_virtues": original, "reporter": "ก"}, copied_row(*copies))
    twice = findings.get("form-row-twice", [])
    assert [f.args["readings"] for f in twice] == told
    assert {f.source.cell for f in twice} == ({cell} if told else set())
    assert {f.source.file for f in twice} == ({"a.xlsx"} if told else set())
    taken = records.get("a06_virtues")
    assert (taken.value, taken.source.cell) == (value, cell) if taken else value is None


def test_missing_rows_and_columns_are_told_once_each():
    def lose(raw):
        report, events = sheet_of(raw, "report"), sheet_of(raw, "events")
        events.rows[MADE.by_key["ev20_title"].row][0] = "x"
        events.rows[0][MADE.by_key["ev01_date"].column] = "x"
        report.rows[0][MADE.by_key["reporter"].column] = "x"

    submission, findings = accepted({"ev01_title": "ปลูกป่า"}, lose)
    assert [(f.source.sheet, f.args) for f in findings if f.code == "form-column-missing"] == [
        (SHEETS["report"], {"sheet": SHEETS["report"], "column": "ข้อมูลที่กรอก"}),
        (SHEETS["events"], {"sheet": SHEETS["events"], "column": MADE.by_key["ev01_date"].label}),
    ]
    assert [(f.source.sheet, f.args) for f in findings if f.code == "form-row-missing"] == [
        (SHEETS["events"], {"label": MADE.by_key["ev20_activity"].where})
    ]
    assert [r.key for r in submission.records] == ["ev01_title"]


@pytest.mark.parametrize("first", [True, False])
def test_of_copied_sheets_the_one_with_the_forms_name_is_read(first):
    def copy_sheet(raw):
        copied = replace(sheet_of(raw, "report"), name="สำเนา", rows=copy.deepcopy(sheet_of(raw, "report").rows))
        copied.rows[MADE.by_key["a06_virtues"].row][2] = 9
        raw.sheets.insert(0 if first else len(raw.sheets), copied)

    _, records, told = filled({"a06_virtues": 5}, copy_sheet)
    assert records["a06_virtues"].value == 5
    (finding,) = told["form-sheet-twice"]
    assert (finding.source.file, finding.source.sheet, finding.args) == ("a.xlsx", "สำเนา", {"other": SHEETS["report"]})


def test_of_copied_sheets_under_other_names_the_first_is_read():
    def rename(raw):
        report = sheet_of(raw, "report")
        copies = [replace(report, name=name, rows=copy.deepcopy(report.rows)) for name in ("ก", "ข", "ค")]
        for number, copied in enumerate(copies):
            copied.rows[MADE.by_key["a06_virtues"].row][2] = number
        raw.sheets[raw.sheets.index(report)] = copies[0]
        raw.sheets.extend(copies[1:])

    _, records, told = filled({"a06_virtues": 5}, rename)
    assert records["a06_virtues"].value == 0
    assert [(f.source.sheet, f.args) for f in told["form-sheet-twice"]] == [
        ("ข", {"other": "ก"}),
        ("ค", {"other": "ก"}),
    ]


def test_of_copied_columns_the_first_is_read():
    def copy_column(raw):
        for line in sheet_of(raw, "report").rows:
            if len(line) > 2:
                line.append(line[2] if line[2] == "value" else 9)

    _, records, _ = filled({"a06_virtues": 5}, copy_column)
    assert records["a06_virtues"].value == 5


def test_the_logs_last_row_is_found_by_its_key():
    assert event_rows(blank_form()) == 40
    raw = copy.deepcopy(blank_form())
    sheet_of(raw, "events").rows.extend([[], [None], [5.0], ["evil"], ["ev1000"], ["ev٣"], ["xx99"], ["ev041"]])
    assert event_rows(raw) == 41
    sheet_of(raw, "events").rows[0][0] = "x"  # no longer a sheet of ours
    assert event_rows(raw) == 0


def test_a_sheet_that_is_gone_is_told_by_its_title():
    submission, findings = accepted({"reporter": "ก"}, lambda raw: raw.sheets.remove(sheet_of(raw, "events")))
    gone = [(f.source.file, f.source.sheet, f.args) for f in findings if f.code == "form-sheet-missing"]
    assert gone == [("a.xlsx", "", {"sheet": SHEETS["events"]})]
    assert [r.key for r in submission.records] == ["reporter"]


def test_what_stands_in_an_input_is_seen_without_a_value():
    """Errors and formulas that were never computed have none, even where the row ends before them."""

    def put(raw):
        report = sheet_of(raw, "report")
        places = [(MADE.by_key[key].row, MADE.by_key[key].column) for key in ("a06_virtues", "a06_signed")]
        for row, column in places:
            del report.rows[row][column:]
        report_at = raw.sheets.index(report)
        raw.sheets[report_at] = replace(report, errors={places[0]: "#N/A"}, formulas={places[1]: "A1"})

    _, records, told = filled({}, put)
    assert {code: [(f.source.cell, f.typed) for f in found] for code, found in told.items() if code[:5] == "value"} == {
        "value-error-cell": [(at("a06_virtues", KK)[1], "#N/A")],
        "value-is-formula": [(at("a06_signed", KK)[1], "=A1")],
    }
    assert {r.status for r in records.values()} == {"fault"}


def test_every_input_is_listed_filled_or_not():
    found, _ = locate(MADE, blank_form(), "a.xlsx")
    inputs = every_input(found, "a.xlsx")
    assert [(t.field, t.source, t.blank) for t in inputs] == [
        (f, Source("a.xlsx", SHEETS[f.sheet], f.cell), True) for f in MADE.fields
    ]


# --- rows and columns put in front of the keys ------------------------------------------------------


def shifted(sheet: RawSheet, down: int, right: int) -> RawSheet:
    """A sheet with empty rows and columns put in front of its cells."""

    def moved(places):
        return {(row + down, column + right): told for (row, column), told in places.items()}

    rows = [[] for _ in range(down)] + [[None] * right + line for line in sheet.rows]
    merged = tuple((top + down, left + right, low + down, last + right) for top, left, low, last in sheet.merged)
    hidden = {
        "hidden_rows": frozenset(row + down for row in sheet.hidden_rows),
        "hidden_columns": frozenset(column + right for column in sheet.hidden_columns),
    }
    return replace(
        sheet, rows=rows, errors=moved(sheet.errors), formulas=moved(sheet.formulas), merged=merged, **hidden
    )


def put_in_front(name: str, down: int, right: int, *more):
    """Shift a sheet, then put values on it: (row, column, value)."""

    def change(raw):
        at_ = raw.sheets.index(sheet_of(raw, name))
        raw.sheets[at_] = shifted(raw.sheets[at_], down, right)
        for row, column, value in more:
            line = raw.sheets[at_].rows[row]
            line.extend([None] * (column + 1 - len(line)))
            line[column] = value

    return change


def place(key: str, down: int = 0, right: int = 0) -> str:
    """The cell of an input that moved so far."""
    field = MADE.by_key[key]
    return a1(field.row + down, field.column + right)


@pytest.mark.parametrize(("down", "right"), [(1, 0), (0, 1), (2, 3), (29, 9)])
def test_rows_and_columns_in_front_of_the_keys_only_move_the_inputs(down, right):
    answers = {"a06_virtues": 5, "a06_signed": "x", "a06_staff": None, "reporter": "ก", "a06_status": "done"}
    plain, before = accepted(answers)
    moved, after = accepted(answers, put_in_front("report", down, right))
    assert {r.key: r.value for r in moved.records} == {r.key: r.value for r in plain.records}
    assert {r.key: r.source.cell for r in moved.records} == {r.key: place(r.key, down, right) for r in moved.records}
    assert moved.ledger == plain.ledger
    told = {f.code: f for f in after}
    assert told.keys() == {f.code for f in before} | {"form-moved"}
    first = min((f for f in MADE.fields if f.sheet == "report"), key=lambda f: f.row)
    assert (told["form-moved"].source.cell, told["form-moved"].args["was"]) == (
        place(first.key, down, right),
        first.cell,
    )
    assert told["value-not-number"].source.cell == place("a06_signed", down, right)
    empty = next(f for f in MADE.fields if f.required and f.key not in answers)
    assert f"({place(empty.key, down, right)})" in told["form-incomplete"].args["examples"]


def test_so_in_the_event_log():
    answers = {"ev01_activity": "๗", "ev01_title": "ปลูกป่า", "ev03_date": "ไม่ทราบ"}
    submission, records, told = filled(answers, put_in_front("events", 2, 1))
    assert records["ev01_title"].source.cell == place("ev01_title", 2, 1)
    assert {f.source.cell for f in told["event-without-date"]} == {place("ev01_date", 2, 1)}
    assert {f.source.cell for f in told["date-unreadable"]} == {place("ev03_date", 2, 1)}
    assert {f.source.cell for f in told["event-without-activity"]} == {place("ev03_activity", 2, 1)}
    ledger = submission.ledger
    assert ledger.valued == ledger.accepted + ledger.faulted + ledger.form + ledger.outside


def test_what_stands_in_front_of_the_keys_is_told():
    title = (1, 3, "รวมทั้งกอง")
    below = (len(sheet_of(blank_form(), "report").rows) + 3, 0, "หมายเหตุ")
    beside = (MADE.by_key["a06_virtues"].row + 2, 0, "ตรวจแล้ว")
    put = put_in_front("report", 2, 1, title, beside)

    def change(raw):
        put(raw)
        sheet_of(raw, "report").rows.extend([[], ["หมายเหตุ"]])

    submission, _, told = filled({"a06_virtues": 5}, change)
    (finding,) = told["form-outside"]
    assert finding.source.cell == "D2"
    assert all(f"{a1(*each[:2])} “{each[2]}”" in finding.args["cells"] for each in (title, below, beside))
    assert submission.ledger.outside == finding.args["count"] == 3


def test_a_wording_that_was_changed_is_told_where_it_stands_now():
    number = MADE.by_key["a06_virtues"].row

    def change(raw):
        put_in_front("report", 1, 1, (number + 1, 2, "ข้อความใหม่"))(raw)

    _, _, told = filled({"a06_virtues": 5}, change)
    (finding,) = told["form-wording-changed"]
    assert (finding.source.cell, finding.typed) == (a1(number + 1, 2), "ข้อความใหม่")


def test_columns_in_front_do_not_pass_for_the_forms():
    """What is typed in the row of the columns' names, before the keys, names no column."""
    _, records, _ = filled({"a06_virtues": 5}, put_in_front("report", 0, 2, (0, 0, "value"), (0, 1, "label")))
    assert records["a06_virtues"].source.cell == place("a06_virtues", 0, 2)


@pytest.mark.parametrize(("down", "right"), [(NEAR[0], 0), (0, NEAR[1])])
def test_the_keys_are_looked_for_nearby_only(down, right):
    submission, _, told = filled({"a06_virtues": 5, "ev01_title": "ก"}, put_in_front("report", down, right))
    assert [f.args for f in told["form-sheet-missing"]] == [{"sheet": SHEETS["report"]}]
    assert [r.key for r in submission.records] == ["ev01_title"]


def test_where_a_sheets_token_stands():
    sheet = sheet_of(blank_form(), "report")
    assert corner_of(sheet)[:3] == (0, 0, MADE.identity)
    assert corner_of(shifted(sheet, 4, 5))[:3] == (4, 5, MADE.identity)
    assert corner_of(replace(shifted(sheet, 1, 0), name=SHEET_TITLES[GUIDE])) is None  # which is not searched
    text = token(MADE.identity, "report")
    assert corner_of(replace(sheet, name=SHEET_TITLES[GUIDE]))[:2] == (0, 0)
    assert corner_of(RawSheet("a", [["x", 5.0, None], [], ["moralxl|x", text]])).column == 1
    assert corner_of(RawSheet("a", [["x", f"see {text}"]])) is None


@pytest.mark.parametrize(
    ("change", "in_place", "unmoved"),
    [
        (lambda _: None, True, True),
        (put_in_front("report", 1, 0), True, False),
        (put_in_front("report", 0, 1), False, False),
        (lambda raw: sheet_of(raw, "report").rows.insert(20, []), True, False),
        (lambda raw: sheet_of(raw, "report").rows.pop(), True, False),
        (lambda raw: sheet_of(raw, "report").rows[0].__setitem__(1, "x"), False, False),
        (lambda raw: sheet_of(raw, "report").rows[0].__setitem__(-1, "x"), False, False),
    ],
)
def test_what_stands_as_it_was_written_is_known(change, in_place, unmoved):
    raw = copy.deepcopy(blank_form())
    change(raw)
    found = {here.form.name: here for here in locate(MADE, raw, "a.xlsx")[0]}
    assert (found["report"].in_place, found["report"].unmoved) == (in_place, unmoved)
    assert (found["events"].in_place, found["events"].unmoved) == (True, True)


def test_a_form_is_known_by_the_tokens_that_moved():
    raw = copy.deepcopy(blank_form())
    sheets = [shifted(sheet_of(raw, name), 3, 1) for name in ("report", "events")]
    assert identify(RawWorkbook(sheets), "a.xlsx") == ("intake", MADE.identity, [])
    other = replace(MADE.identity, division="กค.")
    sheets.append(RawSheet("x", [[], [token(other, "report")]]))
    kind, identity, findings = identify(RawWorkbook(sheets), "a.xlsx")
    assert (kind, identity, [f.code for f in findings]) == ("intake", None, ["identity-differs"])


def test_the_logs_last_row_is_found_where_its_keys_moved():
    raw = copy.deepcopy(blank_form())
    put_in_front("events", 3, 2)(raw)
    sheet_of(raw, "events").rows.extend([[None], [None, None, "ev041"]])
    assert event_rows(raw) == 41


def test_the_list_of_corrections_is_known_where_it_moved():
    listed = "รายการที่ต้องแก้ไขในแบบรายงาน"

    def add(raw):
        rows = [[], [None, token(MADE.identity, TASKS)], [None, listed], ["ของฉัน"]]
        raw.sheets.insert(0, RawSheet(TASKS_TITLE, rows))
        next(sheet for sheet in raw.sheets if sheet.name == "_moralxl").rows.append(["listed", listed])

    submission, _, told = filled({"a06_virtues": 5}, add)
    (finding,) = told["form-outside"]
    assert (finding.source.sheet, finding.source.cell, finding.typed) == (TASKS_TITLE, "A4", "ของฉัน")
    assert submission.ledger.outside == 1


def test_a_return_with_rows_and_columns_inserted_first_is_read(tmp_path):
    def insert(book):
        book[SHEETS["report"]].insert_rows(1, 2)
        book[SHEETS["events"]].insert_cols(1)

    answers = {"a06_virtues": 5, "ev01_activity": "๗", "ev01_date": "15/1/2567", "ev01_title": "ปลูกป่า"}
    path = write_return(tmp_path / "a.xlsx", KK, answers, change=insert)
    submissions, findings = take_in([read_return(open_file(path, path.name), PLAN)], PLAN, PLAN.round(9))
    assert submissions[0].status == FileStatus.ACCEPTED
    assert {r.key: r.source.cell for r in submissions[0].records} == {
        key: place(key, *((0, 1) if key.startswith("ev") else (2, 0))) for key in answers
    }
    assert {f.source.sheet for f in findings if f.code == "form-moved"} == {*SHEETS.values()}

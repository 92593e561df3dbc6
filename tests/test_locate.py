"""Finding the inputs of a form: rows, columns and sheets that are missing, copied or under other names."""

from __future__ import annotations

import copy
from dataclasses import replace

import pytest
from forms import KK, MADE, accepted, blank_form, filled, sheet_of
from support import SHEETS, at

from moralxl.locate import event_rows, every_input, locate
from moralxl.model import Source


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

"""Reading a return: by keys, wherever its rows went, and across cells that belong together."""

from __future__ import annotations

from datetime import date

import pytest
from support import PLAN, SHEETS, at, write_return

from moralxl.intake import identify
from moralxl.model import FileStatus
from moralxl.read import RawSheet, RawWorkbook
from moralxl.returns import take_in, walk

KK = "กก."


@pytest.fixture
def answered(tmp_path):
    """A function that writes a return, reads it, and gives values by key and finding codes."""

    def read(answers, change=None):
        write_return(tmp_path / "a.xlsx", KK, answers, change=change)
        submissions, findings = take_in(list(walk(tmp_path)), PLAN, PLAN.round(9))
        records = {r.key: r for r in submissions[0].records}
        return records, [f.code for f in findings if f.code not in {"set-missing", "form-incomplete"}], submissions[0]

    return read


def test_blank_dash_and_zero_are_three_things(answered):
    records, codes, _ = answered({"a02_persons_sufficiency": 0, "a02_persons_discipline": "-"})
    assert codes == []
    assert (records["a02_persons_sufficiency"].status, records["a02_persons_sufficiency"].value) == ("value", 0)
    assert (records["a02_persons_discipline"].status, records["a02_persons_discipline"].value) == ("not_reported", None)
    assert "a02_persons_integrity" not in records


def test_records_carry_their_source(answered):
    records, _, _ = answered({"a06_virtues": "๕"})
    record = records["a06_virtues"]
    assert (record.source.file, record.source.sheet, record.source.cell) == ("a.xlsx", *at("a06_virtues", KK))
    assert (record.typed, record.value, record.measure, record.activity, record.role) == ("๕", 5, "6a", 6, "actual")


def test_inserted_rows_and_columns_and_renamed_sheets_change_nothing_but_the_address(answered):
    def change(book):
        for area in list(book[SHEETS["report"]].merged_cells.ranges):
            book[SHEETS["report"]].unmerge_cells(str(area))  # openpyxl would leave them where they were
        book[SHEETS["report"]].insert_rows(3, 2)
        book[SHEETS["report"]].insert_cols(2)
        book[SHEETS["report"]].title = "Sheet1"

    records, codes, _ = answered({"a06_virtues": 5}, change)
    assert sorted(codes) == ["form-moved", "form-sheet-renamed"]
    assert records["a06_virtues"].value == 5
    _, cell = at("a06_virtues", KK)
    assert records["a06_virtues"].source.cell == f"D{int(cell[1:]) + 2}"


def test_sorted_event_rows_stay_together(answered):
    def swap(book):
        sheet = book[SHEETS["events"]]
        for column in range(1, 12):
            first, second = sheet.cell(5, column), sheet.cell(6, column)
            first.value, second.value = second.value, first.value

    answers = {"ev01_activity": 7, "ev01_date": date(2024, 1, 1), "ev01_title": "ก"}
    answers |= {"ev02_activity": 8, "ev02_date": date(2024, 2, 1), "ev02_title": "ข"}
    records, codes, _ = answered(answers, swap)
    assert codes == ["form-moved"]
    assert (records["ev01_title"].value, records["ev01_title"].activity) == ("ก", 7)
    assert (records["ev02_title"].value, records["ev02_title"].activity) == ("ข", 8)


def test_the_lone_data_sheets_still_say_whose_they_are(answered):
    def strip(book):
        book.remove(book["_moralxl"])
        book.remove(book["คำชี้แจง"])

    records, codes, submission = answered({"a06_virtues": 5}, strip)
    assert codes == []
    assert submission.status == FileStatus.ACCEPTED
    assert submission.identity.division == KK
    assert records["a06_virtues"].value == 5


def test_a_ratio_in_one_cell_fills_both(answered):
    records, codes, _ = answered({"a06_signed": "48 จาก 60 คน"})
    assert codes == ["value-ratio-split"]
    assert (records["a06_signed"].value, records["a06_staff"].value) == (48, 60)
    assert records["a06_staff"].source.cell == records["a06_signed"].source.cell
    records, codes, _ = answered({"a06_signed": "48/60", "a06_staff": 60})
    assert codes == ["value-ratio-split"]
    assert (records["a06_signed"].value, records["a06_staff"].value) == (48, 60)


@pytest.mark.parametrize(
    ("signed", "staff", "code"),
    [
        (61, 60, "value-over-denominator"),
        ("61/60", None, "value-over-denominator"),
        ("48/60", 50, "value-ratio-differs"),
        ("48/60", "หกสิบกว่า", "value-ratio-differs"),
        (48, None, "value-half-missing"),
        (None, 60, "value-half-missing"),
    ],
)
def test_halves_that_do_not_fit_are_not_used(answered, signed, staff, code):
    records, codes, _ = answered({k: v for k, v in (("a06_signed", signed), ("a06_staff", staff)) if v is not None})
    assert code in codes
    both = [records[k].status for k in ("a06_signed", "a06_staff") if k in records]
    assert both != ["value", "value"]


def test_not_reported_beside_a_number_is_no_fault_of_form(answered):
    _, codes, _ = answered({"a06_signed": "-", "a06_staff": 60})
    assert codes == []


def test_all_findings_of_a_file_come_at_once(answered):
    _, codes, _ = answered(
        {
            "a06_virtues": "มาก",
            "a06_signed": 61,
            "a06_staff": 60,
            "a06_status": "x",
            "a06_started": "31/2/2567",
            "ev01_title": "ปลูกป่า",
        }
    )
    assert sorted(codes) == [
        "date-unreadable",
        "event-without-activity",
        "event-without-date",
        "value-not-in-list",
        "value-not-number",
        "value-over-denominator",
    ]


def test_a_form_in_which_nothing_was_filled_is_set_aside(answered):
    records, codes, submission = answered({})
    assert (records, codes, submission.status) == ({}, ["form-blank"], FileStatus.SET_ASIDE)


def test_a_strangers_hidden_sheet_is_no_identity():
    raw = RawWorkbook([RawSheet("_moralxl", [["product", "other"], ["kind", "intake"]])])
    kind, identity, findings = identify(raw, "a.xlsx")
    assert (kind, identity) == ("", None)
    assert [f.code for f in findings] == ["file-not-ours"]


def test_a_percentage_in_a_cell_is_no_count(tmp_path):
    """Excel turns a typed 100% into the number 1 in a percent format."""

    def show_percent(book):
        sheet, cell = at("a06_virtues", KK)
        book[sheet][cell] = 1
        book[sheet][cell].number_format = "0%"

    write_return(tmp_path / "a.xlsx", KK, {}, change=show_percent)
    submissions, findings = take_in(list(walk(tmp_path)), PLAN, PLAN.round(9))
    told = [(f.code, f.typed) for f in findings if f.source.cell == at("a06_virtues", KK)[1]]
    assert told == [("value-is-percent", "100%")]
    assert submissions[0].records[0].status == "fault"

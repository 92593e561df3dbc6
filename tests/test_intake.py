"""Reading a return: by keys, wherever its rows went, and across cells that belong together."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from forms import MADE, REQUIRED, accepted, blank_form, filled, sheet_of
from support import PLAN, SHEETS, at, write_return

from moralxl import layout as lay
from moralxl.intake import check_identity, identify, intake
from moralxl.messages import Told
from moralxl.model import FileStatus, Identity, Submission
from moralxl.read import RawSheet, RawWorkbook, read_workbook
from moralxl.returns import take_in, walk
from moralxl.template import guide

KK = "กก."


@pytest.fixture
def answered(tmp_path):
    """A function that writes a return, reads it, and gives values by key and finding codes."""

    def read(answers, change=None):
        write_return(tmp_path / "a.xlsx", KK, answers, change=change)
        submissions, findings = take_in(walk(tmp_path, PLAN), PLAN, PLAN.round(9))
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
    submissions, findings = take_in(walk(tmp_path, PLAN), PLAN, PLAN.round(9))
    told = [(f.code, f.typed) for f in findings if f.source.cell == at("a06_virtues", KK)[1]]
    assert told == [("value-is-percent", "100%")]
    assert submissions[0].records[0].status == "fault"


# --- across cells, in forms filled in memory -------------------------------------------------------


def rows(**said):
    return [["product", "moralxl"], *([key, value] for key, value in said.items())]


IDENTITY = {"plan": "tisi-2567", "year": "2567", "round": "9", "division": KK, "version": "1-x"}


@pytest.mark.parametrize(
    ("said", "kind", "identity"),
    [
        (IDENTITY, "intake", Identity("tisi-2567", 2567, 9, KK, "1-x")),
        ({**IDENTITY, "kind": "intake"}, "intake", Identity("tisi-2567", 2567, 9, KK, "1-x")),
        ({**IDENTITY, "kind": "", "year": 2567.0}, "intake", Identity("tisi-2567", 2567, 9, KK, "1-x")),
        ({"year": "2567", "round": "9"}, "intake", Identity("", 2567, 9, "", "")),
        ({**IDENTITY, "kind": "master"}, "master", None),
        ({**IDENTITY, "year": "x"}, "", None),
        ({**IDENTITY, "round": ""}, "", None),
        ({key: IDENTITY[key] for key in IDENTITY if key != "round"}, "", None),
        ({key: IDENTITY[key] for key in IDENTITY if key != "year"}, "", None),
        ({**IDENTITY, "product": "other"}, "", None),
        ({**IDENTITY, "product": "other", "kind": "master"}, "", None),
    ],
)
def test_what_a_workbook_says_of_itself(said, kind, identity):
    raw = RawWorkbook([RawSheet("Sheet1", [["ก"]]), RawSheet("_moralxl", rows(**said))])
    found = identify(raw, "a.xlsx")
    assert found[:2] == (kind, identity)
    assert [(f.code, f.source.file) for f in found[2]] == ([] if kind else [("file-not-ours", "a.xlsx")])


def test_sheets_of_another_division_are_told_with_both_names():
    mine, other = Identity("p", 2567, 9, KK, "v"), Identity("p", 2567, 6, "กค.", "v")
    corners = [[[lay.token(identity, "report")]] for identity in (mine, other)]
    raw = RawWorkbook([RawSheet(str(n), corner) for n, corner in enumerate(corners)])
    kind, identity, (finding,) = identify(raw, "a.xlsx")
    assert (kind, identity, finding.code, finding.source.file) == ("intake", None, "identity-differs", "a.xlsx")
    assert finding.args == {
        "sheet_says": Told("กค. รอบ ๖ เดือน ปีงบประมาณ ๒๕๖๗", "กค., 6-month round of 2567"),
        "book_says": Told("กก. รอบ ๙ เดือน ปีงบประมาณ ๒๕๖๗", "กก., 9-month round of 2567"),
    }


@pytest.mark.parametrize(
    ("other", "round_", "code", "found", "expected"),
    [
        ({}, 9, "", None, None),
        ({}, None, "", None, None),
        ({"year": 2566, "plan": "x"}, 9, "identity-other-year", Told("๒๕๖๖", "2566"), Told("๒๕๖๗", "2567")),
        ({"plan": "x", "round": 6}, 9, "identity-other-plan", "x", "tisi-2567"),
        ({"round": 6, "division": "x"}, 9, "identity-other-round", 6, 9),
        ({"round": 3}, None, "identity-other-round", 3, (6, 9, 12)),
        ({"division": "x"}, None, "identity-unknown-division", "x", ""),
    ],
)
def test_what_a_return_must_belong_to(other, round_, code, found, expected):
    identity = replace(Identity("tisi-2567", 2567, 9, KK, "1-x"), **other)
    findings = check_identity(identity, PLAN, None if round_ is None else PLAN.round(round_), "a.xlsx")
    assert [(f.code, f.source.file, f.args) for f in findings] == (
        [(code, "a.xlsx", {"found": found, "expected": expected})] if code else []
    )


@pytest.mark.parametrize(
    ("typed", "day", "told"),
    [
        (date(2023, 10, 1), date(2023, 10, 1), []),
        (date(2025, 10, 1), date(2025, 10, 1), []),  # 366 days after the fiscal year
        (date(2023, 9, 30), None, [date(2023, 9, 30)]),
        (date(2025, 10, 2), None, [date(2025, 10, 2)]),
        ("-", None, []),
        (None, None, []),
    ],
)
def test_the_day_of_a_report(typed, day, told):
    submission, _, findings = filled({"reporter": "ก", "reported_on": typed})
    assert submission.reported_on == day
    unlikely = findings.get("date-report-unlikely", [])
    assert [f.read for f in unlikely] == told
    assert all(f.args == {"start": date(2023, 10, 1), "end": date(2025, 10, 1)} for f in unlikely)


def test_thai_forms_are_told_once_with_three_examples():
    typed = {f"a02_persons_{name}": "๕" for name in ("sufficiency", "discipline", "integrity", "volunteer")}
    _, records, told = filled({**typed, "a06_virtues": "๕ เรื่อง"})
    assert set(told) == {"value-thai-form", "value-converted"}
    (note,) = told["value-thai-form"]
    cells = [records[key].source.cell for key in typed]
    assert note.args == {"count": 4, "examples": ", ".join(f"{cell} “๕”" for cell in cells[:3])}
    first = records["a02_persons_sufficiency"]
    assert (note.source, note.typed, note.read) == (first.source, "๕", 5)
    assert note.label.startswith("กิจกรรมที่ ๒")
    assert [f.typed for f in told["value-converted"]] == ["๕ เรื่อง"]


@pytest.mark.parametrize(
    ("signed", "staff", "values", "told"),
    [
        (60, 60, (60, 60), {}),
        (0, 60, (0, 60), {}),
        (0, 0, (0, 0), {"value-no-ratio": {"numerator": 0}}),
        (1, 0, (None, None), {"value-over-denominator": {"numerator": 1, "denominator": 0}}),
        (61, 60, (None, None), {"value-over-denominator": {"numerator": 61, "denominator": 60}}),
        ("-", "-", (None, None), {}),
        ("-", 60, (None, 60), {}),
        ("มาก", 60, (None, 60), {"value-not-number": {}}),  # not told twice
        (48, "มาก", (48, None), {"value-not-number": {}}),
        ("48/60", 60.0, (48, 60), {"value-ratio-split": {"numerator": 48, "denominator": 60}}),
        ("60/60", None, (60, 60), {"value-ratio-split": {"numerator": 60, "denominator": 60}}),
        (
            "0/0",
            None,
            (0, 0),
            {"value-ratio-split": {"numerator": 0, "denominator": 0}, "value-no-ratio": {"numerator": 0}},
        ),
        ("48/60", "-", (None, None), {"value-ratio-differs": {"denominator": "-"}}),
        ("48/60", 50, (None, 50), {"value-ratio-differs": {"denominator": "50"}}),
        ("61/60", 60, (None, 60), {"value-over-denominator": {"numerator": 61, "denominator": 60}}),
    ],
)
def test_both_halves_of_a_ratio(signed, staff, values, told):
    _, records, findings = filled({"a06_signed": signed, "a06_staff": staff})
    assert tuple(records[key].value for key in ("a06_signed", "a06_staff")) == values
    for record in records.values():
        unused = "not_reported" if record.typed == "-" else "fault"
        assert record.status == (unused if record.value is None else "value")
    assert {code: found[0].args for code, found in findings.items()} == told


@pytest.mark.parametrize(
    ("typed", "lone", "missing"),
    [
        ({"a06_signed": 48}, "a06_signed", "a06_staff"),
        ({"a06_signed": 48, "a06_staff": "-"}, "a06_signed", "a06_staff"),
        ({"a06_staff": 60}, "a06_staff", "a06_signed"),
    ],
)
def test_half_a_ratio_is_told_where_it_stands(typed, lone, missing):
    _, records, told = filled(typed)
    ((finding,),) = told.values()
    assert (finding.code, finding.source) == ("value-half-missing", records[lone].source)
    assert finding.args == {"label": MADE.by_key[lone].label, "other": MADE.by_key[missing].label}


def test_every_ratio_is_looked_at_whatever_was_found_in_those_before():
    pairs = [(f.key, f.at_most) for f in MADE.fields if f.at_most]
    assert len(pairs) > 1
    answers = {pairs[0][0]: "48/60", pairs[-1][0]: 61, pairs[-1][1]: 60}
    _, _, told = filled(answers)
    assert set(told) == {"value-ratio-split", "value-over-denominator"}


@pytest.mark.parametrize(
    ("started", "finished", "told"),
    [(date(2024, 2, 5), date(2024, 2, 5), False), (date(2024, 2, 5), date(2024, 2, 4), True), ("x", "y", False)],
)
def test_no_activity_ends_before_it_began(started, finished, told):
    answers = {"a02_started": date(2024, 9, 1), "a06_started": started, "a06_finished": finished}
    _, records, findings = filled(answers)
    found = findings.get("date-finished-before-started", [])
    assert [(f.source, f.args) for f in found] == (
        [(records["a06_finished"].source, {"started": started, "finished": finished})] if told else []
    )


def test_rows_of_the_event_log_that_lack_something_are_told_each():
    answers = {"ev01_activity": "๗", "ev01_date": date(2024, 1, 15), "ev01_title": "-", "ev03_place": "ลานหน้ากรม"}
    _, records, told = filled(answers)
    found = {code: [(f.source.cell, f.label, f.typed) for f in findings] for code, findings in told.items()}
    first, third = "บันทึกกิจกรรม รายการที่ ๑", "บันทึกกิจกรรม รายการที่ ๓"
    assert found == {
        "event-without-title": [(at("ev01_title", KK)[1], first, "-"), (at("ev03_title", KK)[1], third, "")],
        "event-without-activity": [(at("ev03_activity", KK)[1], third, "")],
        "event-without-date": [(at("ev03_date", KK)[1], third, "")],
    }
    assert {f.source.sheet for findings in told.values() for f in findings} == {SHEETS["events"]}
    assert records["ev03_place"].activity is None
    assert records["ev01_date"].activity == 7


def test_what_is_still_empty_is_told_once():
    empty = [f for f in REQUIRED if f.key != "reporter"]
    (finding,) = accepted({"reporter": "สมศรี"})[1]
    assert (finding.code, finding.source.file, finding.source.sheet) == ("form-incomplete", "a.xlsx", SHEETS["report"])
    assert finding.args == {
        "count": len(empty),
        "total": len(REQUIRED),
        "examples": ", ".join(f"{f.where} ({f.cell})" for f in empty[:3]),
    }


def test_a_single_empty_input_is_told_by_the_sheets_present_name():
    """A sheet may have been given another."""
    answers = {f.key: f.choices[0] if f.choices else 5 for f in REQUIRED if f.key != "a06_virtues"}

    def rename(raw):
        report = sheet_of(raw, "report")
        raw.sheets[raw.sheets.index(report)] = replace(report, name="แผ่น 3")

    _, _, told = filled(answers, rename)
    (finding,) = (f for f in accepted(answers, rename)[1] if f.code == "form-incomplete")
    assert (finding.source.sheet, finding.args["count"]) == ("แผ่น 3", 1)
    assert told["form-sheet-renamed"][0].source.sheet == "แผ่น 3"


def test_an_input_that_is_missing_is_not_told_of_as_empty():
    def lose(raw):
        del sheet_of(raw, "report").rows[MADE.by_key["a06_signed"].row]

    told = {f.code: f for f in accepted({}, lose)[1]}
    assert told["form-row-missing"].args["label"] == MADE.by_key["a06_signed"].where
    assert told["form-incomplete"].args["total"] == len(REQUIRED) - 1


def test_a_form_with_every_required_input_is_complete():
    answers = {f.key: f.choices[0] if f.choices else 1 for f in REQUIRED}
    assert "form-incomplete" not in {f.code for f in accepted(answers)[1]}


def test_another_version_of_the_form_is_told_with_both():
    def say(raw):
        for sheet in raw.sheets:
            token = str(sheet.at(0, 0) or "")
            if token.startswith("moralxl|"):
                sheet.rows[0][0] = token.replace(identity.version, "1-old")
            for line in sheet.rows:
                if line and line[0] == "version":
                    line[1] = "1-old"

    _, identity, _ = identify(blank_form(), "a.xlsx")
    submission, _, told = filled({"reporter": "ก"}, change=say)
    (finding,) = told["identity-other-version"]
    assert (finding.source.file, finding.args) == ("a.xlsx", {"found": "1-old", "expected": identity.version})
    assert submission.status == FileStatus.ACCEPTED


def test_answers_beside_the_inputs_are_no_blank_form():
    def beside(raw):
        line = sheet_of(raw, "report").rows[MADE.by_key["a06_virtues"].row]
        line.extend([None] * 9)
        line[8] = 5

    submission, records, told = filled({}, change=beside)
    assert (submission.status, records, submission.ledger.outside) == (FileStatus.ACCEPTED, {}, 1)
    assert set(told) == {"form-outside"}


def test_events_are_the_same_by_activity_day_and_title_unless_codes_tell_them_apart():
    event = {"activity": "๗", "date": date(2024, 1, 5), "title": "ปลูกป่า"}

    def rows(*events):
        return {f"ev{n:02d}_{name}": value for n, each in enumerate(events, 1) for name, value in each.items()}

    for other in ({"date": date(2024, 1, 6)}, {"title": "ปลูกป่า ครั้งที่ ๒"}, {"code": "ก-๑"}):
        assert "event-row-twice" not in filled(rows(event, event | other))[2]
    (finding,) = filled(rows(event, {"title": "อื่น"}, event))[2]["event-row-twice"]
    assert (finding.source.cell, finding.args["first"]) == (at("ev03_title", KK)[1], 1)


def test_a_submission_carries_what_its_file_says():
    _, records, _ = filled({"a06_virtues": 5, "ev02_title": "ปลูกป่า"})
    record = records["ev02_title"]
    assert (record.division, record.row, record.role, record.value) == (KK, 2, "event_title", "ปลูกป่า")
    assert (records["a06_virtues"].category, records["a06_virtues"].status) == (None, "value")


def test_the_moment_a_file_was_saved_is_known_once_somebody_has_saved_it(tmp_path):
    untouched, _, _ = filled({"a06_virtues": 5})
    assert untouched.saved_at is None
    raw, _ = read_workbook(write_return(tmp_path / "a.xlsx", KK, {"a06_virtues": 5}).read_bytes(), "a.xlsx")
    _, identity, _ = identify(raw, "a.xlsx")
    saved, _ = intake(Submission("a.xlsx", "", FileStatus.REJECTED, identity), raw, PLAN)
    assert saved.saved_at == raw.saved_at > blank_form().saved_at


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("48.5/60", "value-not-whole"),
        ("10.500/20.000", "value-ambiguous"),
        ("99999999999/999999999999", "value-too-large"),
        ("48/60", "value-ratio-split"),
    ],
)
def test_a_ratio_in_one_cell_is_judged_by_both_its_halves(answered, typed, code):
    _, codes, _ = answered({"a06_signed": typed})
    assert codes == [code]


@pytest.mark.parametrize("typed", ["10.500 คน", "๑๐.๕๐๐ คน", "10.500"])
def test_thousands_with_a_dot_are_asked_about_whatever_stands_behind(answered, typed):
    _, codes, _ = answered({"a06_virtues": typed})
    assert codes == ["value-ambiguous"]


def test_a_form_sent_before_its_guide_was_reworded_still_reads_without_a_word(answered):
    reworded = []

    def as_it_was(book):
        for row in book[lay.SHEET_TITLES[lay.GUIDE]].iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and cell.value.startswith("บันทึกไฟล์เป็น .xlsx"):
                    cell.value = cell.value.replace("ไปรษณีย์", "จดหมาย")
                    reworded.append(cell.value)

    _, codes, _ = answered({"a06_virtues": 5}, as_it_was)
    assert (codes, reworded) == ([], [guide.FORMER_STEP])

"""Every filled cell of a return is accounted for."""

from __future__ import annotations

import random
from dataclasses import replace

import openpyxl
import pytest
from forms import MADE, accepted, blank_form, filled, sheet_of
from office import job
from support import PLAN, SHEETS, at, write_return

from moralxl import layout as lay
from moralxl.filling import TASKS
from moralxl.layout import layout
from moralxl.model import Source
from moralxl.read import RawSheet
from moralxl.returns import take_in, walk
from moralxl.template import tasks

KK = "กก."


def read(folder):
    submissions, findings = take_in(walk(folder, PLAN), PLAN, PLAN.round(9))
    return submissions[0], [f for f in findings if f.code not in {"set-missing", "form-incomplete"}]


def balanced(ledger):
    return ledger.valued == ledger.accepted + ledger.faulted + ledger.form + ledger.outside


def test_a_plain_return(tmp_path):
    answers = {"a06_virtues": 5, "a06_signed": "-", "a06_staff": "ครบถ้วน", "reporter": "สมศรี"}
    write_return(tmp_path / "a.xlsx", KK, answers)
    submission, findings = read(tmp_path)
    ledger = submission.ledger
    assert (ledger.accepted, ledger.faulted, ledger.outside) == (3, 1, 0)
    assert balanced(ledger)
    book = openpyxl.load_workbook(tmp_path / "a.xlsx", data_only=True)
    filled = sum(c.value not in (None, "") for sheet in book for row in sheet.iter_rows() for c in row)
    assert ledger.valued == filled  # openpyxl keeps no formula's value, so formulas are empty for both
    assert [f.code for f in findings] == ["value-not-number"]


def test_a_ratio_in_one_cell_is_one_cell(tmp_path):
    write_return(tmp_path / "a.xlsx", KK, {"a06_signed": "48/60"})
    submission, _ = read(tmp_path)
    assert submission.ledger.accepted == 1
    assert len(submission.records) == 2
    assert balanced(submission.ledger)


def test_strange_cells_are_told_wherever_they_stand(tmp_path, seed):
    """Forty cells at random places outside the inputs: all are counted, and their sheets name them."""
    chance = random.Random(seed)  # noqa: S311
    inputs = {(SHEETS[f.sheet], f.cell) for f in layout(PLAN, PLAN.round(9), PLAN.division(KK)).fields}
    placed = set()

    def scribble(book):
        while len(placed) < 40:
            sheet = book[chance.choice([*SHEETS.values()])]
            cell = sheet.cell(chance.randint(5, 200), chance.randint(2, 30))
            if (sheet.title, cell.coordinate) not in inputs and cell.value is None and type(cell).__name__ == "Cell":
                cell.value = chance.choice(["ดูแนบ", 5, 0.5, "=1"])
                placed.add((sheet.title, cell.coordinate))

    write_return(tmp_path / "a.xlsx", KK, {"a06_virtues": 5}, change=scribble)
    submission, findings = read(tmp_path)
    assert submission.ledger.outside == len(placed)
    assert balanced(submission.ledger)
    told = sum(f.args["count"] for f in findings if f.code in {"form-outside", "event-outside-log"})
    assert told == len(placed)


def test_a_formula_that_was_never_computed_is_a_filled_cell(tmp_path):
    write_return(tmp_path / "a.xlsx", KK, {"a06_virtues": "=2*A1", "reporter": "สมศรี"})
    submission, findings = read(tmp_path)
    assert [f.code for f in findings] == ["value-is-formula"]
    assert (submission.ledger.accepted, submission.ledger.faulted) == (1, 1)
    assert balanced(submission.ledger)


@pytest.fixture(scope="module")
def saved_by_office(office, tmp_path_factory):
    folder = tmp_path_factory.mktemp("saved")
    source = write_return(folder / "a.xlsx", KK, {"a06_virtues": 5, "a06_signed": 48, "a06_staff": 60, "reporter": "ก"})
    saves = []
    for suffix in ("xlsx", "ods", "xls"):
        (folder / suffix).mkdir()
        saves.append(folder / suffix / f"a.{suffix}")
    cells = {(SHEETS["report"], "K9"): "นอกแบบ", at("a06_virtues", KK): "=2*3"}
    clean = [folder / f"clean {p.suffix[1:]}" / p.name for p in saves]
    for path in clean:
        path.parent.mkdir()
    office.run([job(source, {}, clean), job(source, {}, [])])
    book = openpyxl.load_workbook(source)
    for (sheet, cell), value in cells.items():
        book[sheet][cell] = value
    book.save(folder / "odd.xlsx")
    office.run([job(folder / "odd.xlsx", {}, saves)])
    return folder


@pytest.mark.parametrize("suffix", ["xlsx", "ods", "xls"])
def test_a_clean_return_resaved_gives_no_false_alarm(saved_by_office, suffix):
    submission, findings = read(saved_by_office / f"clean {suffix}")
    assert findings == []
    assert (submission.ledger.accepted, submission.ledger.outside) == (4, 0)
    assert balanced(submission.ledger)


@pytest.mark.parametrize("suffix", ["xlsx", "ods", "xls"])
def test_formulas_and_strange_cells_are_seen_in_every_format(saved_by_office, suffix):
    submission, findings = read(saved_by_office / suffix)
    found = {f.code: (f.source.sheet, f.source.cell) for f in findings}
    assert found == {"value-is-formula": at("a06_virtues", KK), "form-outside": (SHEETS["report"], "K9")}
    assert (submission.ledger.accepted, submission.ledger.faulted, submission.ledger.outside) == (3, 1, 1)
    assert balanced(submission.ledger)


def test_a_result_typed_over_is_outside_the_form(tmp_path):
    sheet, cell = at("a06_virtues", KK)
    over = f"F{cell[1:]}"
    write_return(tmp_path / "a.xlsx", KK, {"a06_virtues": 5}, change=lambda book: book[sheet].__setitem__(over, 99))
    submission, findings = read(tmp_path)
    assert [(f.code, f.source.cell, f.typed) for f in findings] == [("form-outside", over, "99")]
    assert submission.ledger.outside == 1


def test_values_in_place_of_all_formulas_are_the_programs_doing(tmp_path):
    def values_only(book):
        for sheet in book:
            for row in sheet.iter_rows():
                for cell in row:
                    if cell.data_type == "f":
                        cell.value = 0

    write_return(tmp_path / "a.xlsx", KK, {"a06_virtues": 5}, change=values_only)
    submission, findings = read(tmp_path)
    assert findings == []
    assert balanced(submission.ledger)


def test_erased_wording_is_told_with_what_it_was(tmp_path):
    sheet, cell = at("a06_virtues", KK)
    label = f"B{cell[1:]}"
    write_return(tmp_path / "a.xlsx", KK, {"a06_virtues": 5}, change=lambda book: book[sheet].__setitem__(label, None))
    submission, findings = read(tmp_path)
    assert [(f.code, f.source.cell, f.typed) for f in findings] == [("form-wording-changed", label, "")]
    assert "จำนวนคุณธรรมเป้าหมาย" in findings[0].args["was"]
    assert balanced(submission.ledger)


def test_the_guide_is_known_under_another_name(tmp_path):
    def rename(book):
        book["คำชี้แจง"].title = "Sheet1"
        book["Sheet1"]["C30"] = "โปรดโทรกลับ"

    write_return(tmp_path / "a.xlsx", KK, {"a06_virtues": 5}, change=rename)
    submission, findings = read(tmp_path)
    assert [(f.code, f.source.sheet, f.source.cell) for f in findings] == [("form-outside", "Sheet1", "C30")]
    assert balanced(submission.ledger)


def test_moved_columns_and_copied_rows_stay_balanced(tmp_path):
    def move(book):
        sheet = book[SHEETS["report"]]
        for area in list(sheet.merged_cells.ranges):
            sheet.unmerge_cells(str(area))
        sheet.insert_cols(4)
        sheet["D20"] = "แทรก"

    write_return(tmp_path / "a.xlsx", KK, {"a06_virtues": 5, "reporter": "ก"}, change=move)
    submission, findings = read(tmp_path)
    assert ("form-outside", "D20") in [(f.code, f.source.cell) for f in findings]
    assert submission.ledger.accepted == 2
    assert balanced(submission.ledger)


def test_a_log_longer_than_the_plans_is_read_whole(tmp_path):
    """The plan's event_rows were lowered after the form went out."""
    import dataclasses

    answers = {"ev39_activity": "7", "ev39_date": "15/3/2567", "ev39_title": "ปลูกป่า"}
    write_return(tmp_path / "a.xlsx", KK, answers)
    shorter = dataclasses.replace(PLAN, event_rows=10)
    submissions, findings = take_in(walk(tmp_path, shorter), shorter, shorter.round(9))
    assert len(submissions[0].records) == 3
    assert {f.code for f in findings} == {"set-missing", "form-incomplete"}


def test_a_formula_below_all_values_is_told(tmp_path):
    """It was never computed, so nothing of its row has a value, and the reader's rows end above it."""
    sheet = SHEETS["report"]
    write_return(tmp_path / "a.xlsx", KK, {"a06_virtues": 5}, change=lambda book: book[sheet].__setitem__("D300", "=1"))
    submission, findings = read(tmp_path)
    assert [(f.code, f.source.cell) for f in findings] == [("form-outside", "D300")]
    assert submission.ledger.outside == 1
    assert balanced(submission.ledger)


# --- forms filled in memory -----------------------------------------------------------------------

VIRTUES = MADE.by_key["a06_virtues"]


def put(raw, name, row, column, value):
    rows = sheet_of(raw, name).rows
    rows.extend([] for _ in range(row + 1 - len(rows)))
    rows[row].extend([None] * (column + 1 - len(rows[row])))
    rows[row][column] = value


def exchange(raw, name, /, **change):
    """Put another sheet in place of one."""
    sheet = sheet_of(raw, name)
    raw.sheets[raw.sheets.index(sheet)] = replace(sheet, **change)


def told_of(change, *codes):
    submission, _, told = filled({"a06_virtues": 5}, change)
    assert balanced(submission.ledger)
    assert set(told) == set(codes)
    return submission.ledger, [finding for code in codes for finding in told[code]]


@pytest.mark.parametrize(("count", "code", "told"), [(8, "form-wording-changed", 8), (9, "form-wording-differs", 1)])
def test_changed_wording_is_told_by_cell_unless_all_of_it_differs(count, code, told):
    labels = [row for row, line in enumerate(sheet_of(blank_form(), "report").rows) if row > 5 and line[1:2] > [""]]

    def change(raw):
        for row in labels[:count]:
            put(raw, "report", row, 1, "ข้อความอื่น")

    ledger, findings = told_of(change, code)
    assert [(f.source.file, f.source.sheet, f.source.cell) for f in findings] == [
        ("a.xlsx", SHEETS["report"], f"B{row + 1}") for row in labels[:told]
    ]
    was = sheet_of(blank_form(), "report").rows[labels[0]][1]
    assert (findings[0].typed, findings[0].args) == ("ข้อความอื่น", {"was": was, "count": count})
    assert ledger.outside == 0


@pytest.mark.parametrize("count", [5, 6])
def test_five_cells_outside_the_form_are_named(count):
    def change(raw):
        for n in range(count):
            put(raw, "report", 300 + n, 9, f"ดู\n  แนบ {n} " + "ก" * 40)

    ledger, (finding,) = told_of(change, "form-outside")
    assert (finding.source.sheet, finding.source.cell) == (SHEETS["report"], "J301")
    assert finding.typed == "ดู\n  แนบ 0 " + "ก" * 40
    cells = [f"J{301 + n} “{f'ดู แนบ {n} ' + 'ก' * 31}”" for n in range(5)]
    assert finding.args == {"count": count, "cells": ", ".join(cells + ["…"] * (count > 5))}
    assert ledger.outside == count


def test_an_event_below_the_log_is_told_as_one_and_what_stands_beside_as_outside():
    columns = {name: place for place, name in enumerate(sheet_of(blank_form(), "events").rows[0])}

    def change(raw):
        put(raw, "events", 60, columns["activity"], "๗")
        put(raw, "events", 60, columns["date"], "15/1/2567")
        put(raw, "events", 62, columns["activity"], "๗")  # without a date, no event

    ledger, (event, outside) = told_of(change, "event-outside-log", "form-outside")
    assert (event.source.sheet, event.args["count"], event.typed) == (SHEETS["events"], 2, "๗")
    assert event.args["cells"].startswith(event.source.cell)
    assert (outside.source.cell[1:], outside.args["count"]) == ("63", 1)
    assert ledger.outside == 3


def test_a_sheet_that_was_added_is_told_with_what_it_holds():
    def add(raw):
        raw.sheets.append(RawSheet("ว่าง", [[None, "", " "]]))
        raw.sheets.append(RawSheet("เพิ่มเติม", [[None], [None, 5.0, "", "งบ"]], errors={(0, 0): "#REF!"}))

    ledger, (finding,) = told_of(add, "form-sheet-added")
    assert (finding.source.file, finding.source.sheet, finding.source.cell) == ("a.xlsx", "เพิ่มเติม", "A1")
    assert finding.args == {"count": 3, "cells": "A1 “#REF!”, B2 “5”, D2 “งบ”"}
    assert ledger.outside == 3


def test_the_forms_hidden_sheets_count_as_its_own():
    plain, _, _ = filled({"a06_virtues": 5})

    def add(raw):
        next(sheet for sheet in raw.sheets if sheet.name == "_moralxl").rows.append(["x", "y", None])

    ledger, _ = told_of(add)
    assert (ledger.valued, ledger.form) == (plain.ledger.valued + 2, plain.ledger.form + 2)


def test_what_is_added_to_the_guide_is_told():
    def add(raw):
        guide = raw.sheets[0]
        guide.rows.append([None, "โปรดโทรกลับ", None])
        raw.sheets[0] = replace(
            guide,
            name="Sheet9",
            errors={(len(guide.rows), 1): "#N/A"},
            rows=[*guide.rows, [None, None]],
        )

    ledger, (finding,) = told_of(add, "form-outside")
    assert (finding.source.sheet, finding.args["count"], finding.typed) == ("Sheet9", 2, "โปรดโทรกลับ")
    assert finding.args["cells"].endswith("“#N/A”")
    assert ledger.outside == 2


def test_a_moved_input_is_told_with_where_the_first_was():
    def move(raw):
        sheet_of(raw, "report").rows.insert(3, [None])
        exchange(raw, "report", name="Sheet1", formulas={})

    first = MADE.fields[0]
    submission, findings = accepted({"reporter": "ก"}, move)
    told = {f.code: f for f in findings}
    moved = sum(f.sheet == "report" for f in MADE.fields)
    assert told["form-moved"].args == {"count": moved, "was": first.cell}
    assert told["form-moved"].source == Source("a.xlsx", "Sheet1", f"C{int(first.cell[1:]) + 1}")
    assert told["form-moved"].label == first.where
    assert told["form-sheet-renamed"].source == Source("a.xlsx", "Sheet1")
    assert told["form-sheet-renamed"].args == {"was": SHEETS["report"]}
    assert submission.ledger.outside == 0


@pytest.mark.parametrize("hidden", [{"hidden_rows": frozenset({VIRTUES.row})}, {"hidden_columns": frozenset({2})}])
def test_filled_inputs_that_are_hidden_are_told(hidden):
    _, (finding,) = told_of(lambda raw: exchange(raw, "report", **hidden), "form-input-hidden")
    assert (finding.source.cell, finding.label, finding.typed) == (VIRTUES.cell, VIRTUES.where, "5")
    assert finding.args == {"count": 1, "cells": f"{VIRTUES.cell} “5”"}


@pytest.mark.parametrize(
    ("area", "told"),
    [
        ((VIRTUES.row, 2, VIRTUES.row, 2), True),
        ((VIRTUES.row - 1, 1, VIRTUES.row + 1, 3), True),
        ((VIRTUES.row, 0, VIRTUES.row, 1), False),  # to the left
        ((VIRTUES.row, 3, VIRTUES.row, 4), False),  # to the right
        ((400, 2, 401, 2), False),  # below
    ],
)
@pytest.mark.parametrize("moved", [False, True])
def test_inputs_merged_with_other_cells_are_told(moved, area, told):
    top, left, bottom, right = (area[0] + moved, area[1], area[2] + moved, area[3])

    def merge(raw):
        if moved:
            sheet_of(raw, "report").rows.insert(3, [None])
        exchange(raw, "report", merged=((top, left, bottom, right),), formulas={})

    # the input itself is empty: its workbook may have put the answer in the area's first cell
    found = [f for f in accepted({"reporter": "ก"}, merge)[1] if f.code == "form-input-merged"]
    first = min(
        [f.row + moved for f in MADE.fields if f.sheet == "report" and top <= f.row + moved <= bottom], default=0
    )
    assert [(f.source, f.args) for f in found] == [
        (
            Source("a.xlsx", SHEETS["report"], f"C{first + 1}"),
            {"area": f"{lay.a1(top, left)}:{lay.a1(bottom, right)}"},
        )
    ] * told


def test_the_wording_of_another_input_beside_an_answer_is_told_once():
    def mix_up(raw):
        report = sheet_of(raw, "report")
        other = report.rows[MADE.by_key["a06_signed"].row][1]
        put(raw, "report", VIRTUES.row, 1, other)

    ledger, (finding,) = told_of(mix_up, "form-wording-moved")
    assert finding.source.cell == f"B{VIRTUES.row + 1}"
    assert ledger.outside == 0


def test_an_error_in_place_of_a_label_is_told():
    def spoil(raw):
        report = sheet_of(raw, "report")
        report.rows[VIRTUES.row][1] = None
        exchange(raw, "report", errors={(VIRTUES.row, 1): "#REF!"})

    _, (finding,) = told_of(spoil, "form-wording-changed")
    assert (finding.source.cell, finding.typed) == (f"B{VIRTUES.row + 1}", "#REF!")


def test_a_value_typed_over_one_formula_is_told_where_the_others_stand():
    result = next(place for place, name in enumerate(sheet_of(blank_form(), "report").rows[0]) if name == "result")

    def overtype(raw):
        formulas = dict(sheet_of(raw, "report").formulas)
        del formulas[VIRTUES.row, result]
        put(raw, "report", VIRTUES.row, result, 99)
        exchange(raw, "report", formulas=formulas)

    ledger, (finding,) = told_of(overtype, "form-outside")
    assert (finding.source.cell, finding.typed) == (lay.a1(VIRTUES.row, result), "99")
    assert ledger.outside == 1


def test_a_form_of_copied_rows_stays_balanced():
    def copy_row(raw):
        rows = sheet_of(raw, "report").rows
        rows.append(list(rows[VIRTUES.row]))

    submission, findings = accepted({"a06_virtues": 5, "reporter": "ก"}, copy_row)
    assert balanced(submission.ledger)
    assert {f.code for f in findings} <= {"form-incomplete", "form-outside"}
    assert submission.ledger.accepted == 2


def test_a_formula_typed_beside_an_input_and_never_computed_is_told():
    def type_beside(raw):
        exchange(raw, "report", formulas={**sheet_of(raw, "report").formulas, (VIRTUES.row, 20): "1+1"})

    _, (finding,) = told_of(type_beside, "form-outside")
    assert finding.source.cell == lay.a1(VIRTUES.row, 20)
    assert finding.typed == "=1+1"


def test_a_space_in_an_input_hides_nothing_of_its_row():
    plain, spaced = (filled({"a06_virtues": 5, **more})[0].ledger for more in ({}, {"reporter": " "}))
    assert spaced == plain


def test_the_list_of_what_is_to_be_mended_is_known_by_what_the_form_records():
    plain = filled({"a06_virtues": 5})[0].ledger

    def add(raw):
        corner = lay.token(MADE.identity, TASKS)
        rows = [[corner, None, "โปรดแก้ไข "], [None, "งานอื่น", None], ["", " "]]
        formulas = {(4, tasks.LINK): "COUNTIF(H9:H9,1)", (8, tasks.STATE): "IF(1,2,3)", (8, tasks.TEXT): "1+1"}
        raw.sheets.append(RawSheet("รายการ", rows, errors={(1, 2): "#REF!"}, formulas=formulas))
        next(sheet for sheet in raw.sheets if sheet.name == "_moralxl").rows.append(["listed", "โปรดแก้ไข"])

    ledger, (finding,) = told_of(add, "form-outside")
    assert (finding.source.sheet, finding.args["cells"]) == ("รายการ", "B2 “งานอื่น”, C2 “#REF!”, F9 “=1+1”")
    assert (ledger.valued, ledger.form, ledger.outside) == (plain.valued + 7, plain.form + 4, 3)


def test_a_row_that_ends_before_the_forms_wording_has_lost_it():
    words = sheet_of(blank_form(), "report").rows[VIRTUES.row]
    unit = next(place for place, name in enumerate(sheet_of(blank_form(), "report").rows[0]) if name == "unit")

    def cut(raw):
        del sheet_of(raw, "report").rows[VIRTUES.row][unit:]
        exchange(raw, "report", formulas={})

    _, findings = told_of(cut, "form-wording-changed")
    assert (findings[0].source.cell, findings[0].typed) == (lay.a1(VIRTUES.row, unit), "")
    assert findings[0].args["was"] == words[unit]


@pytest.mark.parametrize("rows", [[], [["ข้อความ"]]])
def test_formulas_never_computed_on_an_added_sheet_are_told_and_counted(rows):
    def add(raw):
        raw.sheets.append(RawSheet("เพิ่ม", rows, formulas={(0, 3): "of:=1+1", (4, 1): ""}))

    ledger, (finding,) = told_of(add, "form-sheet-added")
    assert finding.args["count"] == ledger.outside == 2 + len(rows)
    assert finding.args["cells"].endswith("D1 “=1+1”, B5 “=”")


def on_guide(formulas=None, rows=()):
    """Put formulas, and rows of values, on the guide below and beside its own."""

    def change(raw):
        page = raw.sheets[0]
        kept = {} if formulas is None else {**page.formulas, **formulas}
        raw.sheets[0] = replace(page, formulas=kept, rows=[*page.rows, *rows])

    return change


def test_formulas_that_a_clerk_typed_on_the_guide_are_told():
    ledger, (finding,) = told_of(on_guide({(0, 9): "1+1", (60, 2): "2*3"}), "form-outside")
    assert finding.args == {"count": 2, "cells": "J1 “=1+1”, C61 “=2*3”"}
    assert ledger.outside == 2


def test_a_formula_right_below_the_guide_and_an_error_on_it_are_told():
    length = len(blank_form().sheets[0].rows)
    ledger, (finding,) = told_of(on_guide({(length, 2): "1+1"}), "form-outside")
    assert (finding.source.cell, ledger.outside) == (f"C{length + 1}", 1)

    def err(raw):
        raw.sheets[0] = replace(raw.sheets[0], errors={(0, 9): "#REF!"})

    ledger, (finding,) = told_of(err, "form-outside")
    assert (finding.source.cell, finding.typed, ledger.outside) == ("J1", "#REF!", 1)


def test_a_formula_with_a_value_on_the_guide_is_told_by_the_value():
    length = len(blank_form().sheets[0].rows)
    ledger, (finding,) = told_of(on_guide({(length, 1): "50*1"}, [[None, 50.0]]), "form-outside")
    assert (finding.source.cell, finding.typed, ledger.outside) == (f"B{length + 1}", "50", 1)


def test_the_guides_own_formulas_are_known_where_they_moved_and_whatever_they_come_to():
    def move(raw):
        page = raw.sheets[0]
        rows = [[], *([None, *line] for line in page.rows)]
        formulas = {(row + 1, column + 1): text for (row, column), text in page.formulas.items()}
        for number, (row, column) in enumerate(formulas):
            rows[row][column] = 1000.0 + number if number % 2 else None
        raw.sheets[0] = replace(page, rows=rows, formulas=formulas)

    assert told_of(move)[1] == []


def deadline(text):
    """Let the guide end its third line otherwise."""

    def change(raw):
        rows = [list(line) for line in raw.sheets[0].rows]
        (column,) = [place for place, value in enumerate(rows[2]) if value]
        assert rows[2][column].endswith("กำหนดส่งตามที่แจ้งในหนังสือนำส่ง")
        rows[2][column] = rows[2][column].replace("กำหนดส่งตามที่แจ้งในหนังสือนำส่ง", text)
        raw.sheets[0] = replace(raw.sheets[0], rows=rows)

    return change


def test_a_deadline_set_or_put_off_since_the_form_was_sent_is_no_fault_of_its_clerks():
    told_of(deadline("กำหนดส่งภายในวันที่ ๓๑ กรกฎาคม ๒๕๖๗"))


@pytest.mark.parametrize("text", ["กำหนดส่งภายในวันที่ ๓๑ กรกฎาคม ๒๕๖๗ ขอเลื่อน", "ขอเลื่อน", ""])
def test_what_is_typed_over_the_deadline_is_told(text):
    told_of(deadline(text), "form-outside")


def test_values_in_place_of_the_guides_formulas_are_the_programs_doing():
    def compute(raw):
        page = raw.sheets[0]
        for row, column in page.formulas:
            page.rows[row][column] = 1234.0
        on_guide()(raw)

    assert told_of(compute)[1] == []

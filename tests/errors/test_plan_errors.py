"""One smallest failing case per message about a plan: the shipped plan with one slip, and the exact message."""

import openpyxl
import pytest
from openpyxl.styles import Font
from support import make_pipe

from moralxl.messages import CATALOGUE, severity, text
from moralxl.model import Severity, Source
from moralxl.plan import examine, read_plan, shipped_tables, write_plan


def row(tables, table, **wanted):
    """The first row of a table with these values."""
    return next(r for r in tables[table] if all(r[key] == value for key, value in wanted.items()))


def setting(tables, key):
    return row(tables, "plan", key=key)


def put(table, change, **wanted):
    """A slip in the one row with the wanted values."""
    return lambda tables: row(tables, table, **wanted).update(change)


def add(table, values, **like):
    """A row more, like another but for some values."""
    return lambda tables: tables[table].append({**row(tables, table, **like), **values})


def drop(table, **wanted):
    return lambda tables: tables[table].remove(row(tables, table, **wanted))


def clear(table):
    return lambda tables: tables[table].clear()


def waive(**slip):
    """A waiver, with a slip in it."""
    waiver = {"waiver": "1", "code_or_measure": "12a", "division": "กก.", "reason": "ตั้งใหม่", "approved_by": "อธิบดี"}
    return lambda tables: tables["waivers"].append({**waiver, "until": "", **slip})


# code: sheet and cell of its finding, and the slip made in the tables
TABLE_CASES = {
    "plan-table-empty": ("แนวทางการพัฒนา", "", clear("guidelines")),
    "plan-cell-error": ("ตัวชี้วัด", "C3", put("measures", {"label": "#REF!"}, measure="1a")),
    "plan-cell-blank": ("ทะเบียนหน่วยงาน", "A5", put("divisions", {"code": ""}, code="กก.")),
    "plan-number-unreadable": ("ตัวชี้วัด", "G3", put("measures", {"target": "หลายด้าน"}, measure="1a")),
    "plan-number-ambiguous": ("ตัวชี้วัด", "G4", put("measures", {"target": "1.234"}, measure="1b")),
    "plan-number-range": ("ข้อมูลแผน", "B4", lambda tables: setting(tables, "year").update(value="2024")),
    "plan-date-unreadable": ("รอบการรายงาน", "C3", put("rounds", {"last_day": "สิ้นเดือน"}, round="6")),
    "plan-period-unreadable": ("กิจกรรม", "H3", put("activities", {"period_text": "ตลอดปี"}, activity="1")),
    "plan-budget-unreadable": ("กิจกรรม", "G3", put("activities", {"budget_text": "ตามจริง"}, activity="1")),
    "plan-choice-unknown": ("ตัวชี้วัด", "D4", put("measures", {"kind": "number"}, measure="1b")),
    "plan-duplicate": ("รอบการรายงาน", "A6", add("rounds", {"label": "รอบ ๙ เดือน (ซ้ำ)"}, round="9")),
    "plan-setting-missing": ("ข้อมูลแผน", "", drop("plan", key="title")),
    "plan-id-invalid": ("ข้อมูลแผน", "B3", lambda tables: setting(tables, "id").update(value="สมอ. ๒๕๖๗")),
    "plan-guideline-unknown": ("กิจกรรม", "B3", put("activities", {"guideline": "7"}, activity="1")),
    "plan-activity-without-measure": ("กิจกรรม", "A19", drop("measures", measure="17a")),
    "plan-period-outside": ("กิจกรรม", "H3", put("activities", {"period_text": "ต.ค. ๒๕๖๗ – มิ.ย. ๒๕๖๘"}, activity="1")),
    "plan-total-activities": (
        "ข้อมูลแผน",
        "B9",
        lambda tables: setting(tables, "total_text").update(value="ทั้งหมด ๑๘ กิจกรรม จำนวน ๒๕๕,๕๐๐ บาท"),
    ),
    "plan-total-budget": (
        "ข้อมูลแผน",
        "B9",
        lambda tables: setting(tables, "total_text").update(value="ทั้งหมด ๑๗ กิจกรรม จำนวน ๒๕๕,๐๐๐ บาท"),
    ),
    "plan-division-role": ("ทะเบียนหน่วยงาน", "F5", put("divisions", {"division": ""}, code="กก.")),
    "plan-department-missing": ("ทะเบียนหน่วยงาน", "", put("divisions", {"department": ""}, code="สล.")),
    "plan-department-twice": ("ทะเบียนหน่วยงาน", "E5", put("divisions", {"department": "yes"}, code="กก.")),
    "plan-division-ambiguous": ("ทะเบียนหน่วยงาน", "C14", put("divisions", {"aliases": "กต 2"}, code="กพร.")),
    "plan-division-code": ("ทะเบียนหน่วยงาน", "A5", put("divisions", {"code": "กก/ก"}, code="กก.")),
    "plan-division-code-long": ("ทะเบียนหน่วยงาน", "A5", put("divisions", {"code": "กองกำหนดมาตรฐาน " * 2}, code="กก.")),
    "plan-division-sample": (
        "ทะเบียนหน่วยงาน",
        "B5",
        put("divisions", {"name": "หน่วยงานตัวอย่าง (โปรดแก้ไข)", "aliases": ""}, code="กก."),
    ),
    "plan-email": ("ทะเบียนหน่วยงาน", "D5", put("divisions", {"email": "kk.tisi.example"}, code="กก.")),
    "plan-round-outside": ("รอบการรายงาน", "C5", put("rounds", {"last_day": "1 ต.ค. 2567"}, round="12")),
    "plan-round-order": ("รอบการรายงาน", "C4", put("rounds", {"last_day": "2567-03-31"}, round="9")),
    "plan-deadline-unlikely": ("รอบการรายงาน", "D3", put("rounds", {"deadline": "15/4/2566"}, round="6")),
    "plan-activity-unknown": ("ตัวชี้วัด", "B31", add("measures", {"measure": "18a", "activity": "18"}, measure="17a")),
    "plan-measure-code": ("ตัวชี้วัด", "A4", put("measures", {"measure": "2c"}, measure="1b")),
    "plan-aggregation": ("ตัวชี้วัด", "E4", put("measures", {"aggregation": "each"}, measure="1b")),
    "plan-derived-reporter": (
        "ตัวชี้วัด",
        "D29",
        put("measures", {"kind": "progress", "denominator_key": ""}, measure="16a"),
    ),
    "plan-events-twice": ("ตัวชี้วัด", "D31", add("measures", {"measure": "17b"}, measure="17a")),
    "plan-target-missing": ("ตัวชี้วัด", "G4", put("measures", {"target": ""}, measure="1b")),
    "plan-target-needs-percent": ("ตัวชี้วัด", "G12", put("measures", {"target": "0.8"}, measure="5b")),
    "plan-target-no-percent": ("ตัวชี้วัด", "G4", put("measures", {"target": "100%"}, measure="1b")),
    "plan-target-range": ("ตัวชี้วัด", "G12", put("measures", {"target": "800%"}, measure="5b")),
    "plan-bound-kind": ("ตัวชี้วัด", "F3", put("measures", {"bound": "at_most"}, measure="1a")),
    "plan-until-kind": ("ตัวชี้วัด", "Q4", put("measures", {"until": "2566-12-31"}, measure="1b")),
    "plan-until-outside": ("ตัวชี้วัด", "Q17", put("measures", {"until": "2567-03-31"}, measure="9a")),
    "plan-key-missing": ("ตัวชี้วัด", "I4", put("measures", {"key": ""}, measure="1b")),
    "plan-key-invalid": ("ตัวชี้วัด", "I4", put("measures", {"key": "ช่องทาง"}, measure="1b")),
    "plan-key-reserved": ("ตัวชี้วัด", "I4", put("measures", {"key": "result"}, measure="1b")),
    "plan-key-duplicate": ("ตัวชี้วัด", "I4", put("measures", {"key": "persons_discipline"}, measure="1b")),
    "plan-denominator-missing": ("ตัวชี้วัด", "L12", put("measures", {"denominator_key": ""}, measure="5b")),
    "plan-denominator-unexpected": ("ตัวชี้วัด", "L4", put("measures", {"denominator_key": "all"}, measure="1b")),
    "plan-category-set-unknown": ("ตัวชี้วัด", "N3", put("measures", {"categories": "values"}, measure="1a")),
    "plan-share-source": ("ตัวชี้วัด", "O19", put("measures", {"source": "11b"}, measure="11a")),
    "plan-exclude-unknown": ("ตัวชี้วัด", "P28", put("measures", {"exclude": "15;61"}, measure="15a")),
    "plan-milestone-measure": ("เป้าหมายตามรอบ", "A7", add("milestones", {"measure": "16b"}, measure="16a", round="6")),
    "plan-milestone-kind": ("เป้าหมายตามรอบ", "A7", add("milestones", {"measure": "5b"}, measure="16a", round="6")),
    "plan-waiver-code": ("การยกเว้น", "B3", waive(code_or_measure="value-below-last")),
    "plan-waiver-division": ("การยกเว้น", "C3", waive(division="กองที่ไม่มี")),
    "plan-waiver-idle": ("การยกเว้น", "C3", waive(code_or_measure="5b")),
    "plan-milestone-round": ("เป้าหมายตามรอบ", "B7", add("milestones", {"round": "3"}, measure="16a", round="6")),
}


# code: sheet and cell, and the slip made in the tables; told by `moralxl plan check` alone
LINT_CASES = {
    "plan-event-rows": ("ข้อมูลแผน", "B10", lambda tables: setting(tables, "event_rows").update(value="7")),
    "plan-slip": ("กิจกรรม", "F19", put("activities", {"unit": "จำนวนไม่ย กว่า ๔ ครั้ง/ปี"}, activity="17")),
    "plan-figures-differ": ("กิจกรรม", "F19", put("activities", {"unit": "จำนวนไม่น้อยกว่า ๓ ครั้ง/ปี"}, activity="17")),
    "plan-bound-words": (
        "ตัวชี้วัด",
        "F12",
        put("activities", {"indicator": "ร่วมประกาศเจตนารมณ์มากกว่าร้อยละ ๘๐"}, activity="5"),
    ),
    "plan-office-spelling": (
        "กิจกรรม",
        "I7",
        put("activities", {"responsible": "สำนักงานเลขานุการกรรม (กลุ่มงานวินัยและต่อต้านการทุจริต)"}, activity="5"),
    ),
    "plan-owner-missing": ("กิจกรรม", "I7", put("activities", {"responsible": ""}, activity="5")),
    "plan-share-all": ("ตัวชี้วัด", "G19", put("measures", {"target": "95%"}, measure="11a")),
    "plan-self-referring": ("ตัวชี้วัด", "P28", put("measures", {"exclude": "16"}, measure="15a")),
}
# so few divisions that the shipped target means all of them, which is told of every case
SHARED = put("measures", {"target": "75%"}, measure="11a")


def delete_sheet(book):
    del book["หมวด"]


def copy_sheet(book):
    book.copy_worksheet(book["หมวด"]).title = "หมวด (สำเนา)"


def delete_column(book):
    book["รอบการรายงาน"].delete_cols(4)


def copy_column(book):
    book["ระดับ"]["D1"] = "levels.label"


def clear_key(book):
    book["ตัวชี้วัด"]["F1"] = None


def misspell_key(book):
    book["ตัวชี้วัด"]["F1"], book["ตัวชี้วัด"]["F2"] = "measures.bond", "เทียบ"


def type_far_out(book):
    book["ระดับ"]["D10000"] = "ทดลอง"


def strike_row(book):
    for cell in book["หมวด"][3]:
        cell.font = Font(strike=True)


def type_formula(book):
    book["ตัวชี้วัด"]["G12"] = "=8/10"


# code: sheet and cell, and the slip made in the workbook with a spreadsheet program
BOOK_CASES = {
    "plan-table-missing": ("", "", delete_sheet),
    "plan-table-twice": ("หมวด (สำเนา)", "", copy_sheet),
    "plan-table-too-far": ("ระดับ", "", type_far_out),
    "plan-column-missing": ("รอบการรายงาน", "", delete_column),
    "plan-row-struck": ("หมวด", "A3", strike_row),
    "plan-column-keyless": ("ตัวชี้วัด", "F1", clear_key),
    "plan-column-unknown": ("ตัวชี้วัด", "F1", misspell_key),
    "plan-column-twice": ("ระดับ", "D1", copy_column),
    "plan-cell-formula": ("ตัวชี้วัด", "G12", type_formula),
}


def no_file(folder):
    return folder / "plan.xlsx"


def no_workbook(folder):
    path = folder / "plan.xlsx"
    path.write_text("กิจกรรม", encoding="utf-8")
    return path


def broken_csv(folder):
    windows_csv(folder)
    (folder / "rounds.csv").write_text('round,label,last_day,deadline\n6,"รอบ,2567-03-31,\n', encoding="utf-8")
    return folder


def windows_csv(folder):
    for name, rows in shipped_tables().items():
        if not rows:
            continue  # a table that a plan may do without
        lines = [",".join(rows[0])] + [",".join(f'"{value}"' for value in r.values()) for r in rows]
        encoding = "cp874" if name == "rounds" else "utf-8"
        (folder / f"{name}.csv").write_text("\n".join(lines), encoding=encoding, newline="\n")
    return folder


def pipe(folder):
    return make_pipe(folder / "plan.xlsx")


# code: file, and what makes what is to be read in an empty folder
FILE_CASES = {
    "plan-not-found": ("plan.xlsx", no_file),
    "plan-no-file": ("plan.xlsx", pipe),
    "plan-unreadable": ("plan.xlsx", no_workbook),
    "plan-not-utf8": ("rounds.csv", windows_csv),
    "plan-csv-unreadable": ("rounds.csv", broken_csv),
}


def shows(findings, plan, code, source, golden):
    """The one finding is this code's, at its place, with the wording of the golden file."""
    assert [(f.code, f.source) for f in findings] == [(code, source)]
    finding = findings[0]
    assert (plan is None) == (severity(finding) == Severity.ERROR)
    place = " ".join(part for part in (source.file, source.sheet, source.cell) if part)
    golden(f"plan/{code}.txt", f"{place}\n{text(finding)}\n{text(finding, 'en')}\n")


@pytest.mark.parametrize("code", TABLE_CASES)
def test_a_slip_in_the_tables(code, tmp_path, golden):
    sheet, cell, change = TABLE_CASES[code]
    tables = shipped_tables()
    change(tables)
    write_plan(tables, tmp_path / "plan.xlsx")
    plan, findings = read_plan(tmp_path / "plan.xlsx")
    shows(findings, plan, code, Source("plan.xlsx", sheet, cell), golden)


@pytest.mark.parametrize("code", LINT_CASES)
def test_a_slip_in_the_texts(code, tmp_path, golden):
    sheet, cell, change = LINT_CASES[code]
    tables = shipped_tables()
    SHARED(tables)
    change(tables)
    write_plan(tables, tmp_path / "plan.xlsx")
    plan, findings = examine(tmp_path / "plan.xlsx")
    assert read_plan(tmp_path / "plan.xlsx") == (plan, [])
    shows(findings, plan, code, Source("plan.xlsx", sheet, cell), golden)
    if "erratum" in findings[0].args:  # accepted as an erratum, it is told no more
        keys = ("row", "column", "printed", "read", "corrected", "why")
        tables["errata"].append(dict(zip(keys, findings[0].args["erratum"], strict=True)))
        write_plan(tables, tmp_path / "plan.xlsx")
        assert examine(tmp_path / "plan.xlsx") == (read_plan(tmp_path / "plan.xlsx")[0], [])


@pytest.mark.parametrize("code", BOOK_CASES)
def test_a_slip_in_the_workbook(code, tmp_path, golden):
    sheet, cell, edit = BOOK_CASES[code]
    write_plan(shipped_tables(), tmp_path / "plan.xlsx")
    book = openpyxl.load_workbook(tmp_path / "plan.xlsx")
    edit(book)
    book.save(tmp_path / "plan.xlsx")
    plan, findings = read_plan(tmp_path / "plan.xlsx")
    shows(findings, plan, code, Source("plan.xlsx", sheet, cell), golden)


@pytest.mark.parametrize("code", FILE_CASES)
def test_a_file_that_is_no_plan(code, tmp_path, golden):
    file, make = FILE_CASES[code]
    plan, findings = read_plan(make(tmp_path))
    shows(findings, plan, code, Source(file), golden)


def test_every_message_about_a_plan_has_a_case_and_every_golden_file_a_message(request):
    codes = {code for code in CATALOGUE if code.startswith("plan-")}
    assert codes == {*TABLE_CASES, *BOOK_CASES, *FILE_CASES, *LINT_CASES}
    assert codes == {file.stem for file in (request.path.parent / "plan").glob("*.txt")}

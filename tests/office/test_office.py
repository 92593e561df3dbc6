"""The harness itself: what each way of typing honours, what each format keeps, and what the pictures are drawn with."""

import subprocess
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from office import job
from openpyxl.styles import Font, Protection
from openpyxl.worksheet.datavalidation import DataValidation
from python_calamine import CalamineWorkbook

SHEET = "แบบกรอก"
LOCKED, NUMBER, TEXT, DAY, DOUBLE = ((SHEET, cell) for cell in ("A1", "B2", "B3", "B4", "C2"))
HIDDEN = ("Hidden", "A1")


@pytest.fixture(scope="module")
def form(tmp_path_factory) -> Path:
    """Return a protected form: a number from 0 to 100 in B2, a text in B3, a date in B4; all else is locked."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = SHEET
    sheet["A1"] = "จำนวนผู้เข้าร่วมกิจกรรมส่งเสริมคุณธรรม"
    sheet["A1"].font = Font(name="TH Sarabun New", size=16, bold=True)
    sheet["C2"] = "=B2*2"
    sheet["B4"].number_format = "[$-D07041E]d mmm yyyy"
    for cell in ("B2", "B3", "B4"):
        sheet[cell].protection = Protection(locked=False)
        sheet[cell].font = Font(name="TH Sarabun New", size=16)
    whole = DataValidation(type="whole", operator="between", formula1="0", formula2="100", showErrorMessage=True)
    whole.add("B2")
    sheet.add_data_validation(whole)
    sheet.protection.sheet = True
    book.create_sheet(HIDDEN[0]).sheet_state = "hidden"
    sheet.column_dimensions["A"].width = 40
    sheet.column_dimensions["B"].width = 24
    path = tmp_path_factory.mktemp("form") / "form.xlsx"
    book.save(path)
    return path


def strings(result):
    return {cell: shown["string"] for (_, cell), shown in result["cells"].items()}


@pytest.mark.parametrize("how", ["api", "string"])
def test_what_is_typed_is_in_every_format_saved(office, form, tmp_path, how):
    saves = [tmp_path / f"back.{suffix}" for suffix in ("xlsx", "ods", "xls")]
    cells = {NUMBER: 48, TEXT: "ร่วมใจ ๑", DAY: date(2024, 3, 15)}
    result = office.fill(form, cells, saves, how=how, read=[NUMBER, TEXT, DAY, DOUBLE])

    assert result["refused"] == []
    assert strings(result) == {"B2": "48", "B3": "ร่วมใจ ๑", "B4": "๑๕ มี.ค. ๒๕๖๗", "C2": "96"}
    types = [result["cells"][key]["type"] for key in (NUMBER, TEXT, DAY, DOUBLE)]
    assert types == ["VALUE", "TEXT", "VALUE", "FORMULA"]
    for path in saves:
        rows = CalamineWorkbook.from_path(path).get_sheet_by_name(SHEET).to_python(skip_empty_area=False)
        assert [row[1] for row in rows[1:4]] == [48, "ร่วมใจ ๑", date(2024, 3, 15)], path.name
    sheet = openpyxl.load_workbook(saves[0])[SHEET]
    assert (sheet["B2"].value, sheet["B4"].value) == (48, datetime(2024, 3, 15))  # noqa: DTZ001 Excel has no zones
    assert sheet.protection.sheet
    assert [str(rule.sqref) for rule in sheet.data_validations.dataValidation] == ["B2"]
    assert openpyxl.load_workbook(form)[SHEET]["B2"].value is None


def test_protection_and_validation_are_honoured_as_by_a_clerk(office, form):
    cells = {LOCKED: "เปลี่ยน", NUMBER: "999", TEXT: "ข้อความ"}
    jobs = [job(form, cells, how=how, read=list(cells)) for how in ("api", "string", "keys", "keys")]
    api, string, keys, again = (strings(result) for result in office.run(jobs))

    kept = "จำนวนผู้เข้าร่วมกิจกรรมส่งเสริมคุณธรรม"
    assert api == {"A1": "เปลี่ยน", "B2": "999", "B3": "ข้อความ"}
    assert string == {"A1": kept, "B2": "999", "B3": "ข้อความ"}
    assert keys == {"A1": kept, "B2": "", "B3": "ข้อความ"}
    assert again == keys


@pytest.mark.parametrize("how", ["api", "string", "keys"])
def test_none_empties_a_cell(office, form, tmp_path, how):
    filled = tmp_path / "filled.xlsx"
    jobs = [job(form, {NUMBER: 5}, [filled]), job(filled, {NUMBER: None}, how=how, read=[NUMBER])]
    assert office.run(jobs)[1]["cells"][NUMBER]["type"] == "EMPTY"


def test_the_locale_decides_what_is_typed_where_the_cell_has_no_format_of_its_own(office, form):
    cells = {NUMBER: "๔๘", TEXT: "15/3/2567", DAY: "15/3/2567"}
    types, shown = {}, {}
    for locale in ("th-TH", "en-US"):
        result = office.fill(form, cells, how="string", locale=locale, read=list(cells))
        types[locale] = [result["cells"][key]["type"] for key in cells]
        shown[locale] = result["cells"][DAY]["string"]
    assert types == {"th-TH": ["VALUE", "VALUE", "VALUE"], "en-US": ["TEXT", "TEXT", "VALUE"]}
    assert set(shown.values()) == {"๑๕ มี.ค. ๓๑๑๐"}  # the year 2567 of the Christian era


def test_the_stand_in_font_is_in_the_pdf_and_on_the_picture(office, form, tmp_path):
    pdf = office.convert(form, "pdf", tmp_path)
    listed = subprocess.run(["pdffonts", str(pdf)], check=True, capture_output=True, text=True).stdout
    assert "THSarabunNew-Bold" in listed
    assert "Laksaman" not in listed
    pages = office.to_png(pdf, tmp_path / "pages", 60)
    assert len(pages) == 1
    assert pages[0].read_bytes().startswith(b"\x89PNG")


def test_pdf_text_holds_the_digits(office, form, tmp_path):
    filled = tmp_path / "filled.pdf"
    office.fill(form, {NUMBER: 48}, [filled])
    assert "96" in office.pdf_text(filled)


def test_nobody_types_into_a_hidden_sheet_but_the_api(office, form):
    jobs = [job(form, {HIDDEN: "x"}, how=how, read=[HIDDEN]) for how in ("api", "string", "keys")]
    results = office.run(jobs)
    assert [result["refused"] for result in results] == [[], [HIDDEN], [HIDDEN]]
    assert [result["cells"][HIDDEN]["string"] for result in results] == ["x", "", ""]


def test_an_unknown_sheet_is_an_error_that_lists_the_sheets(office, form):
    with pytest.raises(RuntimeError, match=f"no sheet 'Missing'; there are {SHEET}, Hidden"):
        office.fill(form, {("Missing", "A1"): 1})


def test_a_job_over_its_time_is_ended_and_leaves_nothing(office, form, tmp_path, monkeypatch):
    monkeypatch.setitem(office.env, "TMPDIR", str(tmp_path))
    with pytest.raises(RuntimeError, match="not done after"):
        office.run([job(form)] * 500, seconds=4)
    assert list(tmp_path.iterdir()) == []

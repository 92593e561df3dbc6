"""LibreOffice as the clerk: types into our workbooks, saves them as xlsx, ods and xls, and all three say the same."""

from __future__ import annotations

import json
from datetime import date

import pytest
from office import job
from support import PLAN, SHEETS, run

from moralxl.template import write_template

ANSWERS = {
    "a02_persons_discipline": 2,
    "a02_persons_integrity": 0,
    "a02_channels": "๓ ช่องทาง",
    "a06_virtues": 5,
    "a06_signed": 47,
    "a06_staff": 60,
    "a06_status": "ดำเนินการแล้วเสร็จ",
    "a06_started": date(2023, 11, 1),
    "a06_finished": "๑๕ มี.ค. ๖๗",
    "a06_result": "ประกาศเจตนารมณ์แล้ว\nติดประกาศทุกชั้น",
    "a12_level": "๓ องค์กรคุณธรรมต้นแบบ",
    "a14_plans": 1,
    "a14_activities": 4,
    "a14_planned_sufficiency": "-",
    "a16_done": 3,
    "a16_planned": 4,
    "ev01_activity": 7,
    "ev01_date": date(2024, 2, 20),
    "ev01_title": "=ปลูกป่าชายเลน",
    "ev01_participants": 35,
    "ev02_activity": "๘",
    "ev02_date": "5/12/2566",
    "ev02_title": "บริจาคโลหิต",
    "reporter": "สมศรี ใจงาม",
    "reported_on": date(2024, 7, 3),
}


@pytest.fixture(scope="module")
def returned(office, tmp_path_factory):
    """Three folders with the same answers, one per format; typed in one start of LibreOffice."""
    folder = tmp_path_factory.mktemp("clerk")
    made = write_template(PLAN, PLAN.round(9), PLAN.division("กก."), folder / "t.xlsx")
    cells = {(SHEETS[made.by_key[k].sheet], made.by_key[k].cell): v for k, v in ANSWERS.items()}
    saves = []
    for suffix in ("xlsx", "ods", "xls"):
        (folder / suffix).mkdir()
        saves.append(folder / suffix / f"ส่งกลับ.{suffix}")
    live = {name: (SHEETS["report"], cell.replace("C", "F", 1)) for name, cell in _cells(made).items()}
    result = office.run([job(folder / "t.xlsx", cells, saves, read=list(live.values()), recalculate=True)])[0]
    return folder, {name: result["cells"][place] for name, place in live.items()}


def _cells(made):
    """The first input's cell of some measures, in whose row the result shows."""
    return {code: made.of_measure(code)[0].cell for code in ("2b", "6a", "6b", "12a", "16a")}


def told(folder):
    shown = run("consolidate", folder, "-o", folder.parent / f"out {folder.name}", "--json")
    return json.loads(shown.output)


def test_all_formats_give_the_same_numbers_and_findings(returned):
    folder, _ = returned
    first, *others = [told(folder / suffix) for suffix in ("xlsx", "ods", "xls")]
    assert [f["status"] for f in first["files"]] == ["accepted"]
    for other in others:
        assert other["measures"] == first["measures"]
        assert other["activities"] == first["activities"]
        assert [(f["code"], f["cell"], f["typed"]) for f in other["findings"]] == [
            (f["code"], f["cell"], f["typed"]) for f in first["findings"]
        ]


def test_the_numbers_are_those_typed(returned):
    rows = {m["measure"]: m for m in told(returned[0] / "xlsx")["measures"] if m["division"] == "กก."}
    assert {code: (rows[code]["n"], rows[code]["N"], rows[code]["state"]) for code in ("2a", "2b", "6a", "6b")} == {
        "2a": (1, None, "met"),
        "2b": (3, None, "met"),
        "6a": (5, None, "met"),
        "6b": (47, 60, "not_met"),  # 78.3%
    }
    assert (rows["12a"]["actual"], rows["12a"]["state"]) == (3, "met")
    assert (rows["16a"]["n"], rows["16a"]["N"], rows["16a"]["state"]) == (3, 4, "not_met")  # 75%, 90% is due
    assert (rows["7a"]["n"], rows["8a"]["n"]) == (1, 1)
    assert rows["14c"]["state"] == "no_data"  # "-" is no answer


def test_what_was_typed_as_text_is_noted_with_the_value_read(returned):
    notes = {f["typed"]: f["read"] for f in told(returned[0] / "ods")["findings"] if f["severity"] == "note"}
    assert notes["๓ ช่องทาง"] == "๓"
    assert notes["๑๕ มี.ค. ๖๗"] == "๑๕ มี.ค. ๒๕๖๗"


def test_results_show_while_typing(returned):
    shown = {code: cell["string"] for code, cell in returned[1].items()}
    assert shown == {"2b": "", "6a": "๕", "6b": "๗๘.๓%", "12a": "๓", "16a": "๗๕.๐%"}


def test_locked_cells_cannot_be_typed_into(office, tmp_path):
    made = write_template(PLAN, PLAN.round(9), PLAN.division("กก."), tmp_path / "t.xlsx")
    field = made.by_key["a06_signed"]
    label = field.cell.replace("C", "B", 1)
    places = [(SHEETS["report"], label), (SHEETS["report"], field.cell)]
    result = office.fill(tmp_path / "t.xlsx", {places[0]: "แก้ไข", places[1]: "48"}, how="string", read=places)
    assert result["cells"][places[0]]["string"] == field.label
    assert result["cells"][places[1]]["value"] == 48


def test_a_template_recalculates_to_what_was_written_in_it(office, tmp_path):
    """The values cached in a blank template are those that an office program computes."""
    import openpyxl

    made = write_template(PLAN, PLAN.round(6), PLAN.division("สล."), tmp_path / "t.xlsx")
    formulas = openpyxl.load_workbook(tmp_path / "t.xlsx")
    cached = openpyxl.load_workbook(tmp_path / "t.xlsx", data_only=True)
    places = [
        (sheet.title, cell.coordinate)
        for sheet in formulas
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]
    assert len(places) > len(made.activities)
    result = office.fill(tmp_path / "t.xlsx", {}, read=places, recalculate=True)
    for sheet, cell in places:
        computed, expected = result["cells"][sheet, cell], cached[sheet][cell].value
        if expected is None:  # an empty text
            assert computed["string"] == "", (sheet, cell)
        else:
            assert computed["value"] == expected, (sheet, cell)


@pytest.mark.parametrize("locale", ["th-TH", "en-US"])
def test_a_typed_date_shows_as_typed_and_beside_it_as_understood(office, tmp_path, locale):
    made = write_template(PLAN, PLAN.round(9), PLAN.division("กก."), tmp_path / "t.xlsx")
    sheet, cell = SHEETS["report"], made.by_key["a06_started"].cell
    beside = cell.replace("C", "F", 1)
    for typed, shown in (("15/3/2567", "๑๕ มี.ค. ๒๕๖๗"), ("15/3/2024", "๑๕ มี.ค. ๒๐๒๔")):
        result = office.fill(
            tmp_path / "t.xlsx",
            {(sheet, cell): typed},
            how="keys",
            locale=locale,
            read=[(sheet, cell), (sheet, beside)],
        )
        assert result["cells"][sheet, cell]["string"] == shown
        assert result["cells"][sheet, beside]["string"] == "๑๕ มี.ค. ๒๕๖๗"


@pytest.mark.parametrize("typed", ["61", "4.5", "มาก"])
def test_excel_refuses_what_intake_would(office, tmp_path, typed):
    """Keystrokes meet the validation: a numerator above its denominator, a fraction, a text are not taken."""
    made = write_template(PLAN, PLAN.round(9), PLAN.division("กก."), tmp_path / "t.xlsx")
    signed, staff = ((SHEETS["report"], made.by_key[k].cell) for k in ("a06_signed", "a06_staff"))
    kept = office.fill(tmp_path / "t.xlsx", {staff: "60", signed: typed}, how="keys", read=[signed, staff])
    assert [c["string"] for c in kept["cells"].values()] == ["", "๖๐"]
    for fits in ("48", "-", "0"):
        kept = office.fill(tmp_path / "t.xlsx", {staff: "60", signed: fits}, how="keys", read=[signed])
        assert kept["cells"][signed]["type"] != "EMPTY"

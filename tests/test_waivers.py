"""What a waiver changes: states and denominators worked by hand, findings that are kept but held against nobody."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date, datetime

import openpyxl
import pytest
from support import PLAN as SHIPPED
from support import run, write_return
from test_attain import ANSWERS, FIGURES, KK, KM, OFFICE, PLAN, approx, of, pick, told, worked

from moralxl import messages
from moralxl.commands.shared import has_errors
from moralxl.consolidate import consolidate
from moralxl.export import report_json
from moralxl.master import write_master
from moralxl.model import Finding, Source, Waiver
from moralxl.plan import shipped_tables, write_plan
from moralxl.plan.check_waivers import NOT_WAIVED
from moralxl.returns import take_in, walk
from moralxl.status import finding_line, report_text
from moralxl.waivers import expired, of_measure, waive

PAST = date(2024, 3, 31)
TOGETHER = ("divisions_met", "divisions")


def waiver(code, division="", until=None, key="1"):
    return Waiver(key, code, division, "ตั้งขึ้นใหม่กลางปี", "เลขาธิการ", until, Source("plan.xlsx", "การยกเว้น", "F3"))


def without(*waivers, plan=PLAN):
    return replace(plan, waivers=waivers)


# --- measures -------------------------------------------------------------------------------------


def test_a_waived_division_keeps_its_figures_and_is_not_judged():
    plan = without(waiver("2b", KK))
    row = of(ANSWERS, "2b", KK, plan=plan)
    assert told(row, *FIGURES, "due") == (10, 20, 0.5, None, None, "not_applicable", False)
    assert told(of(ANSWERS, "2b", KM, plan=plan), "state", "attainment") == ("met", 1)


@pytest.mark.parametrize(
    ("code", "division", "figures", "together"),
    [
        # (80 + 30) / (100 + 30); both of the two that are left pass 80%
        ("2b", KK, (110, 130, 110 / 130, 0.8, 1, "met"), (2, 2)),
        # 5 + 5; กม., whose 4 fell short, is left out
        ("2a", KM, (10, None, 10, 5, 1, "met"), (2, 2)),
        # J1 of สล. and กก., and กก.'s own of 30 June, less กก.'s: J1 alone, which กม. has no part in
        ("3a", KK, (1, None, 1, 1, 0.5, "not_met"), (1, 2)),
    ],
)
def test_a_waived_division_leaves_the_denominator_of_each(code, division, figures, together):
    row = of(ANSWERS, code, plan=without(waiver(code, division)))
    assert told(row, *FIGURES) == approx(figures)
    assert told(row, *TOGETHER) == together


def test_a_division_that_sent_nothing_is_let_off_as_well():
    lines = f"{OFFICE} 2a 5\n{KK} 2a 6"
    assert told(of(lines, "2a", plan=without(waiver("2a", KM))), "state", *TOGETHER) == ("met", 2, 2)


@pytest.mark.parametrize("waivers", [[waiver("2a")], [waiver("2a", d.code) for d in PLAN.divisions]])
def test_what_is_waived_for_every_division_is_not_applicable_to_the_department(waivers):
    plan = without(*waivers)
    measures, activities, _ = worked(ANSWERS, plan=plan)
    row = pick(measures, measure="2a")
    assert told(row, "target", "attainment", "state", "due", *TOGETHER) == (None, None, "not_applicable", False, 0, 0)
    # 2b alone is left of the activity: two of three divisions
    assert told(pick(activities, activity=2), "attainment", "state") == approx((2 / 3, "not_met"))
    assert told(pick(activities, KM, activity=2), "attainment", "state") == (1, "met")


def test_an_activity_with_every_measure_waived_is_not_applicable():
    plan = without(waiver("2a", KK), waiver("2b", KK, key="2"))
    _, activities, _ = worked(ANSWERS, plan=plan)
    assert told(pick(activities, KK, activity=2), "attainment", "state") == (None, "not_applicable")
    assert told(pick(activities, activity=2), "state") == ("not_met",)  # กม. gave 4 of 5


def test_a_share_leaves_out_divisions_that_were_let_off_its_source():
    # 6a: 3, 3 and 2. Let off, กม. has neither passed nor failed
    assert told(of(ANSWERS, "5a", plan=without(waiver("6a", KM))), *FIGURES) == (2, 2, 1, 0.95, 1, "met")
    assert told(of(ANSWERS, "5a", plan=without(waiver("6a", KK))), "n", "N", "state") == (1, 2, "not_met")
    # one that sent nothing and was not let off has not passed
    lines = "\n".join(line for line in ANSWERS.splitlines() if not line.startswith(KM))
    assert told(of(lines, "5a", plan=without(waiver("6a", KK))), "n", "N") == (1, 2)
    # 0/0 is no data
    assert told(of(ANSWERS, "5a", plan=without(waiver("6a"))), "N", "state") == (None, "no_data")


def test_a_measure_of_the_department_is_waived_by_its_office_or_for_all():
    for one in (waiver("1b"), waiver("1b", OFFICE)):
        measures, activities, _ = worked(ANSWERS, plan=without(one))
        assert told(pick(measures, measure="1b"), "n", "attainment", "state") == (2, None, "not_applicable")
        assert told(pick(activities, activity=1), "attainment", "state") == (1, "met")
    assert of(ANSWERS, "1b", plan=without(waiver("1b", KK)))["state"] == "met"


def test_progress_leaves_out_activities_that_were_let_off_altogether():
    assert told(of(ANSWERS, "7a"), "n", "N") == (2, 8)
    assert told(of(ANSWERS, "7a", plan=without(waiver("10a"))), "n", "N") == (2, 7)
    assert told(of(ANSWERS, "7a", plan=without(waiver("9a"))), "n", "N") == (2, 7)
    assert told(of(ANSWERS, "7a", plan=without(waiver("9a", KK))), "n", "N") == (2, 8)  # asked of the others
    assert told(of(ANSWERS, "7a", plan=without(waiver("1b"))), "n", "N") == (2, 8)  # 1a is still planned
    assert told(of(ANSWERS, "7a", plan=without(waiver("6a", KM))), "n", "N") == (4, 8)  # 5 and 6 are met now


@pytest.mark.parametrize(
    ("until", "state"),
    [(None, "not_applicable"), (date(2024, 9, 30), "not_applicable"), (date(2024, 9, 29), "not_met")],
)
def test_a_waiver_holds_when_it_holds_on_the_rounds_last_day(until, state):
    plan = without(waiver("2b", KK, until))
    assert of(ANSWERS, "2b", KK, plan=plan)["state"] == state
    assert [f.code for f in expired(plan, plan.round(12))] == (["waiver-expired"] if state == "not_met" else [])


@pytest.mark.parametrize(
    ("measure", "division", "row", "found"),
    [
        ("2a", KK, KK, True),
        ("2a", KK, KM, False),
        ("2a", KK, None, False),  # the department is not let off by one of its divisions
        ("2a", "", None, True),
        ("1b", OFFICE, None, True),
        ("1b", "", KK, False),  # which does not report it
    ],
)
def test_the_waiver_of_a_row(measure, division, row, found):
    plan = without(waiver(measure, division))
    asked = next(m for m in plan.measures if m.code == measure)
    assert (of_measure(plan, plan.round(12), asked, row) is not None) == found


# --- findings -------------------------------------------------------------------------------------

WRONG = "value-not-number"


@pytest.fixture(scope="module")
def taken(tmp_path_factory):
    """Two divisions with the same slip; the others sent nothing."""
    folder = tmp_path_factory.mktemp("returns")
    write_return(folder / "a.xlsx", "กก.", {"a06_virtues": "ครบ"})
    write_return(folder / "b.xlsx", "กค.", {"a06_virtues": "ครบ"})
    return take_in(walk(folder, SHIPPED), SHIPPED, SHIPPED.round(9))


def report(taken, *waivers):
    return consolidate(without(*waivers, plan=SHIPPED), SHIPPED.round(9), *taken)


@pytest.mark.parametrize(("division", "files"), [("กก.", ["a.xlsx"]), ("", ["a.xlsx", "b.xlsx"]), ("กม.", [])])
def test_a_waived_finding_is_kept_with_its_waiver(division, files, taken):
    plain, waived = report(taken), report(taken, waiver(WRONG, division))
    assert [replace(f, waiver=None) for f in waived.findings] == list(plain.findings)
    assert [(f.code, f.source.file) for f in waived.findings if f.waiver] == [(WRONG, file) for file in files]


def test_missing_returns_are_waived_by_the_division_they_name(taken):
    waived = report(taken, waiver("set-missing", "กม."))
    assert [f.args["division"] for f in waived.findings if f.waiver] == ["กม. กองกฎหมาย"]


def test_only_errors_that_were_not_waived_make_the_exit_status_1(taken):
    codes = {f.code for f in report(taken).findings}
    others = [waiver(code) for code in codes - {WRONG}]
    assert has_errors(report(taken).findings)
    assert has_errors(report(taken, *others).findings)
    assert has_errors(report(taken, *others, waiver(WRONG, "กก.")).findings)
    assert not has_errors(report(taken, *others, waiver(WRONG)).findings)


def test_a_waiver_that_ended_is_not_in_force_and_told(taken):
    ended = report(taken, waiver(WRONG, until=date(2024, 6, 29)))
    assert not any(f.waiver for f in ended.findings)
    assert [(f.code, f.source.cell) for f in ended.findings if f.code == "waiver-expired"] == [("waiver-expired", "F3")]


def test_a_finding_that_names_no_division_is_waived_for_all_only():
    damaged = Finding("file-damaged", Source("c.xlsx"), args={"what": "x"})
    for division, waived in (("", True), ("กก.", False)):
        plan = without(waiver("file-damaged", division), plan=SHIPPED)
        assert bool(waive([damaged], plan, plan.round(9), [])[0].waiver) == waived


def test_the_terminal_says_by_whom_why_and_until_when(taken):
    waived = report(taken, waiver(WRONG, "กก.", date(2024, 6, 30)))
    finding = next(f for f in waived.findings if f.waiver)
    thai, english = finding_line(finding, "th"), finding_line(finding, "en")
    assert thai.startswith("ยกเว้น (ผิดพลาด): a.xlsx แบบรายงาน!")
    assert thai.endswith("(ยกเว้นโดย เลขาธิการ ถึง ๓๐ มิ.ย. ๒๕๖๗ เหตุผล: ตั้งขึ้นใหม่กลางปี)")
    assert english.startswith("waived (error): a.xlsx")
    assert english.endswith("(waived by เลขาธิการ until 2024-06-30, reason: ตั้งขึ้นใหม่กลางปี)")
    lines = report_text(waived, "th").splitlines()
    errors = sum(f.code in {WRONG, "set-missing"} for f in waived.findings) - 1
    assert lines[4].startswith(f"  ข้อค้นพบ: ผิดพลาด {'๑' if errors > 9 else ''}")
    assert lines[4].endswith(" ยกเว้น ๑")
    assert lines[5:] == [f"  ยกเว้น 1: {WRONG} กก. ยกเว้นโดย เลขาธิการ ถึง ๓๐ มิ.ย. ๒๕๖๗ เหตุผล: ตั้งขึ้นใหม่กลางปี"]
    assert report_text(report(taken, waiver("12a")), "en").splitlines()[5:] == [
        "  waiver 1: 12a all divisions waived by เลขาธิการ, reason: ตั้งขึ้นใหม่กลางปี"
    ]


def test_json_says_what_was_waived(taken):
    made = report(
        taken,
        waiver(WRONG, "กก.", date(2024, 6, 30)),
        waiver("12a", "กม.", key="2"),
        waiver("6a", until=date(2024, 1, 1), key="3"),
    )
    shown = report_json(made, None, "th")
    told_of = {"waiver": "1", "reason": "ตั้งขึ้นใหม่กลางปี", "approved_by": "เลขาธิการ", "until": "2024-06-30"}
    assert {f["file"]: f["waived"] for f in shown["findings"] if f["code"] == WRONG} == {
        "a.xlsx": told_of,
        "b.xlsx": None,
    }
    waived = [
        (m["division"], m["measure"], m["state"], m["waived"]["waiver"]) for m in shown["measures"] if "waived" in m
    ]
    assert waived == [("กม.", "12a", "not_applicable", "2")]
    assert [(w["waiver"], w["code"], w["division"], w["in_force"]) for w in shown["waivers"]] == [
        ("1", WRONG, "กก.", True),
        ("2", "12a", "กม.", True),
        ("3", "6a", None, False),
    ]
    counted = shown["summary"]["findings"]
    assert counted["waived"] == 1
    assert sum(counted.values()) == len(shown["findings"])


# --- the commands ---------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A working folder with one return that has a slip, which the plan waives; so are the missing returns."""
    tables = shipped_tables()
    row = {"division": "", "reason": "ตั้งขึ้นใหม่กลางปี", "approved_by": "เลขาธิการ", "until": ""}
    tables["waivers"] = [
        {"waiver": "1", "code_or_measure": WRONG, **row},
        {"waiver": "2", "code_or_measure": "set-missing", **row},
        {"waiver": "3", "code_or_measure": "12a", **row, "division": "กก."},
        {"waiver": "4", "code_or_measure": "6a", **row, "until": "31/3/2567"},
    ]
    write_plan(tables, tmp_path / "plan.xlsx")
    (tmp_path / "returns").mkdir()
    write_return(tmp_path / "returns" / "a.xlsx", "กก.", {"a06_virtues": "ครบ"})
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.usefixtures("folder")
def test_what_is_waived_makes_no_command_fail():
    for command in (["check", "returns/a.xlsx"], ["status", "returns"], ["consolidate", "returns"]):
        shown = run(*command)
        assert shown.exit_code == 0, shown.output
    assert "ยกเว้น (ผิดพลาด): returns/a.xlsx" in run("check", "returns/a.xlsx").output
    told_of = json.loads(run("status", "returns", "--json").output)["divisions"]
    assert {d["status"] for d in told_of} == {"received", "missing"}
    assert all(d["waived"] for d in told_of if d["status"] == "missing")


def sheet_rows(sheet):
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


@pytest.mark.usefixtures("folder")
def test_the_master_lists_waivers_and_marks_what_they_bear_on():
    run("consolidate", "returns")
    book = openpyxl.load_workbook("output/master_2567_r9.xlsx")
    findings = [row for row in sheet_rows(book["ข้อค้นพบ"]) if isinstance(row[0], int)]
    waived = [row for row in findings if row[1].endswith("(ยกเว้น)")]
    assert {row[1] for row in waived} == {"ผิดพลาด\n(ยกเว้น)"}
    assert len(waived) == len(SHIPPED.divisions)  # the slip, and eleven that sent nothing
    assert all(row[9].endswith("\nยกเว้นโดย เลขาธิการ เหตุผล: ตั้งขึ้นใหม่กลางปี") for row in waived)
    rows = sheet_rows(book["การส่งแบบรายงาน"])
    at = next(number for number, row in enumerate(rows) if row[0] == "การยกเว้นตามแผน")
    listed = [row[1:9] for row in rows[at + 2 : at + 6]]
    label = next(m.label for m in SHIPPED.measures if m.code == "12a")
    assert [row[0] for row in listed] == ["๑", "๒", "๓", "๔"]
    told_of = "ข้อค้นพบ: “…” อ่านเป็นตัวเลขไม่ได้"
    assert rows[at + 1][8] == "ข้อค้นพบ"
    assert listed[0][1:] == [told_of, "มีผลในรอบนี้", "ตั้งขึ้นใหม่กลางปี", None, "ทุกหน่วยงาน", "เลขาธิการ", 1]
    assert listed[1][1] == "ข้อค้นพบ: ยังไม่ได้รับแบบรายงานของหน่วยงาน …"
    assert listed[1][7] == len(SHIPPED.divisions) - 1
    assert listed[2][1:3] == [f"ตัวชี้วัด ๑๒ {label}", "มีผลในรอบนี้"]
    assert listed[2][5:] == ["กก.", "เลขาธิการ", None]
    assert listed[3][1].startswith("ตัวชี้วัด ๖ก ")
    assert (listed[3][2], listed[3][4]) == ("สิ้นสุดแล้ว", datetime(2024, 3, 31))  # noqa: DTZ001 - a cell's
    assert next(row[3] for row in rows if row[1] == "กค.") == "ยังไม่ได้รับ\nยกเว้น (ข้อ ๒)"


def test_the_master_says_in_thai_whatever_was_waived(folder):
    tables = shipped_tables()
    row = {"division": "กก.", "reason": "ก", "approved_by": "ข", "until": ""}
    codes = [code for code in messages.CATALOGUE if not code.startswith(NOT_WAIVED)]
    tables["waivers"] = [{"waiver": str(n), "code_or_measure": code, **row} for n, code in enumerate(codes, start=1)]
    write_plan(tables, folder / "plan.xlsx")
    run("consolidate", "returns")
    rows = sheet_rows(openpyxl.load_workbook("output/master_2567_r9.xlsx")["การส่งแบบรายงาน"])
    at = next(number for number, row in enumerate(rows) if row[0] == "การยกเว้นตามแผน")
    listed = [row[2] for row in rows[at + 2 : at + 2 + len(codes)]]
    assert all(text.startswith("ข้อค้นพบ: ") for text in listed)
    assert [text for text in listed if re.search("[{}]|……|[a-z]+-[a-z]+", text)] == []


@pytest.mark.usefixtures("folder")
def test_a_return_left_out_is_shown_as_such_with_the_reason():
    shown = run("consolidate", "returns", "--exclude", "a.xlsx=ส่งผิดรอบ")
    assert "a.xlsx: ผู้ประสานงานกำหนดไม่ให้นับไฟล์นี้ เหตุผล: ส่งผิดรอบ" in shown.output
    told_of = json.loads(run("consolidate", "returns", "--exclude", "a.xlsx=ส่งผิดรอบ", "--json").output)
    assert [(f["path"], f["status"], f["excluded"]) for f in told_of["files"]] == [("a.xlsx", "set_aside", "ส่งผิดรอบ")]
    rows = sheet_rows(openpyxl.load_workbook("output/master_2567_r9.xlsx")["การส่งแบบรายงาน"])
    left_out = next(row for row in rows if row[4] == "a.xlsx")
    assert left_out[3] == "ไม่นับตามที่กำหนด"
    assert "เหตุผล: ส่งผิดรอบ" in left_out[8]
    assert "--exclude" not in left_out[8]


# --- what the master shows ------------------------------------------------------------------------


def master(taken, path, *waivers):
    """The master of the round in which two sent something, with its formulas and with what they come to."""
    made = write_master(report(taken, *waivers), path / "master.xlsx")
    return openpyxl.load_workbook(made), openpyxl.load_workbook(made, data_only=True)


def rows_of(sheet, first):
    """The rows under a heading, by the text of one of the first columns."""
    rows = list(sheet.iter_rows(values_only=True))
    heading = next(row for row in rows if row[0] == first)
    return [dict(zip(heading, row, strict=True)) for row in rows[rows.index(heading) + 1 :]]


def test_a_waived_measure_is_shown_as_waived(taken, tmp_path):
    waivers = (waiver("6b", "กค."), waiver("7a", key="2"), waiver("5b", OFFICE, key="3"), waiver("12a", until=PAST))
    formulas, book = master(taken, tmp_path, *waivers)
    assert any(cell.data_type == "f" for sheet in formulas for row in sheet.iter_rows() for cell in row)
    rows = rows_of(book["การคำนวณ"], "กิจกรรมที่")
    marked = {(row["ตัวชี้วัด"], row["หน่วยงาน"]): row for row in rows if row["ยกเว้น (ข้อที่)"]}
    everybody = {("๗", d.code) for d in SHIPPED.divisions if d.for_itself} | {("๗", "ระดับกรม")}
    assert marked.keys() == {("๖ข", "กค."), ("๕ข", "ระดับกรม"), ("๕ข", "สล."), *everybody}
    assert {row["สถานะ"] for row in marked.values()} == {"– ได้รับยกเว้น"}
    assert {row["เป้าหมาย"] for row in marked.values()} == {None}
    assert [marked[key]["ยกเว้น (ข้อที่)"] for key in (("๖ข", "กค."), ("๗", "กก."), ("๕ข", "สล."))] == list("๑๒๓")
    told = {row["ตัวชี้วัด"]: row["ผลเป็นถ้อยคำ"] for row in rows if row["หน่วยงาน"] == "ระดับกรม"}
    assert told["๖ข"] == "ไม่มีข้อมูล (ยกเว้น ๑ หน่วยงาน)"
    assert told["๖ก"] == "ไม่มีข้อมูล"
    assert told["๗"] == "ได้รับยกเว้นทุกหน่วยงาน"
    assert told["๕ข"] == "ไม่มีข้อมูล (ได้รับยกเว้น)"


def test_a_waived_activity_is_counted_as_such(taken, tmp_path):
    _, book = master(taken, tmp_path, waiver("7a"), waiver("9a", key="2"))
    told = [str(cell) for row in book["แผนและผล"].iter_rows(values_only=True) for cell in row]
    assert any("จาก ๑๗ กิจกรรม (" in cell and cell.endswith(" ได้รับยกเว้น ๒)") for cell in told)
    assert any("(ไม่นับกิจกรรมที่ ๗ ๙ ซึ่งได้รับยกเว้น)" in cell for cell in told)  # in the progress of all
    assert sum(cell == "– ได้รับยกเว้น" for cell in told) == 2

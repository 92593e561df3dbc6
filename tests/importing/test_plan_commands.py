"""`moralxl plan`: the way from a paper to a working plan, its check, the next year's plan, and what changed."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import click
import openpyxl
import pytest
from support import make_pipe, run

from moralxl import thai
from moralxl.cli import cli
from moralxl.plan import read_plan, read_tables, shipped, shipped_tables, write_plan
from moralxl.plan.compare import Difference, compare
from moralxl.plan.roll import roll

OFFICIAL = Path(__file__).parents[1] / "data" / "official_2567.txt"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A working folder with the official paper in it."""
    monkeypatch.chdir(tmp_path)
    shutil.copy(OFFICIAL, tmp_path / "แผน.txt")
    return tmp_path


@pytest.fixture
def book(tmp_path):
    write_plan(shipped_tables(), tmp_path / "shipped.xlsx")
    return tmp_path / "shipped.xlsx"


def test_from_the_paper_to_templates(folder):
    """Import, replace the sample division, without which nothing goes on, check, and write the forms."""
    shown = run("plan", "import", "แผน.txt")
    assert shown.exit_code == 1  # there is something to answer
    assert "๑๗ กิจกรรม ๒๘ ตัวชี้วัด" in shown.output
    checked = run("plan", "check", "plan.xlsx")
    assert checked.exit_code == 1
    assert "ผิดพลาด: plan.xlsx ทะเบียนหน่วยงาน!B3" in checked.output
    assert "แผนยังใช้ไม่ได้" in checked.output
    assert failed("templates", "--round", "6")
    book = openpyxl.load_workbook("plan.xlsx")
    sheet = book["ทะเบียนหน่วยงาน"]
    for column, value in enumerate(("สล.", "สำนักงานเลขานุการกรม", None, None, "ใช่", "ใช่"), start=1):
        sheet.cell(3, column).value = value
    book.save("plan.xlsx")
    plan, findings = read_plan(folder / "plan.xlsx")
    assert findings == []
    assert [d.name for d in plan.divisions] == ["สำนักงานเลขานุการกรม"]
    assert run("plan", "check", "plan.xlsx").exit_code == 0
    assert run("templates", "--round", "6").exit_code == 0
    assert [p.name for p in (folder / "input_templates").iterdir()] == ["intake_2567_r6_สล.xlsx"]


@pytest.mark.usefixtures("folder")
def test_the_questions_stand_in_the_workbook_with_links_to_their_cells():
    told = json.loads(run("plan", "import", "แผน.txt", "--json", "--lang", "en").output)
    sheet = openpyxl.load_workbook("plan.xlsx")["ข้อควรตรวจ"]
    rows = [row for row in sheet.iter_rows(min_row=3, values_only=True) if row[0]]
    assert len(rows) == len(told["findings"]) == 19
    assert [row[1] for row in rows] == ["ต้องตอบ", *["ควรตรวจ"] * 18]
    assert rows[0][2] == "ทะเบียนหน่วยงาน A3"
    assert sheet["C3"].hyperlink.location == "'ทะเบียนหน่วยงาน'!A3"
    assert {f["severity"] for f in told["findings"]} == {"warning", "note"}


def test_what_is_asked_is_told_at_the_workbook_that_is_written(folder):
    shutil.copy("แผน.txt", "plan.xlsx")  # a paper's own name makes no difference
    assert "plan.xlsx" not in run("plan", "import", "plan.xlsx", "-o", "p67.xlsx").output
    (folder / "a").mkdir()
    told = json.loads(run("plan", "import", "plan.xlsx", "-o", "a/p67.xlsx", "--json").output)
    assert {f["file"] for f in told["findings"]} == {"p67.xlsx"}
    book = openpyxl.load_workbook("p67.xlsx")["ข้อควรตรวจ"]
    assert "moralxl plan check p67.xlsx" in book["A1"].value
    assert book["C3"].hyperlink.location == "'ทะเบียนหน่วยงาน'!A3"


def test_a_plan_is_never_written_over_and_what_is_no_paper_leaves_nothing(folder):
    (folder / "plan.xlsx").write_bytes(b"mine")
    assert failed("plan", "import", "แผน.txt")
    assert (folder / "plan.xlsx").read_bytes() == b"mine"
    (folder / "a.pdf").write_bytes(b"%PDF-1.7")
    assert failed("plan", "import", "a.pdf", "-o", "b.xlsx")
    assert not (folder / "b.xlsx").exists()


@pytest.mark.parametrize(
    "command",
    [
        ("plan", "import", "{}", "-o", "b.xlsx"),
        ("plan", "check", "{}"),
        ("plan", "diff", "{}", "{}"),
        ("plan", "new", "2569", "--from", "{}"),
        ("templates", "--plan", "{}", "--round", "6"),
        ("demo", "d", "--plan", "{}"),
        ("package", "{}"),
    ],
)
@pytest.mark.parametrize("what", ["pipe", "device", "folder"])
def test_what_is_no_file_is_told_and_never_waited_for(command, what, folder):
    paths = {"pipe": folder / "pipe", "device": Path("/dev/zero"), "folder": folder / "empty"}
    (folder / "empty").mkdir()
    make_pipe(folder / "pipe")
    arguments = [part.format(paths[what]) for part in command]
    finished = subprocess.run([sys.executable, "-m", "moralxl", *arguments], capture_output=True, timeout=120)  # noqa: PLW1510
    told = finished.stderr.decode() + finished.stdout.decode()
    assert finished.returncode == 2 or (what == "folder" and command[:2] == ("plan", "check")), told
    words = {"pipe": "ท่อข้อมูลของระบบ", "device": "อุปกรณ์ของระบบ", "folder": "โฟลเดอร์"}
    assert words[what] in told or (what == "folder" and "แผนไม่มีตาราง" in told)
    assert "Traceback" not in told
    assert not (folder / "b.xlsx").exists()


def failed(*arguments):
    """Whether a command ends without doing anything, saying why (with status 2, see test_cli)."""
    try:
        cli.main([str(a) for a in arguments], standalone_mode=False)
    except click.ClickException as problem:
        return bool(problem.message)
    return False


def test_check_prints_the_erratum_that_settles_a_finding(book):
    tables = shipped_tables()
    next(r for r in tables["activities"] if r["activity"] == "17")["unit"] = "จำนวนไม่ย กว่า ๔ ครั้ง/ปี"
    write_plan(tables, book)
    shown = run("plan", "check", book)
    assert shown.exit_code == 0  # a warning
    assert "กิจกรรม!F19" in shown.output
    assert "\n    คำคลาดเคลื่อน:\t17\tunit\tไม่ย กว่า\tไม่น้อยกว่า\t\t" in shown.output
    told = json.loads(run("plan", "check", book, "--json").output)["findings"]
    assert ["17", "unit", "ไม่ย กว่า", "ไม่น้อยกว่า", ""] in [f["erratum"][:5] for f in told if f["erratum"]]


@pytest.mark.parametrize(
    ("indicator", "printed", "meant"),
    [
        ("ผลสำเร็จ จ ของ การดำเนินงาน", "ผลสำเร็จ จ ของ", "ผลสำเร็จของ"),
        ("มีบุคลาก ร ที่เข้าร่วม", "มีบุคลาก ร ที่เข้าร่วม", "มีบุคลากรที่เข้าร่วม"),
        ("จัดกิจกรรม ณ วัด และกิจกรรม ๕ ส ของกอง", "", ""),
        ("๕ ส คือ ส สะสาง ส สะดวก ส สะอาด", "", ""),
        ("สำนักงาน จ. เชียงใหม่ ภาคผนวก ก ของแผน กลุ่ม จ และ ฉ ของกอง", "", ""),
    ],
)
def test_a_consonant_that_stands_alone_is_a_slip_but_for_words_abbreviations_and_lists(indicator, printed, meant, book):
    tables = shipped_tables()
    next(r for r in tables["activities"] if r["activity"] == "10")["indicator"] = f"{indicator} ไม่น้อยกว่า ๑ ครั้ง"
    write_plan(tables, book)
    told = json.loads(run("plan", "check", book, "--json").output)["findings"]
    assert [f["erratum"][2:4] for f in told if f["code"] == "plan-slip"] == ([[printed, meant]] if printed else [])


@pytest.mark.usefixtures("folder")
def test_the_official_papers_stray_letter_is_told():
    run("plan", "import", "แผน.txt")
    told = json.loads(run("plan", "check", "plan.xlsx", "--json").output)["findings"]
    rows = [f["erratum"][:4] for f in told if f["code"] == "plan-slip" and f["erratum"][1] == "indicator"]
    assert rows == [[row, "indicator", "ผลสำเร็จ จ ของ", "ผลสำเร็จของ"] for row in ("15", "16")]


@pytest.mark.parametrize(
    ("indicator", "unit", "change", "told"),
    [
        ("พึงพอใจมากกว่า ๔ คะแนน", "", {"kind": "score", "target": "4"}, ["มากกว่า"]),
        ("พึงพอใจมากกว่า ๔ คะแนน", "", {"kind": "score", "target": "4", "bound": "above"}, []),
        ("พึงพอใจ", "เกินกว่า ๔ คะแนน", {"kind": "score", "target": "4"}, ["มากกว่า"]),
        ("เรื่องร้องเรียนไม่เกิน ๒ เรื่อง", "๒ เรื่อง", {"kind": "count", "target": "2"}, ["ไม่เกิน"]),
        ("เรื่องร้องเรียนไม่เกิน ๒ เรื่อง", "", {"kind": "count", "target": "2", "bound": "below"}, ["ไม่เกิน"]),
        ("ค้างน้อยกว่าร้อยละ ๕", "", {"kind": "score", "target": "5"}, []),  # 5 of something else
        ("จัดประชุมมากกว่า ๓ ครั้ง", "", {"kind": "events", "target": "3"}, ["มากกว่า"]),
        ("จัดประชุมมากกว่า ๓ ครั้ง", "", {"kind": "events", "target": "4"}, []),
        ("อบรมไม่น้อยกว่า ๔ ครั้ง (รุ่นละไม่เกิน ๔ ครั้ง)", "", {"kind": "events", "target": "4"}, []),
        ("เผยแพร่ ๒ ครั้ง ร้องเรียนไม่เกิน ๒ เรื่อง", "", {"kind": "events", "target": "2", "unit": "ครั้ง"}, []),
    ],
)
def test_a_measure_that_is_not_compared_as_the_words_have_it_is_told(indicator, unit, change, told, book):
    tables = shipped_tables()
    next(r for r in tables["activities"] if r["activity"] == "17").update(indicator=indicator, unit=unit)
    row = next(r for r in tables["measures"] if r["measure"] == "17a")
    row.update({"key": "number", "input_label": "จำนวน", "unit": "", **change})
    write_plan(tables, book)
    findings = json.loads(run("plan", "check", book, "--json", "--lang", "en").output)["findings"]
    found = [f["message"] for f in findings if f["code"] == "plan-bound-words"]
    assert len(found) == len(told)
    assert all(f"means “{words}”" in message for words, message in zip(told, found, strict=True))


def test_check_of_a_plan_with_an_error_ends_with_status_1(book):
    tables = shipped_tables()
    tables["measures"][0]["kind"] = ""
    write_plan(tables, book)
    shown = run("plan", "check", book)
    assert shown.exit_code == 1
    assert "ตัวชี้วัด!D3" in shown.output


def test_the_shipped_plan_has_nothing_but_its_share_of_few_divisions(book):
    told = json.loads(run("plan", "check", book, "--json").output)["findings"]
    assert [f["code"] for f in told] == ["plan-share-all"]


# --- the next year --------------------------------------------------------------------------------


def test_the_next_years_plan(book, tmp_path):
    shown = run("plan", "new", "2568", "--from", book, "-o", tmp_path / "plan2568.xlsx")
    assert shown.exit_code == 0
    plan, findings = read_plan(tmp_path / "plan2568.xlsx")
    assert findings == []
    old = shipped()
    assert (plan.id, plan.year, plan.title) == ("tisi-2568", 2568, old.title.replace("๒๕๖๗", "๒๕๖๘"))
    assert plan.activity(9).period_text == "พ.ย. ๒๕๖๗ – ม.ค. ๒๕๖๘"
    assert [(r.last_day.isoformat(), r.deadline) for r in plan.rounds] == [
        *(("2025-03-31", None), ("2025-06-30", None), ("2025-09-30", None)),
    ]
    assert plan.errata == ()
    assert "พ.ศ. ๒๕๖๘" in plan.activity(13).indicator
    assert [(m.code, m.target, m.milestones) for m in plan.measures] == [
        (m.code, m.target, m.milestones) for m in old.measures
    ]
    assert plan.divisions == old.divisions
    assert "๒๕๖๖" not in plan.columns[6].heading


def test_years_that_are_not_the_old_plans_stay_and_are_told():
    tables = {
        "plan": [{"key": "id", "value": "x-2567", "note": ""}, {"key": "year", "value": "2567", "note": ""}],
        "activities": [
            {
                "activity": "1",
                "remark": "แผนแม่บท พ.ศ. ๒๕๖๖ - ๒๕๗๐",
                "period_text": "ต.ค. 66 - ก.ย. 67",
                "unit": "2500 คน",
            },
        ],
    }
    rolled = roll(tables, 2567, 2569)
    row = rolled.tables["activities"][0]
    assert row["period_text"] == "ต.ค. 68 - ก.ย. 69"
    assert row["remark"] == "แผนแม่บท พ.ศ. ๒๕๖๘ - ๒๕๗๐"
    assert ("แผนแม่บท พ.ศ. ๒๕๖๖ - ๒๕๗๐", "๒๕๗๐") in rolled.left
    assert row["unit"] == "2500 คน"
    assert rolled.tables["plan"][0]["value"] == "x-2569"


def test_a_29_february_becomes_the_28th_where_the_new_year_has_none(book, tmp_path):
    tables = shipped_tables()
    next(r for r in tables["rounds"] if r["round"] == "6")["last_day"] = "2567-02-29"
    next(r for r in tables["measures"] if r["measure"] == "10a")["until"] = "29 ก.พ. 2567"
    next(r for r in tables["activities"] if r["activity"] == "10")["remark"] = "ภายในวันที่ ๒๙ กุมภาพันธ์ ๒๕๖๗"
    write_plan(tables, book)
    shown = run("plan", "new", "2568", "--from", book, "-o", tmp_path / "b.xlsx")
    assert shown.output.count("จึงเลื่อน “๒๙ ก.พ. ๒๕๖๗” เป็น “๒๘ ก.พ. ๒๕๖๘”") == 1
    assert "จึงเลื่อน “๒๙ กุมภาพันธ์ ๒๕๖๘” เป็น “๒๘ กุมภาพันธ์ ๒๕๖๘”" in shown.output
    plan, findings = read_plan(tmp_path / "b.xlsx")
    assert findings == []
    assert plan.activity(10).remark == "ภายในวันที่ ๒๘ กุมภาพันธ์ ๒๕๖๘"
    days = (plan.rounds[0].last_day, next(m for m in plan.measures if m.code == "10a").until)
    assert [day.isoformat() for day in days] == ["2025-02-28", "2025-02-28"]
    again = roll(tables, 2567, 2571)
    assert again.tables["rounds"][0]["last_day"] == "2571-02-29"
    assert again.shortened == []


def test_the_next_years_plan_is_told_of_in_thai_digits(book, tmp_path):
    shown = run("plan", "new", "2568", "--from", book, "-o", tmp_path / "p.xlsx").output
    assert "จัดทำแผนปีงบประมาณ ๒๕๖๘ ไว้ที่" in shown
    for year in (2567, 2024):
        with pytest.raises(click.ClickException, match=thai.to_thai_digits(str(year))):
            cli.main(["plan", "new", str(year), "--from", str(book)], standalone_mode=False)


@pytest.mark.parametrize("arguments", [["2567"], ["2024"], ["2568", "-o", "there.xlsx"]])
def test_a_year_or_a_file_that_cannot_be(book, tmp_path, monkeypatch, arguments):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "there.xlsx").write_bytes(b"mine")
    assert failed("plan", "new", *arguments, "--from", book)
    assert (tmp_path / "there.xlsx").read_bytes() == b"mine"


# --- what changed ---------------------------------------------------------------------------------


def test_a_plan_is_as_itself_whatever_its_rows_order(book, tmp_path):
    tables = shipped_tables()
    write_plan({name: rows[::-1] for name, rows in tables.items()}, tmp_path / "b.xlsx")
    shown = run("plan", "diff", book, tmp_path / "b.xlsx")
    assert (shown.exit_code, shown.output) == (0, "แผนทั้งสองฉบับเหมือนกัน\n")


def test_what_differs_is_told_by_table_row_and_column(book, tmp_path):
    tables = shipped_tables()
    next(r for r in tables["measures"] if r["measure"] == "6b")["target"] = "85%"
    tables["rounds"].pop()
    tables["divisions"].append({**tables["divisions"][1], "code": "กท.", "name": "กองทดสอบ", "aliases": ""})
    write_plan(tables, tmp_path / "b.xlsx")
    told = json.loads(run("plan", "diff", book, tmp_path / "b.xlsx", "--json").output)["differences"]
    assert [(d["table"], d["row"], d["column"]) for d in told] == [
        *(("divisions", "กท.", "code"), ("rounds", "12", "round"), ("measures", "6b", "target")),
    ]
    assert told[0]["old"] is None
    assert told[1]["new"] is None
    assert (told[2]["old"], told[2]["new"]) == ("80%", "85%")
    shown = run("plan", "diff", book, tmp_path / "b.xlsx")
    assert shown.exit_code == 1
    assert "6b" in shown.output
    assert "“80%” → “85%”" in shown.output


def test_rows_that_are_alike_are_compared_one_by_one():
    row = {"row": "1", "column": "unit", "printed": "ก", "read": "ข", "corrected": "", "why": ""}
    found = compare({"errata": [row, row]}, {"errata": [row]})
    assert found == [Difference("errata", "1", "row", "1 | unit | ก | ข", None)]


def test_what_is_no_plan_cannot_be_compared(book, folder):
    assert failed("plan", "diff", book, folder / "แผน.txt")


def test_tables_read_as_they_were_written(book):
    tables, findings = read_tables(book)
    assert findings == []
    assert tables["plan"] == shipped_tables()["plan"]

"""Who reported in a round, on time or late; the rates of DHIS2; a line for each of several rounds."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime
from email.message import EmailMessage

import openpyxl
import pytest
from click.testing import CliRunner
from support import PLAN, run, write_return

from moralxl.cli import cli
from moralxl.export import standing_json, totals_json
from moralxl.model import FileStatus, Finding, Identity, Source, Submission, Waiver
from moralxl.plan import shipped_tables, write_plan
from moralxl.reporting import FILE, FORM, MAIL, sent_on, standings, totals
from moralxl.returns import take_in, walk
from moralxl.sets import PASSED_OVER
from moralxl.status import rounds_table, status_table

DEADLINE = date(2024, 7, 10)
ROUND = replace(PLAN.round(9), deadline=DEADLINE)
BEFORE, ON, AFTER = date(2024, 7, 9), DEADLINE, date(2024, 7, 13)
SAVED = datetime(2024, 7, 11, 8, 30)  # noqa: DTZ001 - files give times without a zone


def sent(code, *, path="", status=FileStatus.ACCEPTED, reported=None, saved=None, mail=None):
    identity = Identity(PLAN.id, PLAN.year, 9, code, "")
    return Submission(path or f"{code}xlsx", "", status, identity, reported_on=reported, saved_at=saved, sent_on=mail)


def standing(*submissions, findings=(), plan=PLAN, round_=ROUND):
    return {row.division.code: row for row in standings(plan, round_, submissions, findings)}


# --- one division ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "day", "by"),
    [
        ({"mail": AFTER, "reported": BEFORE, "saved": SAVED}, AFTER, MAIL),
        ({"reported": BEFORE, "saved": SAVED}, BEFORE, FORM),
        ({"saved": SAVED}, date(2024, 7, 11), FILE),
        ({}, None, ""),
    ],
)
def test_the_day_a_return_was_sent_is_the_messages_else_the_forms_else_the_files(days, day, by):
    assert sent_on(sent("กก.", **days)) == (day, by)


@pytest.mark.parametrize(("day", "on_time"), [(BEFORE, True), (ON, True), (AFTER, False), (None, None)])
def test_on_time_is_up_to_the_deadline(day, on_time):
    assert standing(sent("กก.", reported=day))["กก."].on_time is on_time
    without = replace(ROUND, deadline=None)
    assert standing(sent("กก.", reported=day), round_=without)["กก."].on_time is None


@pytest.mark.parametrize("code", sorted(PASSED_OVER))
def test_a_division_is_on_time_when_its_first_return_was(code):
    first = sent("กก.", path="a.xlsx", status=FileStatus.SET_ASIDE, reported=BEFORE)
    row = standing(first, sent("กก.", reported=AFTER), findings=[Finding(code, Source("a.xlsx"))])["กก."]
    assert (row.returns, row.sent_on, row.on_time, row.submission.path) == (2, BEFORE, True, "กก.xlsx")


@pytest.mark.parametrize("code", ["set-same-file", "set-excluded", "form-blank", "set-earlier-round"])
def test_what_is_no_return_of_the_round_is_not_counted(code):
    other = sent("กก.", path="a.xlsx", status=FileStatus.SET_ASIDE, reported=BEFORE)
    row = standing(other, sent("กก.", reported=AFTER), findings=[Finding(code, Source("a.xlsx"))])["กก."]
    assert (row.returns, row.on_time) == (1, False)


def test_an_error_that_was_waived_is_none():
    waiver = Waiver("1", "value-not-number", "", "ก", "ข", None)
    slip = Finding("value-not-number", Source("กก.xlsx"))
    assert standing(sent("กก."), findings=[slip])["กก."].status == "with_errors"
    assert standing(sent("กก."), findings=[replace(slip, waiver=waiver)])["กก."].status == "received"


def test_a_division_that_need_not_report_stays_expected_and_is_settled():
    plan = replace(PLAN, waivers=(Waiver("1", "set-missing", "กก.", "ยุบรวม", "เลขาธิการ", None),))
    rows = standing(plan=plan)
    assert [(row.status, row.settled) for code, row in rows.items() if code in {"กก.", "กค."}] == [
        ("missing", True),
        ("missing", False),
    ]
    assert totals(ROUND, rows.values()).expected == 12
    assert standing_json(rows["กก."])["waived"]["reason"] == "ยุบรวม"
    assert "ยังไม่ได้รับ (ยกเว้น)" in status_table(plan, ROUND, list(rows.values()), "th")


@pytest.fixture
def two_rounds(tmp_path, monkeypatch):
    """Two returns of a division in each of two rounds, the later one the better."""
    monkeypatch.chdir(tmp_path)
    for number in (6, 9):
        (tmp_path / f"{number}m").mkdir()
        for name, day, virtues in (("a", 1, "ครบ"), ("b", 2, 5)):
            answers = {"a06_virtues": virtues, "reported_on": date(2024, 7, day)}
            write_return(tmp_path / f"{number}m" / f"{name}.xlsx", "กก.", answers, round_=number)


def standing_of(*arguments):
    """How the division stands in each round: the file that counts, and in what state."""
    made = json.loads(run("status", *arguments, "--json").output)
    rows = [next(d for d in one["divisions"] if d["division"] == "กก.") for one in made.get("rounds", [made])]
    return [(row["file"], row["status"]) for row in rows]


GOOD, BAD, NONE = ("b.xlsx", "received"), ("a.xlsx", "with_errors"), (None, "missing")


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        (["6m", "9m"], [GOOD, GOOD]),
        (["9m", "--prefer", "a.xlsx"], [BAD]),
        (["9m", "--exclude", "b.xlsx=ส่งผิดรอบ"], [BAD]),
        (["9m", "--exclude", "b.xlsx=ก", "--exclude", "a.xlsx=ข"], [NONE]),
        # a name may say in which folder, else it is meant in all
        (["6m", "9m", "--prefer", "a.xlsx"], [BAD, BAD]),
        (["6m", "9m", "--prefer", "6m/a.xlsx"], [BAD, GOOD]),
        (["6m", "9m", "--exclude", "9m\\b.xlsx=ก"], [GOOD, BAD]),
        # both rounds in one folder
        ([".", "--exclude", "6m/b.xlsx=ก"], [("6m/a.xlsx", "with_errors"), ("9m/b.xlsx", "received")]),
    ],
)
@pytest.mark.usefixtures("two_rounds")
def test_what_the_coordinator_decided_about_files(arguments, found):
    assert standing_of(*arguments) == found


@pytest.mark.usefixtures("two_rounds")
def test_what_was_left_out_is_told_and_names_of_no_file_are_wrong_use():
    shown = run("status", "9m", "--exclude", "b.xlsx=ส่งผิดรอบ")
    assert "b.xlsx: ผู้ประสานงานกำหนดไม่ให้นับไฟล์นี้ เหตุผล: ส่งผิดรอบ" in shown.output
    for wrong in ("b.xlsx", "b.xlsx="):
        assert "--exclude ต้องระบุเหตุผล" in CliRunner().invoke(cli, ["status", "6m", "--exclude", wrong]).output
    for wrong in ("c.xlsx=ก", "9m/b.xlsx=ก"):
        shown = CliRunner().invoke(cli, ["status", "6m", "--exclude", wrong])
        assert f"ไม่พบไฟล์ {wrong.removesuffix('=ก')} ใน 6m" in shown.output
    for command in (["status", "9m", "6m"], ["consolidate", "9m"], ["corrections", "9m"], ["mail", "reminders", "9m"]):
        assert "ไม่พบไฟล์ c.xlsx ใน 9m" in CliRunner().invoke(cli, [*command, "--prefer", "c.xlsx"]).output


@pytest.mark.usefixtures("two_rounds")
def test_a_return_that_was_left_out_is_compared_with_by_no_command():
    """What an earlier round's master left out is no part of the next one, nor of the next round's form."""

    def virtues(*arguments):
        run("consolidate", "9m", "--previous", "6m", *arguments)
        book = openpyxl.load_workbook("output/master_2567_r9.xlsx", data_only=True)
        return [str(c.value) for row in book["เปรียบเทียบรอบ"].iter_rows() for c in row]

    assert virtues() != virtues("--exclude", "6m/b.xlsx=ก")
    told = run("templates", "--round", 9, "--from", "6m", "--division", "กก.", "-o", "t").output
    assert "ยกข้อมูลจาก 6m มาไว้ในแบบรายงาน ๑ หน่วยงาน" in told
    without = ["--exclude", "a.xlsx=ก", "--exclude", "b.xlsx=ข"]
    told = run("templates", "--round", 9, "--from", "6m", "--division", "กก.", "-o", "t", *without).output
    assert "จึงเป็นแบบรายงานเปล่า: กก." in told


# --- the round ------------------------------------------------------------------------------------

SEVERAL = (
    sent("สล.", mail=ON, reported=BEFORE),
    sent("สก.", reported=BEFORE),
    sent("กก.", saved=datetime(2024, 7, 10, 23, 59)),  # noqa: DTZ001 - files give times without a zone
    sent("กค.", reported=AFTER),
    sent("กม."),
    sent("กย.", path="a.xlsx", status=FileStatus.SET_ASIDE, reported=BEFORE),
    sent("กย.", reported=AFTER),
)
TOLD = (Finding("set-superseded", Source("a.xlsx")), Finding("value-not-number", Source("กค.xlsx")))


def test_the_rates_by_hand():
    counted = totals(ROUND, standing(*SEVERAL, findings=TOLD).values())
    assert totals_json(counted) == {
        "deadline": "2024-07-10",
        "expected": 12,
        "received": 6,
        "on_time": 4,
        "late": 1,
        "undated": 1,
        "resubmitted": 1,
        "with_errors": 1,
        "missing": 6,
        "reporting_rate": 6 / 12,
        "timeliness": 4 / 12,  # of those expected, not of those received
    }
    assert counted.received == counted.on_time + counted.late + counted.undated
    assert counted.expected == counted.received + counted.missing


def test_without_a_deadline_timeliness_is_not_known():
    counted = totals(PLAN.round(9), standing(*SEVERAL, round_=PLAN.round(9)).values())
    assert (counted.timeliness, counted.on_time, counted.late, counted.undated) == (None, None, None, 1)
    nobody = totals(ROUND, [])
    assert (nobody.reporting_rate, nobody.timeliness) == (None, None)


@pytest.mark.parametrize(
    ("lang", "lines", "foot"),
    [
        (
            "th",
            {
                "สล.": "ได้รับแล้ว ทันกำหนด ๑๐ ก.ค. ๒๕๖๗ (ตามจดหมาย) สล.xlsx",
                "กก.": "ได้รับแล้ว ทันกำหนด ๑๐ ก.ค. ๒๕๖๗ (ตามไฟล์) กก.xlsx",
                "กค.": "ได้รับแล้ว มีข้อผิดพลาด เกินกำหนด ๓ วัน ๑๓ ก.ค. ๒๕๖๗ (ตามแบบรายงาน) กค.xlsx",
                "กม.": "ได้รับแล้ว ไม่ทราบวันที่ส่ง กม.xlsx",
                "กย.": "ได้รับแล้ว ทันกำหนด ๙ ก.ค. ๒๕๖๗ (ตามแบบรายงาน) ส่ง ๒ ฉบับ กย.xlsx",
                "กส.": "ยังไม่ได้รับ",
            },
            "กำหนดส่ง ๑๐ ก.ค. ๒๕๖๗: ทันกำหนด ๔ (ความทันเวลาร้อยละ ๓๓.๓) เกินกำหนด ๑ ไม่ทราบวันที่ส่ง ๑",
        ),
        (
            "en",
            {
                "กค.": "received, with errors 3 days late 2024-07-13 (by the form) กค.xlsx",
                "กม.": "received day unknown กม.xlsx",
            },
            "deadline 2024-07-10: 4 on time (timeliness 33.3%), 1 late, 1 on an unknown day",
        ),
    ],
)
def test_the_table_says_who_was_late_and_how_that_is_known(lang, lines, foot):
    shown = status_table(PLAN, ROUND, list(standing(*SEVERAL, findings=TOLD).values()), lang).splitlines()
    told = {line.split()[0]: " ".join(line.split()) for line in shown[1:-2]}
    for code, text in lines.items():
        assert told[code] == f"{code} {PLAN.division(code).name} {text}"
    assert shown[-1] == foot


def test_a_line_for_each_round():
    first, second = (totals(r, standing(*SEVERAL, round_=r).values()) for r in (PLAN.round(6), ROUND))
    lines = rounds_table(PLAN, [("6m", PLAN.round(6), first), ("9m", ROUND, second)], "th").splitlines()
    assert [" ".join(line.split()) for line in lines[2:]] == [
        "6m รอบ ๖ เดือน – ๑๒ ๖ – – ๑ ๐ ๐ ๖ ๕๐.๐ –",
        "9m รอบ ๙ เดือน ๑๐ ก.ค. ๒๕๖๗ ๑๒ ๖ ๓ ๒ ๑ ๐ ๐ ๖ ๕๐.๐ ๒๕.๐",
    ]


# --- messages -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "day"),
    [
        ("Wed, 10 Jul 2024 23:30:00 +0700", date(2024, 7, 10)),
        ("Wed, 10 Jul 2024 18:00:00 +0000", date(2024, 7, 11)),  # an hour after midnight in Thailand
        ("Wed, 10 Jul 2024 18:00:00 -0000", date(2024, 7, 11)),
        ("สิบกรกฎาคม", None),
        (None, None),
    ],
)
def test_what_a_message_brings_was_sent_on_its_date(header, day, tmp_path):
    made = write_return(tmp_path / "a.xlsx", "กก.", {"a06_virtues": 5})
    message = EmailMessage()
    message["Subject"] = "ส่งแบบรายงาน"
    message.set_content("เรียน ผู้ประสานงาน")
    message.add_attachment(made.read_bytes(), maintype="application", subtype="octet-stream", filename="a.xlsx")
    data = message.as_bytes()
    if header:
        data = f"Date: {header}\n".encode() + data
    (tmp_path / "returns").mkdir()
    (tmp_path / "returns" / "m.eml").write_bytes(data)
    submissions, _ = take_in(walk(tmp_path / "returns", PLAN), PLAN, ROUND)
    assert {s.path: s.sent_on for s in submissions} == {"m.eml": None, "m.eml/a.xlsx": day}
    assert [s.path for s in submissions if s.status == FileStatus.ACCEPTED] == ["m.eml/a.xlsx"]


# --- the command ----------------------------------------------------------------------------------


@pytest.fixture
def folders(tmp_path, monkeypatch):
    """A working folder with returns of two rounds, and a deadline for the later one."""
    tables = shipped_tables()
    tables["rounds"][1]["deadline"] = "10/7/2567"
    write_plan(tables, tmp_path / "plan.xlsx")
    for name, round_ in (("6m", 6), ("9m", 9)):
        (tmp_path / name).mkdir()
        answers = {"a06_virtues": 5, "reported_on": date(2024, 7, 9)}
        write_return(tmp_path / name / "a.xlsx", "กก.", answers, round_=round_)
    write_return(tmp_path / "9m" / "b.xlsx", "กค.", {"a06_virtues": 5, "reported_on": date(2024, 7, 12)})
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.usefixtures("folders")
def test_one_folder_shows_its_divisions_and_totals():
    shown = run("status", "9m")
    assert shown.exit_code == 1
    assert "เกินกำหนด ๒ วัน" in shown.output
    told = json.loads(run("status", "9m", "--json").output)
    assert (told["plan"], told["round"], told["totals"]["timeliness"]) == (PLAN.id, 9, 1 / 12)
    assert "rounds" not in told
    assert [(d["division"], d["on_time"], d["sent_on_by"]) for d in told["divisions"] if d["file"]] == [
        ("กก.", True, "form"),
        ("กค.", False, "form"),
    ]


@pytest.mark.parametrize("arguments", [("6m", "9m"), ("9m", "6m"), (".",)])
@pytest.mark.usefixtures("folders")
def test_several_rounds_have_a_line_each(arguments):
    shown = run("status", *arguments)
    lines = [line.split() for line in shown.output.splitlines()]
    rounds = [line[1:4] for line in lines if len(line) > 3 and line[1] == "รอบ" and line[0] in {"6m", "9m", "."}]
    assert rounds == [["รอบ", "๖", "เดือน"], ["รอบ", "๙", "เดือน"]]
    told = json.loads(run("status", *arguments, "--json").output)
    assert [(r["round"], r["totals"]["received"], r["totals"]["expected"]) for r in told["rounds"]] == [
        (6, 1, 12),
        (9, 2, 12),
    ]
    assert told["round"] == 9


def test_the_status_workbook(folders):
    shown = run("status", "6m", "9m", "-o", "status.xlsx")
    assert "status.xlsx" in shown.output
    book = openpyxl.load_workbook("status.xlsx")
    assert book.sheetnames == ["สรุปรายรอบ", "รอบ ๖ เดือน", "รอบ ๙ เดือน", "_moralxl"]
    summary = [[cell.value for cell in row] for row in book["สรุปรายรอบ"].iter_rows(min_row=4, max_row=5)]
    assert summary[0] == ["6m", "รอบ ๖ เดือน", None, 12, 1, None, None, 0, 0, 0, 11, 0.083, None]
    assert summary[1][1:] == ["รอบ ๙ เดือน", datetime(2024, 7, 10), 12, 2, 1, 1, 0, 0, 0, 10, 0.166, 0.083]  # noqa: DTZ001
    page = book["รอบ ๙ เดือน"]
    late = next(row for row in page.iter_rows() if row[1].value == "กค.")
    assert [late[c].value for c in (3, 6, 7, 8, 9)] == ["ได้รับแล้ว", "แบบรายงาน", "เกินกำหนด ๒ วัน", 1, "b.xlsx"]
    for sheet in book.worksheets[:3]:
        assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
        numbers = [c for row in sheet.iter_rows() for c in row if isinstance(c.value, (int, float))]
        assert numbers
        assert all("[$-D00041E]" in cell.number_format for cell in numbers)
    # left in a returns folder, it is known for what it is
    (folders / "status.xlsx").rename(folders / "9m" / "status.xlsx")
    assert "ตารางการส่งแบบรายงานที่ระบบจัดทำ" in run("status", "9m").output


def test_the_same_returns_give_the_same_workbook(folders):
    run("status", "9m", "-o", "a.xlsx")
    run("status", "9m", "-o", "b.xlsx")
    assert (folders / "a.xlsx").read_bytes() == (folders / "b.xlsx").read_bytes()

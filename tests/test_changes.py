"""What changed between two returns: cells, what wants a second look, and how it is shown."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import openpyxl
import pytest
from click.testing import CliRunner
from support import PLAN, at, run, write_return

from moralxl.changes import Flag, changes, compare
from moralxl.changes_text import changes_json, changes_table
from moralxl.cli import cli
from moralxl.model import FileStatus, Identity, Record, Source, Submission, Waiver
from moralxl.plan import shipped_tables, write_plan
from moralxl.returns import take_in, walk


def record(role, value, key="k", status="value"):
    return Record("กก.", key, 6, "6b", role, None, None, value, status, str(value), Source("a.xlsx", "แบบรายงาน", "C7"))


def between(before, after):
    """The one change from a return with `before` to one with `after`; None where nothing changed."""
    old, new = (Submission("a", "", FileStatus.ACCEPTED, records=(r,) if r else ()) for r in (before, after))
    found = changes(old, new)
    assert len(found) <= 1
    return found[0] if found else None


CUMULATIVE = ["actual", "category", "numerator", "spent"]


@pytest.mark.parametrize("role", CUMULATIVE)
@pytest.mark.parametrize(("then", "now", "flag"), [(50, 48, Flag.FALLEN), (48, 50, None), (48.0, 47.5, Flag.FALLEN)])
def test_a_cumulative_figure_that_fell(role, then, now, flag):
    assert between(record(role, then), record(role, now)).flag == flag


@pytest.mark.parametrize(("then", "now"), [(60, 58), (60, 62)])
def test_a_denominator_that_changed_either_way(then, now):
    assert between(record("denominator", then), record("denominator", now)).flag == Flag.DENOMINATOR


@pytest.mark.parametrize("role", [*CUMULATIVE, "denominator", "level", "event_activity"])
def test_an_answer_that_was_taken_back(role):
    given, dash = record(role, 5), record(role, None, status="not_reported")
    assert between(given, None).flag == Flag.WITHDRAWN
    assert between(given, dash).flag == Flag.WITHDRAWN
    assert between(dash, None).flag is None  # nothing was reported before
    assert between(None, given).flag is None
    assert between(given, record(role, None, status="fault")).flag is None  # told by itself


@pytest.mark.parametrize("role", ["reporter", "result", "started", "event_title", "level"])
def test_other_answers_may_change(role):
    assert (
        between(record(role, "ก" if role != "level" else 3), record(role, "ข" if role != "level" else 2)).flag is None
    )


def test_another_text_that_cannot_be_read_is_a_change():
    typed = [record("actual", None, status="fault")._replace(typed=text) for text in ("ครบ", "เกือบครบ", "ครบ")]
    assert between(typed[0], typed[1]).flag is None
    assert between(typed[0], typed[2]) is None
    dashes = [record("actual", None, status="not_reported")._replace(typed=text) for text in ("-", "–")]
    assert between(*dashes) is None


def test_the_same_value_typed_otherwise_is_no_change():
    assert between(record("actual", 5), record("actual", 5)._replace(typed="๕ คุณธรรม")) is None


# --- real returns ---------------------------------------------------------------------------------

OLD = {
    "a06_virtues": 5,
    "a06_signed": "๕๐ คน",
    "a06_staff": 60,
    "a06_started": date(2024, 1, 5),
    "reporter": "สมศรี",
    "ev01_activity": 7,
    "ev01_date": date(2024, 1, 15),
    "ev01_title": "ปลูกป่า",
}
NEW = {
    "a06_virtues": 5,
    "a06_signed": 48,
    "a06_staff": 62,
    "a06_started": date(2024, 2, 5),
    "reporter": "สมศรี",
    "a08_started": "31 ก.พ. 2567",
}


@pytest.fixture
def folders(tmp_path, monkeypatch):
    """Returns of two rounds; กค. sent in the first only, กม. in the second only."""
    for name, round_, answers, other in (("6m", 6, OLD, "กค."), ("9m", 9, NEW, "กม.")):
        (tmp_path / name).mkdir()
        write_return(tmp_path / name / "a.xlsx", "กก.", answers, round_=round_)
        write_return(tmp_path / name / "b.xlsx", other, {"a06_virtues": 5}, round_=round_)
    monkeypatch.chdir(tmp_path)
    return tmp_path


EXPECTED = [
    ("a06_signed", 50, 48, "fallen"),
    ("a06_staff", 60, 62, "denominator"),
    ("a06_started", "2024-01-05", "2024-02-05", None),
    ("a08_started", None, None, None),  # cannot be read
    ("ev01_activity", 7, None, "withdrawn"),
    ("ev01_date", "2024-01-15", None, None),
    ("ev01_title", "ปลูกป่า", None, None),
]


def told(shown):
    assert len(shown["divisions"]) == 1
    return [
        (c["key"], c["old"] and c["old"]["value"], c["new"] and c["new"]["value"], c["flag"])
        for c in shown["divisions"][0]["changes"]
    ]


@pytest.mark.parametrize("sides", [("6m", "9m"), ("6m/a.xlsx", "9m/a.xlsx"), ("6m", "9m/a.xlsx"), ("6m/a.xlsx", "9m")])
@pytest.mark.usefixtures("folders")
def test_files_and_folders_are_compared_by_division_in_the_order_of_the_form(sides):
    shown = run("changes", *sides, "--json")
    assert shown.exit_code == 1
    made = json.loads(shown.output)
    assert told(made) == EXPECTED
    assert (made["old_round"], made["new_round"]) == (6, 9)
    # one file is compared with its own division's only
    assert (made["only_old"], made["only_new"]) == ((["กค."], ["กม."]) if sides == ("6m", "9m") else ([], []))
    signed = made["divisions"][0]["changes"][0]
    sheet, cell = at("a06_signed", "กก.", round_=6)
    assert (signed["old"]["typed"], signed["old"]["sheet"], signed["old"]["cell"]) == ("๕๐ คน", sheet, cell)
    assert (signed["new"]["typed"], signed["activity"], signed["measure"]) == ("48", 6, "6b")
    assert signed["label"].startswith("กิจกรรมที่ ๖: ")


@pytest.mark.parametrize(
    ("lang", "lines"),
    [
        (
            "th",
            [
                "๕๐ คน [๕๐] → 48 ▼ ค่าสะสมลดลง",
                "60 → 62 ÷ ตัวหารเปลี่ยน",
                "๕ ม.ค. ๒๕๖๗ → ๕ ก.พ. ๒๕๖๗",
                "(ว่าง) → 31 ก.พ. 2567",
                "บันทึกกิจกรรม รายการที่ ๑ ๑๕ ม.ค. ๒๕๖๗ ปลูกป่า → (ว่าง) – ลบรายการ",
            ],
        ),
        (
            "en",
            [
                "๕๐ คน [50] → 48 ▼ cumulative figure fell",
                "2024-01-05 → 2024-02-05",
                "2024-01-15 ปลูกป่า → (empty) – event removed",
            ],
        ),
    ],
)
@pytest.mark.usefixtures("folders")
def test_the_terminal_shows_each_cell_old_and_new(lang, lines):
    shown = [" ".join(line.split()) for line in run("changes", "6m", "9m", "--lang", lang).output.splitlines()]
    assert shown[0].startswith("กก. กองกำหนดมาตรฐาน: a.xlsx → a.xlsx ")
    assert shown[0].endswith({"th": "เปลี่ยน ๔ ช่อง ลบ ๑ รายการ", "en": "4 changes 1 events removed"}[lang])
    assert "แบบรายงาน!" + at("a06_signed", "กก.")[1] in shown[1]
    for line in lines:
        assert sum(told_.endswith(line) for told_ in shown) == 1, line
    assert [line.split()[-1] for line in shown[-2:]] == ["กค.", "กม."]


# --- the event log --------------------------------------------------------------------------------

COLUMNS = ("activity", "date", "title", "place", "participants")
PLANTING = (7, date(2024, 1, 15), "ปลูกป่า", "บางปู", 30)
CLEANING = (8, date(2024, 2, 1), "เก็บขยะ", "วัดใกล้สำนักงาน", 12)
GIVING = (8, date(2024, 3, 5), "บริจาคโลหิต", "ชั้น ๑", 40)


def log(*events):
    """A return with these rows of the event log; None is left blank, text in place of a date is a fault."""
    records = []
    for row, event in enumerate(events, 1):
        for name, value in zip(COLUMNS, event, strict=True):
            fault = name == "date" and isinstance(value, str)
            if value is not None:
                key, source = f"ev{row:02d}_{name}", Source("a.xlsx", "บันทึกกิจกรรม", f"C{row}")
                status, read = ("fault", None) if fault else ("value", value)
                records.append(
                    Record("กก.", key, 7, None, f"event_{name}", None, row, read, status, str(value), source)
                )
    return Submission("a", "", FileStatus.ACCEPTED, Identity(PLAN.id, 2567, 9, "กก.", ""), records=tuple(records))


def other(event, **values):
    return tuple(values.get(name, value) for name, value in zip(COLUMNS, event, strict=True))


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        # rows moved as another was inserted before them
        ([PLANTING, CLEANING], [GIVING, PLANTING, CLEANING], ["ev01 added"]),
        ([PLANTING, CLEANING], [CLEANING, PLANTING], []),
        ([PLANTING, CLEANING, GIVING], [CLEANING, GIVING], ["ev01 removed"]),
        ([PLANTING], [CLEANING], ["ev01 removed", "ev01 added"]),
        # the same event, mended wherever it stands now
        ([PLANTING, CLEANING], [GIVING, other(CLEANING, place="ตลาด")], ["ev01 removed", "ev01 added", "ev02_place"]),
        ([PLANTING], [GIVING, other(PLANTING, date=date(2024, 1, 16))], ["ev01 added", "ev02_date"]),
        ([PLANTING], [GIVING, other(PLANTING, title="ปลูกป่าชายเลน")], ["ev01 added", "ev02_title"]),
        (
            [PLANTING],
            [GIVING, other(PLANTING, title="  ปลูกป่า ", activity=8)],
            ["ev01 added", "ev02_activity", "ev02_title"],
        ),
        ([PLANTING], [GIVING, other(PLANTING, activity=8)], ["ev01 added", "ev02_activity"]),
        ([other(PLANTING, date="31 ก.พ. 2567")], [CLEANING, PLANTING], ["ev01 added", "ev02_date"]),
        # told apart by their number alone, and what was left of them
        ([other(PLANTING, date=date(2024, 1, 9), title="จิตอาสา")], [PLANTING], ["ev01_date", "ev01_title"]),
        ([(7, "31 ก.พ.", None, None, None)], [PLANTING], [f"ev01_{name}" for name in COLUMNS[1:]]),
        ([(7, None, None, None, None)], [GIVING], ["ev01 removed", "ev01 added"]),
        # alike in date and title: the one of the same number is the same
        (
            [PLANTING, other(PLANTING, place="ตลาด")],
            [other(PLANTING, place="ชั้น ๑"), other(PLANTING, place="ตลาด")],
            ["ev01_place"],
        ),
        ([PLANTING, PLANTING], [PLANTING], ["ev02 removed"]),
    ],
)
def test_events_are_compared_wherever_they_stand_in_the_log(old, new, found):
    pair = compare(PLAN, PLAN.round(9), [log(*old)], PLAN.round(9), [log(*new)]).pairs[0]
    told_ = dict.fromkeys(f"{c.key.partition('_')[0]} {c.row}" if c.row else c.key for c in pair.changes)
    assert list(told_) == found


def test_an_event_that_is_gone_wants_a_second_look_and_a_new_one_does_not():
    for old, new, flags in (([PLANTING], [], [Flag.WITHDRAWN]), ([], [PLANTING], [])):
        assert [c.flag for c in changes(log(*old), log(*new)) if c.flag] == flags


def test_a_fallen_figure_that_was_waived_is_shown_as_such(folders):
    tables = shipped_tables()
    waiver = {"waiver": "1", "code_or_measure": "value-below-previous", "division": "กก.", "reason": "นับซ้ำ"}
    tables["waivers"] = [{**waiver, "approved_by": "เลขาธิการ", "until": ""}]
    write_plan(tables, folders / "plan.xlsx")
    (folders / "9m" / "a.xlsx").unlink()
    write_return(folders / "9m" / "a.xlsx", "กก.", {**OLD, "a06_signed": 48})
    shown = run("changes", "6m", "9m")
    assert shown.exit_code == 0
    assert "▼ ค่าสะสมลดลง (ยกเว้น)" in shown.output
    made = json.loads(run("changes", "6m", "9m", "--json").output)
    assert made["divisions"][0]["changes"][0]["waived"]["reason"] == "นับซ้ำ"


@pytest.mark.usefixtures("folders")
def test_a_resubmission_without_changes_is_complete():
    shown = run("changes", "6m/a.xlsx", "6m/a.xlsx")
    assert (shown.exit_code, shown.output) == (0, "กก. กองกำหนดมาตรฐาน: 6m/a.xlsx → 6m/a.xlsx เปลี่ยน ๐ ช่อง\n")


@pytest.mark.usefixtures("folders")
def test_the_workbook_of_changes():
    assert run("changes", "6m", "9m", "-o", "changes.xlsx").exit_code == 1
    book = openpyxl.load_workbook("changes.xlsx")
    assert book.sheetnames == ["การเปลี่ยนแปลง", "_moralxl"]
    sheet = book.worksheets[0]
    texts = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert [row[0] for row in texts[1:4]] == [
        f"{PLAN.title} รอบ ๖ เดือน เทียบกับรอบ ๙ เดือน",
        "มีเฉพาะฉบับเดิม: กค.",
        "มีเฉพาะฉบับใหม่: กม.",
    ]
    rows = {row[10]: row for row in texts if isinstance(row[0], int)}
    assert list(rows) == [key for key, *_ in EXPECTED]
    assert rows["a06_signed"][1] == "กก."
    assert rows["a06_signed"][4:10] == ["๕๐ คน", "๕๐", "48", "๔๘", -2, "▼ ค่าสะสมลดลง"]
    assert rows["a08_started"][4:10] == [None, None, "31 ก.พ. 2567", None, None, None]
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert sheet.auto_filter.ref


@pytest.mark.parametrize(
    "sides",
    [("9m", "6m"), ("6m/a.xlsx", "9m/b.xlsx"), ("6m", "nowhere"), ("6m", "note.txt"), ("6m",)],
)
def test_what_cannot_be_compared_is_told_with_status_2(sides, folders):
    (folders / "note.txt").write_text("x", encoding="utf-8")
    assert CliRunner().invoke(cli, ["changes", *sides]).exit_code != 0


def test_a_log_that_grew_beyond_the_plans_rows_is_compared(tmp_path):
    (tmp_path / "6m").mkdir()
    write_return(tmp_path / "6m" / "a.xlsx", "กก.", OLD, round_=6)
    submissions, _ = take_in(walk(tmp_path / "6m", PLAN), PLAN, PLAN.round(6))
    event = next(r for r in submissions[0].records if r.key == "ev01_title")
    more = event._replace(key="ev41_title", row=41)
    grown = [replace(submissions[0], records=(*submissions[0].records, more))]
    compared = compare(PLAN, PLAN.round(6), submissions, PLAN.round(6), grown)
    assert [pair.label(c) for pair in compared.pairs for c in pair.changes] == [
        "บันทึกกิจกรรม รายการที่ ๔๑: ชื่องาน/กิจกรรมที่จัด"
    ]
    assert "ปลูกป่า" in changes_table(PLAN, compared, "th")
    assert changes_json(PLAN, compared)["divisions"][0]["changes"][0]["old"] is None


def test_a_waiver_of_another_division_does_not_settle_it():
    identity = Identity(PLAN.id, PLAN.year, 9, "กก.", "")
    old, new = (
        Submission("a", "", FileStatus.ACCEPTED, identity, records=(record("actual", n, "a06_virtues"),))
        for n in (5, 4)
    )
    for division, unsettled in (("กค.", True), ("กก.", False), ("", False)):
        plan = replace(PLAN, waivers=(Waiver("1", "value-below-previous", division, "ก", "ข", None),))
        compared = compare(plan, plan.round(9), [old], plan.round(9), [new])
        assert compared.unsettled(plan) == unsettled

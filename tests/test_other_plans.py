"""Five plans of other departments, years and makes, from their papers through every round to the masters.

The papers are those of tests/importing. What an import asks is answered in plan.xlsx, as the coordinator answers it;
all else is done by commands, the clerks being those of the demo.
"""

from __future__ import annotations

import json
import operator
import re
import sys
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

import openpyxl
import pytest
from office import job
from reckoned import differences, formulas, values
from support import run

sys.path.insert(0, str(Path(__file__).parent / "importing"))
from paper_data import read
from paper_shapes import excel_three_headings, web_page, word_shaded_months, word_without_numbers, wrapped_text

from moralxl import thai
from moralxl.model import LIMITS, Bound, Kind
from moralxl.plan import read_plan
from moralxl.plan.tables import BY_NAME

# nothing of the shipped plan, its department and its year may show in anybody else's workbooks
FOREIGN = re.compile(r"(?<![.\d])2567|๒๕๖๗|สมอ|(?i:tisi)|มาตรฐานผลิตภัณฑ์|กองกำหนดมาตรฐาน|กองตรวจการ")
PASSES = {Bound.AT_LEAST: operator.ge, Bound.ABOVE: operator.gt, Bound.AT_MOST: operator.le, Bound.BELOW: operator.lt}
STATES = ("met", "not_met", "not_due", "no_data")


@dataclass(frozen=True)
class Make:
    """A paper in a shape, its department's registry and rounds, what the coordinator answers, and how it comes out."""

    paper: str
    shape: object
    ending: str
    later: int  # years by which the paper is moved on
    divisions: tuple[tuple[str, str], ...]  # the first reports for the department, and for itself unless it is told
    rounds: tuple[tuple[int, str], ...]  # months, last day
    asked: int  # questions that must be answered
    answers: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)  # (table, key) -> column -> typed
    rows: dict[str, list[tuple]] = field(default_factory=dict)  # tables that are typed anew
    outcome: dict[int, tuple[int, int, int, int]] = field(default_factory=dict)  # round -> activities by STATES


ROADS = Make(
    "02", word_shaded_months, "docx", 0,
    (("กจธ.", "กลุ่มงานจริยธรรม"), ("สถ.๑", "สำนักงานถนนชนบทที่ ๑"), ("สถ.๒", "สำนักงานถนนชนบทที่ ๒"), ("กพด.", "กองพัสดุ"),
     ("กผง.", "กองแผนงาน"), ("สปส.", "สำนักประชาสัมพันธ์")),
    ((4, "2566-01-31"), (8, "2566-05-31"), (12, "2566-09-30")),
    1,
    {("measures", "9a"): {"input_label": "คะแนนเฉลี่ยความพึงพอใจ (เต็ม ๕)"}, ("plan", "id"): {"value": "roads-2566"}},
    outcome={4: (4, 1, 5, 0), 8: (5, 1, 4, 0), 12: (8, 2, 0, 0)},
)  # fmt: skip
FISHERIES = Make(
    "03", excel_three_headings, "xlsx", 3,
    (("สบก.", "สำนักบริหารกลาง"), ("สพบ.", "สถาบันพัฒนาบุคลากร"), ("ศพ.๑", "ศูนย์เพาะพันธุ์ปลาที่ ๑"),
     ("ศพ.๒", "ศูนย์เพาะพันธุ์ปลาที่ ๒"), ("กคป.", "กองควบคุมการประมง"), ("กวจ.", "กองวิจัยประมงน้ำจืด")),
    ((6, "2571-03-31"), (12, "2571-09-30")),
    2,
    {("measures", "7a"): {"denominator_label": "จำนวนบุคลากรที่ประสบความเดือดร้อนทั้งหมด", "input_unit": "ราย"}},
    outcome={6: (5, 2, 5, 0), 12: (6, 6, 0, 0)},
)  # fmt: skip
PROVINCE = Make(
    "13", web_page, "html", 0,
    (("วธจ.", "สำนักงานวัฒนธรรมจังหวัด"), ("ปค.", "ที่ทำการปกครองจังหวัด"), ("สธจ.", "สำนักงานสาธารณสุขจังหวัด"),
     ("ศธจ.", "สำนักงานศึกษาธิการจังหวัด"), ("กษจ.", "สำนักงานเกษตรจังหวัด"), ("พมจ.", "สำนักงานพัฒนาสังคมจังหวัด")),
    ((3, "2568-12-31"), (9, "2569-06-30"), (12, "2569-09-30")),
    6,
    {
        ("measures", "2a"): {"unit": "อำเภอ", "input_unit": "อำเภอ"},
        ("measures", "4a"): {"kind": "จำนวน", "unit": "จุด", "key": "points", "input_label": "จำนวนตู้ปันสุขที่ติดตั้ง",
                             "input_unit": "จุด"},
        ("measures", "5a"): {"kind": "ร้อยละ", "target": "90%", "unit": "ร้อยละ", "key": "passed",
                             "input_unit": "หน่วยงาน", "input_label": "จำนวนหน่วยงานที่มีผลประเมินตั้งแต่ ๘๕ คะแนน",
                             "denominator_key": "all", "denominator_label": "จำนวนหน่วยงานทั้งหมด"},
        ("measures", "9a"): {"denominator_label": "จำนวนอำเภอทั้งหมด", "input_unit": "อำเภอ"},
        ("measures", "10a"): {"kind": "จำนวน", "target": "15", "unit": "แห่ง", "key": "units", "input_unit": "แห่ง",
                              "input_label": "จำนวนส่วนราชการที่เป็นองค์กรคุณธรรมระดับ ๒ ขึ้นไป"},
    },
    outcome={3: (3, 1, 7, 0), 9: (7, 2, 2, 0), 12: (9, 2, 0, 0)},
)  # fmt: skip
TEXTILE = Make(
    "06", wrapped_text, "txt", 0,
    (("สลก.", "สำนักงานเลขานุการกรม"), ("กวส.", "กองวัตถุดิบและสิ่งแวดล้อม"), ("กทอ.", "กองสิ่งทอ"), ("กจส.", "กองจักสาน"),
     ("ศหภ.", "ศูนย์หัตถกรรมภาคเหนือ"), ("ศหต.", "ศูนย์หัตถกรรมภาคใต้")),
    ((6, "2566-03-31"), (12, "2566-09-30")),
    1,
    {("measures", "8a"): {"target": "4"}},
    {"levels": [(1, "เริ่มต้น", "ขั้นเริ่ม"), (2, "พัฒนา", ""), (3, "มาตรฐาน", ""), (4, "ดี", "ระดับดี"), (5, "ดีเด่น", "")]},
    outcome={6: (2, 3, 4, 0), 12: (4, 5, 0, 0)},
)  # fmt: skip
CULTURE = Make(
    "09", word_without_numbers, "docx", 0,
    (("สลก.", "สำนักงานเลขานุการกรม"), ("กกย.", "กองเกียรติยศ"), ("กสส.", "กองสื่อสาร"), ("กสว.", "กองส่งเสริมวัฒนธรรม"),
     ("กบค.", "กองบริหารบุคคล"), ("ศมภ.", "ศูนย์มรดกภูมิปัญญา")),
    ((6, "2570-03-31"), (9, "2570-06-30"), (12, "2570-09-30")),
    1,
    outcome={6: (8, 5, 12, 0), 9: (9, 6, 9, 1), 12: (13, 11, 0, 1)},
)  # fmt: skip
MAKES = {"roads": ROADS, "fisheries": FISHERIES, "province": PROVINCE, "textile": TEXTILE, "culture": CULTURE}


def type_row(sheet, row, texts):
    """Type texts by column key into a row of a table's sheet; the keys stand in its hidden first row."""
    at = {cell.value.split(".")[1]: cell.column for cell in sheet[1]}
    for key, text in texts.items():
        sheet.cell(row, at[key]).value = text


def answer(path, make):
    """Answer in plan.xlsx what the import asked, and type the registry and the rounds."""
    book = openpyxl.load_workbook(path)
    divisions = [
        {"code": code, "name": name, "department": "ใช่" if not place else "ไม่ใช่", "division": "ใช่",
         "email": f"d{place}@office.example"}
        for place, (code, name) in enumerate(make.divisions)
    ]  # fmt: skip
    rounds = [
        {"round": months, "label": f"รอบ {thai.format_number(months)} เดือน", "last_day": day, "deadline": None}
        for months, day in make.rounds
    ]
    anew = {"divisions": divisions, "rounds": rounds}
    for table, rows in make.rows.items():
        keys = [column.key for column in BY_NAME[table].columns]
        anew[table] = [dict(zip(keys, row, strict=True)) for row in rows]
    for table, rows in anew.items():
        sheet = book[BY_NAME[table].title]
        blank = dict.fromkeys(column.key for column in BY_NAME[table].columns)
        for place in range(max(len(rows), 5)):
            type_row(sheet, 3 + place, blank | (rows[place] if place < len(rows) else {}))
    for (table, key), texts in make.answers.items():
        sheet = book[BY_NAME[table].title]
        shown = {"id": "รหัสแผน"}.get(key, key)
        type_row(sheet, next(cell.row for cell in sheet["A"] if str(cell.value) == shown), texts)
    book.save(path)


@dataclass
class Played:
    name: str
    make: Make
    folder: Path
    data: object
    imported: object
    plan: object
    told: dict[int, dict]  # round -> what consolidating says


@pytest.fixture(scope="module", params=MAKES)
def played(request, tmp_path_factory):
    """The whole way of one plan, but for what each test looks at."""
    make = MAKES[request.param]
    folder = tmp_path_factory.mktemp(request.param)
    data = read(make.paper, make.later)
    paper, path = folder / f"แผน.{make.ending}", folder / "plan.xlsx"
    make.shape(data, paper)
    imported = run("plan", "import", paper, "-o", path, "--json")
    answer(path, make)
    plan, _ = read_plan(path)
    assert plan is not None, run("plan", "check", path).output
    told = {}
    for months, _ in make.rounds:
        shown = run("demo", folder / f"r{months}", "--plan", path, "--round", months)
        assert shown.exit_code == 0, shown.output
        before = [f"--previous={folder / f'r{m}' / 'returns'}" for m in told]
        options = ["--plan", path, "-o", folder / f"out{months}", *before, "--json"]
        again = run("consolidate", folder / f"r{months}" / "returns", *options)
        assert again.exit_code == 1, again.output  # one division sent nothing, one made mistakes
        told[months] = json.loads(again.output)
    return Played(request.param, make, folder, data, imported, plan, told)


def test_the_import_asks_and_the_answers_make_a_plan(played):
    findings = json.loads(played.imported.output)["findings"]
    assert played.imported.exit_code == 1
    assert sum(f["severity"] == "warning" for f in findings) == played.make.asked
    checked = json.loads(run("plan", "check", played.folder / "plan.xlsx", "--json").output)["findings"]
    assert [f for f in checked if f["severity"] == "error"] == []
    assert len(played.plan.activities) == len(played.data.activities)
    assert (played.plan.year, played.plan.organisation) == (played.data.year, played.data.about["organisation"])


def test_every_round_ends_with_the_activities_in_these_states(played):
    found = {
        months: tuple(told["summary"]["activities"][state] for state in STATES) for months, told in played.told.items()
    }
    assert found == played.make.outcome
    assert all(sum(counts) == len(played.plan.activities) for counts in found.values())


def test_every_part_is_played_in_every_round(played):
    for months, told in played.told.items():
        statuses = [f["status"] for f in told["files"]]
        assert (statuses.count("accepted"), statuses.count("set_aside"), statuses.count("rejected")) == (5, 1, 0)
        assert len(told["summary"]["divisions"]["missing"]) == 1
        shown = run("status", played.folder / f"r{months}" / "returns", "--plan", played.folder / "plan.xlsx")
        assert "ได้รับแล้ว ๕ จาก ๖ หน่วยงาน" in shown.output
        assert all(name in shown.output for _, name in played.make.divisions)


def test_the_states_follow_from_the_figures(played):
    """Worked out here from each row's own figures, target and due: an end to end check of every kind and bound."""
    of_code = {m.code: m for m in played.plan.measures}
    seen = set()
    for months, told in played.told.items():
        for row in told["measures"]:
            measure = of_code[row["measure"]]
            if row["actual"] is None or row["target"] is None or "divisions_met" in row:
                continue
            reached = PASSES[measure.bound](row["actual"], row["target"])
            due = _due(played.plan, measure, months)
            met = reached and (due or measure.bound not in LIMITS)
            assert row["state"] == ("met" if met else "not_met" if due else "not_due"), (months, row)
            assert (row["attainment"] == 1) == reached
            assert 0 <= row["attainment"] <= 1
            seen.add((measure.kind, measure.bound, row["state"]))
    assert {kind for kind, *_ in seen} == {m.kind for m in played.plan.measures}
    assert {bound for _, bound, _ in seen} == {m.bound for m in played.plan.measures}


def _due(plan, measure, months):
    round_ = plan.round(months)
    ended = (measure.until or plan.activity(measure.activity).end) <= round_.last_day
    if not measure.milestones:
        return ended
    rounds = [m.round for m in measure.milestones]
    return months in rounds or (ended and any(r < months for r in rounds))


def test_the_masters_official_table_holds_the_plans_text(played):
    for months, told in played.told.items():
        book = openpyxl.load_workbook(told["master"])
        sheet = book["แผนที่อนุมัติ"]
        lines = [[str(cell.value) for cell in row if cell.value is not None] for row in sheet.iter_rows()]
        flat = [text for line in lines for text in line]
        assert played.data.about["title"] in flat
        assert [text for text in flat if text in played.data.guidelines] == played.data.guidelines
        for activity in played.plan.activities:
            texts = [getattr(activity, column.key) for column in played.plan.columns if column.key != "number"]
            wanted = [text for text in texts if text and text != activity.budget_text]
            assert any(set(wanted) <= set(line) for line in lines), (months, activity.number)
        paper = {a.text("name") for a in played.data.activities}
        assert {a.name for a in played.plan.activities} == paper


def test_the_last_masters_formulas_come_to_what_was_written(played, office, tmp_path):
    master = Path(played.told[played.make.rounds[-1][0]]["master"])
    office.run([job(master, saves=[tmp_path / "anew.xlsx"], recalculate=True)], seconds=300)
    found = formulas(master)
    assert len(found) > 300
    assert differences(values(master, found), values(tmp_path / "anew.xlsx", found)) == {}


def test_templates_are_the_same_by_their_own_command_and_mistakes_can_be_sent_back(played):
    months = played.make.rounds[0][0]
    plan, home = played.folder / "plan.xlsx", played.folder / f"r{months}"
    assert run("templates", "--plan", plan, "--round", months, "-o", played.folder / "forms").exit_code == 0
    ours, theirs = (
        {p.name: p.read_bytes() for p in f.iterdir()} for f in (played.folder / "forms", home / "input_templates")
    )
    assert ours == theirs
    assert len(ours) == 6
    shown = run("corrections", home / "returns", "--plan", plan, "-o", played.folder / "corrections")
    assert shown.exit_code == 1, shown.output  # one division has sent nothing to be mended
    assert len(list((played.folder / "corrections").iterdir())) == 1
    later = played.make.rounds[-1][0]
    carried = run(
        "templates", "--plan", plan, "--round", later, "--from", home / "returns", "-o", played.folder / "next"
    )
    assert "๕ หน่วยงาน" in carried.output


def test_nothing_of_the_shipped_plan_shows_in_any_workbook(played):
    found = []
    for path in sorted(played.folder.rglob("*.xlsx")):
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                text = archive.read(name).decode("utf-8", "replace")
                found += [
                    (path.name, name, text[max(m.start() - 60, 0) : m.end() + 20]) for m in FOREIGN.finditer(text)
                ]
    assert found == []


def test_the_five_plans_differ_in_all_that_a_plan_can_differ_in():
    papers = [read(make.paper, make.later) for make in MAKES.values()]
    assert len({data.about["organisation"] for data in papers}) == 5
    assert len({data.year for data in papers}) == 4
    assert 2567 not in {year for data in papers for year in (data.year, data.year - 1)}
    assert len({len(data.activities) for data in papers}) == 5 - (
        len(papers[0].activities) == len(papers[3].activities)
    )
    assert len({make.ending for make in MAKES.values()}) == 4
    assert len({data.guidelines[0].split(" ")[0].rstrip("๐๑๒๓๔๕๖๗๘๙0123456789") for data in papers}) == 4
    assert {kind for data in papers for a in data.activities for m in a.measures for kind in m.split()[:1]} >= {
        *(kind.value for kind in Kind),
    }

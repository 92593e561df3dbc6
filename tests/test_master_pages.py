"""The master's pages that sum a round up say what the report says, whatever the size of the plan and of the round."""

import dataclasses
import io
import random
import re
import zipfile
from collections import Counter
from datetime import date, timedelta
from xml.etree import ElementTree as ET

import openpyxl
import pytest

from moralxl import messages, thai
from moralxl.consolidate import consolidate
from moralxl.layout import layout
from moralxl.master import assessment, budget, glance, living, narrative, rounds, timeline, write_master
from moralxl.master.heights import HIGHEST, lines_of, true_height
from moralxl.master.paper import LEAST_SCALE, PRINTED_HEIGHT, PRINTED_WIDTH, full_width
from moralxl.model import FileStatus, Finding, Identity, Kind, Record, Severity, Source, Submission, Waiver
from moralxl.plan import shipped
from moralxl.styles import FINISHED, PLANNED, SIZE, STARTED, STATE_LABELS

PLAN = shipped()
PAGES = [glance.NAME, timeline.NAME, assessment.NAME, budget.NAME, narrative.NARRATIVE]
STATES = ("met", "not_met", "not_due", "no_data")
THAI = "[$-D00041E]"
NO_DATA_BAR, WAIVED_BAR = 0.0001, 0.0002  # too low to be seen
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
PLACED = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"


# --- rounds to write about ------------------------------------------------------------------------


def returned(plan, round_, division, chance):
    """A return in which most inputs are filled by chance; it overspends now and then."""
    made = layout(plan, round_, division)
    events = [n for n in (m.activity for m in plan.measures if m.kind == Kind.EVENTS) if _reports(plan, division, n)]
    held = {row: chance.choice(events) for row in range(1, 13)} if events else {}
    records = []
    for field in made.fields:
        value = _value(plan, round_, field, held, chance)
        if value is None:
            continue
        activity = held.get(field.event_row) if field.event_row else field.activity
        source = Source(f"{division.code}xlsx", field.sheet, field.cell)
        records.append(
            Record(
                division.code,
                field.key,
                activity,
                field.measure,
                field.role,
                field.category,
                field.event_row,
                value,
                "value",
                str(value),
                source,
            )
        )
    identity = Identity(plan.id, plan.year, round_.number, division.code, made.version)
    return Submission(f"{division.code}xlsx", "0" * 64, FileStatus.ACCEPTED, identity, tuple(records))


def _reports(plan, division, number):
    return any(a.number == number for a in plan.activities_of(division))


def _value(plan, round_, field, held, chance):
    if field.event_row is not None:
        number = held.get(field.event_row)
        day = round_.last_day - timedelta(days=chance.randrange(240))
        shared = chance.choice(["ร่วม 1", "ร่วม-๒", None, None])
        values = {"activity": float(number or 0), "date": day, "code": shared, "title": "งาน 1"}
        return values.get(field.role.removeprefix("event_")) if number else None
    if chance.random() < 0.15:
        return None
    if field.role in {"started", "finished"}:
        return plan.start + timedelta(days=chance.randrange((round_.last_day - plan.start).days + 1))
    if field.role in {"result", "problem", "suggestion", "evidence"}:
        return f"{field.role} 1 ของกิจกรรม"
    if field.role == "spent":
        return float(chance.choice([500, 20_000, 120_000.5]))
    if field.role in {"numerator", "denominator"}:
        return float(chance.randrange(5, 9) if field.role == "numerator" else 9)
    if field.role in {"actual", "category", "level"}:
        return float(chance.randrange(4))
    return None


def played(plan, number, seed, missing=(), earlier=()):
    """The report of a round in which all but the divisions of these places report."""
    round_, chance = plan.round(number), random.Random(seed)  # noqa: S311 - a play, not a secret
    sent = [d for place, d in enumerate(plan.divisions) if place not in missing]
    findings = [
        Finding("value-not-number", Source("ก.xlsx", "แบบรายงาน", "C9"), "ป้าย", "ห้า"),
        Finding("value-converted", Source("ก.xlsx", "แบบรายงาน", "C10"), "ป้าย", "5 คน", 5),
    ]
    submissions = [returned(plan, round_, division, chance) for division in sent]
    report = consolidate(plan, round_, submissions, findings if sent else [])
    return dataclasses.replace(report, earlier=tuple(earlier))


def with_divisions(count):
    more = [
        dataclasses.replace(
            PLAN.divisions[1],
            code=f"ภ.{thai.format_number(n)}",
            name=f"สำนักงานส่วนภูมิภาคที่ {thai.format_number(n)}",
            aliases=(),
        )
        for n in range(count - len(PLAN.divisions))
    ]
    return dataclasses.replace(PLAN, divisions=(*PLAN.divisions, *more))


def with_activities(count):
    activities, measures = list(PLAN.activities), list(PLAN.measures)
    for number in range(len(activities) + 1, count + 1):
        model = PLAN.activities[number % 14]
        budget_ = 25_000.0 if number % 3 == 0 else model.budget
        activities.append(dataclasses.replace(model, number=number, budget=budget_))
        measures += [
            dataclasses.replace(m, code=f"{number}{m.code[-1]}", activity=number)
            for m in PLAN.measures_of(model.number)
        ]
    return dataclasses.replace(PLAN, activities=tuple(activities), measures=tuple(measures))


def without_budget():
    activities = [dataclasses.replace(a, budget=None, budget_text="-", items=()) for a in PLAN.activities]
    return dataclasses.replace(PLAN, activities=tuple(activities))


def with_waivers(*codes):
    waivers = [
        Waiver(str(number), code, "", "เหตุสุดวิสัย", "เลขาธิการ", None) for number, code in enumerate(codes, start=1)
    ]
    return dataclasses.replace(PLAN, waivers=tuple(waivers))


CASES = {
    "6 months": lambda: played(PLAN, 6, 1, missing=[4]),
    "9 months": lambda: played(PLAN, 9, 2, missing=[0, 5, 7]),
    "12 months": lambda: played(
        PLAN, 12, 3, earlier=[played(PLAN, 9, 2, missing=[5, 7]), played(PLAN, 6, 1, missing=[4])]
    ),
    "nothing came in": lambda: played(PLAN, 9, 0, missing=range(12)),
    "40 divisions": lambda: played(with_divisions(40), 9, 4, missing=range(12, 20)),
    "30 activities": lambda: played(with_activities(30), 12, 5),
    "waived": lambda: played(with_waivers("value-converted", "7a", "9a", "6b"), 9, 7, missing=[2]),
    "no budget, no items": lambda: played(without_budget(), 6, 6, missing=[3]),
}


@pytest.fixture(scope="module", params=CASES)
def written(request, tmp_path_factory):
    """A report and its master: as shown, and with its formulas."""
    report = CASES[request.param]()
    path = write_master(report, tmp_path_factory.mktemp("pages") / "master.xlsx")
    return report, openpyxl.load_workbook(path, data_only=True), openpyxl.load_workbook(path), path


def pages(book):
    return [book[name] for name in [*PAGES, rounds.NAME] if name in book.sheetnames]


def department(report):
    rows = report.activities[report.activities["division"].isna()]
    return {int(row.activity): row for row in rows.itertuples()}


def is_waived(report, number):
    return department(report)[number].state == "not_applicable"


def standing_label(report, number):
    state = department(report)[number].state
    return "– ได้รับยกเว้น" if state == "not_applicable" else STATE_LABELS[state]


def shown_attainment(report, number):
    """What a cell shows of an activity's attainment: rounded down to a tenth of a percent, or a dash."""
    codes = {m.code for m in report.plan.measures_of(number)}
    answered = report.measures[report.measures["measure"].isin(codes)]["actual"].notna().any()
    reached = department(report)[number].attainment
    judged = reached == reached  # noqa: PLR0124 - not NaN
    return int(reached * 1000 + 1e-6) / 1000 if answered and judged else "–"


def value_beside(sheet, text, right=1):
    (cell,) = [c for row in sheet.iter_rows() for c in row if c.value == text]
    return sheet.cell(cell.row, cell.column + right).value


def value_below(sheet, text, down=1):
    (cell,) = [c for row in sheet.iter_rows() for c in row if isinstance(c.value, str) and c.value.startswith(text)]
    return sheet.cell(cell.row + down, cell.column).value


# --- the glance -----------------------------------------------------------------------------------


def test_the_glance_comes_first_and_is_open(written):
    _, book, _, _ = written
    assert book.sheetnames[0] == glance.NAME
    assert book.active.title == glance.NAME


def test_tiles_tell_returns_states_and_money(written):
    report, book, _, _ = written
    sheet, plan = book[glance.NAME], report.plan
    assert value_below(sheet, "แบบรายงานที่ได้รับ") == len(report.accepted())
    assert value_below(sheet, "แบบรายงานที่ได้รับ", 2) == f"จาก {thai.format_number(len(plan.divisions))} หน่วยงาน"
    counts = Counter(row.state for row in department(report).values())
    row = next(r for r in sheet.iter_rows(max_row=8) if r[2].value == STATE_LABELS["met"])
    shown = {cell.value: sheet.cell(cell.row + 1, cell.column).value for cell in row[2:6]}
    assert shown == {STATE_LABELS[state]: counts[state] for state in STATES}
    waived = [a.number for a in plan.activities if is_waived(report, a.number)]
    assert sum(shown.values()) == len(plan.activities) - len(waived)
    if waived:
        assert waived == [7, 9]
        assert value_beside(sheet, "กิจกรรมที่ได้รับยกเว้น", 2) == "๒ กิจกรรม: กิจกรรมที่ ๗, ๙"
    else:
        assert "กิจกรรมที่ได้รับยกเว้น" not in {c.value for r in sheet.iter_rows() for c in r}
    spent = report.activities[report.activities["division"].isna()]["spent"].sum(min_count=1)
    tile = f"ใช้จ่ายจากงบประมาณ {thai.format_number(plan.budget)} บาท"
    assert value_below(sheet, tile) == ("–" if spent != spent else spent)  # noqa: PLR0124 - NaN
    share = value_below(sheet, tile, 2)
    if spent == spent and plan.budget:  # noqa: PLR0124
        assert share == pytest.approx(int(spent / plan.budget * 1000 + 1e-6) / 10)
    else:
        assert share == "ไม่ได้รายงาน"


def test_the_worst_five_are_due_and_least_attained(written):
    report, book, _, _ = written
    sheet = book[glance.NAME]
    late = [r for r in department(report).values() if r.state in {"not_met", "no_data"}]
    late.sort(key=lambda r: (0 if r.attainment != r.attainment else round(r.attainment, 9), r.activity))
    row = next(c.row for r in sheet.iter_rows() for c in r if str(c.value).startswith("กิจกรรมที่ครบกำหนดแล้ว"))
    shown = [[sheet.cell(row + n, column).value for column in (1, 2, 7, 8)] for n in range(1, 6)]
    expected = [
        [
            r.activity,
            report.plan.activity(r.activity).name,
            shown_attainment(report, r.activity),
            STATE_LABELS[r.state],
        ]
        for r in late[:5]
    ]
    assert shown[: len(expected)] == expected
    if len(expected) < 5:
        assert shown[len(expected)][1] == glance.NO_MORE


def test_missing_divisions_and_findings_are_told(written):
    report, book, _, _ = written
    sheet, missing = book[glance.NAME], report.missing()
    told = value_beside(sheet, "ยังไม่ได้รับแบบรายงานจาก", 2)
    if missing:
        assert told.startswith(f"{thai.format_number(len(missing))} หน่วยงาน: ")
        assert all(d.code in told for d in missing)
    else:
        assert told == "ไม่มี ได้รับครบทุกหน่วยงานแล้ว"
    weights = Counter(messages.severity(f) for f in report.findings if not f.waiver)
    waived = sum(f.waiver is not None for f in report.findings)
    counts = value_beside(sheet, "ข้อค้นพบจากการตรวจ", 2)
    assert counts.endswith(f"  ยกเว้น {thai.format_number(waived)} รายการ") if waived else "ยกเว้น" not in counts
    words = {Severity.ERROR: "ผิดพลาด", Severity.WARNING: "ควรตรวจ", Severity.NOTE: "หมายเหตุ"}
    if report.findings:
        assert all(f"{word} {thai.format_number(weights[s])} รายการ" in counts for s, word in words.items())
    else:
        assert counts == "ไม่พบข้อผิดพลาด"


def test_more_missing_divisions_than_there_is_room_for_are_counted():
    told = glance.missing_text(played(with_divisions(300), 9, 0, missing=range(300)))
    assert told.startswith("๓๐๐ หน่วยงาน: สล., ")
    assert told.endswith("และอีก ๒๖๐ หน่วยงาน")
    assert told.count(",") == glance.LISTED - 1


def test_links_lead_to_pages_that_are_there(written):
    report, book, _, _ = written
    links = [c.hyperlink.location for row in book[glance.NAME].iter_rows() for c in row if c.hyperlink]
    assert len(links) == 2 + len(glance.LINKS) + ("not_applicable" in {r.state for r in department(report).values()})
    assert {link.split("!")[0].strip("'") for link in links} <= set(book.sheetnames)


def test_the_glance_is_one_page_at_twelve_points(written):
    _, book, _, _ = written
    sheet = book[glance.NAME]
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight or 1) == (1, 1)
    heights = sum(sheet.row_dimensions[row].height for row in range(1, sheet.max_row + 1))
    assert heights * scale_of(sheet) <= PRINTED_HEIGHT


# --- the calendar ---------------------------------------------------------------------------------


def expected_events(report):
    """Distinct events that count by activity and month, reckoned from the answers one by one."""
    events = {}
    for row in report.data.itertuples():
        if row.role.startswith("event_"):
            event = events.setdefault((row.division, row.row), {"division": row.division})
            if row.activity == row.activity:
                event["activity"] = int(row.activity)
            event[row.role] = row.date if row.role == "event_date" else row.text
    first = {}
    of_office = {m.activity for m in report.plan.measures if m.aggregation == "department"}
    office = next(d.code for d in report.plan.divisions if d.for_department)
    for key, event in events.items():
        activity, day = report.plan.activity(event["activity"]), event["event_date"].date()
        if not activity.start <= day <= min(activity.end, report.round.last_day):
            continue
        if activity.number in of_office and event["division"] != office:
            continue
        if activity.number not in of_office and is_waived(report, activity.number):
            continue
        code = event.get("event_code")
        name = (activity.number, thai.to_ascii_digits(code) if isinstance(code, str) else key)
        first[name] = min(first.get(name, day), day)
    return Counter((number, (day.year, day.month)) for (number, _), day in first.items())


def test_the_calendar_shows_periods_events_and_standing(written):
    report, book, _, _ = written
    sheet, plan = book[timeline.NAME], report.plan
    months = timeline.months(plan)
    assert [(d.year, d.month) for d in months] == [
        ((plan.year - 544) + (month < 10), month) for month in (10, 11, 12, *range(1, 10))
    ]
    held = expected_events(report)
    measures = report.measures[report.measures["division"].isna()].set_index("measure")
    for place, activity in enumerate(plan.activities):
        row = sheet[timeline.FIRST_ROW + 1 + place]
        assert [row[0].value, row[1].value] == [activity.number, activity.name]
        for day, cell in zip(months, row[2:14], strict=True):
            planned = activity.start.replace(day=1) <= day <= activity.end
            assert (cell.fill.fgColor.rgb == f"FF{PLANNED[1:]}") is planned, (activity.number, day)
            count = held[activity.number, (day.year, day.month)]
            assert (cell.value == count) if count else not isinstance(cell.value, int)
        of_events = [m.code for m in plan.measures_of(activity.number) if m.kind == Kind.EVENTS]
        total = measures.loc[of_events[0], "n"] if of_events else None
        assert row[14].value == (None if total is None or total != total else total)  # noqa: PLR0124
        assert sum(n for (number, _), n in held.items() if number == activity.number) == (row[14].value or 0)
        assert row[15].value == shown_attainment(report, activity.number)
        assert row[16].value == standing_label(report, activity.number)
    assert sum(held.values()) > 0 or not report.accepted()


def test_the_round_s_month_is_set_off(written):
    report, book, _, _ = written
    heading = book[timeline.NAME][timeline.FIRST_ROW]
    marked = [c.value for c in heading[2:14] if c.font.color.rgb == "FFFFFFFF"]
    assert marked == [thai.format_date(report.round.last_day).split()[1]]


def test_starts_and_ends_stand_in_their_months(written):
    report, book, _, _ = written
    sheet = book[timeline.NAME]
    rows = report.data[report.data["role"].isin({"started", "finished"})]
    for place, activity in enumerate(report.plan.activities):
        own = rows[rows["activity"] == activity.number]
        row = sheet[timeline.FIRST_ROW + 1 + place]
        for role, sign, choose in (("started", STARTED, "min"), ("finished", FINISHED, "max")):
            days = own[own["role"] == role]["date"]
            marked = [n for n, c in enumerate(row[2:14]) if sign in f"{c.value}{c.number_format}"]
            day = getattr(days, choose)() if len(days) else None
            expected = [] if day is None else [(day.month - 10) % 12]
            assert marked == expected, (activity.number, role)


# --- items and money ------------------------------------------------------------------------------


def test_each_item_lists_its_activities_and_counts_them(written):
    report, book, _, _ = written
    sheet, standing = book[assessment.NAME], department(report)
    items = sorted({item for a in report.plan.activities for item in a.items})
    if not items:
        assert "แผนนี้ไม่ได้ระบุข้อประเมินของกิจกรรม" in {c.value for row in sheet.iter_rows() for c in row}
        return
    summary = {
        sheet.cell(row, 1).value: row for row in range(assessment.FIRST_ROW + 1, assessment.FIRST_ROW + 1 + len(items))
    }
    listed = {}
    for row in sheet.iter_rows(min_row=assessment.FIRST_ROW + 1 + len(items)):
        if isinstance(row[1].value, int):
            listed.setdefault(row[0].value, []).append([row[1].value, row[2].value, row[8].value, row[9].value])
    for item in items:
        label = f"ข้อ {thai.format_number(item)}"
        serving = [a for a in report.plan.activities if item in a.items]
        assert listed[label] == [
            [a.number, a.name, shown_attainment(report, a.number), standing_label(report, a.number)] for a in serving
        ]
        serving = [a for a in serving if not is_waived(report, a.number)]
        counts = Counter(standing[a.number].state for a in serving)
        shown = [sheet.cell(summary[label], column).value for column in range(2, 8)]
        assert shown[:5] == [len(serving), *(counts[state] for state in STATES)]
        share = int(counts["met"] / len(serving) * 1000 + 1e-6) / 1000 if serving else None
        assert shown[5] == ("–" if share is None else pytest.approx(share))
        told = f"บรรลุ {thai.format_number(counts['met'])} จาก {thai.format_number(len(serving))} กิจกรรม"
        title = next(r for r in sheet.iter_rows(min_row=summary[label] + 1) if r[0].value == label)
        assert title[1].value == told
    assert len(listed) == len(items)


def test_money_planned_and_spent(written):
    report, book, _, _ = written
    sheet, standing = book[budget.NAME], department(report)
    shown = [[c.value for c in row[:8]] for row in sheet.iter_rows(min_row=budget.FIRST_ROW + 1)]
    expected, spent_in_all = [], []
    for activity in report.plan.activities:
        spent = standing[activity.number].spent
        known = spent == spent  # noqa: PLR0124 - not NaN
        if activity.budget is None and not known:
            continue
        number = thai.to_thai_digits(str(activity.number))
        row = [number, activity.name, activity.period_text, "–" if activity.budget is None else activity.budget]
        row += money_cells(activity.budget, spent if known else None)
        expected.append(row)
        spent_in_all += [spent] if known else []
    assert shown[: len(expected)] == expected
    total = shown[len(expected)]
    assert total[:4] == ["รวม", None, None, report.plan.budget]
    assert total[4:] == money_cells(report.plan.budget, sum(spent_in_all) if spent_in_all else None)
    overspent = {row[7] for row in expected if isinstance(row[5], float) and row[5] < 0}
    assert all(words.startswith("▲") for words in overspent)


def money_cells(planned, spent):
    if spent is None:
        return ["–", "–", "–", "– ไม่ได้รายงาน"]
    used = int(spent / planned * 1000 + 1e-6) / 1000 if planned else "–"
    within = spent <= (planned or 0)
    verdict = "✓ อยู่ในวงเงิน" if within else "▲ เกินวงเงิน" if planned else "▲ ไม่มีในแผนงบประมาณ"
    return [spent, (planned or 0) - spent, used, verdict]


def test_overspending_is_seen_in_some_case():
    assert {"▲ เกินวงเงิน", "✓ อยู่ในวงเงิน"} <= {
        each.verdict for name in ("9 months", "30 activities") for each in budget.spending(CASES[name]()).values()
    }


# --- rounds and words -----------------------------------------------------------------------------


def test_rounds_stand_side_by_side(written):
    report, book, _, _ = written
    if not report.earlier:
        assert rounds.NAME not in book.sheetnames
        return
    sheet = book[rounds.NAME]
    ordered = rounds.compared(report)
    assert [r.round.number for r in ordered] == [6, 9, 12]
    assert [sheet.cell(4, column).value for column in (3, 5, 7)] == ["รอบ ๖ เดือน", "รอบ ๙ เดือน", "รอบ ๑๒ เดือน"]
    rows = {row[0].value: [c.value for c in row] for row in sheet.iter_rows(min_row=6)}
    for activity in report.plan.activities:
        row = rows[thai.to_thai_digits(str(activity.number))]
        if len(report.plan.measures_of(activity.number)) == 1:  # its measure's row has the same code
            continue
        assert row[1] == activity.name
        expected = []
        for each in ordered:
            expected += [STATE_LABELS[department(each)[activity.number].state], shown_attainment(each, activity.number)]
        assert row[2:8] == expected
        known = not isinstance(expected[3], str) and not isinstance(expected[5], str)
        assert row[8] == (round(expected[5] - expected[3], 9) if known else "–")  # as the reader subtracts
    for each, column in zip(ordered, (2, 4, 6), strict=True):
        figures = each.measures[each.measures["division"].isna()].set_index("measure")
        five_b, six_a = figures.loc["5b"], figures.loc["6a"]
        assert rows["๕ข"][column : column + 2] == (
            [
                f"{thai.format_number(five_b.n)} จาก {thai.format_number(five_b.N)} คน",
                int(five_b.actual * 1000 + 1e-6) / 1000,
            ]
            if five_b.actual == five_b.actual
            else ["–", "–"]
        )
        met = f"{thai.format_number(six_a.divisions_met)} จาก {thai.format_number(six_a.divisions)} หน่วยงาน"
        assert rows["๖ก"][column] == met
        assert rows["๖ก"][column + 1] == pytest.approx(int(six_a.attainment * 1000 + 1e-6) / 1000)


def test_rounds_say_who_reported(written):
    report, book, _, _ = written
    if not report.earlier:
        return
    sheet = book[rounds.NAME]
    row = next(row for row in sheet.iter_rows(min_row=6, values_only=True) if row[1] == "แบบรายงานที่ได้รับ")
    received = ["๑๑ จาก ๑๒ หน่วยงาน", 0.916, "๑๐ จาก ๑๒ หน่วยงาน", 0.833, "๑๒ จาก ๑๒ หน่วยงาน", 1]
    assert list(row[2:]) == [*received, pytest.approx(0.167)]
    told = [cell for row in sheet.iter_rows(values_only=True) for cell in row if isinstance(cell, str)]
    assert "\nข้อควรระวัง: หน่วยงานที่ส่งแบบรายงานในแต่ละรอบไม่ตรงกัน" in sheet["A3"].value
    assert any("การเปลี่ยนแปลงคือผลต่างของค่าที่แสดง" in text for text in told)


def test_every_change_is_that_of_the_figures_beside_it(written):
    report, book, _, _ = written
    if not report.earlier:
        return
    rows = [row for row in book[rounds.NAME].iter_rows(min_row=6, max_col=9, values_only=True) if row[1]]
    compared = [row for row in rows if isinstance(row[5], (float, int)) and isinstance(row[7], (float, int))]
    assert len(compared) > 10
    assert [row[8] for row in compared] == [pytest.approx(row[7] - row[5], abs=1e-8) for row in compared]
    assert {row[8] for row in rows[:-1] if row not in compared} <= {"–"}


@pytest.mark.parametrize(
    ("numbers", "title"),
    [
        ((6, 12), "เปรียบเทียบผลการดำเนินงานของกรม รอบ ๖ เดือน กับรอบ ๑๒ เดือน"),
        ((6, 9, 12), "เปรียบเทียบผลการดำเนินงานของกรม รอบ ๖ เดือน รอบ ๙ เดือน และรอบ ๑๒ เดือน"),
    ],
)
def test_the_rounds_are_named_as_thai_names_several(numbers, title, tmp_path):
    *before, last = numbers
    report = played(PLAN, last, 3, earlier=[played(PLAN, number, number) for number in before])
    sheet = openpyxl.load_workbook(write_master(report, tmp_path / "master.xlsx"), data_only=True)[rounds.NAME]
    assert sheet["A1"].value == title


def test_there_is_no_caveat_where_the_same_divisions_reported(tmp_path):
    report = played(PLAN, 9, 2, missing=[3], earlier=[played(PLAN, 6, 1, missing=[3])])
    sheet = openpyxl.load_workbook(write_master(report, tmp_path / "master.xlsx"), data_only=True)[rounds.NAME]
    told = [cell for row in sheet.iter_rows(values_only=True) for cell in row if isinstance(cell, str)]
    assert not any("ข้อควรระวัง" in text for text in told)
    assert "๑๑ จาก ๑๒ หน่วยงาน" in told


def test_no_more_rounds_are_shown_than_there_is_room_for():
    three = played(PLAN, 6, 1)
    three = dataclasses.replace(three, round=dataclasses.replace(three.round, number=3, last_day=date(2023, 12, 31)))
    year = played(PLAN, 12, 3, earlier=[played(PLAN, 6, 1), three, played(PLAN, 9, 2)])
    assert [r.round.number for r in rounds.compared(year)] == [6, 9, 12]


def test_a_later_round_is_no_earlier_one():
    nine = played(PLAN, 9, 2, earlier=[played(PLAN, 12, 3)])
    assert rounds.compared(nine) == [nine]


def test_what_divisions_wrote_stands_under_its_activity(written):
    report, book, _, _ = written
    sheet = book[narrative.NARRATIVE]
    found, heading = {}, None
    for row in sheet.iter_rows(min_row=4):
        if str(row[0].value).startswith("กิจกรรมที่ "):
            heading = row[0].value
            assert heading not in found
            found[heading] = []
        elif row[0].value:
            found.setdefault(heading, []).append([c.value for c in row])
    roles = ("result", "problem", "suggestion", "evidence")
    expected = {}
    for activity in report.plan.activities:
        rows = report.data[(report.data["activity"] == activity.number) & report.data["role"].isin(roles)]
        codes = [d.code for d in report.plan.divisions if d.code in set(rows["division"])]
        if not codes:
            continue
        name = f"กิจกรรมที่ {thai.format_number(activity.number)} {activity.name}"
        name += f" ({thai.format_number(len(codes))} หน่วยงาน)"
        texts = {(r.division, r.role): thai.to_thai_digits(r.text) for r in rows.itertuples()}
        expected[name] = [[code, None, *(texts.get((code, role)) for role in roles)] for code in codes]
    assert found == (expected or {None: [["ไม่มีรายงาน", None, None, None, None, None]]})


# --- how they look --------------------------------------------------------------------------------


def hidden_from(sheet):
    """The first hidden column; the pages hide only what stands behind all that is shown."""
    hidden = [d.min for d in sheet.column_dimensions.values() if d.hidden]
    return min(hidden, default=sheet.max_column + 1)


def widths_of(sheet):
    widths = {}
    for dimension in sheet.column_dimensions.values():
        for column in range(dimension.min, dimension.max + 1):
            widths[column] = dimension.width - 0.7109375
    return [widths[column] for column in range(1, hidden_from(sheet))]


def shown_cells(sheet):
    cells = (c for row in sheet.iter_rows(max_col=hidden_from(sheet) - 1) for c in row)
    return [c for c in cells if c.value is not None]


def scale_of(sheet):
    return min(1.0, PRINTED_WIDTH / full_width(widths_of(sheet)))


def test_no_arabic_digit_is_shown(written):
    _, book, formulas, _ = written
    for sheet in pages(book):
        cells = shown_cells(sheet)
        assert [c.coordinate for c in cells if isinstance(c.value, str) and re.search("[0-9]", c.value)] == []
        numbers = [c for c in cells if isinstance(c.value, (int, float))]
        for cell in numbers:
            sections = [s for s in cell.number_format.split(";") if re.search("[0#]", re.sub(r"\[[^]]*\]", "", s))]
            assert sections, (sheet.title, cell.coordinate)
            assert all(THAI in section for section in sections), (sheet.title, cell.number_format)
        assert not re.search("[0-9]", sheet.oddFooter.left.text)
        assert "&P" in formulas[sheet.title].oddFooter.center.text


def test_print_is_twelve_points_at_least_and_in_one_font(written):
    _, book, _, _ = written
    for sheet in pages(book):
        assert scale_of(sheet) * SIZE >= LEAST_SCALE * SIZE - 0.05, sheet.title
        cells = shown_cells(sheet)
        assert {c.font.name for c in cells} == {"TH Sarabun New"}
        assert min(c.font.sz for c in cells) == SIZE
        assert (sheet.page_setup.orientation, str(sheet.page_setup.paperSize)) == ("landscape", "9")


def test_rows_are_high_enough(written):
    _, book, _, _ = written
    style_of = {(20, True): "title", (16, True): "heading", (16, False): "cell", (30, True): "tile_number"}
    for sheet in pages(book):
        widths = widths_of(sheet)
        merged = {area.start_cell.coordinate: area for area in sheet.merged_cells.ranges}
        for cell in (c for c in shown_cells(sheet) if isinstance(c.value, str) and c.alignment.wrap_text):
            area = merged.get(cell.coordinate)
            last = min(area.max_col if area else cell.column, len(widths))
            style = style_of[cell.font.sz, cell.font.b]
            needed = true_height(lines_of(cell.value, sum(widths[cell.column - 1 : last]), style), style)
            bottom = area.max_row if area else cell.row
            height = sum(sheet.row_dimensions[row].height for row in range(cell.row, bottom + 1))
            # widths come back rounded to pixels, which may break a line more
            assert height >= min(needed, HIGHEST) - SIZE * 1.36, (sheet.title, cell.coordinate)


def test_headings_are_repeated(written):
    report, book, _, _ = written
    assert book[budget.NAME].print_title_rows is None or book[budget.NAME].print_title_rows == "$4:$4"
    assert book[timeline.NAME].print_title_rows == f"${timeline.FIRST_ROW - 1}:${timeline.FIRST_ROW}"
    assert book[narrative.NARRATIVE].print_title_rows == "$3:$3"
    if report.earlier:
        assert book[rounds.NAME].print_title_rows == "$4:$5"
    items = assessment.items_of(report.plan)
    if items:
        row = assessment.FIRST_ROW + len(items) + 2
        assert book[assessment.NAME].print_title_rows == f"${row}:${row}"
        assert book[assessment.NAME].cell(row, 2).value == "กิจกรรมที่"
        assert book[assessment.NAME].freeze_panes is None


# --- charts ---------------------------------------------------------------------------------------


def charts(path):
    """The charts of a workbook by title: their XML and their descriptions."""
    with zipfile.ZipFile(path) as parts:
        names = parts.namelist()
        found = [ET.fromstring(parts.read(n)) for n in names if n.startswith("xl/charts/chart")]  # noqa: S314 - ours
        drawings = [ET.fromstring(parts.read(n)) for n in names if n.startswith("xl/drawings/drawing")]  # noqa: S314
    told = [p.get("descr") for d in drawings for p in d.iter(f"{PLACED}cNvPr")]
    titles = {"".join(t.text for t in c.find(f"{CHART}chart/{CHART}title").iter(f"{DRAWING}t")): c for c in found}
    assert len(titles) == len(found)
    return titles, told


def test_every_chart_is_there_and_described(written):
    report, _, _, path = written
    titles, told = charts(path)
    first, last = report.plan.activities[0].number, report.plan.activities[-1].number
    expected = {
        "สถานะของกิจกรรม",
        f"ระดับความสำเร็จของกิจกรรมที่ {thai.format_number(first)}–{thai.format_number(last)} (ร้อยละ)",
    }
    if report.plan.budget:
        expected |= {"งบประมาณ (บาท)"}
    if budget.spending(report):
        expected |= {"งบประมาณตามแผนและการใช้จ่ายจริง จำแนกตามกิจกรรม (บาท)"}
    if assessment.items_of(report.plan):
        expected |= {"จำนวนกิจกรรมตามสถานะ จำแนกตามข้อประเมิน"}
    assert set(titles) == expected
    assert len(told) == len(expected)
    assert all(words.startswith("แผนภูมิ") for words in told)


def test_chart_texts_are_in_thai_font_and_digits(written):
    _, _, _, path = written
    for title, drawn in charts(path)[0].items():
        faces = {e.get("typeface") for tag in ("latin", "ea", "cs") for e in drawn.iter(f"{DRAWING}{tag}")}
        assert faces == {"TH Sarabun New"}, title
        assert len(list(drawn.iter(f"{DRAWING}cs"))) == len(list(drawn.iter(f"{DRAWING}latin"))) > 2
        sizes = {int(e.get("sz")) for tag in ("defRPr", "rPr") for e in drawn.iter(f"{DRAWING}{tag}") if e.get("sz")}
        assert min(sizes) >= 100 * SIZE
        formats = [e.get("formatCode") for e in drawn.iter(f"{CHART}numFmt")]
        assert formats
        assert all(THAI in code for code in formats), (title, formats)
        assert not re.search("[0-9]", title)


def test_charts_draw_the_figures_of_the_report(written):
    report, _, _, path = written
    titles, _ = charts(path)

    def drawn(title):
        (found,) = [c for name, c in titles.items() if name.startswith(title)]
        return [
            [float(v.find(f"{CHART}v").text) for v in s.find(f"{CHART}val").iter(f"{CHART}pt")]
            for s in found.iter(f"{CHART}ser")
        ]

    counts = Counter(row.state for row in department(report).values())
    assert drawn("สถานะของกิจกรรม") == [[counts[state] for state in STATES]]
    reached = {a.number: shown_attainment(report, a.number) for a in report.plan.activities}
    (bars,) = drawn("ระดับความสำเร็จ")
    for (number, value), bar in zip(reached.items(), bars, strict=True):
        nothing = WAIVED_BAR if is_waived(report, number) else NO_DATA_BAR
        assert bar == (nothing if isinstance(value, str) else pytest.approx(value)), number
    if report.plan.budget and budget.all_spending(report).spent is not None:
        assert drawn("งบประมาณ (บาท)") == [[report.plan.budget, budget.all_spending(report).spent]]


def labelled(drawn):
    """The number formats of a chart's labels, by series."""
    found = [s.find(f"{CHART}dLbls/{CHART}numFmt") for s in drawn.iter(f"{CHART}ser")]
    return [each.get("formatCode") for each in found if each is not None]


def test_nought_and_nothing_are_told_apart_in_the_chart(written):
    """No bar and "๐.๐%" where nothing was attained; no bar and words where nobody reported or it was waived."""
    _, _, _, path = written
    (drawn,) = [c for title, c in charts(path)[0].items() if title.startswith("ระดับความสำเร็จ")]
    assert labelled(drawn) == [f'[={NO_DATA_BAR}]"ไม่มีข้อมูล";[={WAIVED_BAR}]"ยกเว้น";{THAI}0.0%']
    assert drawn.find(f"{CHART}chart/{CHART}plotVisOnly") is None  # the figures stand in a hidden column


def test_amounts_of_money_are_labelled_as_the_table_shows_them(written):
    report, _, _, path = written
    titles, _ = charts(path)
    spent = [each.spent for each in budget.spending(report).values() if each.spent is not None]
    drawn = {"งบประมาณ (บาท)": [sum(spent)], "งบประมาณตามแผนและการใช้จ่ายจริง จำแนกตามกิจกรรม (บาท)": spent}
    for title, amounts in drawn.items():
        if title in titles and labelled(titles[title]):
            whole = all(float(amount).is_integer() for amount in amounts)
            assert labelled(titles[title])[-1].startswith(f"{THAI}#,##0;" if whole else f"{THAI}#,##0.00;"), title


def test_bars_differ_by_pattern_and_not_by_colour_alone(written):
    report, _, _, path = written
    if not assessment.items_of(report.plan):
        return
    (drawn,) = [c for name, c in charts(path)[0].items() if name.startswith("จำนวนกิจกรรมตามสถานะ")]
    fills = []
    for series in drawn.iter(f"{CHART}ser"):
        look = series.find(f"{CHART}spPr")
        pattern = look.find(f"{DRAWING}pattFill")
        solid = look.find(f"{DRAWING}solidFill/{DRAWING}srgbClr")
        fills.append(solid.get("val") if pattern is None else pattern.get("prst"))
    assert len(set(fills)) == len(fills) == len(STATES)


# --- figures that follow changes ------------------------------------------------------------------


def formulas_of(book, shown):
    """Every formula of the pages, with the value it was written with."""
    cells = {}
    for sheet in pages(book):
        for row in sheet.iter_rows():
            cells |= {
                (sheet.title, c.coordinate): shown[sheet.title][c.coordinate].value for c in row if c.data_type == "f"
            }
    return cells


def same(found, value):
    return (
        found["value"] == pytest.approx(value) if isinstance(value, (int, float)) else found["string"] == (value or "")
    )


def test_recalculated_formulas_come_to_what_was_written(written, office):
    _, shown, book, path = written
    cells = formulas_of(book, shown)
    assert len(cells) > 4 * len(PLAN.activities)
    found = office.fill(path, {}, recalculate=True, read=list(cells))["cells"]
    assert {place: found[place] for place, value in cells.items() if not same(found[place], value)} == {}


def test_a_state_that_changes_is_followed(tmp_path, office):
    report = CASES["9 months"]()
    path = write_master(report, tmp_path / "master.xlsx")
    figures = living.Figures(report)
    behind = glance.worst(report)
    cell = figures.own_cell(None, behind[0], "state").replace("$", "")
    met, missed = (f"{column}{glance.COUNT_ROW + 1}" for column in "CD")
    book = openpyxl.load_workbook(path, data_only=True)[glance.NAME]
    row = next(c.row for r in book.iter_rows() for c in r if str(c.value).startswith("กิจกรรมที่ครบกำหนดแล้ว")) + 1
    read = [(glance.NAME, place) for place in (met, missed, f"A{row}")]
    changed = {(living.NAME, cell): STATE_LABELS["met"]}
    found = office.fill(path, changed, recalculate=True, read=read)["cells"]
    state = department(report)[behind[0]].state
    assert found[glance.NAME, met]["value"] == book[met].value + 1
    assert found[glance.NAME, missed]["value"] == book[missed].value - (state == "not_met")
    assert found[glance.NAME, f"A{row}"]["value"] == behind[1]


def test_with_too_many_divisions_to_reckon_the_pages_hold_values(tmp_path, monkeypatch):
    report = CASES["12 months"]()
    alive = openpyxl.load_workbook(write_master(report, tmp_path / "alive.xlsx"), data_only=True)
    monkeypatch.setattr(living, "MOST_DIVISIONS", 3)
    path = write_master(dataclasses.replace(report), tmp_path / "master.xlsx")
    still = openpyxl.load_workbook(io.BytesIO(path.read_bytes()))
    assert formulas_of(still, still) == {}
    for sheet in pages(alive):
        cells = {c.coordinate: c.value for row in sheet.iter_rows() for c in row if c.value not in {None, ""}}
        held = {place: still[sheet.title][place].value for place in cells}
        assert {place for place, value in cells.items() if held[place] != pytest.approx(value)} == set()


def test_the_months_of_a_fiscal_year():
    days = timeline.months(dataclasses.replace(PLAN, start=date(2023, 10, 1), end=date(2024, 9, 30)))
    assert [d.isoformat() for d in days[2:6]] == ["2023-12-01", "2024-01-01", "2024-02-01", "2024-03-01"]
    assert len(days) == 12

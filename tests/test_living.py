"""The master's figures are formulas: recalculated they come to what was written, changed data changes all of them."""

from __future__ import annotations

import random
import re
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime, timedelta

import openpyxl
import pandas as pd
import pytest
from office import job
from openpyxl.utils import get_column_letter
from reckoned import differences, formulas, values
from support import PLAN

from moralxl.attain import attain
from moralxl.consolidate import consolidate
from moralxl.demo import play
from moralxl.layout import layout
from moralxl.master import living, write_master
from moralxl.master.data import COLUMNS
from moralxl.master.reckon import data_id
from moralxl.model import (
    BOUNDED_KINDS,
    Aggregation,
    Bound,
    FileStatus,
    Identity,
    Kind,
    Record,
    Source,
    Submission,
    Waiver,
)
from moralxl.returns import take_in, walk

DATA, CALCULATION, EVENTS, OFFICIAL = "ข้อมูล", "การคำนวณ", "กิจกรรมที่จัด", "แผนและผล"
CALENDAR = "ปฏิทินแผน"
FOLLOWING = (OFFICIAL, CALCULATION, CALENDAR, "ตัวชี้วัด", "ตารางหน่วยงาน")
PLACE = {name: place for place, name in enumerate(COLUMNS, start=1)}
ROUNDS = (6, 9, 12)
ODD_CODE = "~(ก).[1]+'=^$"  # all that formulas, wildcards and regular expressions might trip over


def played(folder, round_):
    """The demo's round as the program reads it."""
    for name in ("input_templates", "returns"):
        (folder / name).mkdir()
    play(PLAN, PLAN.round(round_), folder, 2567, lambda divisions, _: divisions)
    taken = take_in(walk(folder / "returns", PLAN), PLAN, PLAN.round(round_))
    return consolidate(PLAN, PLAN.round(round_), *taken)


def fewer(report):
    """The same round with the returns of every other division missing."""
    accepted = report.accepted()
    kept = [accepted[d.code] for d in report.plan.divisions[::2] if d.code in accepted]
    return consolidate(report.plan, report.round, kept, [])


def filled(plan, round_number, seed):
    """Returns of all divisions with figures drawn by chance, gaps, noughts and shared events among them."""
    chance, round_ = random.Random(seed), plan.round(round_number)  # noqa: S311 - figures, not secrets
    submissions = []
    for division in plan.divisions:
        made = layout(plan, round_, division)
        figures = {"whole": (0, 1, 2, 5, 6, 47, 60), "level": (1, 2, 3, 3), "money": (900.0, 1200.5)}
        figures["score"] = (0, 3.999, 4.0, 4.25, 4.251, 4.26, 5)
        answers = {f.key: float(chance.choice(figures[f.kind])) for f in made.fields if f.kind in figures}
        answers = {key: value for key, value in answers.items() if chance.random() < 0.8 and not key.startswith("ev")}
        for row in range(1, chance.randint(1, 6)):
            stem = f"ev{row:02d}"
            answers[f"{stem}_activity"] = float(chance.choice(made.event_activities).number)
            answers[f"{stem}_date"] = plan.start + timedelta(days=chance.randint(-20, 380))
            answers[f"{stem}_code"] = chance.choice(("A1", "a๑", "ร่วม*", "=1+1", ">5", "X-2"))
        answers = {key: value for key, value in answers.items() if chance.random() < 0.9}
        submissions.append(submission(plan, round_number, made, answers))
    return consolidate(plan, round_, submissions, [])


def submission(plan, round_number, made, answers):
    code, records = made.division.code, []
    for field in made.fields:
        if field.key not in answers:
            continue
        number = answers.get(f"ev{field.event_row:02d}_activity") if field.event_row else field.activity
        activity = None if number is None else int(number)
        value, source = answers[field.key], Source(f"{code}xlsx", field.sheet, field.cell)
        about = (code, field.key, activity, field.measure, field.role, field.category, field.event_row)
        records.append(Record(*about, value, "value", str(value), source))
    identity = Identity(plan.id, plan.year, round_number, code, made.version)
    return Submission(f"{code}xlsx", "0" * 64, FileStatus.ACCEPTED, identity, tuple(records))


def oddly_named():
    """The plan with a division whose code is made of signs."""
    first, *others = PLAN.divisions
    return replace(PLAN, divisions=(first, replace(others[0], code=ODD_CODE), *others[1:]))


# --- waived measures ------------------------------------------------------------------------------


def waiving(*waived):
    """The plan with these measures waived, each "measure division"; without a division for all of them."""
    made = []
    for number, pair in enumerate(waived, start=1):
        code, _, division = pair.partition(" ")
        made.append(Waiver(str(number), code, division, "ตั้งขึ้นใหม่กลางปี", "เลขาธิการ", None))
    return replace(PLAN, waivers=tuple(made))


def waiving_by_chance(seed):
    """The plan with every measure waived for nobody, for some of the divisions that report it or for nearly all."""
    chance, waived = random.Random(seed), []  # noqa: S311 - a choice, not a secret
    for measure in PLAN.measures:
        each = measure.aggregation == Aggregation.EACH
        reporting = [d.code for d in PLAN.divisions if (d.for_itself if each else d.for_department)]
        some = chance.sample(reporting, chance.randint(0, len(reporting)))
        waived += [f"{measure.code} {code}" for code in some]
    return waiving(*waived)


FOR_ONE = (
    *("2a กก.", "2b กก.", "4b กค.", "6a กม.", "6b กก.", "7a กก.", "8a สล.", "12a กก.", "14c กค.", "16a กม."),
    "1b สล.",
)
FOR_ALL = (
    *("2a", "2b", "6b", "7a", "12a", "9a", "15a"),
    *("5b สล.", "13a สล.", "13b สล.", "13c สล."),
    *(f"16a {division.code}" for division in PLAN.divisions),
)
WAIVED = ("waived for one", "waived for all", "waived by chance", "waived by chance 6")


# --- other sides of targets, scores, last days of events -----------------------------------------


def compared_otherwise(seed):
    """The plan with its counts and percentages on any side of their targets, some as scores, events with last days."""
    chance, measures = random.Random(seed), []  # noqa: S311 - a choice, not a secret
    for measure in PLAN.measures:
        changes = {}
        if measure.kind in BOUNDED_KINDS:
            changes["bound"] = chance.choice(list(Bound))
        if measure.kind == Kind.COUNT:
            changes["target"] = chance.choice((0.0, 1.0, 2.0, 5.0))
            if changes["bound"] in {Bound.AT_LEAST, Bound.BELOW}:
                changes["target"] += 1
            if measure.code in {"1b", "2b", "5a", "6a"}:
                changes |= {"kind": Kind.SCORE, "target": 4.25}
        if measure.kind == Kind.EVENTS and chance.random() < 0.6:
            changes["until"] = chance.choice((date(2023, 12, 31), date(2024, 3, 31)))
        measures.append(replace(measure, **changes))
    return replace(PLAN, measures=tuple(measures))


OTHERWISE = ("otherwise 6", "otherwise 9", "otherwise 12")


# --- changes to the data sheet --------------------------------------------------------------------


def changes(report, chance):
    """Corrections that a reader might make: (row of the data, column, value or None), a few of each kind."""
    data = report.data
    kinds = {
        "actual": ("number", (0.0, 1.0, 5.0, None)),
        "numerator": ("number", (0.0, 1.0, 59.0, None)),
        "denominator": ("number", (0.0, 60.0, None)),
        "category": ("number", (0.0, 1.0, None)),
        "level": ("number", (1.0, 3.0, None)),
        "score": ("number", (3.999, 4.25, None)),
        "spent": ("number", (1.25, None)),
        "event_activity": ("number", (7.0, 8.0, 9.0, None)),
        "event_date": ("date", (PLAN.start - timedelta(days=1), date(2024, 1, 15), PLAN.end, None)),
        "started": ("date", (date(2023, 10, 2), date(2024, 6, 30), None)),
        "finished": ("date", (date(2023, 11, 15), PLAN.end, None)),
        "event_code": ("text", ("ก-๑", "A1", None)),
    }
    for role, (column, choices) in kinds.items():
        rows = list(data.index[data["role"].eq(role) & data[column].notna()])
        assert rows or role in {"score", "spent", "started", "finished"}, role  # few have any
        for row in chance.sample(rows, min(len(rows), 4)):
            yield row, column, chance.choice(choices)


def changed(report, edits):
    """The report of the data with these changes."""
    data = report.data.copy()
    for row, column, value in edits:
        nothing = pd.NaT if column == "date" else None
        data.loc[row, column] = nothing if value is None else pd.Timestamp(value) if column == "date" else value
        if data.loc[row, "role"] == "event_activity":
            event = data["division"].eq(data.loc[row, "division"]) & data["row"].eq(data.loc[row, "row"])
            data.loc[event, "activity"] = pd.NA if value is None else int(value)
    measures, activities, _ = attain(report.plan, report.round, data)
    return replace(report, data=data, measures=measures, activities=activities)


def cells_of(path, report, edits):
    """The same changes as cells of the data sheet."""
    rows = {row[PLACE["id"] - 1]: number for number, row in enumerate(rows_of(path, DATA), start=1)}
    keys = report.data[["division", "key"]].itertuples(index=True, name=None)
    where = {index: rows[data_id(division, key)] for index, division, key in keys}
    return {(DATA, f"{get_column_letter(PLACE[column])}{where[row]}"): value for row, column, value in edits}


# --- comparing ------------------------------------------------------------------------------------


def events(path):
    """The log's rows as they stand, in any order."""
    rows = rows_of(path, EVENTS)[4:]
    return sorted(str([cell or None for place, cell in enumerate(row[:14]) if place not in {12, 13}]) for row in rows)


def rows_of(path, title):
    """The values of one sheet, without reading the others."""
    with closing(openpyxl.load_workbook(path, read_only=True, data_only=True)) as book:
        return list(book[title].iter_rows(values_only=True))


@pytest.fixture(scope="module")
def reports(tmp_path_factory, seed):
    """The demo's rounds, returns missing or drawn by chance, an odd code, measures waived for some and for all."""
    found = {f"demo {number}": played(tmp_path_factory.mktemp(f"demo{number}"), number) for number in ROUNDS}
    found["missing"] = fewer(found["demo 9"])
    found["blank"] = consolidate(PLAN, PLAN.round(9), [], [])
    found["chance"] = filled(PLAN, 12, 1)
    found["odd code"] = filled(oddly_named(), 6, 2)
    sent = [s for s in found["demo 9"].submissions if s.records]
    found["waived for one"] = consolidate(waiving(*FOR_ONE), PLAN.round(9), sent, [])
    found["waived for all"] = filled(waiving(*FOR_ALL), 12, 4)
    found["waived by chance"] = filled(waiving_by_chance(seed), 12, 5)
    found["waived by chance 6"] = filled(waiving_by_chance(seed + 1), 6, 6)
    for place, name in enumerate(OTHERWISE):
        found[name] = filled(compared_otherwise(seed + place), int(name.split()[1]), seed + place)
    return found


@pytest.fixture(scope="module")
def masters(reports, tmp_path_factory):
    folder = tmp_path_factory.mktemp("masters")
    return {name: write_master(report, folder / f"{name}.xlsx") for name, report in reports.items()}


@pytest.fixture(scope="module")
def recalculated(masters, office, tmp_path_factory):
    """The masters as LibreOffice saves them when it has reckoned every formula anew."""
    folder = tmp_path_factory.mktemp("recalculated")
    saved = {name: folder / path.name for name, path in masters.items()}
    office.run([job(path, saves=[saved[name]], recalculate=True) for name, path in masters.items()], seconds=300)
    return saved


NAMES = ("demo 6", "demo 9", "demo 12", "missing", "blank", "chance", "odd code", *WAIVED, *OTHERWISE)
CORRECTED = ("demo 6", "demo 9", "demo 12", "chance", "odd code", *WAIVED, *OTHERWISE)


@pytest.mark.parametrize("name", NAMES)
def test_formulas_come_to_what_was_written(name, masters, recalculated, capsys):
    found = formulas(masters[name])
    wrong = differences(values(masters[name], found), values(recalculated[name], found))
    with capsys.disabled():
        print(f"\n{name}: {len(found)} formulas, {len(wrong)} differences")  # noqa: T201 - the figure to report
    assert wrong == {}
    assert len(found) > 2000


def test_the_cases_differ(reports):
    """Every state and every kind of answer occurs, so that agreement says something."""
    states = set().union(*(report.measures["state"] for report in reports.values()))
    assert states == {"met", "not_met", "not_due", "no_data", "not_applicable"}
    assert len(reports["missing"].missing()) > 3
    assert len(reports["chance"].data[reports["chance"].data["role"].eq("event_date")]) > 2


@pytest.fixture(scope="module")
def corrected(reports, masters, office, tmp_path_factory, seed):
    """Masters with changed data, once reckoned by LibreOffice and once written from a report on the same data."""
    folder = tmp_path_factory.mktemp("corrected")
    jobs, pairs = [], {}
    for name in CORRECTED:
        edits = list(changes(reports[name], random.Random(f"{seed} {name}")))  # noqa: S311 - figures, not secrets
        anew = write_master(changed(reports[name], edits), folder / f"{name} anew.xlsx")
        pairs[name] = (folder / f"{name}.xlsx", anew)
        cells = cells_of(masters[name], reports[name], edits)
        jobs.append(job(masters[name], cells, [pairs[name][0]], recalculate=True))
    office.run(jobs, seconds=300)
    return pairs


@pytest.mark.parametrize("name", CORRECTED)
def test_every_figure_follows_a_corrected_value(name, corrected, masters):
    edited, anew = corrected[name]
    before, after = formulas(masters[name]), formulas(anew)
    # the log is listed by activity and day, and the overview lists what is worst: their rows may stand elsewhere
    places = {place: text for place, text in after.items() if place[0] != EVENTS and before.get(place) == text}
    assert {place for place in after if place[0] in FOLLOWING} <= places.keys()
    expected = values(anew, places)
    assert differences(expected, values(edited, places)) == {}
    assert events(edited) == events(anew)
    assert differences(expected, values(masters[name], places))


def test_corrected_values_move_figures_on_every_sheet(corrected, masters):
    """What was drawn by chance may leave a sheet of one master as it was, but not of all of them."""
    moved = set()
    for name, (_, anew) in corrected.items():
        found = [place for place in formulas(masters[name]) if place[0] in FOLLOWING]
        moved |= {sheet for sheet, _ in differences(values(anew, found), values(masters[name], found))}
    assert moved >= set(FOLLOWING)


def test_the_calendar_follows_an_events_date(masters, reports, office, tmp_path):
    """An event stands in the month of the day that the data sheet gives it now."""
    report, path = reports["chance"], tmp_path / "moved.xlsx"
    days = report.data[report.data["role"].eq("event_date")]
    counted = events_in(values(masters["chance"], calendar(masters["chance"])))
    row = next(
        row.Index
        for row in days.itertuples()
        if row.activity == 7 and PLAN.start <= row.date.date() < date(2024, 6, 1) and row.division == "กก."
    )
    edits = [(row, "date", date(2024, 9, 5))]
    office.run([job(masters["chance"], cells_of(masters["chance"], report, edits), [path], recalculate=True)])
    anew = write_master(changed(report, edits), tmp_path / "anew.xlsx")
    moved = events_in(values(path, calendar(masters["chance"])))
    assert moved == events_in(values(anew, calendar(anew)))
    assert moved != counted


def calendar(path):
    """The formulas of the calendar's months."""
    return {place: text for place, text in formulas(path).items() if place[0] == CALENDAR and "event_day" in text}


def events_in(cells):
    """The months in which events were held, with their number."""
    return {place: value for place, value in cells.items() if isinstance(value, (int, float))}


def test_words_follow_one_corrected_value(masters, reports, office, tmp_path):
    """One more signature takes the office over 80%: the words, the attainment and the state all say so."""
    report = reports["demo 9"]
    staff = report.data[report.data["key"].eq("a05_staff")]["number"].iloc[0]
    row = report.data.index[report.data["key"].eq("a05_signed")][0]
    saved = {share: tmp_path / f"{share}.xlsx" for share in (0.5, 1.0)}
    jobs = [
        job(masters["demo 9"], cells_of(masters["demo 9"], report, [(row, "number", staff * share)]), [path])
        | {"recalculate": True}
        for share, path in saved.items()
    ]
    office.run(jobs)
    told = {}
    for share, path in saved.items():
        (cells,) = [cells for cells in rows_of(path, OFFICIAL) if cells[0] == 5]
        told[share] = cells[len(PLAN.columns)].split("\n")[1]
    assert "(ร้อยละ ๕๐.๐) ขาดอีก" in told[0.5]
    assert told[1.0].endswith("(ร้อยละ ๑๐๐.๐)")


def test_sorting_the_data_changes_nothing(masters, office, tmp_path):
    """Rows are found by name: the data upside down gives the same figures."""
    path, back = masters["chance"], tmp_path / "back.xlsx"
    rows = rows_of(path, DATA)
    columns = [PLACE[name] for name in ("id", "number", "text", "date")]
    cells = {}
    for row, other in enumerate(reversed(rows[1:]), start=2):
        for column in columns:
            value = other[column - 1]
            cells[DATA, f"{get_column_letter(column)}{row}"] = value.date() if isinstance(value, datetime) else value
    office.run([job(path, cells, [back], recalculate=True)])
    places = {place: text for place, text in formulas(path).items() if "HYPERLINK" not in text}
    assert differences(values(path, places), values(back, places)) == {}


# --- formulas and links ---------------------------------------------------------------------------


def test_formulas_name_only_what_the_plan_names(masters, reports):
    """Every text in a formula comes from the plan or the program; what clerks typed is looked up, never quoted."""
    typed = {str(t) for t in reports["chance"].data["text"].dropna()}
    assert {"=1+1", ">5", "ร่วม*"} <= typed
    for place, formula in formulas(masters["chance"]).items():
        quoted = re.findall(r'"((?:[^"]|"")*)"', formula)
        assert not typed & set(quoted), place
        assert all(len(text) <= 255 for text in quoted), place
        assert len(formula) <= 8192, place
        assert all(target.startswith("#") for target in re.findall(r'HYPERLINK\("([^"]*)', formula)), place
        assert "[" not in re.sub(r'"[^"]*"', "", formula), place  # no other workbook


def test_official_figures_lead_to_the_rows_they_rest_on(masters):
    book = openpyxl.load_workbook(masters["demo 9"])
    numbers = [a.number for a in PLAN.activities]
    led = 0
    for cells in book[OFFICIAL].iter_rows():
        for cell in cells:
            if cell.hyperlink and cells[0].value in numbers:
                sheet, target = cell.hyperlink.location.replace("'", "").split("!")
                assert book[sheet][target].value == cells[0].value, cell.coordinate
                led += 1
    assert led == 4 * len(numbers)


def test_measures_lead_to_their_first_row_of_data(masters, recalculated):
    """Where LibreOffice finds a row, that is the row of the measure and division in the data."""
    book, back = (
        openpyxl.load_workbook(masters["demo 9"]),
        openpyxl.load_workbook(recalculated["demo 9"], data_only=True),
    )
    data = {row[0]: row for row in book[DATA].iter_rows(min_row=2, values_only=True)}
    checked = 0
    for row in book[CALCULATION].iter_rows():
        formula = str(row[-1].value)
        found = re.search(r'MATCH\("([^"]*)",data_id', formula)
        if found and back[CALCULATION][row[-1].coordinate].value:
            told = data[found[1]]
            assert (told[PLACE["division"] - 1], told[PLACE["measure"] - 1]) == (row[2].value, row[1].value)
            checked += 1
    assert checked > 100


def test_with_very_many_divisions_there_are_values(reports, masters, tmp_path, monkeypatch):
    monkeypatch.setattr(living, "MOST_DIVISIONS", 11)
    path = write_master(reports["demo 9"], tmp_path / "values.xlsx")
    assert formulas(path) == {}
    book, other = openpyxl.load_workbook(path), openpyxl.load_workbook(masters["demo 9"], data_only=True)
    assert CALCULATION not in book.sheetnames
    assert any("มิใช่สูตร" in str(cell.value) for cell in book[OFFICIAL]["A"])
    for name in ("ตัวชี้วัด", "ตารางหน่วยงาน"):
        shown = [list(row) for row in book[name].iter_rows(values_only=True)]
        assert shown == [
            [cell or None if cell == "" else cell for cell in row] for row in other[name].iter_rows(values_only=True)
        ]

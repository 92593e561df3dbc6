"""Every filled cell of a return is accounted for."""

from __future__ import annotations

import random

import openpyxl
import pytest
from office import job
from support import PLAN, SHEETS, at, write_return

from moralxl.layout import layout
from moralxl.returns import take_in, walk

KK = "กก."


def read(folder):
    submissions, findings = take_in(list(walk(folder)), PLAN, PLAN.round(9))
    return submissions[0], [f for f in findings if f.code not in {"set-missing", "form-incomplete"}]


def balanced(ledger):
    return ledger.valued == ledger.accepted + ledger.faulted + ledger.form + ledger.outside


def test_a_plain_return(tmp_path):
    answers = {"a06_virtues": 5, "a06_signed": "-", "a06_staff": "ครบถ้วน", "reporter": "สมศรี"}
    write_return(tmp_path / "a.xlsx", KK, answers)
    submission, findings = read(tmp_path)
    ledger = submission.ledger
    assert (ledger.accepted, ledger.faulted, ledger.outside) == (3, 1, 0)
    assert balanced(ledger)
    book = openpyxl.load_workbook(tmp_path / "a.xlsx", data_only=True)
    filled = sum(c.value not in (None, "") for sheet in book for row in sheet.iter_rows() for c in row)
    assert ledger.valued == filled  # openpyxl keeps no formula's value, so formulas are empty for both
    assert [f.code for f in findings] == ["value-not-number"]


def test_a_ratio_in_one_cell_is_one_cell(tmp_path):
    write_return(tmp_path / "a.xlsx", KK, {"a06_signed": "48/60"})
    submission, _ = read(tmp_path)
    assert submission.ledger.accepted == 1
    assert len(submission.records) == 2
    assert balanced(submission.ledger)


def test_strange_cells_are_told_wherever_they_stand(tmp_path, seed):
    """Forty cells at random places outside the inputs: all are counted, and their sheets name them."""
    chance = random.Random(seed)  # noqa: S311
    inputs = {(SHEETS[f.sheet], f.cell) for f in layout(PLAN, PLAN.round(9), PLAN.division(KK)).fields}
    placed = set()

    def scribble(book):
        while len(placed) < 40:
            sheet = book[chance.choice([*SHEETS.values()])]
            cell = sheet.cell(chance.randint(5, 200), chance.randint(2, 30))
            if (sheet.title, cell.coordinate) not in inputs and cell.value is None and type(cell).__name__ == "Cell":
                cell.value = chance.choice(["ดูแนบ", 5, 0.5, "=1"])
                placed.add((sheet.title, cell.coordinate))

    write_return(tmp_path / "a.xlsx", KK, {"a06_virtues": 5}, change=scribble)
    submission, findings = read(tmp_path)
    # a formula whose value is not in the file is an empty cell
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    values = {(s, c) for s, c in placed if book[s][c].data_type != "f" and column_of(c) not in FORMULAS[s]}
    assert submission.ledger.outside == len(values)
    assert balanced(submission.ledger)
    told = sum(f.args["count"] for f in findings if f.code == "form-outside")
    assert told == len(values)


# columns in which the form's own results stand
FORMULAS = {SHEETS["report"]: {"F", "G", "H"}, SHEETS["events"]: {"E", "K"}}


def column_of(cell):
    return cell.rstrip("0123456789")


@pytest.fixture(scope="module")
def saved_by_office(office, tmp_path_factory):
    folder = tmp_path_factory.mktemp("saved")
    source = write_return(folder / "a.xlsx", KK, {"a06_virtues": 5, "a06_signed": 48, "a06_staff": 60, "reporter": "ก"})
    saves = []
    for suffix in ("xlsx", "ods", "xls"):
        (folder / suffix).mkdir()
        saves.append(folder / suffix / f"a.{suffix}")
    cells = {(SHEETS["report"], "K9"): "นอกแบบ", at("a06_virtues", KK): "=2+3"}
    clean = [folder / f"clean {p.suffix[1:]}" / p.name for p in saves]
    for path in clean:
        path.parent.mkdir()
    office.run([job(source, {}, clean), job(source, {}, [])])
    book = openpyxl.load_workbook(source)
    for (sheet, cell), value in cells.items():
        book[sheet][cell] = value
    book.save(folder / "odd.xlsx")
    office.run([job(folder / "odd.xlsx", {}, saves)])
    return folder


@pytest.mark.parametrize("suffix", ["xlsx", "ods", "xls"])
def test_a_clean_return_resaved_gives_no_false_alarm(saved_by_office, suffix):
    submission, findings = read(saved_by_office / f"clean {suffix}")
    assert findings == []
    assert (submission.ledger.accepted, submission.ledger.outside) == (4, 0)
    assert balanced(submission.ledger)


@pytest.mark.parametrize("suffix", ["xlsx", "ods", "xls"])
def test_formulas_and_strange_cells_are_seen_in_every_format(saved_by_office, suffix):
    submission, findings = read(saved_by_office / suffix)
    found = {f.code: (f.source.sheet, f.source.cell) for f in findings}
    assert found == {"value-is-formula": at("a06_virtues", KK), "form-outside": (SHEETS["report"], "K9")}
    assert (submission.ledger.accepted, submission.ledger.faulted, submission.ledger.outside) == (3, 1, 1)
    assert balanced(submission.ledger)

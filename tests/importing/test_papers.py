"""Invented papers of other departments, years and shapes are read as their authors meant them.

Cells that differ and measures that are not proposed as wanted are listed here one by one; that a measure is claimed
as sure and is wrong, or that one is passed over in silence, is never excused.
"""

from __future__ import annotations

import pytest
from paper_data import read
from paper_score import score
from paper_shapes import SHAPES

from moralxl.importing import import_plan
from moralxl.importing.spaces import squeeze
from moralxl.plan import examine, write_plan

# cells whose spaces are not as their author has them: a line ended at the author's own space, or beside a short word
SPACES = {("06", "3 indicator"), ("06", "5 objective"), ("06", "5 indicator"), ("06", "8 objective")}
# what is proposed otherwise than wanted: asked although it could be read, or to be confirmed although to be asked
OTHERWISE = {
    ("01", "7"): "“หรือ” between two things that one figure counts is asked about",
    ("13", "11"): "of two counted things one has no unit column; both are to be confirmed",
}


@pytest.fixture(scope="module", params=sorted(SHAPES))
def drafted(request, tmp_path_factory):
    """A paper's number, its data, and the plan drafted from its file."""
    number = request.param
    write, ending = SHAPES[number]
    data = read(number)
    path = tmp_path_factory.mktemp("papers") / f"{data.name}.{ending}"
    write(data, path)
    return number, data, import_plan(path)


def test_cells_are_read_as_the_paper_has_them(drafted, record_property):
    number, data, made = drafted
    result = score(data, made)
    record_property("cells", f"{result.cells_right}/{result.cells}")
    print(f"{data.name}: {result.cells_right} of {result.cells} cells")  # noqa: T201 - the figures are wanted
    wrong = {place for place in result.cells_wrong if (number, place) not in SPACES}
    assert wrong == set()
    for place, (got, wanted) in result.cells_wrong.items():
        assert squeeze(got) == squeeze(wanted), place


def test_measures_are_proposed_or_asked_for(drafted, record_property):
    number, data, made = drafted
    result = score(data, made)
    record_property("measures", f"{result.measures_right}/{result.measures}")
    told = f"{result.measures_right} of {result.measures} measures, {result.asked_right} of {result.asked} asked"
    print(f"{data.name}: {told}")  # noqa: T201 - the same
    assert result.wrongly_sure == []
    assert {place for place in result.measures_wrong if (number, place) not in OTHERWISE} == set()


def test_the_draft_is_a_plan_once_its_questions_are_answered(drafted, tmp_path):
    """What is asked stays blank and keeps the plan from use, as the sample does; answered, nothing else does."""
    _, _, made = drafted
    tables = made.tables
    path = tmp_path / "plan.xlsx"
    write_plan(tables, path)
    plan, findings = examine(path)
    assert plan is None
    assert [f.source.cell for f in findings if f.code == "plan-division-sample"] == ["B3"]
    tables["divisions"][0]["name"] = "สำนักงานเลขานุการ"
    write_plan(tables, path)
    plan, findings = examine(path)
    blanks = [f for f in findings if f.code in {"plan-cell-blank", "plan-target-missing", "plan-events-twice"}]
    asked = {(f.source.sheet, f.source.cell[1:]) for f in made.findings if f.code.endswith("ask")}
    assert {(f.source.sheet, f.source.cell[1:]) for f in blanks} <= asked
    assert (plan is None) == bool(blanks)
    for row in tables["measures"]:
        if not row["kind"]:
            row |= {
                "kind": "count",
                "target": "1",
                "unit": "รายการ",
                "key": f"answer_{row['measure']}",
                "input_label": "จำนวน",
            }
            row |= {"denominator_key": "", "denominator_label": "", "input_unit": "รายการ"}
        elif row["denominator_key"] and not row["denominator_label"]:
            row["denominator_label"] = "จำนวนทั้งหมด"
    write_plan(tables, path)
    plan, findings = examine(path)
    assert plan is not None, findings


def test_what_was_just_drafted_is_not_told_to_be_misprinted_or_otherwise_compared(drafted, tmp_path):
    _, _, made = drafted
    write_plan(made.tables, tmp_path / "plan.xlsx")
    _, findings = examine(tmp_path / "plan.xlsx")
    assert [f for f in findings if f.code in {"plan-slip", "plan-bound-words", "plan-total-budget"}] == []


def test_no_two_papers_are_of_one_department_and_all_sizes_are_there():
    papers = [read(number) for number in SHAPES]
    assert len({data.about["organisation"] for data in papers}) == len(papers) >= 10
    assert {len(data.activities) for data in papers} >= {9, 10, 11, 12, 25}
    assert {data.year for data in papers} == {2566, 2567, 2568, 2569, 2570}
    assert {len(data.columns) + 11 * any(k == "months" for k, _ in data.columns) for data in papers} >= {7, 9, 18}

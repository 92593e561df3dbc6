"""The official text of 2567 gives the shipped plan, but for its slips and a few spaces, which are listed."""

from __future__ import annotations

from pathlib import Path

import pytest

from moralxl.importing import import_plan
from moralxl.importing.spaces import squeeze
from moralxl.plan import shipped_tables

SOURCE = Path(__file__).parents[1] / "data" / "official_2567.txt"
SHIPPED = shipped_tables()
TEXTS = ("name", "objective", "indicator", "unit", "budget_text", "period_text", "responsible", "remark")
# cells whose letters are the official ones and whose spaces are not as the shipped plan has them: the paper wrapped
# them only in part, or a line ended at the writer's own space
SPACES = {
    *(("1", "unit"), ("2", "objective"), ("2", "unit"), ("3", "unit"), ("4", "name"), ("4", "unit"), ("6", "name")),
    *(("6", "objective"), ("6", "indicator"), ("7", "objective"), ("10", "objective"), ("11", "unit")),
    *(("13", "indicator"), ("14", "indicator"), ("14", "unit"), ("15", "name"), ("15", "indicator"), ("16", "name")),
    *(("16", "indicator"), ("17", "name"), ("17", "objective")),
}
SURE = {"5a", "5b", "6a", "6b", "7a", "8a", "9a", "10a", "12a", "17a"}


@pytest.fixture(scope="module")
def made():
    return import_plan(SOURCE)


def rows(tables, name, key):
    return {row[key]: row for row in tables[name]}


def uncorrected(activity, column):
    """A shipped cell with its corrected slips put back."""
    text = rows(SHIPPED, "activities", "activity")[activity][column]
    for slip in SHIPPED["errata"]:
        if (slip["row"], slip["column"]) == (activity, column) and slip["corrected"]:
            text = text.replace(slip["read"], slip["printed"])
    return text


def test_the_seventeen_activities_in_nine_columns(made):
    assert [row["activity"] for row in made.tables["activities"]] == [str(n) for n in range(1, 18)]
    assert [(c["key"], c["heading"]) for c in made.tables["columns"]] == [
        (c["key"], c["heading"]) for c in SHIPPED["columns"]
    ]
    assert made.tables["guidelines"] == SHIPPED["guidelines"]
    for key in ("guideline", "period_text", "reporter", "items"):
        assert [r[key] for r in made.tables["activities"]] == [r[key] for r in SHIPPED["activities"]], key


def test_every_cell_has_the_official_letters(made):
    for row in made.tables["activities"]:
        for column in TEXTS:
            assert squeeze(row[column]) == squeeze(uncorrected(row["activity"], column)), (row["activity"], column)


def test_wrap_spaces_are_gone_but_for_those_listed(made):
    differing = set()
    for row in made.tables["activities"]:
        for column in TEXTS:
            wanted = rows(SHIPPED, "activities", "activity")[row["activity"]][column]
            slips = [
                s
                for s in SHIPPED["errata"]
                if (s["row"], s["column"], s["corrected"]) == (row["activity"], column, "yes")
            ]
            text = row[column]
            for slip in slips:  # with its slips corrected, the cell is as shipped
                text = text.replace(slip["printed"], slip["read"]).replace(
                    squeeze(slip["printed"]), squeeze(slip["read"])
                )
            if text != wanted:
                differing.add((row["activity"], column))
    assert differing == SPACES
    print(f"{17 * len(TEXTS) - len(differing)} of {17 * len(TEXTS)} cells as shipped")  # noqa: T201 - the figure is wanted


def test_settings(made):
    got, wanted = (rows(tables, "plan", "key") for tables in (made.tables, SHIPPED))
    differing = {key: got[key]["value"] for key in wanted if got[key]["value"] != wanted[key]["value"]}
    assert differing == {"id": "plan-2567"}  # no paper has an id


def test_rounds_levels_and_categories(made):
    assert [{**r, "deadline": ""} for r in SHIPPED["rounds"]] == made.tables["rounds"]
    assert made.tables["levels"] == SHIPPED["levels"]
    assert made.tables["categories"] == SHIPPED["categories"]


def test_measures(made):
    keys = ("measure", "kind", "aggregation", "target", "source", "exclude", "categories")
    assert [tuple(r[k] for k in keys) for r in made.tables["measures"]] == [
        tuple(r[k] for k in keys) for r in SHIPPED["measures"]
    ]
    assert made.tables["milestones"] == SHIPPED["milestones"]


def test_units_are_those_of_the_wording(made):
    differing = {
        r["measure"]: r["unit"]
        for r, s in zip(made.tables["measures"], SHIPPED["measures"], strict=True)
        if r["unit"] != s["unit"]
    }
    assert differing == dict.fromkeys(("1b", "2b", "3b", "4b"), "ช่อง")  # the slip of the paper


def test_what_is_sure_and_what_is_to_be_confirmed(made):
    told = {f.label for f in made.findings if f.code.startswith("import-measure")}
    codes = {row["measure"] for row in made.tables["measures"]}
    assert codes - told == SURE
    assert [f.label for f in made.findings if f.code == "import-measure-ask"] == []
    words = {f.label: f.typed for f in made.findings if f.code == "import-measure-likely"}
    assert words["15a"] == "ร้อยละ ๕๐ ขึ้นไป ร้อยละ ๙๐ ขึ้นไป"
    assert words["13b"] == "จำนวน ๓ กิจกรรมขึ้นไป"

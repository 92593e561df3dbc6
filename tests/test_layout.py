"""The address book of intake workbooks."""

import pytest
from support import PLAN

from moralxl import layout as lay
from moralxl.fields import KINDS, is_blank
from moralxl.intake import identify
from moralxl.layout import layout
from moralxl.locate import every_input, locate
from moralxl.read import read_workbook
from moralxl.template import write_template

EVERY = [(d.code, r.number) for d in PLAN.divisions for r in PLAN.rounds]


@pytest.mark.parametrize(("division", "round_"), EVERY)
def test_reading_a_blank_template_finds_every_key_and_no_finding(tmp_path, division, round_):
    path = tmp_path / "t.xlsx"
    made = write_template(PLAN, PLAN.round(round_), PLAN.division(division), path)
    raw, findings = read_workbook(path.read_bytes(), path.name)
    assert findings == []
    assert identify(raw, path.name) == ("intake", made.identity, [])
    found, findings = locate(made, raw, path.name)
    cells = every_input(found, path.name)
    assert findings == []
    assert [(c.field.key, c.source.cell) for c in cells] == [(f.key, f.cell) for f in made.fields]
    assert all(is_blank(c.value) for c in cells)


def test_keys_are_unique_ascii_and_addresses_too():
    for division in PLAN.divisions:
        fields = layout(PLAN, PLAN.round(6), division).fields
        assert len({f.key for f in fields}) == len(fields)
        assert len({(f.sheet, f.cell) for f in fields}) == len(fields)
        assert all(f.key.isascii() for f in fields)
        assert {f.kind for f in fields} <= set(KINDS)


def test_the_office_that_reports_for_the_department_sees_all_17_activities_and_others_their_8():
    seen = {d.code: [a.number for a in layout(PLAN, PLAN.round(6), d).activities] for d in PLAN.divisions}
    assert seen.pop("สล.") == list(range(1, 18))
    assert len(seen) == 11
    assert set(map(tuple, seen.values())) == {(2, 4, 6, 7, 8, 12, 14, 16)}


def test_the_contracts_example_key_stands_where_a_percentage_needs_it():
    made = layout(PLAN, PLAN.round(6), PLAN.division("กก."))
    signed, staff = made.by_key["a06_signed"], made.by_key["a06_staff"]
    assert (signed.role, signed.measure, signed.at_most) == ("numerator", "6b", "a06_staff")
    assert (staff.role, staff.measure, staff.required) == ("denominator", "6b", True)


def test_version_changes_with_a_key_but_not_with_wording():
    division, round_ = PLAN.division("กก."), PLAN.round(6)
    made = layout(PLAN, round_, division)
    import dataclasses

    def with_measure(**change):
        measures = tuple(dataclasses.replace(m, **change) if m.code == "6b" else m for m in PLAN.measures)
        return layout(dataclasses.replace(PLAN, measures=measures), round_, division)

    assert with_measure(label="ถ้อยคำใหม่").version == made.version
    assert with_measure(key="signers").version != made.version


@pytest.mark.parametrize(
    ("place", "cell"), [((0, 0), "A1"), ((6, 2), "C7"), ((0, 25), "Z1"), ((9, 26), "AA10"), ((0, 16383), "XFD1")]
)
def test_addresses(place, cell):
    assert lay.a1(*place) == cell


def test_a_token_names_what_it_was_made_of():
    identity = layout(PLAN, PLAN.round(6), PLAN.division("กต.๑")).identity
    assert lay.parse_token(lay.token(identity, "report")) == (identity, "report")
    assert lay.parse_token("moralxl|x|y|6|d|v|report") is None
    assert lay.parse_token("anything") is None

"""What is written is valid by the published OOXML schemas, and other libraries read it whole."""

from __future__ import annotations

import re
import zipfile

import openpyxl
import pandas as pd
import pytest
from openxml_audit import OpenXmlValidator
from python_calamine import CalamineWorkbook
from support import PLAN, run, write_return

from moralxl.plan import shipped_tables, write_plan
from moralxl.template import write_template


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """Every kind of workbook that the program writes, by name."""
    folder = tmp_path_factory.mktemp("written")
    (folder / "returns").mkdir()
    for code in ("สล.", "กก."):
        typed = {"a06_virtues": 5, "a06_signed": 48, "a06_staff": 60, "a06_problem": "<b>&\n=1+1 “ก”"}
        write_return(folder / "returns" / f"{code}.xlsx", code, typed)
    run("consolidate", folder / "returns", "-o", folder, "--round", "9")
    write_template(PLAN, PLAN.round(9), PLAN.division("สล."), folder / "template.xlsx")
    write_plan(shipped_tables(), folder / "plan.xlsx")
    return {
        "master": folder / "master_2567_r9.xlsx",
        "template": folder / "template.xlsx",
        "plan": folder / "plan.xlsx",
    }


@pytest.mark.parametrize("kind", ["master", "template", "plan"])
def test_the_schemas_hold(written, kind):
    result = OpenXmlValidator().validate(str(written[kind]))
    assert [str(error) for error in result.errors] == []


def test_a_broken_workbook_is_seen(written, tmp_path):
    broken = tmp_path / "broken.xlsx"
    with zipfile.ZipFile(written["template"]) as old, zipfile.ZipFile(broken, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, data.replace(b"<sheetData>", b"<sheetData><nothing/>") if "sheet2" in name else data)
    assert not OpenXmlValidator().validate(str(broken)).is_valid


@pytest.mark.parametrize("kind", ["master", "template", "plan"])
def test_other_libraries_read_it_whole(written, kind):
    """As many cells with a value as the file's XML has, by openpyxl, calamine and pandas."""
    with zipfile.ZipFile(written[kind]) as archive:
        parts = [archive.read(n).decode() for n in archive.namelist() if n.startswith("xl/worksheets/sheet")]
    inside = sum(len(re.findall("<v>[^<]", part)) for part in parts)
    book = openpyxl.load_workbook(written[kind], data_only=True)
    by_openpyxl = sum(cell.value is not None for sheet in book for row in sheet.iter_rows() for cell in row)
    calamine = CalamineWorkbook.from_path(written[kind])
    by_calamine = sum(
        value != ""
        for name in calamine.sheet_names
        for row in calamine.get_sheet_by_name(name).to_python()
        for value in row
    )
    frames = pd.read_excel(written[kind], sheet_name=None, header=None, engine="calamine", keep_default_na=False)
    by_pandas = sum(int((frame != "").sum().sum()) for frame in frames.values())
    assert {by_openpyxl, by_calamine, by_pandas} == {inside}

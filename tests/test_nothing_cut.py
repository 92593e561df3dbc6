"""Nothing is cut off: each row of the master shows what it shows with room to spare, and few rows are half empty.

Shown in LibreOffice, in two ways that know nothing of each other: printed as written and with room to spare, row by
row, the pictures are the same; and no row is lower than the program would make it. The font is a stand-in with the
widths of TH Sarabun New; LibreOffice's columns are 6 % wider than Excel's, which cannot be tried.
"""

from __future__ import annotations

import subprocess
from copy import copy

import openpyxl
import pytest
from office import job
from openpyxl.styles import Border, PatternFill
from openpyxl.worksheet.pagebreak import Break, RowBreak
from support import PLAN, run, write_return

from moralxl.master.calculation import NAME as CALCULATION
from moralxl.master.data import NAME as DATA
from moralxl.master.narrative import NARRATIVE
from moralxl.master.official import APPROVED, RESULTS
from moralxl.master.returns import FINDINGS, RETURNS

DIVISION = "กก."
OBJECTIVES = [activity.objective for activity in PLAN.activities]
LINK = "https://intranet.example/" + "moral-organisation/report-2567/" * 4
LONG = {  # what one division writes: prose, lists, no spaces at all, more than Excel's highest row holds
    "a02_result": "\n".join(f"{number}) {text}" for number, text in enumerate(OBJECTIVES[:6], start=1)),
    "a02_problem": "".join(OBJECTIVES).replace(" ", ""),
    "a02_evidence": LINK,
    "a04_result": " ".join(OBJECTIVES[4:9]),
    "a04_suggestion": "ขอให้จัดสรรงบประมาณเพิ่มเติม (ประมาณ ๒๐,๐๐๐ บาท/ปี) " * 12,
    "a06_problem": "ระบบ e-Learning ล่ม ๓ ครั้ง ผู้เข้าอบรมจึงทำแบบทดสอบไม่ครบ\n\nแก้ไขแล้วเมื่อ ๑๔ มี.ค. ๒๕๖๗",
    "a06_evidence": f"ภาพถ่ายกิจกรรม {LINK} และหนังสือเวียน",
    "a02_channels": "หลายช่องทาง ได้แก่ เว็บไซต์ ป้ายประชาสัมพันธ์ เสียงตามสาย และหนังสือเวียนภายในหน่วยงาน",
}
PICTURED = (RESULTS, APPROVED, RETURNS, FINDINGS, NARRATIVE)
MOST = {RESULTS: 1.3, APPROVED: 1.2, RETURNS: 1.25, FINDINGS: 1.25, NARRATIVE: 1.25}  # of what the rows need in all
ROUNDING = 0.5  # points; LibreOffice counts in hundredths of a millimetre
TALLEST = 640  # points; a page holds no more


@pytest.fixture(scope="module")
def master(tmp_path_factory):
    """The pages of the demo's round of twelve divisions, of which one writes at length; figures stand as values."""
    folder = tmp_path_factory.mktemp("round") / "demo"
    run("demo", folder)
    returns = folder / "returns"
    (returns / "intake_2567_r9_กก.xlsx").unlink()
    write_return(returns / "intake_2567_r9_กก.xlsx", DIVISION, LONG)
    run("consolidate", returns, "-o", folder, "--round", "9")
    book = openpyxl.load_workbook(folder / "master_2567_r9.xlsx", data_only=True)
    for sheet in [s for s in book if s.sheet_state != "visible" or s.title in {CALCULATION, DATA}]:
        book.remove(sheet)
    book.defined_names.clear()
    book.save(folder / "pages.xlsx")
    return folder / "pages.xlsx"


def row_of(path, number):
    """The row of an activity in the official table."""
    sheet = openpyxl.load_workbook(path)[RESULTS]
    return next(row[0].row for row in sheet.iter_rows() if row[0].value == number)


# --- by the program's own reckoning ---------------------------------------------------------------


def measured(office, *paths):
    """Of each workbook, by sheet and row, the height as written and the one that fits; only rows with text."""
    books = [openpyxl.load_workbook(path) for path in paths]
    areas = {s.title: [a.coord for a in s.merged_cells.ranges if a.min_row == a.max_row] for s in books[0]}
    for book, result in zip(books, office.run([job(path, heights=areas) for path in paths]), strict=True):
        told = [{row for row in range(1, s.max_row + 1) if any(c.value is not None for c in s[row])} for s in book]
        yield {
            sheet.title: {row: pair for row, pair in enumerate(rows, start=1) if row in kept}
            for sheet, kept, rows in zip(book, told, result["heights"], strict=True)
        }


def low(heights):
    """The rows that are lower than the program would make them."""
    rows = [(title, row, *pair) for title, found in heights.items() for row, pair in found.items()]
    return [(title, row) for title, row, written, fitting in rows if written < fitting - ROUNDING]


@pytest.fixture(scope="module")
def heights(office, master):
    return next(measured(office, master))


def test_no_row_is_lower_than_its_texts(heights):
    assert set(PICTURED) <= set(heights)
    assert sum(map(len, heights.values())) > 500
    assert low(heights) == []


def test_few_rows_are_half_empty(heights):
    """Beside the stand-in's lower lines, rows have room for words that other programs break otherwise."""
    for title, most in MOST.items():
        written, fitting = map(sum, zip(*heights[title].values(), strict=True))
        assert 1 <= written / fitting <= most, title


def test_a_row_too_low_is_noticed(office, master, heights, tmp_path):
    book, row = openpyxl.load_workbook(master), row_of(master, 5)
    for other in set(book.sheetnames) - {RESULTS}:
        del book[other]
    book[RESULTS].row_dimensions[row].height = heights[RESULTS][row][1] - 4  # points: a fifth of a line
    book.save(tmp_path / "low.xlsx")
    assert low(next(measured(office, tmp_path / "low.xlsx"))) == [(RESULTS, row)]


# --- by pictures ----------------------------------------------------------------------------------


def spread(path, target, title, height_of):
    """A copy of one sheet in black letters alone, each row at the top of a page of its own, at these heights.

    Rows that a cell spans stay together, and only the last of them gets another height.
    """
    book = openpyxl.load_workbook(path)
    for other in set(book.sheetnames) - {title}:
        del book[other]
    sheet = book[title]
    sheet.conditional_formatting = type(sheet.conditional_formatting)()
    sheet.print_title_rows = f"{sheet.max_row + 1}:{sheet.max_row + 1}"  # repeated only by pages after it
    sheet.auto_filter.ref = None
    sheet.oddFooter.left.text = sheet.oddFooter.center.text = None
    for row in sheet.iter_rows():
        for cell in row:
            look, place = copy(cell.font), copy(cell.alignment)
            look.color, place.vertical = "FF000000", "top"
            cell.font, cell.alignment, cell.border, cell.fill = look, place, Border(), PatternFill()
    spanned = {row for area in sheet.merged_cells.ranges for row in range(area.min_row, area.max_row)}
    sheet.row_breaks = RowBreak()
    for row in set(range(1, sheet.max_row + 1)) - spanned:
        sheet.row_breaks.append(Break(id=row))
        sheet.row_dimensions[row].height = height_of(row, sheet.row_dimensions[row].height)
    book.save(target)
    return target


def with_room(_, height):
    return min(height * 1.6 + 20, TALLEST)


@pytest.fixture(scope="module")
def pictures(office, master, heights, tmp_path_factory):
    """By title and kind, the pages of a sheet as written and with room, and of the official one with a row cut."""
    folder, low_row = tmp_path_factory.mktemp("pictures"), row_of(master, 5)
    cut = heights[RESULTS][low_row][1] - 10  # points: half a line
    kinds = {(title, "written"): lambda _, height: height for title in PICTURED}
    kinds |= {(title, "roomy"): with_room for title in PICTURED}
    kinds[RESULTS, "cut"] = lambda row, height: cut if row == low_row else height
    paths = {key: folder / f"{place}.xlsx" for place, key in enumerate(kinds)}
    for (title, kind), path in paths.items():
        spread(master, path, title, kinds[title, kind])
    office.run([job(path, saves=[path.with_suffix(".pdf")]) for path in paths.values()])
    return {key: pages_of(office, path.with_suffix(".pdf")) for key, path in paths.items()}


def pages_of(office, pdf):
    subprocess.run(["pdftoppm", "-gray", "-r", "50", pdf, pdf.with_suffix("")], check=True, env=office.env)
    return [page.read_bytes() for page in sorted(pdf.parent.glob(f"{pdf.stem}-*.pgm"))]


def differing(one, other):
    """The pages that differ, from 1: with every row on its own, the rows."""
    return [place for place, pair in enumerate(zip(one, other, strict=True), start=1) if pair[0] != pair[1]]


@pytest.mark.parametrize("title", PICTURED)
def test_room_to_spare_shows_nothing_more(pictures, title):
    assert len(pictures[title, "written"]) > 15
    assert differing(pictures[title, "written"], pictures[title, "roomy"]) == []


def test_a_line_cut_in_two_shows_in_the_picture(pictures, master):
    assert differing(pictures[RESULTS, "cut"], pictures[RESULTS, "roomy"]) == [row_of(master, 5)]

"""The official sheets as a PDF, and the bundle that goes to the ministry."""

from __future__ import annotations

import hashlib
import io
import re
import shutil
import subprocess
import zipfile

import openpyxl
import pytest
import xlsxwriter
from support import PLAN, run, write_return

from moralxl import pdf
from moralxl.master.official import APPROVED, RESULTS
from moralxl.master.page import Col, Page
from moralxl.master.paper import LEAST_PRINT, LEAST_SCALE, PRINTED_HEIGHT
from moralxl.package import LIST
from moralxl.styles import Styles

pytestmark = pytest.mark.usefixtures("office")


@pytest.fixture(scope="module")
def master(tmp_path_factory):
    folder = tmp_path_factory.mktemp("round")
    (folder / "returns").mkdir()
    for code in ("สล.", "กก."):
        typed = {"a06_virtues": 5, "a06_signed": 48, "a06_staff": 60, "a06_problem": "ระบบ e-Learning ล่ม ๓ ครั้ง"}
        write_return(folder / "returns" / f"{code}.xlsx", code, typed)
    run("consolidate", folder / "returns", "-o", folder, "--round", "9")
    return folder / "master_2567_r9.xlsx"


@pytest.fixture(scope="module")
def printed(master, tmp_path_factory):
    return pdf.write_pdf(master, (RESULTS, APPROVED), tmp_path_factory.mktemp("pdf") / "a.pdf")


def text_of(path):
    return subprocess.run(
        [shutil.which("pdftotext"), "-layout", path, "-"], capture_output=True, text=True, check=True
    ).stdout


def test_the_pdf_has_the_official_sheets_alone(printed):
    pages = text_of(printed).rstrip("\f").split("\f")
    assert all("หน้า" in page for page in pages)
    whole = "".join("".join(pages).split())
    assert "".join(PLAN.title.split()) in whole
    assert "ตารางหน่วยงาน" not in whole
    assert "SHA" not in whole


def test_digits_are_thai_but_for_page_numbers(printed):
    pages = text_of(printed).rstrip("\f").split("\f")
    digits = [re.findall("[0-9]+", page) for page in pages]
    assert digits == [[str(number), str(len(pages))] for number in range(1, len(pages) + 1)]


@pytest.fixture(scope="module")
def in_the_right_font(office, master, tmp_path_factory):
    """The official sheets, each printed alone with the stand-in for TH Sarabun New."""
    folder = tmp_path_factory.mktemp("font")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FONTCONFIG_FILE", office.env["FONTCONFIG_FILE"])
        return {name: pdf.write_pdf(master, [name], folder / f"{name}.pdf") for name in (RESULTS, APPROVED)}


@pytest.mark.parametrize("name", [RESULTS, APPROVED])
def test_print_is_twelve_points_at_least(in_the_right_font, name):
    told = subprocess.run(
        [shutil.which("pdftotext"), "-bbox", in_the_right_font[name], "-"], capture_output=True, text=True, check=True
    ).stdout
    words = [(float(top), float(bottom)) for top, bottom in re.findall(r'yMin="(.*?)".*?yMax="(.*?)">', told)]
    above_footer = [bottom - top for top, bottom in words if bottom < 595 - 40]
    assert len(above_footer) > 1000
    assert min(above_footer) == pytest.approx(12 * 1.3, abs=0.02)  # the stand-in's lines are 1.3 of its size


@pytest.mark.parametrize("name", [RESULTS, APPROVED])
def test_no_page_more_than_the_rows_need(in_the_right_font, master, name):
    """A page ends only where the next activity, with its guideline above it, has no room."""
    sheet = openpyxl.load_workbook(master)[name]
    heights = [sheet.row_dimensions[row].height for row in range(1, sheet.max_row + 1)]
    heading = int(sheet.print_title_rows.split(":")[0].strip("$"))
    guidelines = {row[0].row for row in sheet.iter_rows() if row[0].value in {g.text for g in PLAN.guidelines}}
    used, pages, kept = sum(heights[:heading]), 1, 0.0
    for row, height in enumerate(heights[heading:], start=heading + 1):
        kept += height
        if row in guidelines:
            continue
        if used + kept > PRINTED_HEIGHT / LEAST_SCALE:
            used, pages = heights[heading - 1], pages + 1
        used, kept = used + kept, 0.0
    assert text_of(in_the_right_font[name]).count("\f") == pages


@pytest.mark.parametrize(("columns", "paper", "abreast"), [(8, "9", 1), (15, "8", 1), (40, "8", 3)])
def test_wide_tables_are_printed_large_enough_to_read(tmp_path, columns, paper, abreast):
    """On A4, on A3, or on so many pages of A3 beside each other that their letters have eight points."""
    book = xlsxwriter.Workbook(tmp_path / "a.xlsx")
    page = Page(book, Styles(book), "a", [Col("หัวข้อ", 20, "line")] * columns)
    page.headings()
    page.row(["ข้อความ"] * columns)
    page.set_up(columns_held=2)
    book.close()
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["a"]
    assert str(sheet.page_setup.paperSize) == paper
    assert (int(sheet.page_setup.fitToWidth or 1), int(sheet.page_setup.fitToHeight)) == (abreast, 0)
    assert (sheet.print_title_cols == "$A:$B") == (abreast > 1)
    assert 14 * page.scale * abreast >= LEAST_PRINT


def test_a_sheet_that_is_not_there_is_told(master, tmp_path):
    with pytest.raises(pdf.NoPdf, match="ไม่มี"):
        pdf.write_pdf(master, ["ไม่มี"], tmp_path / "a.pdf")


def test_a_program_that_fails_leaves_the_old_pdf(master, tmp_path, monkeypatch):
    (tmp_path / "a.pdf").write_bytes(b"old")
    monkeypatch.setattr(pdf, "find_office", lambda: shutil.which("false"))
    with pytest.raises(pdf.NoPdf, match="CalledProcessError"):
        pdf.write_pdf(master, [RESULTS], tmp_path / "a.pdf")
    monkeypatch.setattr(pdf, "find_office", lambda: shutil.which("true"))
    with pytest.raises(pdf.NoPdf, match="LibreOffice"):
        pdf.write_pdf(master, [RESULTS], tmp_path / "a.pdf")
    assert (tmp_path / "a.pdf").read_bytes() == b"old"


def test_libreoffice_is_found_by_variable_path_or_place(tmp_path, monkeypatch):
    program = tmp_path / "soffice"
    program.touch(mode=0o755)
    monkeypatch.setenv(pdf.VARIABLE, str(program))
    assert pdf.find_office() == program
    monkeypatch.delenv(pdf.VARIABLE)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert pdf.find_office() == program
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(pdf, "MAC", str(tmp_path / "none"))
    assert pdf.find_office() is None
    monkeypatch.setattr(pdf.sys, "platform", "win32")
    monkeypatch.setenv("ProgramFiles", str(tmp_path))
    (tmp_path / "LibreOffice" / "program").mkdir(parents=True)
    (tmp_path / "LibreOffice" / "program" / "soffice.exe").touch()
    assert pdf.find_office().name == "soffice.exe"


def test_consolidate_makes_one_or_says_how_to_get_it(master, tmp_path, monkeypatch):
    returns = master.parent / "returns"
    result = run("consolidate", returns, "-o", tmp_path, "--round", "9", "--pdf")
    assert (tmp_path / "master_2567_r9.pdf").read_bytes().startswith(b"%PDF")
    (tmp_path / "master_2567_r9.pdf").unlink()
    monkeypatch.setattr(pdf, "find_office", lambda: None)
    result = run("consolidate", returns, "-o", tmp_path, "--round", "9", "--pdf")
    assert "โปรดติดตั้ง LibreOffice" in result.output
    assert not (tmp_path / "master_2567_r9.pdf").exists()


@pytest.mark.parametrize("option", [[], ["--zip"]])
def test_a_package_holds_master_pdf_and_their_sums(master, tmp_path, option):
    result = run("package", master, "-o", tmp_path, *option)
    assert result.exit_code == 0
    folder = tmp_path / "package_2567_r9"
    if option:
        with zipfile.ZipFile(folder.with_suffix(".zip")) as archive:
            archive.extractall(folder)
    listed = (folder / LIST).read_text(encoding="utf-8-sig")
    assert PLAN.title in listed
    lines = [line.split("  ") for line in listed.splitlines() if not line.startswith("#")]
    assert [name for _, name in lines] == ["master_2567_r9.xlsx", "master_2567_r9.pdf"]
    assert all(hashlib.sha256((folder / name).read_bytes()).hexdigest() == sum_ for sum_, name in lines)
    if shutil.which("sha256sum"):
        subprocess.run([shutil.which("sha256sum"), "--check", LIST], cwd=folder, check=True, capture_output=True)


def test_what_is_no_master_is_not_packed(tmp_path):
    write_return(tmp_path / "a.xlsx", "กก.", {"a06_virtues": 5})
    result = run("package", tmp_path / "a.xlsx", "-o", tmp_path)
    assert result.exit_code == 1
    assert "ไม่ใช่ตารางสรุป" in result.output


def test_only_the_named_sheets_are_shown(master):
    book = openpyxl.load_workbook(io.BytesIO(pdf.only(master.read_bytes(), frozenset({APPROVED}))))
    assert [sheet.title for sheet in book if sheet.sheet_state == "visible"] == [APPROVED]
    assert book.active.title == APPROVED


def test_a_missing_font_is_told(tmp_path, monkeypatch):
    lister = tmp_path / "fc-list"
    lister.write_text("#!/bin/sh\necho 'TH Sarabun New,TH Sarabun New Bold'\n", encoding="utf-8")
    lister.chmod(0o755)
    monkeypatch.setattr(pdf.shutil, "which", lambda _: str(lister))
    assert pdf.has_font("TH Sarabun New")
    assert not pdf.has_font("Angsana New")
    monkeypatch.setattr(pdf.shutil, "which", lambda _: None)
    assert pdf.has_font("whatever a system without fc-list and Windows' folders has")
    monkeypatch.setattr(pdf.sys, "platform", "win32")
    monkeypatch.setenv("WINDIR", str(tmp_path))
    (tmp_path / "Fonts").mkdir()
    (tmp_path / "Fonts" / "THSarabunNew.ttf").touch()
    assert pdf.has_font("TH Sarabun New")
    assert not pdf.has_font("Angsana New")

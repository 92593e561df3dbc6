"""Writes the invented papers in the shapes that such papers come in: Word, Excel, OpenDocument, web pages, text."""

from __future__ import annotations

import sys
from html import escape
from pathlib import Path

from paper_data import SHORT, Data, keys, plain, printed_number
from paper_word import word_arrows, word_pages, word_shaded_months, word_without_numbers

sys.path.insert(0, str(Path(__file__).parents[1]))
from handmade import ods

# --- Excel ----------------------------------------------------------------------------------------


def _sheet(data: Data, width: int):
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "แผน"
    for row, text in enumerate((data.about["title"], data.about["organisation_line"]), start=1):
        sheet.cell(row, 1, text)
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=width)
    return book, sheet


def _fill(cell, colour: str) -> None:
    from openpyxl.styles import PatternFill

    cell.fill = PatternFill("solid", fgColor=colour)


def _typed(text: str, key: str):
    """Numbers as Excel keeps them, where they are typed in ASCII digits."""
    bare = text.replace(",", "")
    return int(bare) if key in {"number", "budget_text", "target"} and bare.isascii() and bare.isdigit() else text


def _excel_total(sheet, row: int, width: int, data: Data) -> None:
    if data.total:
        label = sheet.cell(row, 1, data.total[0])
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=3)
        sheet.cell(row, 4, data.total[1])
        sheet.merge_cells(start_row=row, end_row=row, start_column=4, end_column=width)
        assert label.value


def excel_three_headings(data: Data, path: Path) -> None:
    """Headings over three rows: the period, its two calendar years, their months; marks ✓ in the months."""
    width = len(data.columns) + 11
    book, sheet = _sheet(data, width)
    column = 1
    start = 0
    for key, heading in data.columns:
        sheet.cell(4, column, heading)
        if key == "months":
            start = column
            sheet.merge_cells(start_row=4, end_row=4, start_column=column, end_column=column + 11)
            for first, last, year in ((1, 3, data.year - 1), (4, 12, data.year)):
                sheet.cell(5, column + first - 1, f"พ.ศ. {year}")
                sheet.merge_cells(start_row=5, end_row=5, start_column=column + first - 1, end_column=column + last - 1)
            for month, name in enumerate(SHORT):
                sheet.cell(6, column + month, name)
            column += 12
        else:
            sheet.merge_cells(start_row=4, end_row=6, start_column=column, end_column=column)
            column += 1
    _excel_rows(sheet, data, 7, width, lambda row, month: sheet.cell(row, start + month - 1, "✓"))
    book.save(path)


def excel_shaded(data: Data, path: Path) -> None:
    """Months shaded by fill; every second activity stands on a white fill, which is none."""
    width = len(data.columns) + 11
    book, sheet = _sheet(data, width)
    column = 1
    start = 0
    for key, heading in data.columns:
        sheet.cell(3, column, heading)
        _fill(sheet.cell(3, column), "FFBDD7EE")
        if key == "months":
            start = column
            sheet.merge_cells(start_row=3, end_row=3, start_column=column, end_column=column + 11)
            for month, name in enumerate(SHORT):
                sheet.cell(4, column + month, name)
            column += 12
        else:
            sheet.merge_cells(start_row=3, end_row=4, start_column=column, end_column=column)
            column += 1

    def mark(row: int, month: int) -> None:
        _fill(sheet.cell(row, start + month - 1), "FF92D050")

    _excel_rows(sheet, data, 5, width, mark)
    for row in range(6, sheet.max_row, 2):
        for column in range(1, start):
            _fill(sheet.cell(row, column), "FFFFFFFF")
    book.save(path)


def excel_quarters(data: Data, path: Path) -> None:
    """Twelve columns, three of which a plan has no place for; quarters with ● instead of months."""
    width = len(data.columns) + 3
    book, sheet = _sheet(data, width)
    column = 1
    start = 0
    quarters = ("ไตรมาส ๑ (ต.ค.-ธ.ค.)", "ไตรมาส ๒ (ม.ค.-มี.ค.)", "ไตรมาส ๓ (เม.ย.-มิ.ย.)", "ไตรมาส ๔ (ก.ค.-ก.ย.)")
    for key, heading in data.columns:
        sheet.cell(5, column, heading)
        if key == "quarters":
            start = column
            sheet.merge_cells(start_row=5, end_row=5, start_column=column, end_column=column + 3)
            for number, name in enumerate(quarters):
                sheet.cell(6, column + number, name)
            column += 4
        else:
            sheet.merge_cells(start_row=5, end_row=6, start_column=column, end_column=column)
            column += 1
    _excel_rows(sheet, data, 7, width, lambda row, month: sheet.cell(row, start + (month - 1) // 3, "●"))
    book.save(path)


def _excel_rows(sheet, data: Data, row: int, width: int, mark) -> None:
    guideline = 0
    for index, activity in enumerate(data.activities):
        if activity.guideline != guideline:
            guideline = activity.guideline
            sheet.cell(row, 1, data.guidelines[guideline - 1])
            sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=width)
            row += 1
        column = 1
        for key in keys(data):
            if key in {"months", "quarters"}:
                for month in range(activity.months[0], activity.months[1] + 1):
                    mark(row, month)
                column += 12 if key == "months" else 4
                continue
            text = f"ตามคำชี้แจงที่ {index + 1}" if key == "extra" else plain(activity, key, printed_number(data, index))
            cell = sheet.cell(row, column, _typed(text, key) if text else None)
            if isinstance(cell.value, int):
                cell.number_format = "#,##0"
            column += 1
        row += 1
    _excel_total(sheet, row, width, data)


# --- OpenDocument ---------------------------------------------------------------------------------


def open_document(data: Data, path: Path) -> None:
    """A sheet as LibreOffice Calc saves it."""

    def row(*cells: str) -> str:
        return f"<table:table-row>{''.join(cells)}</table:table-row>"

    def cell(text: str, wide: int = 1) -> str:
        lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in text.split("\n"))
        span = f' table:number-columns-spanned="{wide}"' if wide > 1 else ""
        covered = "<table:covered-table-cell/>" * (wide - 1)
        kind = ' office:value-type="string"' if text else ""
        return f"<table:table-cell{kind}{span}>{lines if text else ''}</table:table-cell>{covered}"

    width = len(data.columns)
    rows = [row(cell(data.about["title"], width)), row(cell(data.about["organisation_line"], width)), row(cell(""))]
    rows.append(row(*(cell(heading) for _, heading in data.columns)))
    guideline = 0
    for index, activity in enumerate(data.activities):
        if activity.guideline != guideline:
            guideline = activity.guideline
            rows.append(row(cell(data.guidelines[guideline - 1], width)))
        rows.append(row(*(cell(plain(activity, key, printed_number(data, index))) for key in keys(data))))
    rows.append(row(cell(data.total[0], 2), cell(data.total[1], width - 2)))
    path.write_bytes(ods(f'<table:table table:name="แผน">{"".join(rows)}</table:table>'))


# --- web pages and text ---------------------------------------------------------------------------


def web_page(data: Data, path: Path) -> None:
    """Spans downwards and across, the head row in <thead>, its period over one column of two heading rows."""
    out = ["<!DOCTYPE html><html><head><meta charset='utf-8'><title>x</title><style>td{color:red}</style></head><body>"]
    out.append(f"<h2>{escape(data.about['title'])}</h2><p>{escape(data.about['organisation_line'])}</p>")
    out.append("<table><thead><tr>")
    out += [f"<th rowspan=2>{escape(heading)}</th>" for _, heading in data.columns]
    out.append("</tr><tr></tr></thead><tbody>")
    guideline = 0
    shared = keys(data).index("responsible")
    spans = _runs([a.cells["responsible"] + str(a.guideline) for a in data.activities])
    for index, activity in enumerate(data.activities):
        if activity.guideline != guideline:
            guideline = activity.guideline
            out.append(
                f'<tr><td colspan="{len(data.columns)}"><b>{escape(data.guidelines[guideline - 1])}</b></td></tr>'
            )
        out.append("<tr>")
        for place, key in enumerate(keys(data)):
            text = "<br/>".join(escape(line) for line in plain(activity, key, printed_number(data, index)).split("\n"))
            if place == shared:
                if spans[index]:
                    out.append(f"<td rowspan='{spans[index]}'>{text}</td>")
                continue
            out.append(f"<td>{text}</td>")
        out.append("</tr>")
    label, total = map(escape, data.total)
    out.append(f"<tr><td colspan=2>{label}</td><td colspan={len(data.columns) - 2}>{total}</td></tr>")
    out.append("</tbody></table><p>ผู้เห็นชอบ ..............</p></body></html>")
    path.write_text("\n".join(out), encoding="utf-8")


def _runs(texts: list[str]) -> list[int]:
    """For each of equal neighbours the length of their run at its first, 0 at the others."""
    lengths = [0] * len(texts)
    start = 0
    for index in range(len(texts)):
        if texts[index] != texts[start]:
            start = index
        lengths[start] += 1
    return lengths


def saved_from_word(data: Data, path: Path) -> None:
    """As Word saves a page: in Windows' Thai, unclosed cells, paragraphs and line ends within them, hard spaces."""
    out = ["<html><head><meta http-equiv=Content-Type content='text/html; charset=windows-874'></head><body>"]
    out += [f"<p class=MsoNormal>{escape(data.about[key])}<o:p></o:p></p>" for key in ("title", "organisation_line")]
    out.append("<table class=MsoTable border=1>")

    def row(texts: list[str]) -> str:
        broken = (escape(text).replace(" ", "\n", 1) for text in texts)
        cells = (f"<td width=90><p class=MsoNormal><span lang=TH>{text}</span>&nbsp;</p>" for text in broken)
        return f"<tr>{''.join(cells)}</tr>"

    out.append(row([heading for _, heading in data.columns]))
    guideline = 0
    for index, activity in enumerate(data.activities):
        if activity.guideline != guideline:
            guideline = activity.guideline
            out.append(f"<tr><td colspan={len(data.columns)}><p>{escape(data.guidelines[guideline - 1])}</p>")
        out.append(row([plain(activity, key, printed_number(data, index)) for key in keys(data)]))
    out.append(row([data.total[0], data.total[1], *[""] * (len(data.columns) - 2)]))
    out.append("</table></body></html>")
    path.write_bytes("\n".join(out).encode("cp874"))


def wrapped_text(data: Data, path: Path) -> None:
    """As copied out of a paged document: a space at each line's end, headings on each page, one row over two pages."""
    widths = {
        "name": 24,
        "objective": 22,
        "indicator": 20,
        "unit": 13,
        "budget_text": 11,
        "responsible": 19,
        "remark": 17,
    }

    def wrap(text: str, width: int) -> str:
        lines, line = [], ""
        for part in text.replace(" ", "| |").split("|"):
            if len(line.strip()) + len(part) > width and part.strip():
                lines.append(line.strip())
                line = ""
            line += part
        return " ".join([*lines, line.strip()])

    head = "\t".join(heading for _, heading in data.columns)
    out = [data.about["title"], "", data.about["organisation_line"], ""]
    guideline = 0
    for index, activity in enumerate(data.activities):
        if index % 3 == 0:
            out += ["", head]
        if activity.guideline != guideline:
            guideline = activity.guideline
            out.append("\t".join([data.guidelines[guideline - 1], *[""] * (len(data.columns) - 1)]))
        texts = {key: wrap(activity.cells.get(key, ""), widths.get(key, 99)) for key in keys(data)}
        texts["number"] = printed_number(data, index)
        if index == 3:
            words = texts["objective"].split(" ")
            first = {**texts, "objective": " ".join(words[:2])}
            rest = {"objective": " ".join(words[2:])}
            out += ["\t".join(first[key] for key in keys(data)), "", head]
            out.append("\t".join(rest.get(key, "") for key in keys(data)))
        else:
            out.append("\t".join(texts[key] for key in keys(data)))
    out.append("\t".join([*data.total, *[""] * (len(data.columns) - 2)]))
    path.write_text("\n".join(out), encoding="utf-8")


SHAPES = {
    "01": (word_pages, "docx"),
    "02": (word_shaded_months, "docx"),
    "03": (excel_three_headings, "xlsx"),
    "04": (excel_shaded, "xlsx"),
    "05": (web_page, "html"),
    "06": (wrapped_text, "txt"),
    "07": (word_arrows, "docx"),
    "08": (open_document, "ods"),
    "09": (word_without_numbers, "docx"),
    "10": (excel_quarters, "xlsx"),
    "11": (saved_from_word, "html"),
    "12": (excel_shaded, "xlsx"),
    "13": (word_pages, "docx"),
    "14": (web_page, "html"),
}

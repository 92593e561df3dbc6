"""Writes the invented papers as Word documents: pages, month grids, arrows, tables without headings or numbers."""

from __future__ import annotations

from pathlib import Path

from paper_data import SHORT, Data, keys, month_text, plain, printed_number

GREY = "D9D9D9"


def _document(data: Data):
    import docx

    document = docx.Document()
    document.add_paragraph(data.about["title"])
    document.add_paragraph(data.about["organisation_line"])
    return document


def _set(cell, text: str) -> None:
    """A cell's text: a paragraph for each line, in runs as Word splits them."""
    lines = text.split("\n")
    cell.paragraphs[0].text = ""
    for number, line in enumerate(lines):
        paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
        half = len(line) // 2
        paragraph.add_run(line[:half])
        paragraph.add_run(line[half:])


def _shade(cell, colour: str = GREY) -> None:
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    cell._tc.get_or_add_tcPr().append(  # noqa: SLF001 - python-docx has no shading of its own
        parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{colour}"/>')
    )


def _row(table, texts: list[str]):
    row = table.add_row()
    for cell, text in zip(row.cells, texts, strict=True):
        _set(cell, text)
    return row


def _merged_row(table, text: str) -> None:
    row = table.add_row()
    _set(row.cells[0].merge(row.cells[-1]), text)


def _total_row(table, data: Data) -> None:
    if data.total:
        row = table.add_row()
        _set(row.cells[0], data.total[0])
        _set(row.cells[1].merge(row.cells[-1]), data.total[1])


def word_pages(data: Data, path: Path) -> None:
    """A table for each page, the headings repeated, and one activity split over two pages."""
    document = _document(data)
    headings = [heading for _, heading in data.columns]
    table, guideline = None, 0
    for index, activity in enumerate(data.activities):
        if index % 4 == 0:
            table = document.add_table(0, len(headings))
            _row(table, headings)
            document.add_page_break()
        if activity.guideline != guideline:
            guideline = activity.guideline
            _merged_row(table, data.guidelines[guideline - 1])
        texts = [plain(activity, key, printed_number(data, index)) for key in keys(data)]
        if index == 4:
            first = [
                text if key not in {"objective", "indicator"} else text[:20]
                for key, text in zip(keys(data), texts, strict=True)
            ]
            rest = [
                text[20:] if key in {"objective", "indicator"} else ""
                for key, text in zip(keys(data), texts, strict=True)
            ]
            _row(table, first)
            table = document.add_table(0, len(headings))
            _row(table, headings)
            _row(table, rest)
        else:
            _row(table, texts)
    _total_row(table, data)
    document.save(path)


def _grid_header(table, data: Data, named: list[str]) -> None:
    """Two rows: the headings, one of them over all months; the others merged downwards."""
    top, below = table.add_row(), table.add_row()
    column = 0
    for key, heading in data.columns:
        if key == "months":
            _set(top.cells[column].merge(top.cells[column + len(named) - 1]), heading)
            for name in named:
                _set(below.cells[column], name)
                column += 1
        else:
            cell = top.cells[column].merge(below.cells[column])
            _set(cell, heading)
            _shade(cell, "BDD7EE")
            column += 1


def word_shaded_months(data: Data, path: Path) -> None:
    """One table with a month grid, its months shaded."""
    document = _document(data)
    table = document.add_table(0, len(data.columns) + 11)
    _grid_header(table, data, list(SHORT))
    guideline = 0
    for index, activity in enumerate(data.activities):
        if activity.guideline != guideline:
            guideline = activity.guideline
            _merged_row(table, data.guidelines[guideline - 1])
        row = table.add_row()
        column = 0
        for key in keys(data):
            if key == "months":
                for month in range(1, 13):
                    if activity.months[0] <= month <= activity.months[1]:
                        _shade(row.cells[column])
                    column += 1
            else:
                _set(row.cells[column], plain(activity, key, printed_number(data, index)))
                column += 1
    _total_row(table, data)
    document.save(path)


def word_arrows(data: Data, path: Path) -> None:
    """A month grid with arrows in merged cells; an activity of two indicators has two rows beside merged cells."""
    document = _document(data)
    table = document.add_table(0, len(data.columns) + 11)
    _grid_header(table, data, [month_text(month, data) for month in range(1, 13)])
    guideline = 0
    for index, activity in enumerate(data.activities):
        if activity.guideline != guideline:
            guideline = activity.guideline
            _merged_row(table, data.guidelines[guideline - 1])
        height = max(len(activity.lines(key)) for key in ("indicator", "unit"))
        rows = [table.add_row() for _ in range(height)]
        column = 0
        for key in keys(data):
            if key == "months":
                first, last = activity.months
                cell = rows[0].cells[column + first - 1].merge(rows[-1].cells[column + last - 1])
                _set(cell, "↔" if first == last else "←" + "—" * (last - first) + "→")
                column += 12
                continue
            if key in {"indicator", "unit"} and height > 1:
                for row, text in zip(rows, activity.lines(key), strict=True):
                    _set(row.cells[column], text)
            else:
                cell = rows[0].cells[column].merge(rows[-1].cells[column]) if height > 1 else rows[0].cells[column]
                _set(cell, plain(activity, key, printed_number(data, index)))
            column += 1
    _total_row(table, data)
    document.save(path)


def word_without_numbers(data: Data, path: Path) -> None:
    """No column of numbers: they stand before the names. The second page's table has no headings."""
    document = _document(data)
    table = document.add_table(0, len(data.columns))
    _row(table, [heading for _, heading in data.columns])
    guideline = 0
    for index, activity in enumerate(data.activities):
        if index == 12:
            document.add_page_break()
            table = document.add_table(0, len(data.columns))
        if activity.guideline != guideline:
            guideline = activity.guideline
            _merged_row(table, data.guidelines[guideline - 1])
        texts = [activity.text(key) for key in keys(data)]
        texts[0] = f"{printed_number(data, index)}. {texts[0]}"
        _row(table, texts)
    document.save(path)

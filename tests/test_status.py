"""What the terminal is told of a round, in both languages."""

from __future__ import annotations

from dataclasses import replace

import pytest
from support import PLAN, write_return

from moralxl.consolidate import consolidate
from moralxl.model import Finding, Source
from moralxl.reporting import standings
from moralxl.returns import take_in, walk
from moralxl.status import finding_line, found_instead, report_text, status_table

ROUND = PLAN.round(9)


@pytest.fixture(scope="module")
def taken(tmp_path_factory):
    """One return without an error, one with, and a file that is none."""
    folder = tmp_path_factory.mktemp("returns")
    write_return(folder / "a.xlsx", "กก.", {"a06_virtues": 5})
    write_return(folder / "b.xlsx", "กค.", {"a06_virtues": "ครบ"})
    (folder / "c.pdf").write_bytes(b"%PDF")
    return take_in(walk(folder, PLAN), PLAN, ROUND)


def test_a_division_has_answered_answered_wrongly_or_not_at_all(taken):
    rows = {row.division.code: row for row in standings(PLAN, ROUND, *taken)}
    assert {code: row.status for code, row in rows.items() if row.status != "missing"} == {
        "กก.": "received",
        "กค.": "with_errors",
    }
    assert (rows["กค."].errors, rows["กค."].submission.path, rows["สล."].submission) == (1, "b.xlsx", None)


@pytest.mark.parametrize(
    ("lang", "head", "line", "foot"),
    [
        (
            "th",
            "รอบ ๙ เดือน",
            "ได้รับแล้ว มีข้อผิดพลาด",
            [
                "ได้รับแล้ว ๒ จาก ๑๒ หน่วยงาน (อัตราการส่งร้อยละ ๑๖.๖) มีข้อผิดพลาด ๑ ส่งมากกว่าหนึ่งฉบับ ๐ ยังไม่ได้รับ ๑๐",
                "แผนไม่ได้ระบุกำหนดส่งของรอบนี้ จึงไม่ทราบความทันเวลา",
            ],
        ),
        (
            "en",
            "9-month round",
            "received, with errors",
            [
                "2 of 12 divisions received (reporting rate 16.6%): 1 with errors, 0 sent more than once, 10 missing",
                "The plan sets no deadline for this round, so timeliness is not known.",
            ],
        ),
    ],
)
def test_the_table_of_divisions(lang, head, line, foot, taken):
    lines = status_table(PLAN, ROUND, standings(PLAN, ROUND, *taken), lang).splitlines()
    assert lines[0].endswith(head)
    assert sum(line in told and "b.xlsx" in told for told in lines) == 1
    assert lines[-2:] == foot
    assert len(lines) == len(PLAN.divisions) + 3


def test_the_lines_after_a_consolidation(taken):
    report = consolidate(PLAN, ROUND, *taken)
    thai, english = report_text(report, "th").splitlines(), report_text(report, "en").splitlines()
    missing = " ".join(d.code for d in PLAN.divisions if d.code not in {"กก.", "กค."})
    assert thai[1:3] == [
        "  ไฟล์ที่พบ ๓ = รับ ๒ + ไม่รับ ๑ + แยกไว้ ๐",
        f"  ได้รับแล้ว ๒ จาก ๑๒ หน่วยงาน ยังไม่ได้รับ: {missing}",
    ]
    assert english[:3] == [
        "tisi-2567, 9-month round",
        "  files: 3 found = 2 accepted + 1 rejected + 0 set aside",
        f"  divisions: 2 of 12 received; missing: {missing}",
    ]
    assert (len(thai), len(english)) == (5, 5)
    received = tuple(d for d in PLAN.divisions if d.code in {"กก.", "กค."})
    everyone = replace(report, plan=replace(PLAN, divisions=received))
    assert report_text(everyone, "en").splitlines()[2] == "  divisions: 2 of 2 received; missing: -"


@pytest.mark.parametrize(
    ("source", "label", "where"),
    [
        (Source("a.xlsx", "แบบรายงาน", "C7"), "ผล", "a.xlsx แบบรายงาน!C7: [ผล] "),
        (Source("a.xlsx", "แบบรายงาน"), "", "a.xlsx แบบรายงาน: "),
        (Source("a.xlsx"), "", "a.xlsx: "),
        (Source(), "", ""),
    ],
)
def test_a_finding_in_one_line(source, label, where):
    line = finding_line(Finding("value-not-number", source, label, "หลาย\nบรรทัด"), "en")
    assert line == f"error: {where}“หลาย บรรทัด” is not a number. Type a number alone, such as 48."


@pytest.mark.parametrize(
    ("lang", "row", "why"),
    [
        ("th", "a.xlsx  แผน tisi-2567  ปีงบประมาณ ๒๕๖๗  รอบ ๖ เดือน  หน่วยงาน กก.", "พบแบบรายงานอื่น ๑ ฉบับตามรายการข้างต้น"),
        ("en", "a.xlsx  plan tisi-2567  year 2567  6-month round  division กก.", "only 1 other forms, listed above"),
    ],
)
def test_what_is_found_where_nothing_is_of_the_plan(lang, row, why, tmp_path):
    write_return(tmp_path / "a.xlsx", "กก.", {"a06_virtues": 5}, round_=6)
    (tmp_path / "c.pdf").write_bytes(b"%PDF")
    plan = replace(PLAN, id="other", rounds=PLAN.rounds[1:])
    lines, told = found_instead(list(walk(tmp_path, plan)), plan, "returns", lang)
    assert [line.strip() for line in lines[:1]] == [row]
    assert "c.pdf" in lines[1]
    assert why in told
    assert "other" in told
    (tmp_path / "a.xlsx").unlink()
    lines, told = found_instead(list(walk(tmp_path, plan)), plan, "returns", lang)
    assert len(lines) == 1
    assert {"th": "ไม่พบแบบรายงานใดเลย", "en": "no form at all"}[lang] in told

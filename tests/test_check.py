"""`moralxl check`: the findings that a consolidation would tell of the same files, in archives and messages too."""

from __future__ import annotations

import json
import os
import threading
import zipfile
from dataclasses import replace
from datetime import date
from email.message import EmailMessage

import pytest
from outlook_file import msg
from support import PLAN, copy_to, run, write_return

from moralxl.plan import shipped_tables, write_plan

WRONG = {
    "a06_virtues": "ครบ",
    "a09_spent": 20_000,  # of 10,500
    # outside the activity's period, after the round, and outside the year
    "ev01_activity": 9,
    "ev01_date": date(2024, 3, 5),
    "ev01_title": "อบรม",
    "ev02_activity": 10,
    "ev02_date": date(2024, 8, 1),
    "ev02_title": "สงกรานต์",
    "ev03_activity": 8,
    "ev03_date": date(2025, 1, 5),
    "ev03_title": "บริจาค",
    # one code for two events of one division
    "ev04_activity": 8,
    "ev04_date": date(2024, 1, 5),
    "ev04_title": "ปลูกป่า",
    "ev04_code": "ร่วม-๑",
    "ev05_activity": 8,
    "ev05_date": date(2024, 1, 6),
    "ev05_title": "ปลูกป่า",
    "ev05_code": "ร่วม-1",
}
EVENTS = {"event-outside-period", "event-after-round", "event-code-repeated", "spent-over-budget"}


@pytest.fixture(scope="module")
def returned(tmp_path_factory):
    return write_return(tmp_path_factory.mktemp("r") / "แบบ.xlsx", "สล.", WRONG)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def told(shown):
    """What is found, without what is missing of the round."""
    return [(f["code"], f["file"], f["cell"]) for f in json.loads(shown.output)["findings"] if f["file"]]


def consolidated(folder):
    return told(run("consolidate", folder, "--round", 9, "--json"))


def test_the_findings_are_those_of_a_consolidation(folder, returned):
    copy_to(folder / "returns", returned)
    shown = run("check", "returns/แบบ.xlsx", "--json")
    assert shown.exit_code == 1
    assert [(code, file.removeprefix("returns/"), cell) for code, file, cell in told(shown)] == consolidated("returns")
    assert {code for code, _, _ in told(shown)} >= {*EVENTS, "value-not-number"}


def letter(name, data):
    made = EmailMessage()
    made["From"], made["Subject"] = "kk@tisi.example", "ส่งแบบรายงาน"
    made.set_content("เรียน ผู้ประสานงาน")
    made.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return made.as_bytes()


def test_what_archives_and_messages_hold_is_checked_under_the_names_that_a_consolidation_gives(folder, returned):
    returns = folder / "returns"
    returns.mkdir()
    data = returned.read_bytes()
    other = write_return(folder / "ดี.xlsx", "กก.", {"a06_virtues": 5})
    with zipfile.ZipFile(returns / "รวม.zip", "w") as archive:
        archive.write(returned, "กอง/แบบ.xlsx")
        archive.write(other, "ดี.xlsx")
        archive.writestr("หมายเหตุ.txt", "ตามที่แจ้ง")
        archive.writestr("ข้างใน.eml", letter("แบบ.xlsx", data))
    (returns / "จดหมาย.eml").write_bytes(letter("แบบ.xlsx", data))
    (returns / "จดหมาย.msg").write_bytes(msg([("แบบ.xlsx", data)]))
    for path in sorted(returns.iterdir()):
        shown = run("check", f"returns/{path.name}", "--json")
        alone = copy_to(folder / f"only {path.name}", path)
        found = [(code, file.removeprefix("returns/"), cell) for code, file, cell in told(shown)]
        # of files that say the same, a consolidation counts one
        once = [each for each in consolidated(alone) if each[0] != "set-same-file"]
        assert set(once) <= set(found)
        assert shown.exit_code == 1
    names = {file for _, file, _ in told(run("check", "returns/รวม.zip", "--json"))}
    inside = {"", "/กอง/แบบ.xlsx", "/ดี.xlsx", "/หมายเหตุ.txt", "/ข้างใน.eml", "/ข้างใน.eml/แบบ.xlsx"}
    assert names == {f"returns/รวม.zip{name}" for name in inside}


def test_every_file_is_checked_by_itself(folder):
    for name, signed in (("a", 61), ("b", 62)):
        write_return(folder / f"{name}.xlsx", "กก.", {"a06_signed": signed, "a06_staff": 60})
    write_return(folder / "c.xlsx", "กค.", {}, round_=6)
    found = told(run("check", "a.xlsx", "b.xlsx", "a.xlsx", "c.xlsx", "--json"))
    assert [each[:2] for each in found if each[0] != "form-incomplete"] == [
        ("value-over-denominator", "a.xlsx"),
        ("value-over-denominator", "a.xlsx"),
        ("value-over-denominator", "b.xlsx"),
        ("form-blank", "c.xlsx"),
    ]


def test_what_was_waived_is_shown_as_such_and_no_error(folder):
    tables = shipped_tables()
    waiver = {"waiver": "1", "code_or_measure": "value-not-number", "division": "กก.", "reason": "ก", "until": ""}
    ended = {**waiver, "waiver": "2", "code_or_measure": "12a", "until": "1/11/2566"}
    tables["waivers"] = [{**one, "approved_by": "เลขาธิการ"} for one in (waiver, ended)]
    write_plan(tables, folder / "plan.xlsx")
    write_return(folder / "a.xlsx", "กก.", {"a06_virtues": "ครบ"})
    shown = run("check", "a.xlsx", "--lang", "en")
    assert shown.exit_code == 0
    assert "waived (error): a.xlsx แบบรายงาน!C" in shown.output
    assert "12a" not in shown.output  # it is about the round


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="a system without named pipes")
def test_what_is_no_file_is_told_and_not_waited_for(folder):
    os.mkfifo("a.zip")
    shown = []
    checking = threading.Thread(target=lambda: shown.append(run("check", "a.zip", "--json")), daemon=True)
    checking.start()
    checking.join(60)
    assert [each[:2] for each in told(shown[0])] == [("file-unreachable", "a.zip")]
    assert list(folder.iterdir()) == [folder / "a.zip"]


def test_a_return_of_another_plan_is_told(folder):
    other = replace(PLAN, id="other-2567")
    write_return(folder / "a.xlsx", "กก.", {"a06_virtues": 5}, plan=other)
    assert [each[:2] for each in told(run("check", "a.xlsx", "--json"))] == [("identity-other-plan", "a.xlsx")]

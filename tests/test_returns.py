"""The returns folder: every file accounted for, one return for each division, order and names mean nothing."""

from __future__ import annotations

import shutil
import unicodedata
import zipfile
from dataclasses import replace
from datetime import date

import openpyxl
import pytest
from handmade import number, xls
from support import PLAN, copy_to, run, write_return

from moralxl import returns
from moralxl.model import FileStatus
from moralxl.plan import shipped_tables, write_plan
from moralxl.returns import FEW, of_round, take_in, usual_round, walk
from moralxl.unpack import MOST_BYTES


def taken(folder, round_=9):
    submissions, findings = take_in(walk(folder, PLAN), PLAN, PLAN.round(round_))
    return submissions, [f for f in findings if f.code != "set-missing"]


def status_of(submissions):
    return {s.path: str(s.status) for s in submissions}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Returns by name, written once."""
    folder = tmp_path_factory.mktemp("made")
    return {
        "kk": write_return(folder / "kk.xlsx", "กก.", {"a06_virtues": 5, "reported_on": date(2024, 7, 2)}),
        "kk2": write_return(folder / "kk2.xlsx", "กก.", {"a06_virtues": 4, "reported_on": date(2024, 7, 5)}),
        "kc": write_return(folder / "kc.xlsx", "กค.", {"a06_virtues": 5, "reported_on": date(2024, 7, 2)}),
        "kc6": write_return(folder / "kc6.xlsx", "กค.", {"a06_virtues": 5}, round_=6),
        "blank": write_return(folder / "blank.xlsx", "กย.", {}),
    }


def test_every_file_is_accepted_rejected_or_set_aside(tmp_path, made):
    folder = copy_to(tmp_path / "returns" / "ส่งทางอีเมล", made["kk"], made["kc"], made["blank"])
    (folder / "~$kk.xlsx").write_bytes(b"x")
    (folder / "Thumbs.db").write_bytes(b"x")
    write_plan(shipped_tables(), folder / "แผน.xlsx")
    (folder / "note.txt").write_text("เรียน ผู้ประสานงาน", encoding="utf-8")
    run("consolidate", folder, "-o", tmp_path / "o")
    shutil.copy(tmp_path / "o" / "master_2567_r9.xlsx", folder)
    submissions, findings = taken(tmp_path / "returns")
    assert {p.rsplit("/", 1)[1]: s for p, s in status_of(submissions).items()} == {
        "kk.xlsx": "accepted",
        "kc.xlsx": "accepted",
        "blank.xlsx": "set_aside",
        "~$kk.xlsx": "set_aside",
        "Thumbs.db": "set_aside",
        "master_2567_r9.xlsx": "set_aside",
        "แผน.xlsx": "set_aside",
        "note.txt": "rejected",
    }
    for submission in submissions:
        if submission.status != FileStatus.ACCEPTED:
            assert [f for f in findings if f.source.file == submission.path]
            assert len(submission.sha256) == 64
    aside = {f.source.file.rsplit("/", 1)[1]: f.args["what"].th for f in findings if f.code == "file-set-aside"}
    assert aside == {
        "~$kk.xlsx": "ไฟล์ชั่วคราวของระบบ",
        "Thumbs.db": "ไฟล์ชั่วคราวของระบบ",
        "master_2567_r9.xlsx": "ตารางสรุปที่ระบบจัดทำ",
        "แผน.xlsx": "ตารางแผนของระบบ",
    }


def rearrange(book):
    for sheet in book.worksheets[:-2]:
        book.remove(sheet)
    book.worksheets[0].insert_rows(1, 3)


def forget_keys(book):
    for sheet in book.worksheets:
        sheet.delete_rows(1)


@pytest.mark.parametrize(("change", "status"), [(rearrange, "set_aside"), (forget_keys, "rejected")])
def test_a_plans_tables_are_known_by_their_keys(change, status, tmp_path):
    write_plan(shipped_tables(), tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    change(book)
    book.save(tmp_path / "a.xlsx")
    assert status_of(taken(tmp_path)[0]) == {"a.xlsx": status}


@pytest.mark.parametrize(("size", "told", "hashed"), [(MOST_BYTES, "64 MB", 64), (1 << 29, "512 MB", 0)])
def test_a_file_far_too_large_is_not_read(size, told, hashed, tmp_path):
    with (tmp_path / "a.xlsx").open("wb") as file:
        file.truncate(size + 1)  # takes no room
    submissions, findings = taken(tmp_path)
    assert [(str(s.status), len(s.sha256)) for s in submissions] == [("rejected", hashed)]
    assert [(f.code, f.args["what"].en) for f in findings] == [("file-too-large", told)]


def test_the_newest_report_counts_whatever_the_files_are_called(tmp_path, made):
    for names in (("a.xlsx", "b.xlsx"), ("b.xlsx", "a.xlsx")):
        folder = tmp_path / names[0]
        folder.mkdir()
        shutil.copy(made["kk"], folder / names[0])
        shutil.copy(made["kk2"], folder / names[1])
        submissions, findings = taken(folder)
        assert status_of(submissions) == {names[0]: "set_aside", names[1]: "accepted"}
        # what else is wrong with the older one is no longer of interest
        assert [f.code for f in findings if f.source.file == names[0]] == ["set-superseded"]


def test_the_same_file_twice_counts_once(tmp_path, made):
    folder = copy_to(tmp_path, made["kk"])
    shutil.copy(made["kk"], folder / "copy.xlsx")
    submissions, findings = taken(folder)
    assert status_of(submissions) == {"copy.xlsx": "accepted", "kk.xlsx": "set_aside"}
    assert [(f.source.file, f.args) for f in findings if f.code == "set-same-file"] == [
        ("kk.xlsx", {"other": "copy.xlsx"})
    ]


def test_names_and_order_change_no_number(tmp_path, made):
    first = copy_to(tmp_path / "1", made["kk"], made["kc"])
    second = tmp_path / "2"
    second.mkdir()
    shutil.copy(made["kc"], second / "ก.xlsx")
    shutil.copy(made["kk"], second / "รายงาน (แก้ไข) ล่าสุด.dat")

    def numbers(folder):
        submissions, _ = taken(folder)
        return sorted((s.identity.division, [(r.key, r.value) for r in s.records]) for s in submissions)

    assert numbers(first) == numbers(second)


def test_a_return_for_a_later_round_is_rejected(tmp_path, made):
    folder = copy_to(tmp_path / "r", made["kk"], made["kc6"])
    submissions, findings = take_in(walk(folder, PLAN), PLAN, PLAN.round(6))
    assert status_of(submissions) == {"kk.xlsx": "rejected", "kc6.xlsx": "accepted"}
    assert "identity-other-round" in [f.code for f in findings]


def test_a_return_of_an_earlier_round_is_set_aside_for_comparison(tmp_path, made):
    folder = copy_to(tmp_path / "r", made["kk"], made["kc6"])
    submissions, findings = taken(folder)
    assert status_of(submissions) == {"kk.xlsx": "accepted", "kc6.xlsx": "set_aside"}
    assert [f.source.file for f in findings if f.code == "set-earlier-round"] == ["kc6.xlsx"]
    assert [o.submission.path for o in of_round(walk(folder, PLAN), PLAN, PLAN.round(6))] == ["kc6.xlsx"]


def test_without_a_round_the_one_most_returns_are_for_is_taken(tmp_path, made):
    folder = copy_to(tmp_path / "r", made["kk"], made["kc6"], made["kc"])
    assert usual_round(walk(folder, PLAN), PLAN).number == 9
    (folder / "kk.xlsx").unlink()
    assert usual_round(walk(folder, PLAN), PLAN).number == 9  # the later of equals
    (folder / "kc.xlsx").unlink()
    assert usual_round(walk(folder, PLAN), PLAN).number == 6
    (folder / "kc6.xlsx").unlink()
    assert usual_round(walk(folder, PLAN), PLAN) is None


def test_a_return_under_a_divisions_former_code_counts_for_it(tmp_path, made):
    copy_to(tmp_path / "r", made["kk"])
    divisions = tuple(replace(d, code="กกม.", aliases=("กก.",)) if d.code == "กก." else d for d in PLAN.divisions)
    plan = replace(PLAN, divisions=divisions)
    submissions, _ = take_in(walk(tmp_path / "r", plan), plan, plan.round(9))
    assert (submissions[0].status, submissions[0].identity.division) == (FileStatus.ACCEPTED, "กกม.")


def test_missing_divisions_are_found_in_registry_order(tmp_path, made):
    folder = copy_to(tmp_path / "r", made["kk"])
    _, findings = take_in(walk(folder, PLAN), PLAN, PLAN.round(9))
    missing = [f.args["division"].split(" ", 1)[0] for f in findings if f.code == "set-missing"]
    assert missing == [d.code for d in PLAN.divisions if d.code != "กก."]


def test_names_are_told_in_one_form(tmp_path, made):
    name = "น้ำใจ.xlsx"
    shutil.copy(made["kk"], tmp_path / unicodedata.normalize("NFD", name))
    submissions, _ = taken(tmp_path)
    assert submissions[0].path == unicodedata.normalize("NFC", name)


def test_an_unreadable_file_is_a_finding(tmp_path, made, monkeypatch):
    from pathlib import Path

    folder = copy_to(tmp_path / "r", made["kk"])
    monkeypatch.setattr(Path, "read_bytes", lambda _: (_ for _ in ()).throw(PermissionError(13, "Permission denied")))
    submissions, findings = taken(folder)
    assert status_of(submissions) == {"kk.xlsx": "rejected"}
    assert [f.code for f in findings] == ["file-unreachable"]


def test_returns_of_a_later_round_are_pointed_to(tmp_path, made):
    folder = copy_to(tmp_path / "r", made["kk"], made["kc6"])
    shutil.copy(made["kc6"], folder / "other.xlsx")
    (folder / "more.xlsx").write_bytes(b"")
    told = run("status", folder, "--round", "9")
    assert "ให้ระบุ --round" not in told.output
    for name in ("one", "two"):
        write_return(folder / f"{name}.xlsx", "กย.", {"a06_virtues": 5}, round_=6)
    told = run("status", folder)
    assert "พบแบบรายงานรอบ ๙ เดือน ๑ ไฟล์ด้วย" in told.output
    assert "ให้ระบุ --round 9" in told.output


def test_the_number_of_processes_changes_nothing(tmp_path, made):
    folder = copy_to(tmp_path / "r" / "ส่ง", *made.values())
    shutil.copy(made["kk"], folder / "copy.xlsx")
    (folder / "a.xls").write_bytes(xls(number(0, 0, 5)))
    (folder / "b.xlsx").write_bytes(b"PK")
    with zipfile.ZipFile(folder / "c.zip", "w") as archive:
        archive.write(made["kc"], "น้ำใจ.xlsx")
        archive.writestr("note.txt", "x")
    alone = list(walk(tmp_path / "r", PLAN))
    assert [str(r.submission.status) for r in alone].count("accepted") == 6
    assert {f.code for r in alone for f in r.findings} >= {"file-not-ours", "file-damaged", "file-container"}
    for jobs in (2, 5):
        assert list(walk(tmp_path / "r", PLAN, jobs)) == alone


@pytest.mark.parametrize(("files", "jobs", "count"), [(FEW - 1, None, 1), (FEW, None, 7), (FEW - 1, 3, 3), (FEW, 1, 1)])
def test_many_files_are_read_by_all_cores(files, jobs, count, tmp_path, monkeypatch):
    counts = []

    def spread(_work, _plan, items, count):
        counts.append(count)
        yield from items

    monkeypatch.setattr(returns, "spread", spread)
    monkeypatch.setattr(returns, "cores", lambda: 7)
    for name in map(str, range(files)):
        (tmp_path / name).touch()
    told = []
    found = list(walk(tmp_path, PLAN, jobs, lambda results, length: (told.append(length), results)[1]))
    assert (len(found), told, counts) == (files, [files], [count])


def test_commands_take_the_number_of_processes(tmp_path, made):
    folder = copy_to(tmp_path / "r", made["kk"], made["kc"], made["kc6"])
    for command in ("status", "consolidate"):
        more = ["-o", tmp_path / "o"] if command == "consolidate" else []
        alone, three = (run(command, folder, "--json", "--jobs", jobs, *more) for jobs in ("1", "3"))
        assert alone.exit_code == three.exit_code == 1
        assert alone.stdout == three.stdout != ""
    assert run("status", folder, "--jobs", "0").exit_code == 2


def test_returns_under_former_codes_count_for_the_usual_round(tmp_path, made):
    copy_to(tmp_path, made["kk"])
    divisions = tuple(replace(d, code="กกม.", aliases=("กก.",)) if d.code == "กก." else d for d in PLAN.divisions)
    plan = replace(PLAN, divisions=divisions)
    assert usual_round(walk(tmp_path, plan), plan).number == 9

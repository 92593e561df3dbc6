"""The public contract: commands, JSON, exit status, and that no traceback ever reaches a user."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from datetime import date

import openpyxl
import pytest
from support import PLAN, run, write_return

from moralxl.cli import cli
from moralxl.commands import HELP

COMMANDS = {name: cli.get_command(None, name) for name in HELP}


def program(*arguments, cwd, **env):
    """Run the installed program as its user does; give exit status, standard output and standard error as bytes."""
    done = subprocess.run(
        [sys.executable, "-m", "moralxl", *map(str, arguments)],
        cwd=cwd,
        env={**os.environ, **env},
        capture_output=True,
        check=False,
    )
    assert b"Traceback" not in done.stderr
    return done.returncode, done.stdout, done.stderr


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A working folder with one good return (all but complete) in returns/, and the process in it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "returns").mkdir()
    write_return(tmp_path / "returns" / "a.xlsx", "กก.", {"a06_virtues": 5, "a06_signed": 48, "a06_staff": 60})
    return tmp_path


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_and_stands_in_the_readme(command, request):
    shown = run(command, "--help")
    assert shown.exit_code == 0
    assert COMMANDS[command].help.startswith(HELP[command])
    readme = (request.config.rootpath / "README.md").read_text(encoding="utf-8")
    assert f"moralxl {command}" in readme
    for option in COMMANDS[command].params:
        assert (
            getattr(option, "help", "x") is not None or option.param_type_name == "argument" or option.name == "output"
        )


def test_help_is_in_thai_and_breaks_no_word():
    for arguments in ([], ["--help"], *([command, "--help"] for command in COMMANDS)):
        shown = run(*arguments)
        assert shown.exit_code == 0
        assert shown.output.startswith("วิธีใช้: ")
        assert not re.search("Usage|Options|Commands|default|required|Show this", shown.output)
        assert not re.search(r"(?m)^\s*[\u0e31\u0e33-\u0e3a\u0e45\u0e47-\u0e4e]", shown.output)
    order = re.findall(r"(?m)^  ([a-z]+)  ", run("--help").output)
    assert order == list(HELP)
    assert [c for c in order if c in {"init", "templates", "mail", "fetch", "status", "consolidate"}] == [
        *("init", "templates", "mail", "fetch", "status", "consolidate"),
    ]


def test_each_command_is_in_the_module_of_its_name():
    assert {name: command.callback.__module__ for name, command in COMMANDS.items()} == {
        name: f"moralxl.commands.{name}" for name in COMMANDS
    }


def test_help_loads_no_heavy_library(tmp_path):
    code = (
        "import sys\nfrom moralxl.cli import cli\n"
        "try: cli(['--help'])\nexcept SystemExit: pass\n"
        "print([m for m in ('pandas', 'numpy', 'openpyxl', 'xlsxwriter', 'moralxl.model', 'moralxl.messages')"
        " if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, cwd=tmp_path)
    assert done.stdout.decode().splitlines()[-1] == "[]"


def test_init_makes_a_working_folder_and_never_overwrites(tmp_path):
    assert run("init", tmp_path / "w").exit_code == 0
    made = {path.relative_to(tmp_path / "w").as_posix() for path in (tmp_path / "w").rglob("*")}
    texts = {"mail", "mail/templates.txt", "mail/reminders.txt", "mail/corrections.txt"}
    assert made == {"input_templates", "output", "plan.xlsx", "returns"} | texts
    (tmp_path / "w" / "plan.xlsx").write_bytes(b"mine")
    (tmp_path / "w" / "returns").rmdir()
    status, _, err = program("init", "w", cwd=tmp_path)
    assert (status, err.count(b"\n")) == (0, 1)
    assert (tmp_path / "w" / "plan.xlsx").read_bytes() == b"mine"
    assert (tmp_path / "w" / "returns").is_dir()


def test_templates_for_every_division_or_for_those_named(folder):
    assert run("templates", "--round", 6).exit_code == 0
    assert len(list((folder / "input_templates").glob("*.xlsx"))) == len(PLAN.divisions)
    assert run("templates", "--round", 9, "--division", "กต1", "--division", "สล", "-o", "t").exit_code == 0
    assert sorted(p.name for p in (folder / "t").iterdir()) == ["intake_2567_r9_กต๑.xlsx", "intake_2567_r9_สล.xlsx"]


def test_a_filled_form_is_not_written_over(folder):
    path = folder / "t" / "intake_2567_r9_กก.xlsx"
    path.parent.mkdir()
    write_return(path, "กก.", {"reporter": "สมศรี"})
    before = path.read_bytes()
    shown = run("templates", "--round", 9, "-o", "t")
    assert shown.exit_code == 1
    assert path.name in shown.output
    assert path.read_bytes() == before
    assert len(list(path.parent.iterdir())) == len(PLAN.divisions)


def test_forms_of_divisions_no_longer_registered_are_told(folder):
    (folder / "t").mkdir()
    (folder / "t" / "intake_2567_r9_เก่า.xlsx").write_bytes(b"")
    assert "intake_2567_r9_เก่า.xlsx" in run("templates", "--round", 9, "-o", "t").output


def test_fields_as_the_contract_has_it(folder):
    run("templates", "--round", 9, "--division", "สล.")
    told = json.loads(run("fields", folder / "input_templates" / "intake_2567_r9_สล.xlsx", "--json").output)
    assert (told["plan"], told["round"], told["division"]) == ("tisi-2567", 9, "สล.")
    fields = {f["key"]: f for f in told["fields"]}
    signed = fields["a06_signed"]
    assert signed["role"] == "numerator"
    assert (signed["activity"], signed["measure"], signed["category"]) == (6, "6b", None)
    assert {"key", "sheet", "cell", "role", "kind", "label", "unit", "required", "choices"} <= set(signed)
    roles = {f["role"] for f in told["fields"]}
    assert roles == {
        *("actual", "numerator", "denominator", "category", "level", "event_activity", "event_date", "event_title"),
        *("event_code", "event_participants", "event_place", "event_evidence", "status", "started", "finished"),
        *("spent", "result", "problem", "suggestion", "evidence", "reporter", "position", "phone", "certifier"),
        "reported_on",
    }
    assert fields["ev03_date"]["row"] == 3
    book = openpyxl.load_workbook(folder / "input_templates" / "intake_2567_r9_สล.xlsx")
    assert all(not book[f["sheet"]][f["cell"]].protection.locked for f in told["fields"])


def test_consolidate_json(folder):
    shown = run("consolidate", "returns", "--json")
    told = json.loads(shown.output)
    assert shown.exit_code == 1  # eleven divisions are missing
    assert list(told) == [
        *("plan", "round", "files", "findings", "measures", "activities", "summary", "master"),
    ]
    assert (folder / told["master"]).exists()
    assert [(f["path"], f["division"], f["status"]) for f in told["files"]] == [("a.xlsx", "กก.", "accepted")]
    row = next(m for m in told["measures"] if (m["division"], m["measure"]) == ("กก.", "6b"))
    assert (row["n"], row["N"], row["actual"], row["target"], row["attainment"], row["state"]) == (
        *(48, 60, 0.8, 0.8, 1),
        "met",
    )
    department = next(m for m in told["measures"] if m["division"] is None and m["measure"] == "6b")
    assert (department["n"], department["N"], department["divisions_met"], department["divisions"]) == (48, 60, 1, 12)
    assert (department["state"], department["attainment"]) == ("not_met", pytest.approx(1 / 12))
    assert {f["code"] for f in told["findings"]} == {"set-missing", "form-incomplete"}
    assert all(f["message"] and f["severity"] in {"error", "warning", "note"} for f in told["findings"])
    states = {r["state"] for r in told["measures"] + told["activities"]}
    assert states <= {"met", "not_met", "not_due", "no_data", "not_applicable"}


def test_progress_and_findings_of_the_plan_stay_out_of_json(folder):
    status, out, err = program("consolidate", "returns", "--json", cwd=folder)
    assert status == 1
    assert json.loads(out)["round"] == 9
    assert err == b""


def test_complete_returns_end_with_status_0(folder):
    for division in PLAN.divisions:
        write_return(folder / "returns" / f"{division.code}xlsx", division.code, {"reporter": "สมศรี"})
    (folder / "returns" / "a.xlsx").unlink()
    shown = run("consolidate", "returns")
    assert shown.exit_code == 0, shown.output
    assert "master_2567_r9.xlsx" in shown.output


@pytest.mark.usefixtures("folder")
def test_status_tells_who_has_answered():
    told = json.loads(run("status", "returns", "--json").output)
    by_division = {d["division"]: d["status"] for d in told["divisions"]}
    assert by_division.pop("กก.") == "received"
    assert set(by_division.values()) == {"missing"}
    shown = run("status", "returns", "--lang", "en")
    assert shown.exit_code == 1
    assert "1 of 12 divisions received" in shown.output


@pytest.mark.parametrize("command", ["status", "consolidate"])
def test_where_no_return_is_of_this_plan_what_was_found_is_told(command, tmp_path):
    folder = tmp_path / "returns"
    folder.mkdir()
    other = replace(PLAN, id="other-2566", year=2566)
    write_return(folder / "a.xlsx", "กก.", {"a06_virtues": 5}, round_=6, plan=other)
    unknown = replace(PLAN, divisions=tuple(replace(d, code=f"{d.code}เดิม") for d in PLAN.divisions))
    write_return(folder / "b.xlsx", "กค.เดิม", {"a06_virtues": 5}, plan=unknown)
    (folder / "c.pdf").write_bytes(b"%PDF")
    status, out, err = program(command, "returns", cwd=tmp_path)
    lines = err.decode().splitlines()
    assert (status, out) == (2, b"")
    assert [re.split(r"  +", line.strip()) for line in lines[:2]] == [
        ["a.xlsx", "แผน other-2566", "ปีงบประมาณ ๒๕๖๖", "รอบ ๖ เดือน", "หน่วยงาน กก."],
        ["b.xlsx", f"แผน {PLAN.id}", "ปีงบประมาณ ๒๕๖๗", "รอบ ๙ เดือน", "หน่วยงาน กค.เดิม"],
    ]
    assert lines[2].startswith("ผิดพลาด: c.pdf")
    assert "\n".join(lines[3:]) == (
        "moralxl: ไม่พบแบบรายงานของแผน tisi-2567 ปีงบประมาณ ๒๕๖๗ (รอบ ๖ ๙ ๑๒ เดือน) ใน returns "
        "พบแบบรายงานอื่น ๒ ฉบับตามรายการข้างต้น โปรดตรวจโฟลเดอร์ ทะเบียนหน่วยงานใน plan.xlsx "
        "หรือระบุแผนของแบบรายงานด้วย --plan"
    )
    english = program(command, "returns", "--lang", "en", cwd=tmp_path)[2].decode()
    assert "plan other-2566  year 2566  6-month round  division กก." in english
    assert "only 2 other forms, listed above" in english
    (folder / "a.xlsx").unlink()
    (folder / "b.xlsx").unlink()
    (folder / "c.pdf").unlink()
    for lang, nothing in (("th", "ไม่พบแบบรายงานใดเลย"), ("en", "no form at all")):
        err = program(command, "returns", "--lang", lang, cwd=tmp_path)[2].decode()
        assert (err.count("\n"), nothing in err) == (1, True)


def test_check_prints_findings_with_file_and_cell(folder):
    path = write_return(folder / "b.xlsx", "กค.", {"a06_signed": 61, "a06_staff": 60, "a08_started": date(2024, 1, 1)})
    shown = run("check", path, "--lang", "en")
    assert shown.exit_code == 1
    assert "b.xlsx แบบรายงาน!C" in shown.output
    assert "larger than the whole" in shown.output
    assert json.loads(run("check", path, "--json").output)["findings"][0]["code"] == "value-over-denominator"


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["consolidate"],
        ["consolidate", "nowhere"],
        ["consolidate", "returns", "--round", "7"],
        ["consolidate", "returns", "--plan", "nowhere.xlsx"],
        ["consolidate", "returns", "-o", "returns/a.xlsx"],
        ["consolidate", "empty"],
        ["templates", "--round", "7"],
        ["templates"],
        ["templates", "--round", "6", "--division", "ไม่มี"],
        ["fields", "nowhere.xlsx"],
        ["fields", "note.txt"],
        ["check"],
        ["demo", "returns"],
        ["--round", "6"],
    ],
)
def test_wrong_use_is_told_in_one_line_with_status_2(folder, arguments):
    (folder / "note.txt").write_text("x", encoding="utf-8")
    (folder / "empty").mkdir()
    status, out, err = program(*arguments, cwd=folder)
    assert status == 2, err.decode()
    assert out == b""
    lines = err.decode().splitlines()
    assert lines[-1].startswith("moralxl: ")
    assert sum(line.startswith("moralxl: ") for line in lines) == 1


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (
            ["mail", "reminder"],
            "moralxl: ค่า “reminder” ของประเภทจดหมายไม่ถูกต้อง โปรดเลือก templates reminders หรือ corrections (ดู --help)",
        ),
        (["mail"], "moralxl: ไม่ได้ระบุประเภทจดหมาย โปรดเลือก templates reminders หรือ corrections (ดู --help)"),
        (["check", "a", "--lang", "xx"], "moralxl: ค่า “xx” ของ --lang ไม่ถูกต้อง โปรดเลือก th หรือ en (ดู --help)"),
        (["check"], "moralxl: ไม่ได้ระบุ FILES (ดู --help)"),
        (["templates", "--round", "x"], "moralxl: ค่า “x” ของ --round ไม่ถูกต้อง (ดู --help)"),
        (
            ["package", "plan.xlsx"],
            (
                "moralxl: plan.xlsx ไม่ใช่ตารางสรุปที่โปรแกรมนี้จัดทำ โปรดระบุไฟล์ตารางสรุป (.xlsx) ที่คำสั่ง consolidate เขียนไว้ "
                "ซึ่งชื่อขึ้นต้นด้วย master_ และปกติอยู่ในโฟลเดอร์ output"
            ),
        ),
    ],
)
def test_a_wrong_use_is_told_with_what_is_wanted(folder, arguments, told):
    run("init", ".")
    _, _, err = program(*arguments, cwd=folder)
    assert err.decode().splitlines()[-1] == told


@pytest.mark.parametrize(
    "env",
    [
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"PYTHONIOENCODING": "cp874"},
        {"PYTHONIOENCODING": "ascii"},
    ],
)
def test_thai_output_on_any_console(folder, env):
    status, out, err = program("status", "returns", cwd=folder, **env)
    assert status == 1, err
    encoding = "cp874" if "cp874" in env.values() else "utf-8"
    assert "ยังไม่ได้รับ" in out.decode(encoding)
    status, out, err = program("consolidate", "returns", "--json", cwd=folder, **env)
    assert json.loads(out.decode("cp874" if encoding == "cp874" else "utf-8"))["files"][0]["division"] == "กก."


def test_a_plan_with_a_mistake_is_told_with_sheet_and_cell_and_nothing_is_written(folder):
    run("init", ".")
    book = openpyxl.load_workbook("plan.xlsx")
    sheet = next(s for s in book if any(c.value == "measures.kind" for c in s[1]))
    column = next(c.column for c in sheet[1] if c.value == "measures.kind")
    sheet.cell(3, column).value = "guess"
    book.save("plan.xlsx")
    shown = run_failing("consolidate", "returns")
    assert "guess" in shown
    assert f"{sheet.title}!" in shown
    assert list((folder / "output").iterdir()) == []


def run_failing(*arguments):
    """Run in a process of its own, expecting status 2; both streams' text."""
    status, out, err = program(*arguments, cwd=".")
    assert status == 2
    return (out + err).decode()


def test_an_internal_error_is_one_line_too(tmp_path):
    code = (
        "import sys, moralxl.plan\nfrom moralxl import cli\n"
        "def broken(*_): raise ZeroDivisionError('x')\n"
        "moralxl.plan.load = broken\nsys.argv = ['moralxl', 'status', '.']\ncli.main()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False, cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr.decode().count("\n") == 1
    assert "ZeroDivisionError" in done.stderr.decode()


def test_decisions_about_files_by_option(folder):
    write_return(
        folder / "returns" / "b.xlsx", "กก.", {"a06_signed": 60, "a06_staff": 60, "reported_on": date(2024, 7, 1)}
    )

    def signed(*options):
        told = json.loads(run("consolidate", "returns", "--json", *options).output)
        return next(m["n"] for m in told["measures"] if (m["division"], m["measure"]) == ("กก.", "6b"))

    assert signed() == 60  # the only one with a report date
    assert signed("--prefer", "a.xlsx") == 48
    assert signed("--exclude", "b.xlsx=ส่งผิดรอบ") == 48
    for wrong in (["--prefer", "c.xlsx"], ["--exclude", "b.xlsx"], ["--exclude", "c.xlsx=ไม่มีไฟล์นี้"]):
        assert program("consolidate", "returns", *wrong, cwd=folder)[0] == 2
    for contrary in (
        ["--prefer", "a.xlsx", "--prefer", "b.xlsx"],
        ["--prefer", "a.xlsx", "--exclude", "a.xlsx=ส่งผิดรอบ"],
    ):
        told = run_failing("consolidate", folder / "returns", *contrary)
        assert "a.xlsx" in told
        assert "--prefer" in told


def test_a_file_with_a_sign_of_equality_in_its_name_can_be_left_out(folder):
    (folder / "returns" / "a.xlsx").rename(folder / "returns" / "x=y.xlsx")
    told = json.loads(run("consolidate", "returns", "--exclude", "x=y.xlsx=ส่งผิด=รอบ", "--json").output)
    (finding,) = [f for f in told["findings"] if f["code"] == "set-excluded"]
    assert finding["file"] == "x=y.xlsx"
    assert "ส่งผิด=รอบ" in finding["message"]


def test_a_workbook_of_what_is_shown_is_never_written_over_another(folder):
    returned = (folder / "returns" / "a.xlsx").read_bytes()
    for command in (("status", "returns"), ("changes", "returns", "returns")):
        assert run(*command, "-o", "shown.xlsx").exit_code in {0, 1}
        assert run(*command, "-o", "shown.xlsx").exit_code in {0, 1}
        assert "จึงไม่เขียนทับ" in run_failing(*command, "-o", "returns/a.xlsx")
        (folder / "shown.xlsx").unlink()
    assert (folder / "returns" / "a.xlsx").read_bytes() == returned


def test_an_earlier_rounds_returns_show_figures_that_fell(folder):
    (folder / "r6").mkdir()
    write_return(folder / "r6" / "x.xlsx", "กก.", {"a06_signed": 50, "a06_staff": 60}, round_=6)
    told = json.loads(run("consolidate", "returns", "--previous", "r6", "--json").output)
    assert "value-below-previous" in [f["code"] for f in told["findings"]]
    assert program("consolidate", "r6", "--previous", "returns", cwd=folder)[0] == 2

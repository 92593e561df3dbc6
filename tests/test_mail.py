"""Letters to the divisions: who gets one, what stands in it, and that any mail program reads it."""

from __future__ import annotations

import email
import email.header
import email.policy
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from support import PLAN, run, write_return

from moralxl import thai
from moralxl.commands import HELP
from moralxl.mail.address import address, addresses
from moralxl.mail.drafts import draft_name, encoded, message, write_draft
from moralxl.mail.letters import Case, Occasion, compose, silent
from moralxl.mail.listing import MOST_ITEMS, numbered
from moralxl.mail.texts import NAMES, Kind, load, parse, shipped
from moralxl.messages import CATALOGUE
from moralxl.model import Finding, Severity, Source, Waiver
from moralxl.plan import read_plan, shipped_tables, write_plan
from moralxl.template.correction import correction_name
from moralxl.wording import deadline_text

ROUND = PLAN.round(9)
TODAY = date(2024, 6, 30)
TEXTS = {kind: parse(shipped(kind), kind, "shipped")[0] for kind in Kind}
COORDINATOR = "นางสาวสมศรี ใจดี โทร. ๐ ๒๔๓๐ ๖๘๐๐"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def letters(kind=Kind.TEMPLATES, cases=None, plan=PLAN, text=None, round_=ROUND, coordinator=COORDINATOR, today=TODAY):
    occasion = Occasion(kind, plan, round_, text or TEXTS[kind], coordinator, today)
    cases = [Case(division) for division in plan.divisions] if cases is None else cases
    return compose(occasion, cases, lambda case: ((f"intake_2567_r9_{case.division.code}xlsx", b"PK data"), []))


def with_division(**changes):
    return replace(PLAN, divisions=(replace(PLAN.divisions[2], **changes), PLAN.divisions[3]))


def read(data):
    """A draft as Python's reader has it: the message, the letter's text, the attachment."""
    parsed = email.message_from_bytes(data, policy=email.policy.default)
    (attachment,) = parsed.iter_attachments()
    assert not [*parsed.defects, *attachment.defects]
    return parsed, parsed.get_body().get_content(), attachment


def display_name(data):
    """The addressee's name; Python 3.11's newer parser keeps the space between encoded words, against RFC 2047."""
    raw = email.message_from_bytes(data)["To"].rpartition(" <")[0]
    return str(email.header.make_header(email.header.decode_header(raw)))


@pytest.fixture(scope="session")
def mblaze():
    """An independent reader of messages; skips where it is missing, but fails under CI."""
    if not shutil.which("mshow"):
        if os.environ.get("CI"):
            pytest.fail("mblaze is not installed")
        pytest.skip("mblaze is not installed (Debian: mblaze)")

    def call(program, *arguments, cwd):
        env = {**os.environ, "LC_ALL": "C.UTF-8", "MBLAZE_PAGER": "cat"}
        done = subprocess.run([program, *map(str, arguments)], cwd=cwd, env=env, capture_output=True, check=True)
        return done.stdout.decode()

    return call


# --- a round's letters, by the command line -------------------------------------------------------


@pytest.fixture(scope="module")
def office_folder(tmp_path_factory):
    """A working folder: templates, a good return, one with errors, one that is blank, and a file of no division."""
    folder = tmp_path_factory.mktemp("work")
    here = Path.cwd()
    os.chdir(folder)
    try:
        run("init")
        run("templates", "--round", 9)
        write_return(folder / "returns" / "ก.xlsx", "กก.", {"a06_virtues": 5, "a06_signed": 48, "a06_staff": 60})
        wrong = {"a06_virtues": "ครบ", "a06_signed": 61, "a06_staff": 60}
        write_return(folder / "returns" / "ส่งครั้งแรก.xlsx", "กค.", wrong)
        write_return(folder / "returns" / "ว่าง.xlsx", "กม.", {})
        (folder / "returns" / "note.pdf").write_bytes(b"%PDF")
    finally:
        os.chdir(here)
    return folder


@pytest.fixture
def work(office_folder, tmp_path, monkeypatch):
    shutil.copytree(office_folder, tmp_path / "w")
    monkeypatch.chdir(tmp_path / "w")
    return tmp_path / "w"


def test_templates_go_to_every_division_with_its_own_workbook(work, mblaze):
    shown = run("mail", "templates", "--round", 9, "--coordinator", COORDINATOR)
    assert shown.exit_code == 0, shown.output
    drafts = sorted((work / "drafts").iterdir())
    assert len(drafts) == len(PLAN.divisions)
    for division in PLAN.divisions:
        name = f"intake_2567_r9_{division.code.replace('.', '')}.xlsx"
        draft = work / "drafts" / f"templates_2567_r9_{division.code.replace('.', '')}.eml"
        parsed, text, attachment = read(draft.read_bytes())
        expected = hashlib.sha256((work / "input_templates" / name).read_bytes()).hexdigest()
        assert hashlib.sha256(attachment.get_content()).hexdigest() == expected
        assert (attachment.get_filename(), attachment.get_content_type()) == (name, XLSX)
        assert parsed["To"].addresses[0].addr_spec == division.email
        assert display_name(draft.read_bytes()) == division.name
        assert (parsed["X-Unsent"], parsed["Date"], parsed["Message-ID"]) == ("1", None, None)
        subject = f"ขอความร่วมมือรายงานผลการดำเนินงานตาม{PLAN.title} รอบ ๙ เดือน"
        assert parsed["Subject"] == subject
        assert f"เรียน  หัวหน้าหน่วยงาน {division.name}" in text
        assert "ตั้งแต่วันที่ ๑ ตุลาคม ๒๕๖๖ ถึง ๓๐ มิถุนายน ๒๕๖๗" in text
        assert COORDINATOR in text
        # the same by a reader that shares nothing with Python's
        assert mblaze("mhdr", "-d", "-h", "subject", draft, cwd=work).strip() == subject
        assert mblaze("mhdr", "-d", "-h", "to", draft, cwd=work).strip() == f"{division.name} <{division.email}>"
        out = work / "out" / division.code
        out.mkdir(parents=True)
        assert mblaze("mshow", "-x", draft, cwd=out).split() == [name]
        assert hashlib.sha256((out / name).read_bytes()).hexdigest() == expected
        assert mblaze("mshow", "-O", draft, 2, cwd=work).replace("\r\n", "\n") == text.replace("\r\n", "\n")


def test_reminders_go_to_those_without_a_usable_return(work):
    shown = run("mail", "reminders", "--round", 9, "--coordinator", COORDINATOR)
    assert shown.exit_code == 0, shown.output
    names = {p.name for p in (work / "drafts").iterdir()}
    silent_ = [d for d in PLAN.divisions if d.code not in {"กก.", "กค."}]
    assert names == {f"reminders_2567_r9_{d.code.replace('.', '')}.eml" for d in silent_}
    _, text, attachment = read((work / "drafts" / "reminders_2567_r9_กย.eml").read_bytes())
    assert "บัดนี้ ยังไม่ได้รับแบบรายงานของหน่วยงานท่าน" in text
    assert attachment.get_filename() == "intake_2567_r9_กย.xlsx"
    _, text, _ = read((work / "drafts" / "reminders_2567_r9_กม.eml").read_bytes())
    assert "๑. ไฟล์ “ว่าง.xlsx”: " in text
    assert "โปรดกรอกแบบรายงานแล้วส่งอีกครั้ง" in text


def test_corrections_go_to_those_whose_return_has_errors(work):
    shown = run("mail", "corrections", "--coordinator", COORDINATOR)
    assert shown.exit_code == 0, shown.output
    assert [p.name for p in (work / "drafts").iterdir()] == ["corrections_2567_r9_กค.eml"]
    data = (work / "drafts" / "corrections_2567_r9_กค.eml").read_bytes()
    _, text, attachment = read(data)
    assert "(ไฟล์ “ส่งครั้งแรก.xlsx”)" in text
    items = re.findall(r"(?m)^([๐-๙]+)\. (.+)", text)
    assert items[0][1].startswith("(ควรตรวจ) แผ่นงาน “แบบรายงาน” เซลล์ C")
    assert "“ครบ” อ่านเป็นตัวเลขไม่ได้" in text
    assert f"จำนวน {items[-1][0]} รายการ" in text
    assert attachment.get_filename() == correction_name(PLAN, ROUND, PLAN.division("กค."))
    (work / "c.xlsx").write_bytes(attachment.get_content())
    book = openpyxl.load_workbook(work / "c.xlsx")
    cells = {str(c.value) for sheet in book for row in sheet.iter_rows() for c in row}
    listed = [row for row in book["รายการที่ต้องแก้ไข"].iter_rows(min_row=9, values_only=True) if row[5]]
    assert [n for n, _ in items] == [thai.to_thai_digits(str(row[1])) for row in listed]
    for (_, item), row in zip(items, listed, strict=True):  # one order, one number for each fault
        assert item.rstrip().endswith(" ".join(row[5].split()))
        assert f"({row[3]}): " in item
        assert row[6].split()[-1] in item
    assert {"ครบ", "61", "60"} <= cells  # what the division had answered
    run("mail", "corrections", "--coordinator", COORDINATOR)
    assert (work / "drafts" / "corrections_2567_r9_กค.eml").read_bytes() == data  # so that it is known as sent


def test_ready_correction_workbooks_are_taken_from_a_folder(work):
    run("corrections", "returns", "--round", 9)
    shown = run("mail", "corrections", "--attachments", "corrections", "--coordinator", COORDINATOR)
    assert shown.exit_code == 0, shown.output
    name = correction_name(PLAN, ROUND, PLAN.division("กค."))
    _, _, attachment = read((work / "drafts" / "corrections_2567_r9_กค.eml").read_bytes())
    assert attachment.get_content() == (work / "corrections" / name).read_bytes()


def test_forms_with_an_earlier_rounds_answers_go_out_as_blank_ones_do(work):
    run("templates", "--round", 12, "--from", "returns", "-o", "t")
    shown = run("mail", "templates", "--round", 12, "--attachments", "t", "--division", "กก.")
    assert shown.exit_code == 0, shown.output
    _, _, attachment = read((work / "drafts" / "templates_2567_r12_กก.eml").read_bytes())
    assert attachment.get_content() == (work / "t" / "intake_2567_r12_กก.xlsx").read_bytes()


def test_a_workbook_that_is_not_the_divisions_is_never_attached(work):
    folder = work / "input_templates"
    shutil.copy(folder / "intake_2567_r9_กก.xlsx", folder / "intake_2567_r9_กค.xlsx")
    (folder / "intake_2567_r9_กม.xlsx").unlink()
    write_return(folder / "intake_2567_r9_กย.xlsx", "กย.", {"a06_virtues": 5})
    (folder / "intake_2567_r9_กส.xlsx").write_bytes(b"x")
    shown = run("mail", "templates", "--round", 9)
    assert shown.exit_code == 1
    written = {p.stem.rsplit("_", 1)[1] for p in (work / "drafts").iterdir()}
    left_out = {"กค", "กม", "กย", "กส"}
    assert written == {d.code.replace(".", "") for d in PLAN.divisions} - left_out
    told = [line for line in shown.output.splitlines() if line.startswith("ผิดพลาด: ")]
    assert len(told) == 4
    assert "intake_2567_r9_กค.xlsx: สมุดงานนี้ไม่ใช่ฉบับที่จะส่งถึงหน่วยงาน กค." in told[0]
    assert "เป็นของ กก. รอบ ๙ เดือน ปี ๒๕๖๗" in told[0]
    assert "มีข้อมูลกรอกไว้แล้ว" in told[2]


def test_workbooks_that_are_all_missing_are_told_in_one_sentence_that_counts_and_names_the_divisions(work):
    for path in (work / "input_templates").glob("*.xlsx"):
        path.unlink()
    shown = run("mail", "templates", "--round", 9)
    assert shown.exit_code == 1
    named, number = " ".join(d.code for d in PLAN.divisions), thai.format_number(len(PLAN.divisions))
    (told,) = (line for line in shown.output.splitlines() if line.startswith("ผิดพลาด: "))
    assert told.startswith(f"ผิดพลาด: input_templates: ไม่พบสมุดงานที่จะแนบถึงหน่วยงาน {named} รวม {number} หน่วยงาน ")


def test_divisions_without_a_good_address_are_told_and_the_others_go_on(work):
    book = openpyxl.load_workbook("plan.xlsx")
    sheet = next(s for s in book if any(c.value == "divisions.email" for c in s[1]))
    column = next(c.column for c in sheet[1] if c.value == "divisions.email")
    for row in sheet.iter_rows(min_row=2):
        cell = row[column - 1]
        if cell.value == "kk@tisi.example":
            cell.value = None
        if cell.value == "km@tisi.example":
            cell.value = "km@tisi"
    book.save("plan.xlsx")
    shown = run("mail", "templates", "--round", 9)
    assert shown.exit_code == 1
    assert len(list((work / "drafts").iterdir())) == len(PLAN.divisions) - 2
    assert "หน่วยงาน กก. กองกำหนดมาตรฐาน ไม่มีที่อยู่อีเมลในทะเบียน" in shown.output
    assert "ที่อยู่อีเมล “km@tisi” ของหน่วยงาน กม. กองกฎหมาย" in shown.output


def test_only_the_divisions_named_and_drafts_no_longer_due(work):
    run("mail", "reminders", "--round", 9)
    write_return(work / "returns" / "ม.xlsx", "กม.", {"a06_virtues": 5})
    shown = run("mail", "reminders", "--round", 9)
    assert "ลบร่างเดิมที่ไม่ต้องส่งแล้ว: reminders_2567_r9_กม.eml" in shown.output
    assert not (work / "drafts" / "reminders_2567_r9_กม.eml").exists()
    shown = run("mail", "reminders", "--round", 9, "--division", "กย", "-o", "d")
    assert [p.name for p in (work / "d").iterdir()] == ["reminders_2567_r9_กย.eml"]
    assert "ร่างเดิม" not in shown.output


def test_drafts_no_longer_due_are_removed_unless_edited_or_sent(work):
    run("mail", "reminders", "--round", 9)
    drafts = work / "drafts"
    edited, sent, gone = (drafts / f"reminders_2567_r9_{code}.eml" for code in ("กม", "กส", "ศท"))
    edited.write_bytes(edited.read_bytes().replace(b"\r\nX-Unsent: 1", b"\r\nCc: sl@tisi.example\r\nX-Unsent: 1"))
    key = re.search(rb'boundary="=_([0-9a-f]+)"', sent.read_bytes())[1].decode() + "0" * 24
    entry = {"key": key, "to": ["ks@tisi.example"], "sent_at": "2024-07-01T09:00:00+07:00"}
    (drafts / "sent.jsonl").write_text(json.dumps(entry) + "\n", encoding="utf-8")
    others = {"corrections_2567_r9_ศท.eml", "reminders_2567_r6_ศท.eml", "reminders_2567_r9_ศท.txt", "notes.eml"}
    for name in others:
        (drafts / name).write_bytes(gone.read_bytes())
    for code in ("กม.", "กส.", "ศท."):
        write_return(work / "returns" / f"{code}xlsx", code, {"a06_virtues": 5})
    before = {p.name for p in drafts.iterdir()}
    shown = run("mail", "reminders", "--round", 9, "--division", "กย.")
    assert {p.name for p in drafts.iterdir()} == before  # it was about กย. alone
    shown = run("mail", "reminders", "--round", 9)
    assert before - {p.name for p in drafts.iterdir()} == {gone.name}
    assert f"ลบร่างเดิมที่ไม่ต้องส่งแล้ว: {gone.name}\n" in shown.output
    assert f"แต่เก็บไว้เพราะมีผู้แก้ไขหรือเปิดอยู่: {edited.name}\n" in shown.output


def test_a_draft_that_could_not_be_written_anew_is_not_removed(work):
    run("mail", "reminders", "--round", 9)
    (work / "input_templates" / "intake_2567_r9_กย.xlsx").unlink()
    assert run("mail", "reminders", "--round", 9).exit_code == 1
    assert (work / "drafts" / "reminders_2567_r9_กย.eml").exists()  # still due


def test_a_draft_that_somebody_edited_is_neither_overwritten_nor_sent_otherwise(work):
    run("mail", "reminders", "--round", 9)
    path = work / "drafts" / "reminders_2567_r9_กย.eml"
    mine = path.read_bytes().replace(b"X-Unsent: 1", b"X-Unsent: 1\r\nImportance: high")
    path.write_bytes(mine)
    shown = run("mail", "reminders", "--round", 9, "--coordinator", COORDINATOR)
    assert shown.exit_code == 1
    assert "drafts/reminders_2567_r9_กย.eml: ร่างจดหมายถึงหน่วยงาน กย. กองยุทธศาสตร์และแผนงาน ถูกแก้ไข" in shown.output
    assert path.read_bytes() == mine
    others = [p for p in (work / "drafts").iterdir() if p != path]
    assert len(others) == 9
    assert all(COORDINATOR in read(p.read_bytes())[1] for p in others)  # these were written anew
    path.unlink()
    assert run("mail", "reminders", "--round", 9, "--coordinator", COORDINATOR).exit_code == 0
    assert COORDINATOR in read(path.read_bytes())[1]


def test_corrections_for_those_with_warnings_only_and_of_the_returns_that_the_coordinator_chose(work):
    assert "ไม่มีหน่วยงานที่ต้องส่งจดหมาย" in run("mail", "corrections", "--division", "กก.").output
    shown = run("mail", "corrections", "--division", "กก.", "--warnings", "--coordinator", COORDINATOR)
    assert (shown.exit_code, [p.name for p in (work / "drafts").iterdir()]) == (0, ["corrections_2567_r9_กก.eml"])
    run("mail", "reminders", "--exclude", "ก.xlsx=ยังไม่รับรอง", "--coordinator", COORDINATOR)
    _, text, _ = read((work / "drafts" / "reminders_2567_r9_กก.eml").read_bytes())
    assert "๑. ไฟล์ “ก.xlsx”: ผู้ประสานงานกำหนดไม่ให้นับไฟล์นี้ เหตุผล: ยังไม่รับรอง" in text


def test_figures_that_fell_since_an_earlier_round_are_told(work):
    (work / "6m").mkdir()
    wrong = {"a06_virtues": 9, "a06_signed": 40, "a06_staff": 60}
    write_return(work / "6m" / "a.xlsx", "กค.", wrong, round_=6)
    write_return(work / "6m" / "b.xlsx", "กก.", {"a06_signed": 49, "a06_staff": 60}, round_=6)
    told = "ผลสะสม ๔๘ น้อยกว่าที่รายงานไว้ในรอบก่อน (๔๙ ใน “b.xlsx” เซลล์ "
    for arguments, tells in (([], False), (["--previous", "6m"], True)):
        run("mail", "corrections", "--warnings", *arguments, "--coordinator", COORDINATOR)
        _, text, attachment = read((work / "drafts" / "corrections_2567_r9_กก.eml").read_bytes())
        assert (told in text) == tells
        (work / "c.xlsx").write_bytes(attachment.get_content())
        cells = {str(c.value) for s in openpyxl.load_workbook(work / "c.xlsx") for row in s.iter_rows() for c in row}
        assert any(told in cell for cell in cells) == tells


def test_a_correction_workbook_of_another_return_is_never_attached(work):
    run("corrections", "returns", "--round", 9)
    write_return(work / "returns" / "ใหม่.xlsx", "กค.", {"a06_virtues": "ครบ", "reported_on": date(2024, 7, 5)})
    shown = run("mail", "corrections", "--attachments", "corrections", "--coordinator", COORDINATOR)
    assert shown.exit_code == 1
    assert "จัดทำจากแบบรายงานฉบับอื่นของหน่วยงาน" in shown.output
    run("corrections", "returns", "--round", 9)
    assert run("mail", "corrections", "--attachments", "corrections", "--coordinator", COORDINATOR).exit_code == 0


def test_own_wording_with_a_mistake_is_told_by_name_and_line(work):
    own = work / "mail" / "templates.txt"
    own.write_text("# ของเรา\nเรื่อง ขอ{round}\n\n{divisions} {0.__class__} {{คงไว้}} {\n", encoding="utf-16")
    shown = run("mail", "templates", "--round", 9)
    assert "ถ้อยคำของจดหมายมีข้อผิดพลาด" in shown.output
    lines = [line for line in shown.output.splitlines() if line.startswith("ผิดพลาด: mail/templates.txt: ")]
    assert [re.search("บรรทัดที่ (.+): “(.+)” ไม่ใช่", line).groups() for line in lines] == [
        ("๔", "{divisions}"),
        ("๔", "{0.__class__}"),
        ("๔", "{"),
    ]
    assert not (work / "drafts").exists()
    own.write_text("เรื่อง ขอ{round}\nถึง {division} {{คงไว้}}", encoding="cp874")
    assert run("mail", "templates", "--round", 9).exit_code == 0
    parsed, text, _ = read((work / "drafts" / "templates_2567_r9_กก.eml").read_bytes())
    assert (parsed["Subject"], text.splitlines()) == (
        "ขอรอบ ๙ เดือน",
        ["เรื่อง ขอรอบ ๙ เดือน", "ถึง กองกำหนดมาตรฐาน {คงไว้}"],
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ["mail", "letters"],
        ["mail", "templates"],
        ["mail", "templates", "--round", "7"],
        ["mail", "reminders", "nowhere"],
        ["mail", "reminders", "output"],
        ["mail", "corrections", "output"],
        ["mail", "templates", "--round", "9", "--division", "ไม่มี"],
        ["mail", "templates", "--round", "9", "--sender", "a@b\nBcc: c@d.example"],
        ["mail", "templates", "--round", "9", "--send"],
        ["mail", "templates", "--round", "9", "--send", "--smtp-host", "h.example"],
        ["mail", "templates", "--round", "9", "--send", "--smtp-host", "h", "--sender", "a@b.example"],
        ["mail", "templates", "--round", "9", "--per-minute", "0"],
        ["fetch", "imap://u:secret@h.example/INBOX"],
        ["fetch", "http://u@h.example/"],
        ["fetch", "imap://h.example/"],
        ["fetch", "imap://u@h.example:x/"],
        ["fetch", "imap://u@h.example/", "--since", "เมื่อวาน"],
        ["fetch", "imap://u@h.example/", "-o", "f"],
    ],
)
@pytest.mark.usefixtures("work")
def test_wrong_use_is_told_in_one_line(arguments, monkeypatch):
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    done = subprocess.run(
        [sys.executable, "-m", "moralxl", *arguments], capture_output=True, stdin=subprocess.DEVNULL, check=False
    )
    assert done.returncode == 2
    assert done.stderr.decode().splitlines()[-1].startswith("moralxl: ")
    assert "secret" not in done.stderr.decode()
    assert not Path("drafts").exists()


# --- what stands in a letter ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("deadline", "today", "told"),
    [
        (None, TODAY, ""),
        (date(2024, 7, 10), date(2024, 7, 10), "ภายในวันที่ ๑๐ กรกฎาคม ๒๕๖๗"),
        (date(2024, 7, 10), date(2024, 7, 11), "โดยเร็ว เนื่องจากพ้นกำหนดส่งเมื่อวันที่ ๑๐ กรกฎาคม ๒๕๖๗ แล้ว"),
    ],
)
def test_the_deadline_in_words(deadline, today, told):
    round_ = replace(ROUND, deadline=deadline)
    assert deadline_text(round_, today) == told
    for kind in Kind:
        made, _ = letters(kind, round_=round_, today=today)
        phrase = told or ("ภายในกำหนดเวลาที่ผู้ประสานงานจะแจ้งให้ทราบ" if kind == Kind.TEMPLATES else "โดยเร็ว")
        assert f"ทางไปรษณีย์อิเล็กทรอนิกส์{phrase}" in made[0].body


@pytest.mark.parametrize("kind", Kind)
def test_the_shipped_wording_is_a_formal_letter_and_names_what_may_stand_in_it(kind):
    made, findings = letters(kind, cases=[Case(PLAN.divisions[2], findings=(Finding("file-empty"),))])
    assert findings == []
    lines = made[0].body.splitlines()
    assert lines[0].startswith("เรื่อง  ขอ")
    assert made[0].subject == lines[0].removeprefix("เรื่อง").strip()
    order = [
        next(i for i, line in enumerate(lines) if line.strip().startswith(start))
        for start in (*("เรื่อง  ", "เรียน  ", "สิ่งที่ส่งมาด้วย  ", "ตามที่", "จึงเรียนมาเพื่อโปรด", "ผู้ประสานงาน  "),)
    ]
    assert order == sorted(order)
    assert not re.search(r"[{}#]", made[0].body)
    remarks = "".join(line for line in shipped(kind).splitlines() if line.startswith("#"))
    assert set(re.findall(r"{(\w+)}", remarks)) == set(NAMES[kind])


def test_many_findings_are_folded():
    same = [Finding("value-not-number", Source("a.xlsx", "แบบรายงาน", f"C{n}"), typed="ครบ") for n in range(12)]
    count, listed = numbered(same)
    assert count == 1
    assert listed == (
        "๑. ไฟล์ “a.xlsx” แผ่นงาน “แบบรายงาน” เซลล์ C0, C1, C2, C3, C4, C5, C6, C7 และอีก ๔ เซลล์: "
        "“ครบ” อ่านเป็นตัวเลขไม่ได้ โปรดพิมพ์ตัวเลขอย่างเดียว เช่น 48"
    )
    many = [Finding("value-not-number", Source("a.xlsx", "แบบรายงาน", f"C{n}"), typed=f"x{n}") for n in range(40)]
    count, listed = numbered([Finding("event-without-title", Source("a.xlsx", "s", "B2")), *many])
    assert (count, len(listed.splitlines())) == (41, MOST_ITEMS + 1)
    assert listed.splitlines()[-1] == "และรายการอื่นอีก ๑๑ รายการ"
    assert "x0" in listed.splitlines()[0]  # errors before warnings
    long = Finding("value-not-number", Source("a.xlsx", "แบบรายงาน", "C1"), typed="ก" * 30_000)
    assert len(numbered([long])[1]) < 300


def test_what_is_the_coordinators_to_settle_or_waived_is_told_to_no_division():
    told = ["set-conflict", "set-missing", "form-moved", "identity-other-version"]
    assert numbered([Finding(code) for code in told]) == (0, "")
    assert numbered([Finding("file-empty", waiver=object())]) == (0, "")


TO_A_DIVISION = [
    code
    for code, message_ in CATALOGUE.items()
    if message_.severity != Severity.NOTE
    and code.startswith(("file-", "form-", "identity-", "value-", "date-", "event-"))
]


@pytest.mark.parametrize("code", TO_A_DIVISION)
def test_no_division_is_told_to_ask_the_division(code):
    from moralxl.messages import mend

    told = mend(Finding(code), division=True)
    assert not re.search("(?:จาก|ให้|ถาม|กับ|ว่า|แก่)หน่วยงาน(?!อื่น)|--|plan.xlsx", told), told


def test_a_file_that_could_not_be_used_is_told_with_its_reason():
    division = PLAN.divisions[2]
    found = (Finding("file-encrypted", Source("จดหมาย.eml/a.xlsx")),)
    made, _ = letters(Kind.REMINDERS, [Case(division, findings=found)])
    assert "๑. ไฟล์ “a.xlsx”: ไฟล์มีรหัสผ่าน จึงเปิดอ่านไม่ได้ โปรดบันทึกใหม่โดยไม่ตั้งรหัสผ่าน แล้วส่งอีกครั้ง" in made[0].body
    assert [case.division for case in silent(PLAN, ROUND, [], [])] == list(PLAN.divisions)


def test_no_reminder_says_what_is_not_so():
    """A division whose file came is not told that it did not, nor to send that very file again."""
    apology = "หากได้ส่งแล้วต้องขออภัยมา ณ ที่นี้ และขอความกรุณาส่งไฟล์ดังกล่าวอีกครั้ง"
    came = (Finding("file-encrypted", Source("a.xlsx")),)
    left_out = (Finding("set-excluded", Source("b.xlsx"), args={"reason": "ผู้บริหารยังไม่รับรอง"}),)
    division = PLAN.divisions[2]
    made, _ = letters(Kind.REMINDERS, [Case(division), Case(division, None, came), Case(division, None, left_out)])
    nothing, unusable, excluded = (letter.body for letter in made)
    assert f"บัดนี้ ยังไม่ได้รับแบบรายงานของหน่วยงานท่าน {apology}\n" in nothing
    assert "จึงเรียนมาเพื่อโปรดกรอกข้อมูลในแบบรายงานที่ส่งมาพร้อมนี้ และส่งกลับมา" in nothing
    for body in (unusable, excluded):
        assert "บัดนี้ ได้รับไฟล์จากหน่วยงานของท่านแล้ว แต่นำมารวบรวมไม่ได้" in body
        assert "ขออภัย" not in body
        assert "จึงเรียนมาเพื่อโปรดแก้ไขไฟล์ตามรายการข้างต้น หรือกรอกข้อมูลในแบบรายงานที่ส่งมาพร้อมนี้แทน และส่งกลับมา" in body
    assert "๑. ไฟล์ “b.xlsx”: ผู้ประสานงานกำหนดไม่ให้นับไฟล์นี้ เหตุผล: ผู้บริหารยังไม่รับรอง โปรดส่งแบบรายงานอีกครั้ง" in excluded


def test_a_division_that_need_not_report_is_left_in_peace():
    for until, peace in ((None, True), (ROUND.last_day, True), (ROUND.last_day.replace(day=1), False)):
        plan = replace(PLAN, waivers=(Waiver("1", "set-missing", "กก.", "ยุบรวม", "เลขาธิการ", until),))
        codes = [case.division.code for case in silent(plan, ROUND, [], [])]
        assert ("กก." not in codes, len(codes)) == (peace, 11 if peace else 12)


# --- addresses and headers ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "read_as"),
    [
        ("kk@tisi.example", "kk@tisi.example"),
        (" first.last+moral@sub.tisi.go.th ", "first.last+moral@sub.tisi.go.th"),
        ("kk@มอก.ไทย", "kk@xn--12c7drb.xn--o3cw4h"),
        *(
            (wrong, "")
            for wrong in (
                *(
                    "",
                    "kk",
                    "kk@",
                    "@tisi.example",
                    "kk@tisi",
                    "kk@@tisi.example",
                    "kk tisi@x.example",
                    "กก@tisi.example",
                ),
                *(
                    "kk@tisi.example\nBcc: x@y.example",
                    "kk@tisi.example\r\n\r\nx",
                    "<kk@tisi.example>",
                    '"a b"@c.example',
                ),
                *(
                    "kk@-tisi.example",
                    "kk@tisi..example",
                    ".kk@tisi.example",
                    "kk.@tisi.example",
                    "a" * 65 + "@b.example",
                ),
                *("kk@[127.0.0.1]", "kk@tisi.example,x@y.example", "kk@" + "a." * 130 + "example", "kk@ti\0si.example"),
            )
        ),
    ],
)
def test_addresses(typed, read_as):
    assert address(typed) == read_as


def test_a_division_may_have_several_addresses():
    division = replace(PLAN.divisions[2], email="a@b.example; c@d.example ;a@b.example; wrong@")
    to, findings = addresses(division)
    assert to == ("a@b.example", "c@d.example")
    assert [(f.code, f.typed) for f in findings] == [("mail-address-wrong", "wrong@")]
    (letter, _), _ = letters(plan=replace(PLAN, divisions=(division, PLAN.divisions[3])))
    parsed, _, _ = read(message(letter).as_bytes())
    assert [a.addr_spec for a in parsed["To"].addresses] == ["a@b.example", "c@d.example"]


@pytest.mark.parametrize(("typed", "told"), [("a@b.example; c@d.example", 0), ("a@b.example; wrong@", 1)])
def test_the_plan_takes_several_addresses(typed, told, tmp_path):
    tables = shipped_tables()
    tables["divisions"][2]["email"] = typed
    write_plan(tables, tmp_path / "plan.xlsx")
    plan, findings = read_plan(tmp_path / "plan.xlsx")
    assert plan.divisions[2].email == typed
    assert [f.code for f in findings].count("plan-email") == told


BREAKS = ("\n", "\r\n", "\r", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029", "\0")


@pytest.mark.parametrize("mark", BREAKS)
def test_nothing_in_a_name_becomes_a_header(mark):
    evil = f"กอง{mark}Bcc: x@y.example{mark}{mark}--=_{mark}"
    plan = with_division(name=evil, code=f"ก{mark}ก")
    plan = replace(plan, title=evil, organisation=evil)
    text, _ = parse("เรื่อง {division} {plan} {code}\nถึง {division} {coordinator} {file}", Kind.TEMPLATES, "t")
    made, findings = letters(plan=plan, text=text, coordinator=evil)
    assert findings == []
    data = message(made[0], "sl@tisi.example", name=evil).as_bytes()
    parsed, body, _ = read(data)
    assert [name for name, _ in parsed.items()] == ["From", "To", "Subject", "MIME-Version", "Content-Type"]
    assert [a.addr_spec for a in parsed["To"].addresses] == [PLAN.divisions[2].email]
    assert len(body.splitlines()) == 2
    assert all(len(line) <= 78 for line in data.split(b"\r\n\r\n")[0].split(b"\r\n"))


def test_thai_headers_lose_nothing_and_part_no_letter_from_its_marks(seed):
    import random

    chance = random.Random(seed)  # noqa: S311
    letters_ = "กขคงจฉ" * 3 + "่้๊๋์ิีืุู" + " " * 6 + "aB?=_,.()\"'๑๒"
    for _ in range(300):
        text = " ".join("".join(chance.choice(letters_) for _ in range(chance.randrange(1, 90))).split()) or "ก"
        made = encoded(text)
        assert all(len(line) <= 76 and line.isascii() for line in f"Subject: {made}".split("\r\n"))
        assert str(email.message_from_string(f"Subject: {made}\n\n", policy=email.policy.default)["Subject"]) == text
    words = encoded("ที่ปรึกษากิตติมศักดิ์" * 9).split("\r\n ")
    starts = [email.header.decode_header(word)[0][0].decode()[0] for word in words]
    assert len(words) > 5
    assert all("ก" <= start <= "ฮ" or "เ" <= start <= "ไ" or start in "ะา" for start in starts)


@pytest.mark.parametrize("code", ["กก.", "กองที่มีรหัสยาวมากจนเกินหนึ่งบรรท", "A;B=C'"])
def test_attachment_names_in_thai_with_one_in_ascii_beside(code, tmp_path, mblaze):
    made, _ = letters(plan=with_division(code=code))
    letter = replace(made[0], file=f"intake_2567_r9_{code}.xlsx")
    draft = write_draft(letter, tmp_path)
    _, _, attachment = read(draft.read_bytes())
    assert attachment.get_filename() == letter.file
    assert attachment["Content-Type"].params["name"] == "intake_2567_r9_01.xlsx"
    assert f'name="{letter.file}"' in mblaze("mshow", "-t", draft, cwd=tmp_path)
    head = draft.read_bytes().decode("ascii")  # nothing but ASCII on the way
    assert 'name="intake_2567_r9_01.xlsx"' in head


def test_a_draft_has_the_same_bytes_each_time_and_a_safe_name(tmp_path):
    made, _ = letters(plan=with_division(code='../a/b:"*?'))
    first = write_draft(made[0], tmp_path).read_bytes()
    assert write_draft(made[0], tmp_path).read_bytes() == first
    assert [p.name for p in tmp_path.iterdir()] == [draft_name(made[0])] == ["templates_2567_r9_ab.eml"]


# --- wording --------------------------------------------------------------------------------------


@pytest.mark.parametrize("data", [b"\xff\xfe\x00", bytes(range(128, 256)), b"x" * (1 << 20 | 1)])
def test_wording_that_is_no_text_is_told(data, tmp_path):
    (tmp_path / "templates.txt").write_bytes(data)
    text, findings = load(Kind.TEMPLATES, tmp_path)
    assert (text, [f.code for f in findings]) == (None, ["mail-text-unreadable"])


@pytest.mark.parametrize("content", ["", "# เรื่อง x", "เรียน ผู้อำนวยการ\nเรื่อง x", "เรื่อง", "เรื่อง :"])
def test_wording_without_a_subject_is_told(content):
    text, findings = parse(content, Kind.TEMPLATES, "templates.txt")
    assert (text, [f.code for f in findings]) == (None, ["mail-text-subject"])


def test_a_list_is_no_subject():
    _, findings = parse("เรื่อง {list}\n{list}", Kind.CORRECTIONS, "corrections.txt")
    assert [(f.code, f.args["line"]) for f in findings] == [("mail-text-placeholder", 1)]


def test_the_command_is_put_together_with_the_others():
    assert {"mail", "fetch"} <= set(HELP)

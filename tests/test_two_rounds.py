"""Two rounds of correspondence, 6 and 9 months, played with 12 divisions through the commands, in numbers.

The days are those of the play: the deadlines are 10 April and 10 July 2567. Figures are reckoned by hand beside the
tests that hold them.
"""

from __future__ import annotations

import email
import email.policy
import hashlib
import io
import json
import re
import zipfile
from datetime import UTC, date, datetime
from types import SimpleNamespace

import openpyxl
import pytest
from cast import COORDINATOR, DONE, at_work, cell, department, division, events, filled, letter
from office import job
from outlook_file import msg
from support import PLAN
from test_mail import display_name, mblaze  # noqa: F401 - a fixture

from moralxl.filling import TASKS_TITLE
from moralxl.template.tasks import DONE as MENDED
from moralxl.template.tasks import WAITING

NAMES = {d.code: d.name for d in PLAN.divisions}
EMAILS = {d.code: [d.email] for d in PLAN.divisions} | {"สก.": ["sk.ethics@tisi.example", "sk.planning@tisi.example"]}
NOT_APPROVED = "ผู้บริหารยังไม่รับรองข้อมูล"
LEFT_OUT = ("--exclude", f"กพร.xlsx={NOT_APPROVED}")
BEFORE = ("--previous", "returns/6m", "--exclude", f"returns/6m/กพร.xlsx={NOT_APPROVED}")

# --- what the divisions answer --------------------------------------------------------------------

PLANTING = (7, date(2024, 1, 15), "ปลูกป่าชายเลน", "ร่วม-๑")  # held by three divisions together
BLOOD = (8, date(2024, 2, 14), "บริจาคโลหิต")


def own(day: int) -> tuple[int, date, str]:
    """An event for nature that a division holds by itself."""
    return 7, date(2024, 1, day), f"เก็บขยะริมคลองครั้งที่ {day}"


FIRST = {
    "สล.": {
        **department(),
        **division(40, 36, date(2024, 4, 5)),
        **events(PLANTING, BLOOD, (9, date(2023, 12, 20), "อบรมคุณธรรม"), (10, date(2023, 12, 28), "ทำบุญปีใหม่")),
    },
    "สก.": {**division(30, 30, date(2024, 4, 9)), **events(PLANTING)},
    "กก.": {**division(50, 40, date(2024, 4, 9)), **events(PLANTING)},
    "กค.": {  # five errors, and an event dated before the fiscal year
        **division(60, 61, date(2024, 4, 4)),
        "a02_channels": "หลายช่องทาง",
        "a06_started": "31 ก.พ. 2567",
        "a14_plans": 1.5,
        "a16_planned": "ร้อยละ 75",
        **events((7, date(2023, 9, 5), "เก็บขยะริมคลองครั้งที่ 7")),
    },
    "กต.๑": {**division(50, 45, date(2024, 4, 12)), **events(own(5))},
    "กต.๒": {**division(45, 40, date(2024, 4, 8)), **events(own(6))},
    "กม.": {**division("๒๐", "๒๐ คน", date(2024, 4, 9)), **events(own(8), BLOOD)},
    "กย.": {**division(25, 20, date(2024, 4, 4), a16_done="ครบถ้วน"), **events(own(9))},
    "กส.": {**division(35, 28, date(2024, 4, 10)), **events(own(10))},
    "กพร.": {**division(15, 9, date(2024, 4, 9)), **events(own(12))},
}
MENDS = {  # what กค. types into its correction workbook
    "a02_channels": 3,
    "a06_signed": 48,
    "a06_started": date(2024, 2, 15),
    "a14_plans": 1,
    "a16_planned": 4,
    "ev01_date": date(2024, 1, 7),
}
NINE = {"a16_done": 4, "a16_status": DONE, "a12_level": 3, "a12_status": DONE}
ETHICS = {
    f"ev{row:02}_{name}": value
    for row in range(5, 9)
    for name, value in (("activity", 17), ("date", date(2024, 5, row)), ("title", f"มาตรฐานจริยธรรม ครั้งที่ {row - 4}"))
}
SECOND = {  # what is typed into the forms that came with the first round's answers in them
    "สล.": {**NINE, "a05_signed": 330, "a11_level": 3, "a11_status": DONE, **ETHICS, "reported_on": date(2024, 7, 5)},
    # an event was put above the one that was there
    "กก.": {**NINE, **events((8, date(2024, 5, 1), "ทาสีโรงเรียน", None), PLANTING), "reported_on": date(2024, 7, 4)},
    "กค.": {**NINE, "a12_level": 2, "reported_on": date(2024, 7, 4)},
    "กต.๑": {**NINE, "a06_signed": 42, "reported_on": date(2024, 7, 8)},
    "กต.๒": {**NINE, "reported_on": date(2024, 7, 9)},
    "กม.": {**NINE, "a06_staff": 22, **events(own(8), (None, None, None)), "reported_on": date(2024, 7, 3)},
    "กย.": {**NINE, "reported_on": date(2024, 7, 3)},
    "กส.": {"reported_on": date(2024, 7, 3)},  # sent back as it came
    "ศท.": {**division(40, 34, date(2024, 7, 2)), **NINE, **events(own(20))},
    "กตส.": {**division(10, 8, date(2024, 7, 2)), **NINE, **events(own(21))},
    "กพร.": {"a06_signed": 12, "a16_done": 4, "a16_status": DONE, "reported_on": date(2024, 7, 10)},
}


# --- the play -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def play(tmp_path_factory, office):
    """What was shown, written and sent in the two rounds."""
    with at_work(tmp_path_factory.mktemp("play")) as me:
        seen = SimpleNamespace(folder=me.folder)
        forms_go_out(me, seen)
        answers_come_in(me, seen)
        first_chase(me, seen)
        libreoffice_mends(me, seen, office)
        late_answers(me, seen)
        seen.first = me.run("consolidate", "returns/6m", *LEFT_OUT, "--json")
        next_forms(me, seen)
        second_answers(me, seen)
        yield seen


def forms_go_out(me, seen):
    """1 March: a working folder, the plan's tables filled in, the forms of the 6-month round written and sent."""
    me.on(date(2024, 3, 1))
    me.run("init")
    fill_in_plan()
    seen.written = me.run("templates", "--round", 6)
    seen.drafted = me.mail("templates", "--round", 6)
    seen.drafts = {path.name: path.read_bytes() for path in (me.folder / "drafts").glob("*.eml")}
    seen.asked = me.send("templates", "--round", 6)
    seen.asked_again = me.send("templates", "--round", 6)


def fill_in_plan():
    """Deadlines, two addresses for one division, a waiver until the first round's end and one of a measure."""
    book = openpyxl.load_workbook("plan.xlsx")
    sheets = {str(sheet["A1"].value).partition(".")[0]: sheet for sheet in book}

    def put(table, row, **values):
        columns = {c.value.partition(".")[2]: c.column for c in sheets[table][1] if c.value}
        for name, value in values.items():
            sheets[table].cell(row, columns[name]).value = value

    put("rounds", 3, deadline="10 เม.ย. 2567")
    put("rounds", 4, deadline="๑๐ กรกฎาคม ๒๕๖๗")
    put("divisions", 4, email="; ".join(EMAILS["สก."]))
    told = {"approved_by": "เลขาธิการ", "reason": "จัดตั้งใหม่", "division": "กตส."}
    put("waivers", 3, waiver=1, code_or_measure="set-missing", until="31/3/2567", **told)
    put("waivers", 4, waiver=2, code_or_measure="12a", **told | {"reason": "ยังไม่ครบรอบประเมิน", "division": "กพร."})
    book.save("plan.xlsx")


def answers_come_in(me, seen):
    """Until 9 April: right, wrong, twice, blank and not to be counted; in messages, an archive, or as they are."""
    form = {code: a.workbook for a in seen.asked[1] for code in NAMES if a.file == form_name(6, code)}
    seen.mine = mine = {code: filled(form[code], code, 6, answers) for code, answers in FIRST.items()}
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as made:
        made.writestr("สก.xlsx", mine["สก."])
        made.writestr("กอง/แบบรายงาน (แก้ไขล่าสุด).xlsx", mine["กก."])
    came = {
        "สล.eml": letter(date(2024, 4, 5), แบบรายงาน_สล=mine["สล."]),
        "สองกอง.zip": archive.getvalue(),
        "กค.xlsx": mine["กค."],
        "กต2.xlsx": filled(mine["กต.๒"], "กต.๒", 6, {"a06_signed": 30, "reported_on": date(2024, 4, 4)}),
        "กต2 (แก้ไข).xlsx": mine["กต.๒"],
        "กย.xlsx": mine["กย."],
        "กส.xlsx": form["กส."],
        "กพร.xlsx": filled(mine["กพร."], "กพร.", 6, {"a06_signed": 1, "reported_on": date(2024, 4, 2)}),
    }
    me.save("returns/6m", came)
    me.on(date(2024, 4, 8))
    me.mail("reminders", "returns/6m", *LEFT_OUT)
    seen.early = drafts(me, "reminders")
    # กม. answers from Outlook the same evening
    me.save("returns/6m", {"กม.msg": msg([("แบบรายงาน กม.xlsx", mine["กม."])], datetime(2024, 4, 8, 14, tzinfo=UTC))})


def first_chase(me, seen):
    """9 April, the day before the deadline: who has answered, reminders, corrections."""
    me.on(date(2024, 4, 9))
    seen.look = me.run("status", "returns/6m", *LEFT_OUT)
    seen.look_json = json.loads(me.run("status", "returns/6m", *LEFT_OUT, "--json").output)
    seen.checked = me.run("check", "returns/6m/กค.xlsx", "returns/6m/สองกอง.zip", "--json")
    seen.reminders = me.send("reminders", "returns/6m", *LEFT_OUT)
    seen.reminders_again = me.send("reminders", "returns/6m", *LEFT_OUT)
    seen.reminded = drafts(me, "reminders")
    seen.books = me.run("corrections", "returns/6m", *LEFT_OUT)
    seen.corrections = me.send("corrections", "returns/6m", *LEFT_OUT)
    seen.corrections_again = me.send("corrections", "returns/6m", *LEFT_OUT)


def libreoffice_mends(me, seen, office):
    """กค. opens the workbook that came in LibreOffice and mends all that is listed; กย. types what is as wrong."""
    came = {a.file: a.workbook for a in seen.corrections[1]}
    me.save("กค", {"correction.xlsx": came["correction_2567_r6_กค.xlsx"]})
    book = me.folder / "กค" / "correction.xlsx"
    lines = list(openpyxl.load_workbook(book)[TASKS_TITLE].iter_rows(min_row=9))
    seen.tasks = [line[6].hyperlink.location for line in lines if line[1].value]
    states = [(TASKS_TITLE, line[7].coordinate) for line in lines if line[1].value]
    typed = {cell("กค.", 6, key): value for key, value in MENDS.items()}
    back = me.folder / "returns" / "6m" / "กค แก้ไขแล้ว.xlsx"
    before, after = office.run([job(book, read=states), job(book, typed, [back], read=states, recalculate=True)])
    seen.states = [[told["cells"][place]["string"] for place in states] for told in (before, after)]
    wrong = filled(came["correction_2567_r6_กย.xlsx"], "กย.", 6, {"a16_done": "เกือบครบ"})
    me.save("returns/6m", {"กย แก้ไข.eml": letter(date(2024, 4, 10), กย=wrong)})


def late_answers(me, seen):
    """10 to 16 April: one in the last minute, one approved at last, one late with a covering letter, one not at all."""
    last_minute = datetime(2024, 4, 10, 16, 30, tzinfo=UTC)  # 23.30 in Thailand
    covered = email.message_from_bytes(letter(date(2024, 4, 15), กต1=seen.mine["กต.๑"]), policy=email.policy.default)
    covered.add_attachment(b"%PDF-1.7 ...", maintype="application", subtype="pdf", filename="หนังสือนำส่ง.pdf")
    came = {
        "กส.eml": letter(last_minute, กส=seen.mine["กส."]),
        "กพร รับรองแล้ว.xlsx": seen.mine["กพร."],
        "กต1.eml": covered.as_bytes(),
    }
    me.save("returns/6m", came)
    me.on(date(2024, 4, 16))
    seen.second_look = json.loads(me.run("status", "returns/6m", *LEFT_OUT, "--json").output)
    seen.last_call = me.send("reminders", "returns/6m", *LEFT_OUT)
    seen.once_more = me.send("corrections", "returns/6m", *LEFT_OUT)


def next_forms(me, seen):
    """3 June: the forms of the 9-month round, with the answers of the first, are written and sent."""
    me.on(date(2024, 6, 3))
    seen.next_written = me.run("templates", "--round", 9, "--from", "returns/6m", *LEFT_OUT)
    seen.next_asked = me.send("templates", "--round", 9)
    seen.next_form = {code: a.workbook for a in seen.next_asked[1] for code in NAMES if a.file == form_name(9, code)}


def second_answers(me, seen):
    """Until 12 July: one silent, one late; who has answered, reminders, the second master, what has changed."""
    came = {code: filled(seen.next_form[code], code, 9, answers) for code, answers in SECOND.items()}
    late = letter(date(2024, 7, 12), กต2=came.pop("กต.๒"))
    me.save("returns/9m", {f"{code.replace('.', '')}.xlsx": data for code, data in came.items()} | {"กต2.eml": late})
    me.on(date(2024, 7, 15))
    seen.rounds = json.loads(me.run("status", "returns/9m", "returns/6m", *BEFORE[2:], "--json").output)["rounds"]
    seen.next_reminders = me.send("reminders", "returns/9m")
    seen.next_corrections = me.send("corrections", "returns/9m", *BEFORE, "--warnings")
    seen.second = me.run("consolidate", "returns/9m", *BEFORE, "--json")
    seen.changes = me.run("changes", "returns/6m", "returns/9m")
    seen.changes_json = json.loads(me.run("changes", "returns/6m", "returns/9m", "--json").output)


# --- what is asserted of it -----------------------------------------------------------------------


def form_name(number, code):
    return f"intake_2567_r{number}_{code.replace('.', '')}.xlsx"


def drafts(me, kind):
    """The divisions' codes, without dots, for which there is a draft."""
    return {path.stem.rpartition("_")[2] for path in (me.folder / "drafts").glob(f"{kind}_*.eml")}


def receivers(sent):
    """The divisions that a letter arrived for, in the order in which the letters came."""
    return [code for arrived in sent[1] for code in NAMES if arrived.to == EMAILS[code]]


def texts(sent):
    return dict(zip(receivers(sent), (arrived.text for arrived in sent[1]), strict=True))


def totals(told):
    names = ("expected", "received", "on_time", "late", "undated", "resubmitted", "with_errors", "missing")
    return [told["totals"][name] for name in names]


def report(shown):
    return json.loads(shown.output[shown.output.index("{") :])


def measure(shown, code, *names):
    found = next(m for m in report(shown)["measures"] if m["division"] is None and m["measure"] == code)
    return tuple(found.get(name) for name in names or ("n", "N", "divisions_met", "divisions", "state"))


def told_of(shown, *severities):
    return [
        (f["code"], f["file"]) for f in report(shown)["findings"] if f["severity"] in severities and f["waived"] is None
    ]


def activities(shown, state):
    return [a["activity"] for a in report(shown)["activities"] if a["division"] is None and a["state"] == state]


# --- the forms go out -----------------------------------------------------------------------------


def test_each_division_is_sent_its_form_once(play):
    assert (play.written.exit_code, play.drafted.exit_code, play.asked[0].exit_code) == (0, 0, 0)
    assert len(play.drafts) == 12
    assert receivers(play.asked) == list(NAMES)
    assert play.asked[0].output.splitlines()[-1] == "ส่งแล้ว ๑๒ ฉบับ"
    assert play.asked_again[0].output.splitlines()[-1] == "ส่งแล้ว ๐ ฉบับ ส่งไปก่อนแล้ว ๑๒ ฉบับ"
    assert play.asked_again[1] == []
    for code, arrived in zip(NAMES, play.asked[1], strict=True):
        assert arrived.file == form_name(6, code)
        written = (play.folder / "input_templates" / arrived.file).read_bytes()
        assert arrived.sha256 == hashlib.sha256(written).hexdigest()
        assert arrived.subject == f"ขอความร่วมมือรายงานผลการดำเนินงานตาม{PLAN.title} รอบ ๖ เดือน"
        assert f"เรียน  หัวหน้าหน่วยงาน {NAMES[code]}\n" in arrived.text
        assert "ตั้งแต่วันที่ ๑ ตุลาคม ๒๕๖๖ ถึง ๓๑ มีนาคม ๒๕๖๗" in arrived.text
        assert "ทางไปรษณีย์อิเล็กทรอนิกส์ภายในวันที่ ๑๐ เมษายน ๒๕๖๗" in arrived.text
        assert f"ผู้ประสานงาน  {COORDINATOR}" in arrived.text
        assert display_name(arrived.data).partition(" <")[0] == NAMES[code]


def test_an_independent_reader_reads_the_same(play, mblaze, tmp_path):  # noqa: F811
    letters = [*play.asked[1], *play.reminders[1], *play.corrections[1]]
    assert len(letters) == 18
    for number, arrived in enumerate(letters):
        (path := tmp_path / f"{number}.eml").write_bytes(arrived.data)
        code = next(code for code in NAMES if arrived.to == EMAILS[code])
        assert mblaze("mhdr", "-d", "-h", "subject", path, cwd=tmp_path).strip() == arrived.subject
        to = mblaze("mhdr", "-d", "-h", "to", path, cwd=tmp_path)
        assert re.findall(r"([^<>,\s][^<>,]*) <(\S+)>", to) == [(NAMES[code], one) for one in EMAILS[code]]
        (out := tmp_path / f"{number}").mkdir()
        assert mblaze("mshow", "-x", path, cwd=out).split() == [arrived.file]
        assert hashlib.sha256((out / arrived.file).read_bytes()).hexdigest() == arrived.sha256
        assert mblaze("mshow", "-O", path, 2, cwd=tmp_path).replace("\r\n", "\n") == arrived.text
    for name, data in play.drafts.items():  # what Outlook and Thunderbird open
        (tmp_path / name).write_bytes(data)
        assert mblaze("mhdr", "-h", "x-unsent", tmp_path / name, cwd=tmp_path).strip() == "1"


# --- the first look, the day before the deadline --------------------------------------------------


def test_who_has_answered_on_the_day_before_the_deadline(play):
    # of 12: สล. สก. กก. กค. กต.๒ กม. กย.; กต.๒ twice, กค. and กย. with errors
    assert totals(play.look_json) == [12, 7, 7, 0, 0, 1, 2, 5]
    assert play.look_json["totals"]["reporting_rate"] == 7 / 12
    assert play.look_json["totals"]["timeliness"] == 7 / 12
    assert play.look.exit_code == 1
    foot = [
        "ได้รับแล้ว ๗ จาก ๑๒ หน่วยงาน (อัตราการส่งร้อยละ ๕๘.๓) มีข้อผิดพลาด ๒ ส่งมากกว่าหนึ่งฉบับ ๑ ยังไม่ได้รับ ๕",
        "กำหนดส่ง ๑๐ เม.ย. ๒๕๖๗: ทันกำหนด ๗ (ความทันเวลาร้อยละ ๕๘.๓) เกินกำหนด ๐ ไม่ทราบวันที่ส่ง ๐",
    ]
    assert play.look.output.splitlines()[13:15] == foot
    rows = {row["division"]: row for row in play.look_json["divisions"]}
    assert [rows["กค."]["errors"], rows["กย."]["errors"]] == [5, 1]
    assert (rows["กต.๒"]["returns"], rows["กต.๒"]["file"]) == (2, "กต2 (แก้ไข).xlsx")
    assert rows["กตส."]["waived"]["reason"] == "จัดตั้งใหม่"
    days = {code: (rows[code]["sent_on"], rows[code]["sent_on_by"]) for code in ("สล.", "กก.", "กม.")}
    assert days == {"สล.": ("2024-04-05", "mail"), "กก.": ("2024-04-09", "form"), "กม.": ("2024-04-08", "mail")}
    assert f"กพร.xlsx: ผู้ประสานงานกำหนดไม่ให้นับไฟล์นี้ เหตุผล: {NOT_APPROVED}" in play.look.output


def test_what_single_files_have_wrong(play):
    assert [(f["code"], f["cell"]) for f in report(play.checked)["findings"]] == [
        ("value-not-number", "C16"),
        ("value-over-denominator", "C49"),
        ("date-unreadable", "C52"),
        ("value-not-whole", "C102"),
        ("value-is-percent", "C123"),
        ("event-outside-period", "D5"),
        ("file-container", None),  # the other two returns have nothing wrong
    ]


# --- reminders and corrections --------------------------------------------------------------------


def test_reminders_go_to_those_without_a_usable_return_once(play):
    assert play.early == {"กต๑", "กม", "กส", "ศท", "กพร"}  # a day earlier, as drafts
    assert receivers(play.reminders) == ["กต.๑", "กส.", "ศท.", "กพร."]
    assert "ลบร่างเดิมที่ไม่ต้องส่งแล้ว: reminders_2567_r6_กม.eml" in play.reminders[0].output
    assert play.reminded == {"กต๑", "กส", "ศท", "กพร"}
    assert play.reminders_again[1] == []
    said = texts(play.reminders)
    assert "บัดนี้ ยังไม่ได้รับแบบรายงานของหน่วยงานท่าน หากได้ส่งแล้วต้องขออภัยมา ณ ที่นี้" in said["ศท."]
    assert "๑. ไฟล์ “กส.xlsx”: แบบรายงานของหน่วยงาน กส. ฉบับนี้ยังไม่ได้กรอกข้อมูล" in said["กส."]
    assert f"๑. ไฟล์ “กพร.xlsx”: ผู้ประสานงานกำหนดไม่ให้นับไฟล์นี้ เหตุผล: {NOT_APPROVED}" in said["กพร."]
    assert ["ขออภัย" in said[code] for code in said] == [True, False, True, False]
    assert all("ส่งกลับมาทางไปรษณีย์อิเล็กทรอนิกส์ภายในวันที่ ๑๐ เมษายน ๒๕๖๗" in text for text in said.values())


def test_corrections_go_to_those_with_errors_once_with_all_that_is_wrong(play):
    assert play.books.exit_code == 1
    assert receivers(play.corrections) == ["กค.", "กย."]
    assert play.corrections_again[1] == []
    assert [arrived.file for arrived in play.corrections[1]] == [f"correction_2567_r6_{c}.xlsx" for c in ("กค", "กย")]
    for arrived in play.corrections[1]:
        written = (play.folder / "corrections" / arrived.file).read_bytes()
        assert arrived.sha256 == hashlib.sha256(written).hexdigest()
    items = re.findall(r"(?m)^([๐-๙])\. .* เซลล์ ([A-Z]+\d+) ", texts(play.corrections)["กค."])
    assert items == [*zip("๑๒๓๔๕๖", ["C16", "C49", "C52", "C102", "C123", "D5"], strict=True)]
    assert "จำนวน ๖ รายการ" in texts(play.corrections)["กค."]


def test_libreoffice_opens_and_fills_the_correction_workbook(play):
    report_sheet, log = "'แบบรายงาน'!", "'บันทึกกิจกรรม'!"
    cells = [f"{report_sheet}{c}" for c in ("C16", "C49", "C52", "C102", "C123")]
    assert play.tasks == [*cells, f"{log}D5"]
    assert play.states == [[WAITING] * 6, [MENDED] * 6]


def test_who_has_answered_after_the_reminders(play):
    # in time: กส. by its message's date, and กพร.; late: กต.๑. กต.๒, กค. and กย. sent twice, กย. is still wrong
    assert totals(play.second_look) == [12, 10, 9, 1, 0, 3, 1, 2]
    assert play.second_look["totals"]["reporting_rate"] == 10 / 12
    assert play.second_look["totals"]["timeliness"] == 9 / 12
    rows = {row["division"]: row for row in play.second_look["divisions"]}
    assert (rows["กค."]["file"], rows["กค."]["status"]) == ("กค แก้ไขแล้ว.xlsx", "received")
    assert (rows["กส."]["sent_on"], rows["กส."]["on_time"]) == ("2024-04-10", True)
    assert (rows["กต.๑"]["sent_on"], rows["กต.๑"]["on_time"]) == ("2024-04-15", False)


def test_only_what_is_still_open_is_asked_for_again(play):
    assert receivers(play.last_call) == ["ศท."]
    assert "โดยเร็ว เนื่องจากพ้นกำหนดส่งเมื่อวันที่ ๑๐ เมษายน ๒๕๖๗ แล้ว" in texts(play.last_call)["ศท."]
    assert receivers(play.once_more) == ["กย."]
    assert "“เกือบครบ” อ่านเป็นตัวเลขไม่ได้" in texts(play.once_more)["กย."]


# --- the first master -----------------------------------------------------------------------------


def test_every_file_of_the_first_round_is_accounted_for(play):
    summary = report(play.first)["summary"]
    assert play.first.exit_code == 1
    # 14 files, and 8 in those of them that are messages or the archive
    assert summary["files"] == {"found": 22, "accepted": 10, "rejected": 0, "set_aside": 12}
    assert summary["divisions"] == {"registered": 12, "received": 10, "missing": ["ศท.", "กตส."]}
    assert {k: summary["findings"][k] for k in ("error", "warning", "note", "waived")} == {
        "error": 2,
        "warning": 3,
        "note": 12,
        "waived": 1,
    }
    assert told_of(play.first, "error") == [("set-missing", None), ("value-not-number", "กย แก้ไข.eml/กย.xlsx")]
    assert told_of(play.first, "warning") == [
        ("set-superseded", "กต2.xlsx"),
        ("set-excluded", "กพร.xlsx"),
        ("spent-over-budget", "สล.eml/แบบรายงาน_สล.xlsx"),
    ]
    notes = [each for each in told_of(play.first, "note") if each[0] != "file-container"]
    assert notes == [
        ("set-corrected", "กค.xlsx"),
        ("set-beside", "กต1.eml/หนังสือนำส่ง.pdf"),
        ("value-converted", "กม.msg/แบบรายงาน กม.xlsx"),
        ("value-thai-form", "กม.msg/แบบรายงาน กม.xlsx"),
        ("set-corrected", "กย.xlsx"),
        ("set-blank", "กส.xlsx"),
    ]


def test_the_figures_of_the_first_round_by_hand(play):
    # who signed: สล 36 สก 30 กก 40 กค 48 กต๑ 45 กต๒ 40 กม 20 กย 20 กส 28 กพร 9 = 316
    # of staff:      40    30    50    60    50    45    20    25    35    15 = 370; กพร.'s 60% falls short of 80%
    assert measure(play.first, "6b") == (316, 370, 9, 12, "not_met")
    # 3 of 4 in nine divisions; กย. could not be read
    assert measure(play.first, "16a") == (27, 36, 9, 12, "not_met")
    # one event of สล. สก. กก. together, and one of each of the seven others; due in June
    assert measure(play.first, "7a") == (8, None, 10, 12, "not_due")
    assert measure(play.first, "8a") == (2, None, 2, 12, "not_due")  # สล. กม.
    assert measure(play.first, "5b", "n", "N", "state") == (300, 400, "not_met")  # 75%
    # กพร. is let off 12a, so 11 divisions are under assessment
    assert measure(play.first, "12a", "divisions_met", "divisions") == (0, 11)
    # 1 3 9 10 13 are met, of the 15 planned without 15 and 16: a third of them, and a half is due
    assert measure(play.first, "15a", "n", "N", "state") == (5, 15, "not_met")
    assert activities(play.first, "met") == [1, 3, 9, 10, 13]
    assert activities(play.first, "not_met") == [5, 6, 15, 16]
    assert activities(play.first, "not_due") == [2, 4, 7, 8, 11, 12, 14, 17]


def test_what_was_left_out_and_waived_stands_in_the_master(play):
    book = openpyxl.load_workbook(play.folder / "output" / "master_2567_r6.xlsx", read_only=True)
    told = " ".join(str(c) for sheet in book for row in sheet.iter_rows(values_only=True) for c in row if c)
    book.close()
    for reason in (NOT_APPROVED, "จัดตั้งใหม่", "ยังไม่ครบรอบประเมิน"):
        assert reason in told


# --- the second round -----------------------------------------------------------------------------


def test_the_next_forms_have_what_was_answered(play):
    assert play.next_written.exit_code == 1
    assert "ยกข้อมูลจาก returns/6m มาไว้ในแบบรายงาน ๑๐ หน่วยงาน" in play.next_written.output
    assert "จึงเป็นแบบรายงานเปล่า: ศท., กตส." in play.next_written.output
    assert receivers(play.next_asked) == list(NAMES)
    assert {a.file: a.sha256 for a in play.next_asked[1]} == {
        form_name(9, code): hashlib.sha256(
            (play.folder / "input_templates" / form_name(9, code)).read_bytes()
        ).hexdigest()
        for code in NAMES
    }

    def stands(code, key):
        sheet, address = cell(code, 9, key)
        return openpyxl.load_workbook(io.BytesIO(play.next_form[code]))[sheet][address].value

    assert stands("กค.", "a06_signed") == 48  # as corrected
    assert stands("กพร.", "a06_signed") == 9  # not the 1 that was not approved
    assert stands("กย.", "a16_done") is None  # could not be read
    assert stands("กม.", "ev02_title") == "บริจาคโลหิต"
    assert stands("สล.", "reported_on") is None


def test_who_has_answered_in_both_rounds(play):
    first, second = play.rounds
    assert (first["round"], totals(first)) == (6, [12, 10, 9, 1, 0, 3, 1, 2])
    # สก. is silent, กต.๒ two days late
    assert (second["round"], totals(second)) == (9, [12, 11, 10, 1, 0, 0, 0, 1])
    assert (second["totals"]["reporting_rate"], second["totals"]["timeliness"]) == (11 / 12, 10 / 12)
    assert receivers(play.next_reminders) == ["สก."]


def test_divisions_are_told_of_figures_that_fell_and_forms_that_came_back_as_they_were(play):
    assert receivers(play.next_corrections) == ["สล.", "กต.๑", "กส."]
    said = texts(play.next_corrections)
    assert "งบประมาณที่ใช้จ่ายจริงของกิจกรรมที่ ๙ รวม ๑๒,๐๐๐ บาท เกินงบประมาณตามแผน ๑๐,๕๐๐ บาท" in said["สล."]
    assert "ผลสะสม ๔๒ น้อยกว่าที่รายงานไว้ในรอบก่อน (๔๕ " in said["กต.๑"]
    assert "ข้อมูลทุกช่องยังเหมือนกับที่ยกมาจากรอบ ๖ เดือน" in said["กส."]


def test_the_second_master_by_hand(play):
    summary = report(play.second)["summary"]
    assert summary["files"] == {"found": 12, "accepted": 11, "rejected": 0, "set_aside": 1}
    assert told_of(play.second, "error") == [("set-missing", None)]
    assert told_of(play.second, "warning") == [
        ("waiver-expired", "plan.xlsx"),
        ("value-below-previous", "กต๑.xlsx"),
        ("form-unchanged", "กส.xlsx"),
        ("spent-over-budget", "สล.xlsx"),
    ]
    # who signed: สล 36 กก 40 กค 48 กต๑ 42 กต๒ 40 กม 20 กย 20 กส 28 ศท 34 กตส 8 กพร 12 = 328
    # of staff:      40    50    60    50    45    22    25    35    40   10    15 = 392; all that answered pass
    assert measure(play.second, "6b") == (328, 392, 11, 12, "not_met")
    # 4 of 4 in ten divisions, 3 of 4 in กส., 75% of the 90% that are due
    assert measure(play.second, "16a") == (43, 44, 10, 12, "not_met")
    # one event of สล. กก. together, and one of each of the nine others
    assert measure(play.second, "7a") == (10, None, 11, 12, "not_met")
    assert measure(play.second, "8a") == (2, None, 2, 12, "not_due")  # สล. and now กก.; กม. took its own back
    # level 3: สล กก กต๑ กต๒ กม กย ศท กตส; กค. has 2, กส. and สก. none, กพร. is let off
    assert measure(play.second, "12a", "divisions_met", "divisions", "state") == (8, 11, "not_met")
    assert measure(play.second, "11a", "n", "N", "state") == (8, 11, "not_met")
    assert measure(play.second, "5b", "n", "N", "state") == (330, 400, "met")
    assert measure(play.second, "17a", "n", "target", "state") == (4, 4, "met")
    assert measure(play.second, "15a", "n", "N", "state") == (7, 15, "not_due")
    assert activities(play.second, "met") == [1, 3, 5, 9, 10, 13, 17]
    assert activities(play.second, "not_met") == [2, 4, 6, 7, 11, 12, 14, 16]
    assert activities(play.second, "not_due") == [8, 15]
    sheet = openpyxl.load_workbook(play.folder / "output" / "master_2567_r9.xlsx")["เปรียบเทียบรอบ"]
    heads = " ".join(str(c.value) for row in sheet.iter_rows(max_row=6) for c in row)
    assert "รอบ ๖ เดือน" in heads
    assert "รอบ ๙ เดือน" in heads


def test_what_has_changed_between_the_rounds(play):
    changes = {pair["division"]: pair["changes"] for pair in play.changes_json["divisions"]}
    flagged = [
        (code, c["key"], c["old"]["value"], c["new"] and c["new"]["value"], c["flag"])
        for code, found in changes.items()
        for c in found
        if c["flag"]
    ]
    assert flagged == [
        ("กต.๑", "a06_signed", 45, 42, "fallen"),
        ("กม.", "a06_staff", 20, 22, "denominator"),
        ("กม.", "ev02_activity", 8, None, "withdrawn"),
    ]
    assert play.changes.exit_code == 1
    # the event that moved down a row is as it was
    assert [(c["key"], c["row"]) for c in changes["กก."] if c["key"].startswith("ev")] == [
        (f"ev01_{name}", "added") for name in ("activity", "date", "title")
    ]
    assert [c["key"] for c in changes["กส."]] == ["reported_on"]
    assert (play.changes_json["only_old"], play.changes_json["only_new"]) == (["สก."], ["ศท.", "กตส."])
    lines = [" ".join(line.split()) for line in play.changes.output.splitlines()]
    assert sum(line.endswith("(ว่าง) → ๑ พ.ค. ๒๕๖๗ ทาสีโรงเรียน + เพิ่มรายการ") for line in lines) == 1
    assert sum(line.endswith("๑๔ ก.พ. ๒๕๖๗ บริจาคโลหิต → (ว่าง) – ลบรายการ") for line in lines) == 1

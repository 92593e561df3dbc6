"""Mailboxes (.mbox) and messages that Outlook saved (.msg) in the returns folder."""

from __future__ import annotations

import io
import mailbox
import random
import struct
from datetime import UTC, date, datetime
from email.message import EmailMessage

import pytest
from outlook_file import compound, message_tree, msg
from oxmsg import Message as OtherReader
from support import PLAN, write_return

from moralxl import outlook, unpack
from moralxl.attachments import parse
from moralxl.returns import take_in, walk
from moralxl.unpack import find_files

SENT = datetime(2024, 4, 9, 20, 30, tzinfo=UTC)  # the next day in Thailand


@pytest.fixture(scope="module")
def returned(tmp_path_factory):
    return write_return(tmp_path_factory.mktemp("r") / "a.xlsx", "กก.", {"a06_virtues": 5}).read_bytes()


def letter(attachments, body="เรียน ผู้ประสานงาน\nFrom นี้ไป"):
    made = EmailMessage()
    made["From"], made["Subject"], made["Date"] = "kk@tisi.example", "ส่งแบบรายงาน", SENT
    made.set_content(body, cte="8bit")
    for name, data in attachments.items():
        made.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return made


def write_mbox(path, letters):
    box = mailbox.mbox(path)
    for one in letters:
        box.add(one)
    box.close()
    return path


def told(folder):
    submissions, findings = take_in(walk(folder, PLAN), PLAN, PLAN.round(9))
    return {s.path: str(s.status) for s in submissions}, [f for f in findings if f.code != "set-missing"]


def found(folder, tmp_path_factory):
    return find_files(folder, tmp_path_factory.mktemp("scratch"))


# --- names as Outlook writes them -----------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        'filename="=?windows-874?B?w9LCp9K5Lnhsc3g=?="',
        'filename="=?X-Windows-874?Q?=C3=D2=C2=A7=D2=B9=2Exlsx?="',
        "filename*=windows-874''%C3%D2%C2%A7%D2%B9.xlsx",
    ],
)
def test_a_name_in_outlooks_thai_is_told_in_thai(name, tmp_path, returned, tmp_path_factory):
    text = letter({"a.xlsx": returned}).as_bytes()
    assert text.count(b'filename="a.xlsx"') == 1
    (tmp_path / "a.eml").write_bytes(text.replace(b'filename="a.xlsx"', name.encode()))
    assert [item.name for item in found(tmp_path, tmp_path_factory)] == ["a.eml", "a.eml/รายงาน.xlsx"]


# --- mbox -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["กล่องจดหมาย.mbox", "Inbox"])
def test_returns_are_found_in_a_mailbox(name, tmp_path, returned):
    write_mbox(tmp_path / name, [letter({}), letter({"แบบ.xlsx": returned}), letter({}), letter({"x.pdf": b"%PDF"})])
    before = (tmp_path / name).read_bytes()
    statuses, findings = told(tmp_path)
    assert statuses == {
        name: "set_aside",
        f"{name}/2.eml": "set_aside",
        f"{name}/2.eml/แบบ.xlsx": "accepted",
        f"{name}/4.eml": "set_aside",
        f"{name}/4.eml/x.pdf": "rejected",
    }
    assert [f.args["count"] for f in findings if f.code == "file-container"] == [2, 1, 1]
    assert (tmp_path / name).read_bytes() == before
    assert sorted(p.name for p in tmp_path.iterdir()) == [name]


def test_the_day_a_message_was_sent_is_by_thai_time(tmp_path, returned, tmp_path_factory):
    write_mbox(tmp_path / "a.mbox", [letter({"a.xlsx": returned})])
    (tmp_path / "b.msg").write_bytes(msg([("b.xlsx", returned)], SENT))
    (tmp_path / "c.msg").write_bytes(msg([("c.xlsx", returned)]))
    days = {item.name: item.sent_on for item in found(tmp_path, tmp_path_factory)}
    assert days["a.mbox/1.eml/a.xlsx"] == days["b.msg/b.xlsx"] == date(2024, 4, 10)
    assert days["c.msg/c.xlsx"] is None


def test_a_mailbox_has_the_bounds_of_an_archive(tmp_path, monkeypatch):
    write_mbox(tmp_path / "a.mbox", [letter({f"{n}.txt": b"x"}) for n in range(4)])
    monkeypatch.setattr(unpack, "MOST_MEMBERS", 3)
    assert [f.code for f in told(tmp_path)[1]] == ["file-too-large"]
    with (tmp_path / "a.mbox").open("r+b") as file:
        file.truncate(unpack.MOST_BYTES_IN_ALL + 1)
    assert [f.code for f in told(tmp_path)[1]] == ["file-too-large"]


def test_an_empty_mailbox_and_one_without_messages(tmp_path):
    (tmp_path / "a.mbox").write_bytes(b"")
    (tmp_path / "b.mbox").write_bytes(b"From nobody\n")
    (tmp_path / "c").write_bytes(b"From here on it is a letter, not a mailbox.\nYours\n")
    statuses, findings = told(tmp_path)
    assert statuses == {"a.mbox": "rejected", "b.mbox": "set_aside", "c": "rejected"}
    assert [f.code for f in findings] == ["file-empty", "file-container", "file-not-workbook"]


# --- msg ------------------------------------------------------------------------------------------


def attachments(data):
    return list(outlook.Message(data).attachments(lambda _: None))


def test_returns_are_found_in_what_outlook_saved(tmp_path, returned):
    data = msg([("แบบรายงาน กองกำหนดมาตรฐาน (แก้ไข).xlsx", returned), ("ลายเซ็น.png", b"\x89PNG"), ("", b"%PDF")], SENT)
    (tmp_path / "FW ส่งแบบรายงาน.msg").write_bytes(data)
    statuses, _ = told(tmp_path)
    assert statuses == {
        "FW ส่งแบบรายงาน.msg": "set_aside",
        "FW ส่งแบบรายงาน.msg/แบบรายงาน กองกำหนดมาตรฐาน (แก้ไข).xlsx": "accepted",
        "FW ส่งแบบรายงาน.msg/ลายเซ็น.png": "set_aside",
        "FW ส่งแบบรายงาน.msg/3": "set_aside",
    }
    # the file is what another reader takes for a message, with the same in it
    other = OtherReader.load(io.BytesIO(data))
    assert [(a.file_name or "", a.file_bytes) for a in other.attachments] == attachments(data)
    assert other.sent_date == SENT


def test_a_message_attached_to_a_message_is_looked_into_so_deep(returned):
    tree = message_tree([("a.xlsx", returned)], top=False)
    for _ in range(outlook.DEPTH - 1):
        tree = message_tree([("", tree), ("b.txt", b"b")], top=False)
    assert attachments(compound(message_tree([("", tree)]))) == [("b.txt", b"b")] * (outlook.DEPTH - 1)
    inner = message_tree([("a.xlsx", returned)], top=False)
    assert attachments(compound(message_tree([("", inner), ("b.txt", b"b")]))) == [
        ("a.xlsx", returned),
        ("b.txt", b"b"),
    ]


def test_names_of_older_versions():
    tree = message_tree([("x", b"1"), ("y", b"2")])
    first, second = (tree[f"__attach_version1.0_#0000000{n}"] for n in (0, 1))
    del first["__substg1.0_3707001F"], second["__substg1.0_3707001F"]
    first["__substg1.0_3704001E"] = "รายงาน.xls".encode("cp874") + b"\0"
    second["__substg1.0_3001001F"] = "ชื่อ.xlsx".encode("utf-16-le")
    assert attachments(compound(tree)) == [("รายงาน.xls", b"1"), ("ชื่อ.xlsx", b"2")]


def test_an_older_workbook_is_no_message(tmp_path):
    (tmp_path / "a.xls").write_bytes(compound({"Workbook": b"x" * 5000}))
    (tmp_path / "b.msg").write_bytes(compound({"Workbook": b"x" * 5000}))
    _, findings = told(tmp_path)
    assert "file-container" not in [f.code for f in findings]
    assert {f.source.file for f in findings} == {"a.xls", "b.msg"}


def test_a_message_has_the_bounds_of_an_archive(tmp_path, monkeypatch):
    (tmp_path / "a.msg").write_bytes(msg([(f"{n}.txt", b"x") for n in range(4)]))
    monkeypatch.setattr(unpack, "MOST_MEMBERS", 4)  # the message itself is one
    assert [f.code for f in told(tmp_path)[1]] == ["file-too-large"]


def test_a_size_that_is_a_lie_costs_nothing(tmp_path):
    """An attachment said to have 4 GB has no room; one with more sectors than its size says is cut off."""
    data = bytearray(msg([("a.bin", b"x" * 9000)]))
    place = data.index("__substg1.0_37010102".encode("utf-16-le")) + 120
    struct.pack_into("<I", data, place, 0xFFFFFFFF)
    (tmp_path / "a.msg").write_bytes(bytes(data))
    assert [f.code for f in told(tmp_path)[1]] == ["file-too-large"]
    struct.pack_into("<I", data, place, 5000)
    assert attachments(bytes(data)) == [("a.bin", b"x" * 5000)]


def test_whatever_is_changed_in_a_message_it_ends_soon_and_is_told(tmp_path, seed):
    chance = random.Random(seed)  # noqa: S311
    whole = msg([("a.txt", b"x" * 5000), ("b.txt", b"y"), ("", message_tree([("c", b"z")], top=False))], SENT)
    for number in range(150):
        data = bytearray(whole)
        for _ in range(chance.randrange(1, 30)):
            place = chance.choice([chance.randrange(512), chance.randrange(len(data))])
            data[place] = chance.randrange(256)
        (tmp_path / f"{number:03}.msg").write_bytes(bytes(data[: chance.randrange(len(data))] if number % 3 else data))
    statuses, findings = told(tmp_path)
    assert len([path for path in statuses if path.endswith(".msg")]) == 150
    assert set(statuses) - {f.source.file for f in findings} == set()


def test_a_tree_that_goes_in_circles_ends():
    data = bytearray(msg([("a.txt", b"x")]))
    for name in ("__properties_version1.0", "__attach_version1.0_#00000000"):
        place = data.index(name.encode("utf-16-le"))
        struct.pack_into("<3I", data, place + 68, 0, 1, 0)  # to the root and each other
    assert attachments(bytes(data)) == []


def test_a_time_out_of_range_is_none():
    data = bytearray(msg([], SENT))
    place = data.index(struct.pack("<I", 0x00390040)) + 8
    struct.pack_into("<Q", data, place, 2**64 - 1)
    assert outlook.Message(bytes(data)).sent_at() is None


@pytest.mark.parametrize(
    "day",
    ["", "เมื่อวาน", "Mon, 99 Apr 2024 09:00:00 +0700", "Wed, 10 Apr 99999 09:00 +0000", "Thu, 01 Jan 1970 00:00 +0000"],
)
def test_a_message_without_a_readable_day(day, tmp_path, tmp_path_factory):
    (tmp_path / "a.eml").write_bytes(f"From: a@b.example\nSubject: x\nDate: {day}\n\nx\n".encode())
    assert [item.sent_on for item in found(tmp_path, tmp_path_factory)] == [None]
    assert parse((tmp_path / "a.eml").read_bytes())["Subject"] == "x"


def test_a_messages_day_in_the_buddhist_era_is_known_as_that(tmp_path, tmp_path_factory):
    (tmp_path / "a.eml").write_bytes(b"From: a@b.example\nDate: Fri, 05 Apr 2567 23:30:00 +0700\n\nx\n")
    assert [item.sent_on for item in found(tmp_path, tmp_path_factory)] == [date(2024, 4, 5)]

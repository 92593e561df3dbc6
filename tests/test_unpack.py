"""Files inside archives and messages."""

from __future__ import annotations

import errno
import io
import os
import zipfile
from email.message import EmailMessage

import pytest
from support import PLAN, write_return

from moralxl import returns, unpack
from moralxl.returns import take_in, walk
from moralxl.unpack import MOST_BYTES, MOST_MEMBERS, find_files


@pytest.fixture(scope="module")
def returned(tmp_path_factory):
    return write_return(tmp_path_factory.mktemp("r") / "a.xlsx", "กก.", {"a06_virtues": 5}).read_bytes()


def zipped(members, compression=zipfile.ZIP_DEFLATED):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, data in members.items() if isinstance(members, dict) else members:
            archive.writestr(name, data)
    return buffer.getvalue()


def message(attachments, **headers):
    made = EmailMessage()
    made["From"], made["To"] = "clerk@kk.example", "ethics@tisi.example"
    made["Subject"] = headers.get("subject", "ส่งแบบรายงาน")
    made.set_content("เรียน ผู้ประสานงาน")
    for name, data in attachments.items():
        made.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return made.as_bytes()


def names(folder, tmp_path_factory):
    return [i.name for i in find_files(folder, tmp_path_factory.mktemp("scratch"))]


def told(folder):
    submissions, findings = take_in(walk(folder, PLAN), PLAN, PLAN.round(9))
    return {s.path: str(s.status) for s in submissions}, [f for f in findings if f.code != "set-missing"]


def test_returns_are_found_in_archives_and_messages_and_one_in_another(tmp_path, returned):
    inner = zipped({"โฟลเดอร์/แบบรายงาน.xlsx": returned, "หนังสือนำส่ง.pdf": b"%PDF-1.7"})
    (tmp_path / "จดหมาย.eml").write_bytes(message({"ส่งคืน.zip": inner, "ลายเซ็น.png": b"\x89PNG"}))
    statuses, findings = told(tmp_path)
    assert statuses == {
        "จดหมาย.eml": "set_aside",
        "จดหมาย.eml/ลายเซ็น.png": "rejected",
        "จดหมาย.eml/ส่งคืน.zip": "set_aside",
        "จดหมาย.eml/ส่งคืน.zip/หนังสือนำส่ง.pdf": "rejected",
        "จดหมาย.eml/ส่งคืน.zip/โฟลเดอร์/แบบรายงาน.xlsx": "accepted",
    }
    assert [f.code for f in findings if f.source.file.endswith(("eml", "zip"))] == ["file-container"] * 2


def test_a_message_is_known_without_its_ending(tmp_path, returned):
    (tmp_path / "message").write_bytes(b"Subject: x\n" + message({"a.xlsx": returned}))
    assert told(tmp_path)[0]["message/a.xlsx"] == "accepted"


def test_thai_names_written_by_windows_are_read(tmp_path, returned, tmp_path_factory):
    data = zipped({"XXXXXXX.xlsx": returned})
    thai = "รายงาน.".encode("cp874")
    (tmp_path / "a.zip").write_bytes(data.replace(b"XXXXXXX.xlsx"[:7], thai))
    assert names(tmp_path, tmp_path_factory) == ["a.zip", "a.zip/รายงาน..xlsx"]


def test_no_name_leads_out_of_an_archive(tmp_path, tmp_path_factory):
    (tmp_path / "a.zip").write_bytes(zipped({"../../etc/x": b"1", "/abs/y": b"2", "..\\z": b"3"}))
    assert names(tmp_path, tmp_path_factory) == ["a.zip", "a.zip/abs/y", "a.zip/etc/x", "a.zip/z"]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.zip"]


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(zipped({f"{n}": b"" for n in range(MOST_MEMBERS + 1)}), id="too many members"),
        pytest.param(zipped({"a": bytes(MOST_BYTES + 1)}), id="too large a member"),
    ],
)
def test_too_large_archives_are_not_opened(tmp_path, data):
    (tmp_path / "a.zip").write_bytes(data)
    statuses, findings = told(tmp_path)
    assert statuses == {"a.zip": "rejected"}
    assert [f.code for f in findings] == ["file-too-large"]


def test_an_archive_that_is_cut_off_is_damaged(tmp_path):
    (tmp_path / "a.zip").write_bytes(zipped({"a": b"x" * 5000})[:60])
    statuses, findings = told(tmp_path)
    assert statuses == {"a.zip": "rejected"}
    assert [f.code for f in findings] == ["file-damaged"]


def test_an_archive_that_lies_about_its_size_is_damaged(tmp_path):
    data = bytearray(zipped({"a": bytes(1 << 20)}))
    place = data.index(b"PK\x01\x02") + 24
    data[place : place + 4] = (10).to_bytes(4, "little")
    (tmp_path / "a.zip").write_bytes(bytes(data))
    statuses, findings = told(tmp_path)
    assert statuses == {"a.zip": "rejected"}
    assert [f.code for f in findings] == ["file-damaged"]


def test_what_is_nested_in_a_file_has_a_bound_in_all(tmp_path, returned, monkeypatch):
    monkeypatch.setattr(unpack, "MOST_BYTES_IN_ALL", 3 << 20)
    bomb = zipped({str(n): bytes(1 << 20) for n in range(2)})
    (tmp_path / "a.zip").write_bytes(zipped({"1.zip": bomb, "2.zip": bomb}))
    (tmp_path / "b.zip").write_bytes(zipped({"b.xlsx": returned}))
    statuses, findings = told(tmp_path)
    assert statuses["a.zip/2.zip"] == "rejected"
    assert statuses["b.zip/b.xlsx"] == "accepted"
    assert [f.source.file for f in findings if f.code == "file-too-large"] == ["a.zip/2.zip"]


def test_a_message_far_too_large_is_not_opened(tmp_path):
    with (tmp_path / "a.eml").open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    assert [f.code for f in told(tmp_path)[1]] == ["file-too-large"]


def test_a_message_with_too_many_attachments_is_not_opened(tmp_path, monkeypatch):
    monkeypatch.setattr(unpack, "MOST_MEMBERS", 3)
    (tmp_path / "a.eml").write_bytes(message({f"{n}.txt": b"" for n in range(4)}))
    assert [f.code for f in told(tmp_path)[1]] == ["file-too-large"]


def test_attachments_and_members_without_a_name_are_read(tmp_path, returned, tmp_path_factory):
    data = message({"a.xlsx": returned}).replace(b' filename="a.xlsx"', b"")
    (tmp_path / "a.eml").write_bytes(data.replace(b'name="a.xlsx"', b""))
    (tmp_path / "b.zip").write_bytes(zipped({"..": b"x"}))
    assert names(tmp_path, tmp_path_factory) == ["a.eml", "a.eml/3", "b.zip", "b.zip/1"]
    assert told(tmp_path)[0]["a.eml/3"] == "accepted"


def test_a_name_that_stands_twice_in_an_archive_is_told_twice(tmp_path, returned):
    with pytest.warns(UserWarning, match="Duplicate name"):
        data = zipped([("a.xlsx", returned), ("a.xlsx", b"x")])
    (tmp_path / "a.zip").write_bytes(data)
    statuses, findings = told(tmp_path)
    assert statuses == {"a.zip": "set_aside", "a.zip/a.xlsx": "accepted", "a.zip/a.xlsx (2)": "rejected"}
    assert [f.source.file for f in findings if f.code == "file-not-workbook"] == ["a.zip/a.xlsx (2)"]


def test_names_in_no_known_code_page_are_told_as_they_are(tmp_path, tmp_path_factory):
    data = zipped({"XXXX": b"x"})
    (tmp_path / "a.zip").write_bytes(data.replace(b"XXXX", "é".encode("cp437") + b"\xdb\xdcX"))
    assert len(names(tmp_path, tmp_path_factory)) == 2


def test_an_archive_that_goes_away_meanwhile_is_told_without_its_hash(tmp_path, monkeypatch):
    (tmp_path / "a.zip").write_bytes(zipped({"a": b"x"}))
    find = find_files

    def and_lose(folder, scratch):
        found = find(folder, scratch)
        (tmp_path / "a.zip").unlink()
        return found

    monkeypatch.setattr(returns, "find_files", and_lose)
    opened = list(walk(tmp_path, PLAN))
    assert [(o.submission.path, o.submission.sha256 == "") for o in opened] == [("a.zip", True), ("a.zip/a", False)]


def test_no_room_to_unpack_is_told_of_the_archive(tmp_path, returned, monkeypatch):
    (tmp_path / "a.zip").write_bytes(zipped({"a.xlsx": returned}))
    (tmp_path / "b.xlsx").write_bytes(returned)

    def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(unpack.shutil, "copyfileobj", full)
    statuses, findings = told(tmp_path)
    assert statuses == {"a.zip": "rejected", "b.xlsx": "accepted"}
    assert [f.args["what"].en for f in findings if f.code == "file-unreachable"] == [
        "there is no disk space to unpack it"
    ]


def test_a_broken_member_breaks_only_its_archive(tmp_path, returned):
    data = bytearray(zipped({"a.xlsx": returned}, zipfile.ZIP_STORED))
    data[len(data) // 2] ^= 255
    (tmp_path / "a.zip").write_bytes(bytes(data))
    (tmp_path / "b.xlsx").write_bytes(returned)
    statuses, findings = told(tmp_path)
    assert statuses == {"a.zip": "rejected", "b.xlsx": "accepted"}
    assert [f.code for f in findings if f.source.file == "a.zip"] == ["file-damaged"]


def test_an_archive_with_a_password(tmp_path, returned):
    data = bytearray(zipped({"a.xlsx": returned}))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + offset] |= 1
    (tmp_path / "a.zip").write_bytes(bytes(data))
    assert [f.code for f in told(tmp_path)[1]] == ["file-encrypted"]


def test_archives_are_opened_only_so_deep(tmp_path, returned):
    data = returned
    for depth in range(6):
        data = zipped({f"{depth}.zip" if depth else "a.xlsx": data})
    (tmp_path / "a.zip").write_bytes(data)
    statuses, _ = told(tmp_path)
    assert [*statuses.values()] == ["set_aside", "set_aside", "set_aside", "rejected"]


def spoiled(data, place, byte):
    changed = bytearray(data)
    changed[place] = byte
    return bytes(changed)


def test_a_workbook_known_at_a_glance_is_one_by_its_list_of_parts_too(tmp_path, returned, monkeypatch):
    """And what is not known so, or is spoiled, is told by that list alone."""
    with zipfile.ZipFile(io.BytesIO(returned)) as archive:
        start = archive.start_dir
    plain = [returned, zipped({"mimetype": b"x"}), zipped({"a.xml": b"x", "[Content_Types].xml": b"x"})]
    others = [
        zipped({"a.xlsx": returned}),
        zipped({"content.xml/a": b"x"}),
        zipped({}),
        b"PK\x05\x06",
        b"PK",
        returned + b"more",
        b"PK\x03\x04 before it" + returned,
        returned[: len(returned) // 2],
        returned[:-2] + b"\x04\x00note",
        spoiled(returned, start, 0),
        *(spoiled(returned, place, 255) for place in range(-22, 0) if place not in range(-18, -10)),  # counts of disks
    ]
    longer = io.BytesIO()
    monkeypatch.setattr(zipfile, "ZIP_FILECOUNT_LIMIT", 0)
    with zipfile.ZipFile(longer, "w") as archive:
        archive.writestr("mimetype", b"x")
    others.append(longer.getvalue())
    assert b"PK\x06\x07" in others[-1]
    for data, known in [*((data, True) for data in plain), *((data, False) for data in others)]:
        assert unpack._is_plainly_workbook(io.BytesIO(data)) == known  # noqa: SLF001
    for place in range(start, len(returned)):
        for byte in (0, 255):
            data = spoiled(returned, place, byte)
            if unpack._is_plainly_workbook(io.BytesIO(data)):  # noqa: SLF001
                (tmp_path / "a").write_bytes(data)
                assert unpack._is_workbook(tmp_path / "a"), (place, byte)  # noqa: SLF001

"""Files inside archives and messages."""

from __future__ import annotations

import io
import zipfile
from email.message import EmailMessage

import pytest
from support import PLAN, write_return

from moralxl.returns import take_in, walk
from moralxl.unpack import MOST_BYTES, MOST_MEMBERS, find_files


@pytest.fixture(scope="module")
def returned(tmp_path_factory):
    return write_return(tmp_path_factory.mktemp("r") / "a.xlsx", "กก.", {"a06_virtues": 5}).read_bytes()


def zipped(members, compression=zipfile.ZIP_DEFLATED):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, data in members.items():
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
    submissions, findings = take_in(list(walk(folder)), PLAN, PLAN.round(9))
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


def test_an_archive_that_lies_about_its_size_is_damaged_or_too_large(tmp_path):
    data = bytearray(zipped({"a": bytes(1 << 20)}))
    place = data.index(b"PK\x01\x02") + 24
    data[place : place + 4] = (10).to_bytes(4, "little")
    (tmp_path / "a.zip").write_bytes(bytes(data))
    statuses, findings = told(tmp_path)
    assert statuses["a.zip"] in {"rejected", "set_aside"}
    assert findings


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
    assert "accepted" not in statuses.values()
    assert len(statuses) == 4

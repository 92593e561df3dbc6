"""What lies in a returns folder and is no file to be read: told, never opened, never forgotten, never in circles."""

from __future__ import annotations

import errno
import os
import socket
import sys
from pathlib import Path

import pytest
from support import PLAN, run, write_return

from moralxl.folder import Item, distinct, list_folder, told_name, why
from moralxl.returns import take_in, walk

if sys.platform == "win32":
    pytest.skip("links and pipes are made differently there", allow_module_level=True)


@pytest.fixture(scope="module")
def returned(tmp_path_factory):
    return write_return(tmp_path_factory.mktemp("r") / "a.xlsx", "กก.", {"a06_virtues": 5}).read_bytes()


@pytest.fixture
def folder(tmp_path, returned):
    made = tmp_path / "returns"
    made.mkdir()
    (made / "a.xlsx").write_bytes(returned)
    return made


def told(folder, lang="en"):
    """What became of each file, and, where it was no return, why."""
    submissions, findings = take_in(walk(folder, PLAN), PLAN, PLAN.round(9))
    why_of = {f.source.file: f for f in findings if f.code in {"file-unreachable", "file-linked"}}
    told = {}
    for submission in submissions:
        finding = why_of.get(submission.path)
        reason = (finding.args.get("other") or getattr(finding.args["what"], lang)) if finding else ""
        told[submission.path] = (str(submission.status), reason)
        assert bool(submission.sha256) == (not reason)
    assert len(told) == len(submissions)
    return told


A = {"a.xlsx": ("accepted", "")}


def pipe(path):
    os.mkfifo(path)
    return ("rejected", "a named pipe")


def bound_socket(path):
    with socket.socket(socket.AF_UNIX) as made:
        here = Path.cwd()
        os.chdir(path.parent)  # a socket's path must be short
        made.bind(path.name)
        os.chdir(here)
    return ("rejected", "a socket")


def link_to(target, became):
    def make(path):
        path.symlink_to(target)
        return became

    return make


def linked_pipe(path):
    os.mkfifo(path.parents[1] / "pipe")
    path.symlink_to("../pipe")
    return ("rejected", "a named pipe")


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(pipe, id="pipe"),
        pytest.param(bound_socket, id="socket"),
        pytest.param(linked_pipe, id="link to a pipe"),
        pytest.param(link_to("/dev/zero", ("rejected", "a device")), id="link to an endless device"),
        pytest.param(link_to("gone.xlsx", ("rejected", "a link that leads nowhere")), id="broken link"),
        pytest.param(link_to("b.xlsx", ("rejected", "a link that leads nowhere")), id="link to itself"),
        pytest.param(link_to("a.xlsx", ("set_aside", "a.xlsx")), id="link to a file that is counted"),
        pytest.param(link_to(".", ("set_aside", ".")), id="link to the folder itself"),
        pytest.param(
            link_to("..", ("rejected", "a link to another folder, which is not followed")), id="link to the one above"
        ),
    ],
)
def test_what_is_no_file_is_told_and_never_opened(make, folder):
    became = make(folder / "b.xlsx")
    assert told(folder) == A | {"b.xlsx": became}


def test_a_pipe_that_is_named_to_check_is_not_opened_either(tmp_path):
    pipe(tmp_path / "a.xlsx")
    shown = run("check", tmp_path / "a.xlsx", "--lang", "en")
    assert (shown.exit_code, "a named pipe" in shown.output) == (1, True)


def test_a_file_that_several_links_lead_to_is_read_once(tmp_path, folder, returned):
    (tmp_path / "elsewhere.xlsx").write_bytes(returned)
    (folder / "a.xlsx").unlink()
    for name in "cba":
        (folder / f"{name}.xlsx").symlink_to(tmp_path / "elsewhere.xlsx")
    assert told(folder) == A | {"b.xlsx": ("set_aside", "a.xlsx"), "c.xlsx": ("set_aside", "a.xlsx")}


def test_the_file_itself_goes_before_a_link_to_it_whatever_their_names(folder):
    (folder / "0.xlsx").symlink_to("a.xlsx")
    assert told(folder) == A | {"0.xlsx": ("set_aside", "a.xlsx")}


def test_links_in_circles_end(folder):
    (folder / "1").mkdir()
    (folder / "1" / "2").symlink_to(folder)
    (folder / "3").symlink_to("4")
    (folder / "4").symlink_to("3")
    nowhere = ("rejected", "a link that leads nowhere")
    assert told(folder) == A | {"1/2": ("set_aside", "."), "3": nowhere, "4": nowhere}


def test_the_returns_folder_itself_may_be_a_link(tmp_path, folder):
    (tmp_path / "link").symlink_to(folder)
    assert told(tmp_path / "link") == A


def test_folders_and_files_that_may_not_be_read(folder, monkeypatch):
    """Permissions are refused by hand: they bind no administrator, who may run these tests."""
    (folder / "locked").mkdir()
    (folder / "b.xlsx").write_bytes(b"x")
    (folder / "link").symlink_to("locked")
    scan, opened, resolve = os.scandir, Path.open, Path.resolve

    def refuse(path):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))

    monkeypatch.setattr(os, "scandir", lambda p: refuse(p) if str(p).endswith("locked") else scan(p))
    monkeypatch.setattr(Path, "open", lambda p, *a, **k: refuse(p) if p.name == "b.xlsx" else opened(p, *a, **k))
    monkeypatch.setattr(Path, "resolve", lambda p, **k: refuse(p) if p.name == "link" else resolve(p, **k))
    refused = ("rejected", "no permission to read it")
    assert told(folder) == A | {"locked": refused, "b.xlsx": refused, "link": refused}
    assert told(folder, "th")["locked"] == ("rejected", "ไม่มีสิทธิ์อ่าน")


def test_a_returns_folder_that_cannot_be_read_is_an_error_of_the_system(tmp_path):
    with pytest.raises(FileNotFoundError):
        list(list_folder(tmp_path / "gone"))


def test_a_file_that_goes_away_meanwhile(folder, monkeypatch):
    (folder / "b.xlsx").write_bytes(b"x")
    stat = Path.stat

    def gone(path, **options):
        if path.name == "b.xlsx":
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path))
        return stat(path, **options)

    monkeypatch.setattr(Path, "stat", gone)
    monkeypatch.setattr(Path, "is_symlink", lambda _: False)
    assert told(folder) == A | {"b.xlsx": ("rejected", "it is gone")}


def test_reasons_are_told_in_thai_and_what_is_unknown_is_quoted():
    assert why(OSError(errno.EIO, "I/O error")) == ("ดิสก์หรือเครือข่ายขัดข้อง: I/O error", "I/O error")
    assert why(OSError()).en == "OSError"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("รายงาน.xlsx".encode("cp874"), "รายงาน.xlsx"),
        (b"a\nb\x1b[31m.xlsx", "a\ufffdb\ufffd[31m.xlsx"),
        ("น้ำ.xlsx".encode(), "น้ำ.xlsx"),
    ],
)
def test_names_can_be_printed_on_one_line(name, shown, tmp_path):
    try:
        (tmp_path / os.fsdecode(name)).write_bytes(b"")
    except OSError:
        pytest.skip("this system takes no such name")
    assert [item.name for item in list_folder(tmp_path)] == [shown]


def test_half_a_character_pair_can_be_printed_too():
    assert told_name("a\ud800.xlsx") == "a\ufffd.xlsx"


def test_every_file_has_a_name_of_its_own():
    empty = Item("a/x", Path("3")).told("file-empty")
    items = distinct([Item("a/x", Path("1")), Item("a/x (2)", Path("2")), empty, Item("a/x", Path("4"))])
    assert [item.name for item in items] == ["a/x", "a/x (2)", "a/x (3)", "a/x (2) (2)"]
    assert [item.finding.source.file for item in items if item.finding] == ["a/x (2)"]

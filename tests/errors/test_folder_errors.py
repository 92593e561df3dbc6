"""One smallest case for each message about what lies in a returns folder and is no file of its own."""

from __future__ import annotations

import sys

import pytest
from support import PLAN

from moralxl.messages.folder import FOLDER
from moralxl.returns import take_in, walk
from moralxl.status import finding_line

if sys.platform == "win32":
    pytest.skip("links are made differently there", allow_module_level=True)


def broken_link(folder):
    (folder / "b.xlsx").symlink_to("gone.xlsx")


def link_to_a_file(folder):
    (folder / "a.xlsx").write_bytes(b"x")
    (folder / "b.xlsx").symlink_to("a.xlsx")


CASES = {"file-unreachable": broken_link, "file-linked": link_to_a_file}


@pytest.mark.parametrize("code", CASES)
def test_smallest_failing_case(code, tmp_path, golden):
    CASES[code](tmp_path)
    found = [f for f in take_in(walk(tmp_path, PLAN), PLAN, PLAN.round(9))[1] if f.source.file == "b.xlsx"]
    assert [f.code for f in found] == [code]
    golden(f"folder/{code}.txt", "\n".join((code, finding_line(found[0], "th"), finding_line(found[0], "en"), "")))


def test_every_message_about_a_folder_has_its_case():
    assert set(CASES) == set(FOLDER)

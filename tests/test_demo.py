"""The play of a whole round: its parts, and that the same seed tells the same story."""

from __future__ import annotations

import json

import openpyxl
import pytest
from support import PLAN, run

from moralxl import files


@pytest.fixture(scope="module", params=[6, 9, 12])
def played(request, tmp_path_factory):
    """A demo's folder, what it printed, and what consolidating its returns again says."""
    folder = tmp_path_factory.mktemp("demo") / "d"
    shown = run("demo", folder, "--round", request.param)
    assert shown.exit_code == 0, shown.output
    again = run("consolidate", folder / "returns", "-o", folder / "again", "--json")
    assert again.exit_code == 1
    return folder, shown.output, json.loads(again.output)


def test_it_ends_with_a_master_that_opens(played):
    folder, output, told = played
    master = folder / "output" / f"master_2567_r{told['round']}.xlsx"
    assert output.splitlines()[-1].endswith(str(master))
    assert len(openpyxl.load_workbook(master).sheetnames) > 5
    assert (folder / "again" / master.name).read_bytes() == master.read_bytes()


def test_every_part_is_played(played):
    folder, _, told = played
    assert len(list((folder / "input_templates").glob("*.xlsx"))) == len(PLAN.divisions)
    assert len(told["summary"]["divisions"]["missing"]) == 1
    statuses = [f["status"] for f in told["files"]]
    assert (statuses.count("accepted"), statuses.count("set_aside")) == (11, 1)
    codes = {f["code"] for f in told["findings"]}
    assert "set-superseded" in codes  # answered twice
    assert not all(f["path"].endswith(f"{f['division'].replace('.', '')}.xlsx") for f in told["files"])  # renamed
    assert "value-thai-form" in codes  # Thai digits, and dates typed as text
    faulty = {f["file"] for f in told["findings"] if f["severity"] == "error" and f["cell"]}
    assert len(faulty) == 1
    wrong = {f["code"] for f in told["findings"] if f["file"] in faulty}
    assert {"value-not-number", "value-over-denominator", "date-unreadable", "event-without-activity"} <= wrong


def test_the_same_seed_gives_the_same_answers(tmp_path):
    def measures(name, seed):
        run("demo", tmp_path / name, "--seed", seed)
        return json.loads(run("consolidate", tmp_path / name / "returns", "-o", tmp_path, "--json").output)["measures"]

    first = measures("a", 7)
    assert first == measures("b", 7)
    assert first != measures("c", 8)


def test_every_workbook_is_written_beside_its_place_and_put_there_whole(tmp_path, monkeypatch):
    placed, place = [], files._put_in_place  # noqa: SLF001 - the one way into place

    def and_tell(temporary, path):
        placed.append(path)
        return place(temporary, path)

    monkeypatch.setattr(files, "_put_in_place", and_tell)
    run("demo", tmp_path / "d", "--round", 6)
    assert sorted(placed) == sorted((tmp_path / "d").rglob("*.xlsx"))
    assert len(placed) == 2 + 2 * len(PLAN.divisions)

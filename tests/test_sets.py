"""Which return counts for a division, what the coordinator decided, and figures that fell since an earlier round."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest
from openpyxl.comments import Comment
from support import PLAN, SHEETS, write_return

from moralxl.model import FileStatus, Finding, Source, Submission
from moralxl.returns import is_untouched, take_in, walk
from moralxl.sets import Choice, fallen, leave_out, one_each


def taken(folder, answers, round_):
    folder.mkdir()
    for name, typed in answers.items():
        write_return(folder / f"{name}.xlsx", name, typed, round_=round_)
    return take_in(walk(folder, PLAN), PLAN, PLAN.round(round_))[0]


RATIO = {"a06_signed": 48, "a06_staff": 60}


@pytest.fixture(scope="module")
def one(tmp_path_factory):
    """A return that was accepted."""
    return taken(tmp_path_factory.mktemp("one") / "r", {"กก.": {**RATIO, "reporter": "สมศรี"}}, 9)[0]


@pytest.mark.parametrize(
    ("before", "now", "fell"),
    [
        (50, 48, ["a06_signed"]),
        (48, 48, []),
        (40, 48, []),
        ("-", 48, []),  # not reported then
        (50, "-", []),  # not reported now
        (50, "มาก", []),  # which is told by itself
    ],
)
def test_cumulative_figures_that_fell(before, now, fell, tmp_path):
    earlier = taken(tmp_path / "6", {"กก.": {**RATIO, "a06_signed": before}}, 6)
    later = taken(tmp_path / "9", {"กก.": {**RATIO, "a06_signed": now}, "กค.": RATIO}, 9)
    keys = {r.source: r.key for s in later for r in s.records}
    assert [keys[f.source] for f in fallen(earlier, later, PLAN)] == fell


def test_only_returns_that_count_are_compared(tmp_path, one):
    earlier = taken(tmp_path / "6", {"กก.": {**RATIO, "a06_signed": 50}}, 6)
    assert len(fallen(earlier, [one], PLAN)) == 1
    assert fallen([replace(earlier[0], status=FileStatus.SET_ASIDE)], [one], PLAN) == []
    assert fallen(earlier, [replace(one, status=FileStatus.SET_ASIDE)], PLAN) == []


def test_names_that_no_file_has_are_unknown():
    choice = Choice(frozenset({"a", "b"}), {"c": "ซ้ำ", "d": "ซ้ำ"})
    assert choice.unknown(["a", "c"]) == ["b", "d"]


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("a.xlsx", {"a.xlsx"}),
        ("r/a.xlsx", {"a.xlsx"}),
        ("b.eml", {"b.eml", "b.eml/a.xlsx", "b.eml/c.zip/a.xlsx"}),
        ("r/b.eml/c.zip", {"b.eml/c.zip/a.xlsx"}),
        ("b", set()),
        ("other/a.xlsx", set()),
    ],
)
def test_what_a_decision_is_about(name, meant):
    paths = ["a.xlsx", "b.eml", "b.eml/a.xlsx", "b.eml/c.zip/a.xlsx", "b.emlx"]
    assert set(Choice(exclude={name: "ก"}).within("r", paths).exclude) == meant
    assert Choice(frozenset({name})).within("r", paths).prefer == meant


def changed(one, path, *, day=None, saved=None, **values):
    records = tuple(
        r._replace(value=values.get(r.key, r.value), typed=str(values.get(r.key, r.typed))) for r in one.records
    )
    return replace(one, path=path, sha256=path, reported_on=day, saved_at=saved, records=records)


DAY, NEXT = date(2024, 7, 1), date(2024, 7, 2)
MORNING, EVENING = datetime(2024, 7, 3, 8), datetime(2024, 7, 3, 18)  # noqa: DTZ001 - files give times without a zone


@pytest.mark.parametrize(
    ("first", "second", "kept", "code"),
    [
        ({"day": DAY}, {"day": NEXT, "a06_signed": 1}, "b", "set-superseded"),
        ({"day": NEXT}, {"day": DAY, "a06_signed": 1}, "a", "set-superseded"),
        ({"day": DAY, "saved": EVENING}, {"day": DAY, "saved": MORNING, "a06_signed": 1}, "a", "set-superseded"),
        ({"saved": MORNING}, {"saved": EVENING, "a06_signed": 1}, "b", "set-superseded"),
        ({"day": DAY}, {"day": DAY, "a06_signed": 1}, "b", "set-conflict"),
        ({"day": DAY}, {"day": DAY}, "b", "set-same-answers"),
    ],
)
def test_the_newest_return_counts(first, second, kept, code, one):
    several = [changed(one, "a", **first), changed(one, "b", **second)]
    for submissions in (several, several[::-1]):
        decided, findings = one_each(submissions, [], PLAN, Choice())
        assert [s.path for s in decided if s.status == FileStatus.ACCEPTED] == [kept]
        assert [(f.code, f.source.file) for f in findings if f.code != "set-missing"] == [
            (code, "ab".replace(kept, ""))
        ]


@pytest.mark.parametrize(
    ("second", "kept", "code"),
    [
        ({"day": NEXT, "a06_signed": 1}, "b", "set-corrected"),
        # newer than what it corrects, whatever the dates say
        ({"day": DAY.replace(day=1, month=6), "a06_signed": 1}, "b", "set-corrected"),
        ({"day": DAY}, "b", "set-not-mended"),
        ({"day": NEXT, "a06_signed": 1, "corrects": "z"}, "b", "set-superseded"),
        ({"day": DAY.replace(day=1, month=6), "a06_signed": 1, "corrects": "z"}, "a", "set-superseded"),
    ],
)
def test_a_correction_that_was_sent_back_replaces_what_it_corrects(second, kept, code, one):
    typed = dict(second)
    corrects = typed.pop("corrects", "a")
    several = [changed(one, "a", day=DAY), replace(changed(one, "b", **typed), corrects=corrects)]
    for submissions in (several, several[::-1]):
        decided, findings = one_each(submissions, [], PLAN, Choice())
        assert [s.path for s in decided if s.status == FileStatus.ACCEPTED] == [kept]
        assert [f.code for f in findings if f.code != "set-missing"] == [code]


def test_a_correction_of_a_correction_and_what_was_decided_about_it(one):
    first, second = changed(one, "a", day=NEXT), replace(changed(one, "b", day=DAY, a06_signed=1), corrects="a")
    third = replace(changed(one, "c", day=DAY, a06_signed=2), corrects="b")
    newer = changed(one, "d", day=NEXT, a06_signed=3)

    def told(submissions, *prefer):
        decided, findings = one_each(submissions, [], PLAN, Choice(frozenset(prefer)))
        kept = [s.path for s in decided if s.status == FileStatus.ACCEPTED]
        return kept, [(f.source.file, f.code) for f in findings if f.code != "set-missing"]

    assert told([third, first, second]) == (["c"], [("a", "set-corrected"), ("b", "set-corrected")])
    assert told([first, second], "a") == (["a"], [("b", "set-not-preferred")])
    # what the division sent besides is newer than both
    assert told([first, second, newer]) == (["d"], [("a", "set-conflict"), ("b", "set-superseded")])
    # hidden sheets that somebody made up
    in_a_circle = [replace(first, corrects="b"), second]
    assert told(in_a_circle)[0] == ["a"]


def test_what_the_coordinator_prefers_counts(one):
    several = [changed(one, "a", day=DAY, a06_signed=1), changed(one, "b", day=NEXT)]
    decided, findings = one_each(several, [Finding("form-moved", Source("b"))], PLAN, Choice(frozenset({"a"})))
    assert [(s.path, str(s.status), len(s.records)) for s in decided] == [("a", "accepted", 3), ("b", "set_aside", 0)]
    # what else was found in the one passed over is of no interest any more
    assert [(f.code, f.source.file) for f in findings if f.code != "set-missing"] == [("set-not-preferred", "b")]


def test_a_newer_return_with_far_fewer_answers_is_an_error(one):
    thin = changed(one, "b", day=NEXT)
    several = [changed(one, "a", day=DAY), replace(thin, records=thin.records[:1])]
    _, findings = one_each(several, [], PLAN, Choice())
    assert [(f.code, f.source.file) for f in findings if f.code != "set-missing"] == [("set-fewer-answers", "a")]


def test_what_is_left_out_is_set_aside_with_the_reason(one):
    kept, findings = leave_out([one], [Finding("form-moved", Source(one.path))], Choice(exclude={one.path: "ส่งผิดรอบ"}))
    assert [(str(s.status), s.records) for s in kept] == [("set_aside", ())]
    assert [(f.code, f.args["reason"]) for f in findings] == [("set-excluded", "ส่งผิดรอบ")]


def test_a_long_text_and_many_differences_are_cut(one):
    many = {r.key: f"ต่าง {n}" for n, r in enumerate(tuple(one.records) * 4)}
    other = changed(one, "a", day=DAY, **{r.key: "ก" * 50 for r in one.records})
    _, findings = one_each([other, changed(one, "b", day=NEXT, **many)], [], PLAN, Choice())
    told = next(f for f in findings if f.code == "set-superseded").args["differences"]
    assert f"“{'ก' * 39}…”" in told.th
    assert (told.th.count(";") + 1, told.en.count(" here “")) == (len(one.records), len(one.records))
    extra = [one.records[0]._replace(key=f"k{n}") for n in range(12)]
    longer = replace(changed(one, "b", day=NEXT, **many), records=(*one.records, *extra))
    _, findings = one_each([other, longer], [], PLAN, Choice())
    told = next(f for f in findings if f.code == "set-superseded").args["differences"]
    assert told.th.endswith("; …")
    assert "“(ว่าง)”" in told.th
    assert "“(empty)”" in told.en


def test_a_form_is_filled_when_something_was_answered(tmp_path):
    assert not is_untouched(write_return(tmp_path / "a.xlsx", "กก.", {"reporter": "สมศรี"}, round_=6), PLAN)
    assert is_untouched(write_return(tmp_path / "b.xlsx", "กก.", {}), PLAN)
    (tmp_path / "c.xlsx").write_bytes(b"x")
    assert not is_untouched(tmp_path / "c.xlsx", PLAN)  # who knows what it was


def forget(book):
    """Take away all by which the form is known."""
    del book["_moralxl"]
    for name in SHEETS.values():
        book[name]["A1"].value = None


@pytest.mark.parametrize(
    "change",
    [
        forget,
        lambda book: setattr(book["แบบรายงาน"]["D16"], "value", 5),
        lambda book: setattr(book.create_sheet("คำตอบ")["A1"], "value", 5),
        lambda book: setattr(book["แบบรายงาน"]["C16"], "comment", Comment("5 ช่องทาง", "ก")),
    ],
)
def test_a_form_is_touched_by_whatever_was_put_into_it(change, tmp_path):
    assert not is_untouched(write_return(tmp_path / "a.xlsx", "กก.", {}, change=change), PLAN)


def test_a_division_whose_file_could_not_be_taken_is_missing_and_its_file_named(tmp_path):
    write_return(tmp_path / "ผิดรอบ.xlsx", "กก.", RATIO, round_=6)
    _, findings = take_in(walk(tmp_path, PLAN), PLAN, PLAN.round(9))
    told = {f.args["division"]: f.args["but"] for f in findings if f.code == "set-missing"}
    assert told["กก. กองกำหนดมาตรฐาน"].th == " (มีไฟล์ ผิดรอบ.xlsx ซึ่งเป็นของรอบอื่น)"
    (tmp_path / "เสีย.xlsx").write_bytes((tmp_path / "ผิดรอบ.xlsx").read_bytes())
    choice = Choice(exclude={"เสีย.xlsx": "เสีย"})
    _, findings = take_in(walk(tmp_path, PLAN), PLAN, PLAN.round(9), choice=choice)
    told = {f.args["division"]: f.args["but"] for f in findings if f.code == "set-missing"}
    assert told["กก. กองกำหนดมาตรฐาน"].th == " (มีไฟล์ เสีย.xlsx ซึ่งนำมารวมไม่ได้ และมีไฟล์ ผิดรอบ.xlsx ซึ่งเป็นของรอบอื่น)"
    assert told["กก. กองกำหนดมาตรฐาน"].en == " (เสีย.xlsx could not be taken; ผิดรอบ.xlsx is of another round)"
    assert {but.th for division, but in told.items() if not division.startswith("กก.")} == {""}


def test_what_is_not_compared_hides_no_fall_that_follows(tmp_path, one):
    earlier = taken(tmp_path / "6", {"กก.": {**RATIO, "a06_signed": 50}}, 6)
    later = taken(tmp_path / "9", {"กก.": {"a02_persons_sufficiency": 3, "a06_signed": "๔๘", "a06_staff": 60}}, 9)
    assert next(r.key for r in later[0].records) == "a02_persons_sufficiency"  # new in this round
    found = fallen(earlier, [replace(one, status=FileStatus.REJECTED), replace(one, identity=None), *later], PLAN)
    assert [(f.typed, f.read, f.args["before"], f.args["cell"]) for f in found] == [
        ("๔๘", 48, 50, earlier[0].records[0].source.cell)
    ]
    assert found[0].label.startswith("กิจกรรมที่ ๖: จำนวน")


def test_half_the_answers_are_not_far_fewer(one):
    full = replace(changed(one, "a", day=DAY), records=(*one.records, one.records[0]._replace(key="k")))
    half = replace(changed(one, "b", day=NEXT), records=one.records[:2])
    _, findings = one_each([full, half], [], PLAN, Choice())
    assert [f.code for f in findings if f.code != "set-missing"] == ["set-superseded"]


@pytest.mark.parametrize(
    ("typed", "told"), [("ก" * 40, "ก" * 40), ("ก" * 41, "ก" * 39 + "…"), ("ก\n  ข", "ก ข")], ids=["40", "41", "lines"]
)
def test_a_text_that_differs_is_told_in_one_line_of_40_characters(typed, told, one):
    several = [changed(one, "a", day=DAY, reporter=typed), changed(one, "b", day=NEXT)]
    _, findings = one_each(several, [], PLAN, Choice())
    differences = next(f for f in findings if f.code == "set-superseded").args["differences"]
    assert f" ไฟล์นี้ “{told}” ฉบับที่ใช้ “สมศรี”" in differences.th


@pytest.mark.parametrize(("count", "more"), [(8, False), (9, True)])
def test_eight_differences_are_told(count, more, one):
    extra = tuple(one.records[0]._replace(key=f"k{n}") for n in range(count))
    several = [changed(one, "a", day=DAY), replace(changed(one, "b", day=NEXT), records=(*one.records, *extra))]
    _, findings = one_each(several, [], PLAN, Choice())
    finding = next(f for f in findings if f.code == "set-superseded")
    assert finding.args["count"] == count
    assert finding.args["differences"].en.split("; ")[8:] == (["…"] if more else [])


def test_what_came_along_with_a_form_that_was_read_is_set_aside(one):
    def told(form, *others, container=True):
        files = [Submission("a.eml", "", FileStatus.SET_ASIDE)] * container + [replace(form, path="a.eml/b.xlsx")]
        files += [Submission(path, "", FileStatus.REJECTED) for path in others]
        found = [Finding("file-not-workbook", Source(path), args={"what": "PDF"}) for path in others]
        submissions, findings = one_each(files, found, PLAN, Choice())
        assert [s.status for s in submissions if s.path == "a.eml"] in ([], [FileStatus.SET_ASIDE])
        rest = [(s.path, str(s.status)) for s in submissions if s.path in others]
        return rest, [(f.code, f.source.file) for f in findings if f.code != "set-missing"]

    aside = ([("a.eml/c.pdf", "set_aside")], [("set-beside", "a.eml/c.pdf")])
    assert told(one, "a.eml/c.pdf") == aside
    rejected = ([("a.eml/c.pdf", "rejected")], [("file-not-workbook", "a.eml/c.pdf")])
    # what may be the division's only answer is told as such
    assert told(replace(one, status=FileStatus.SET_ASIDE), "a.eml/c.pdf") == rejected
    assert told(replace(one, identity=None), "a.eml/c.pdf") == rejected
    assert told(one, "a.eml/c.pdf", container=False) == rejected  # in a folder of that name
    for elsewhere in ("c.pdf", "b.eml/c.pdf", "a.eml/d.eml/c.pdf", "a.eml/c.XLSX", "a.eml/b.xlsx (2)", "a.eml/c.csv"):
        assert told(one, elsewhere)[1] == [("file-not-workbook", elsewhere)]

"""Writes the proposed measures into a plan's tables, and settles those that rest on other activities."""

from __future__ import annotations

import re

from moralxl.importing.doubts import SHARE
from moralxl.importing.notes import measure_finding
from moralxl.importing.proposal import PEOPLE, STEMS, Measure, Sureness, propose
from moralxl.messages.message import Told
from moralxl.model import PLAIN_KINDS, Aggregation, Bound, Finding, Kind, Reporter
from moralxl.plan.check_measures import RESERVED_KEYS

Rows = list[dict[str, str]]
VIRTUES = {
    "พอเพียง": "sufficiency",
    "วินัย": "discipline",
    "สุจริต": "integrity",
    "จิตอาสา": "volunteer",
    "กตัญญู": "gratitude",
}
LEVELS = (
    ("1", "องค์กรส่งเสริมคุณธรรม", "ส่งเสริมคุณธรรม;ส่งเสริม;ระดับ 1;ระดับที่ 1;ระดับ ๑;ระดับที่ ๑"),
    ("2", "องค์กรคุณธรรม", "องค์กรพัฒนาคุณธรรม;พัฒนาคุณธรรม;พัฒนา;คุณธรรม;ระดับ 2;ระดับที่ 2;ระดับ ๒;ระดับที่ ๒"),
    ("3", "องค์กรคุณธรรมต้นแบบ", "คุณธรรมต้นแบบ;องค์กรต้นแบบ;ต้นแบบ;ระดับ 3;ระดับที่ 3;ระดับ ๓;ระดับที่ ๓"),
)
OF_SHARE = Told(
    "คำนวณจากตัวชี้วัดระดับของแต่ละหน่วยงาน โปรดตรวจตัวชี้วัดต้นทาง",
    "it is worked out from each division's level: check the source",
)
OF_PROGRESS = Told(
    "คำนวณจากกิจกรรมอื่นในแผนนี้ โดยไม่นับกิจกรรมที่ติดตามผล โปรดตรวจกิจกรรมที่ไม่นับ",
    "it is worked out from the other activities without those that monitor: check which are left out",
)
HEADS = re.findall(  # whom or what percentages are of
    "[^|]+",
    "ผู้บริหารและบุคลากร|ผู้เข้ารับการอบรม|ผู้ผ่านการอบรม|ผู้เข้าอบรม|ผู้เข้าร่วมโครงการ|ผู้เข้าร่วม|ผู้รับบริการ|ผู้ตอบแบบสอบถาม|"
    "ข้าราชการบรรจุใหม่|"
    "บุคลากร|ข้าราชการ|พนักงาน|เจ้าหน้าที่|เรื่องร้องเรียน|ข้อร้องเรียน|โครงการ|กิจกรรม|รายการ|รถราชการ|หน่วยงาน|กอง",
)
OPENING = re.compile(r"^(?:จำนวนครั้ง(?:ของการ|ของ|ที่)|จำนวน|ร้อยละของ|ร้อยละ|มีการ|มี|จัด(?=กิจกรรม|โครงการ))\s*")
ENDING = re.compile(r"\s*(?:จำนวน|เป็นจำนวน|รวม)$")
VERB = re.compile("จัด|ตรวจ|ออก|ประชุม|มี|ประกาศ|รายงาน|ลงนาม")
UNITS = {  # what a percentage's two numbers count, by whose percentage it is
    **dict.fromkeys(("เรื่องร้องเรียน", "ข้อร้องเรียน"), "เรื่อง"),
    **{word: word for word in ("โครงการ", "กิจกรรม", "รายการ", "หน่วยงาน", "กอง")},
    "รถราชการ": "คัน",
}
NO_HEAD = Told(
    "ไม่ทราบว่าตัวหารคือจำนวนทั้งหมดของสิ่งใด โปรดพิมพ์คำถามของช่องตัวหาร",
    "it is not known of what the percentage is: type the denominator",
)


def add_measures(tables: dict[str, Rows], findings: list[Finding], sure_reporters: list[bool], year: int) -> None:
    """Propose the measures of all activities and write them as rows of the tables."""
    activities = tables["activities"]
    proposed: dict[str, list[Measure]] = {}
    for row, sure in zip(activities, sure_reporters, strict=True):
        proposed[row["activity"]] = propose(
            row["indicator"],
            row["unit"],
            sure_reporter=sure,
            reporter=Reporter(row["reporter"]),
            year=year,
            period=row["period_text"],
        )
    _settle(activities, proposed)
    _categories(tables, [m for measures in proposed.values() for m in measures])
    for row in activities:
        keys: set[str] = set()
        for letter, measure in zip("abcdefghijklmnopqrstuvwxyz", proposed[row["activity"]], strict=False):
            code = f"{row['activity']}{letter}"
            at = len(tables["measures"])
            made = _row(measure, code, row, keys)
            tables["measures"].append(made)
            for number, (target, also) in sorted(measure.milestones.items()):
                beside = "" if also is None else _percent(also)
                tables["milestones"].append(
                    {"measure": code, "round": str(number), "target": _percent(target), "also": beside}
                )
            finding = measure_finding(measure, made, at)
            findings += [finding] if finding else []
    if any(m.kind == Kind.LEVEL or m.kind is None for measures in proposed.values() for m in measures):
        tables["levels"] = [{"level": n, "label": label, "aliases": aliases} for n, label, aliases in LEVELS]


def _settle(activities: Rows, proposed: dict[str, list[Measure]]) -> None:
    """Shares get the divisions' measure they rest on, progress the activities it leaves out."""
    reporters = {row["activity"]: row["reporter"] for row in activities}
    monitors = [n for n, ms in proposed.items() if any(m.kind in {Kind.PROGRESS, Kind.MILESTONE} for m in ms)]
    levels = {
        n: m for n, ms in proposed.items() for m in ms if m.kind == Kind.LEVEL and reporters[n] == Reporter.DIVISION
    }
    for number, measures in proposed.items():
        for measure in measures:
            if measure.kind == Kind.PROGRESS:
                measure.exclude = ";".join(monitors)
                measure.why = measure.why or OF_PROGRESS
            elif measure.kind == Kind.SHARE:
                source = next((n for n, m in levels.items() if measure.level in {0, int(m.target or 0)}), "")
                if source and reporters[number] == Reporter.DEPARTMENT:
                    letter = "abcdefghijklmnopqrstuvwxyz"[proposed[source].index(levels[source])]
                    measure.source, measure.why = f"{source}{letter}", OF_SHARE
                else:
                    measure.kind, measure.sureness, measure.why = None, Sureness.ASK, SHARE


def _categories(tables: dict[str, Rows], measures: list[Measure]) -> None:
    """The sets that coverage measures count over; virtues that a wording only names are the longest list's."""
    listed = max((m.categories for m in measures), key=len, default=())
    for measure in measures:
        if measure.kind != Kind.COVERAGE:
            continue
        names = measure.categories or listed
        if not names or (measure.target or 0) > len(names):
            measure.kind = Kind.COUNT
            continue
        measure.categories = names
    used = dict.fromkeys(m.categories for m in measures if m.kind == Kind.COVERAGE)
    for number, names in enumerate(used, start=1):
        name = _set_name(number)
        for place, label in enumerate(names, start=1):
            key = VIRTUES.get(label, f"item{place}")
            tables["categories"].append({"set": name, "category": key, "label": label})
        for measure in measures:
            if measure.kind == Kind.COVERAGE and measure.categories == names:
                measure.source = name


def _set_name(number: int) -> str:
    return "virtues" if number == 1 else f"virtues{number}"


def _row(measure: Measure, code: str, activity: dict[str, str], keys: set[str]) -> dict[str, str]:
    """A row of the table of measures; what is asked for stays blank."""
    kind = measure.kind
    aggregation = Aggregation.EACH if activity["reporter"] == Reporter.DIVISION else Aggregation.DEPARTMENT
    ratio = measure.unit == "ร้อยละ"
    target = "" if measure.target is None else _percent(measure.target) if ratio else f"{measure.target:.12g}"
    counted = ENDING.sub("", OPENING.sub("", measure.clause)).strip() or activity["name"]
    row = {
        **dict.fromkeys(("key", "input_label", "input_unit", "denominator_key", "denominator_label"), ""),
        "measure": code,
        "activity": activity["activity"],
        "label": _label(measure, counted),
        "kind": kind.value if kind else "",
        "aggregation": aggregation.value,
        "bound": "" if measure.bound == Bound.AT_LEAST else measure.bound.value,
        "target": target,
        "unit": measure.unit,
        "categories": measure.source if kind == Kind.COVERAGE else "",
        "source": measure.source if kind == Kind.SHARE else "",
        "exclude": measure.exclude,
        "until": f"{measure.until.year + 543}-{measure.until:%m-%d}" if measure.until else "",
    }
    # what is asked about has no kind yet, and will be a count more often than not
    if kind in {None, Kind.COUNT, Kind.LEVEL, Kind.SCORE, Kind.COVERAGE}:
        stem = kind.value if kind in PLAIN_KINDS else STEMS.get(measure.unit, "number")
        row["key"], row["input_unit"] = _key(stem, keys), "" if ratio else measure.unit
        row["input_label"] = row["label"]
    elif kind in {Kind.PERCENT, Kind.MILESTONE}:
        _halves(row, measure, counted, keys)
    return row


def _halves(row: dict[str, str], measure: Measure, counted: str, keys: set[str]) -> None:
    """The two inputs of a percentage."""
    if measure.kind == Kind.MILESTONE:
        row["input_label"], row["denominator_label"] = "จำนวนกิจกรรมที่ดำเนินการแล้วเสร็จ", "จำนวนกิจกรรมทั้งหมดตามแผน"
        row["input_unit"] = "กิจกรรม"
    else:
        row["input_label"] = f"จำนวน{counted}"
        head = next((word for word in HEADS if counted.startswith(word)), "")
        row["input_unit"] = UNITS.get(head) or ("คน" if PEOPLE.match(head or counted) else "")
        row["denominator_label"] = f"จำนวน{head}ทั้งหมด" if head else ""
        if not head:
            measure.sureness, measure.why = Sureness.ASK, NO_HEAD
    row["key"], row["denominator_key"] = _key("done", keys), _key("all", keys)


def _label(measure: Measure, counted: str) -> str:
    if measure.kind == Kind.EVENTS:
        return f"จำนวนครั้ง{'ที่' if VERB.match(counted) else 'ของ'}{counted}"
    if measure.unit == "ร้อยละ":
        return f"ร้อยละของ{counted}"
    if measure.kind in PLAIN_KINDS or not measure.unit:
        return counted
    return f"จำนวน{measure.unit}: {counted}"


def _key(stem: str, keys: set[str]) -> str:
    """A key that no other input of the activity has."""
    key, number = stem, 1
    while key in keys or key in RESERVED_KEYS:
        number += 1
        key = f"{stem}{number}"
    keys.add(key)
    return key


def _percent(fraction: float) -> str:
    return f"{fraction * 100:.12g}%"

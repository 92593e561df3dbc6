"""Changes between returns as the terminal shows them and as JSON values."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import groupby
from typing import Any

from moralxl import console, messages, thai
from moralxl.changes import ADDED, LONGEST, REMOVED, Change, Compared, Flag, Pair, typed
from moralxl.export import waiver_json
from moralxl.layout import EVENTS, SHEET_TITLES
from moralxl.model import Plan, Record
from moralxl.status import WAIVED

FLAGS = {
    "th": {
        Flag.FALLEN: "▼ ค่าสะสมลดลง",
        Flag.WITHDRAWN: "– ถอนคำตอบ",
        Flag.DENOMINATOR: "÷ ตัวหารเปลี่ยน",
    },
    "en": {
        Flag.FALLEN: "▼ cumulative figure fell",
        Flag.WITHDRAWN: "– answer withdrawn",
        Flag.DENOMINATOR: "÷ denominator changed",
    },
}
ROWS = {
    "th": {ADDED: "+ เพิ่มรายการ", REMOVED: "– ลบรายการ"},
    "en": {ADDED: "+ event added", REMOVED: "– event removed"},
}
EMPTY = {"th": "(ว่าง)", "en": "(empty)"}


def cell_of(change: Change) -> str:
    """Where the answer stands: in the newer return, or in the older one where the newer has none."""
    return f"{change.record.source.sheet}!{change.record.source.cell}"


def read_text(record: Record | None, lang: str = "th", longest: int = LONGEST) -> tuple[str, str]:
    """What was typed, and the number or day that was read; "" where there is none."""
    read = "" if record is None or record.value is None or isinstance(record.value, str) else record.value
    return typed(record, longest), messages.shown(read, lang)


def _shown(record: Record | None, lang: str) -> str:
    """What was typed, with what was read beside it where that is another thing; a day as it was read."""
    if record is not None and isinstance(record.value, date):
        return messages.shown(record.value, lang)
    text, read = read_text(record, lang)
    return f"{text} [{read}]" if read and _plain(read) != _plain(text) else text or EMPTY[lang]


def _plain(number: str) -> str:
    return thai.to_ascii_digits(number).replace(",", "")


def missing_text(compared: Compared, lang: str = "th") -> list[str]:
    """The divisions that have a return on one side only."""
    old, new = (" ".join(d.code for d in side) for side in (compared.only_old, compared.only_new))
    only_old, only_new = ("มีเฉพาะฉบับเดิม", "มีเฉพาะฉบับใหม่") if lang == "th" else ("only in the old", "only in the new")
    return [f"{words}: {codes}" for words, codes in ((only_old, old), (only_new, new)) if codes]


def changes_table(plan: Plan, compared: Compared, lang: str) -> str:
    """The changes by division, a line for each, what wants a second look marked; then the divisions not compared."""
    blocks = []
    for pair in compared.pairs:
        head = f"{pair.division.code} {pair.division.name}: {pair.old.path} → {pair.new.path} {_counted(pair, lang)}"
        blocks.append("\n".join([head, *_lines(plan, compared, pair, lang)]))
    return "\n".join([*blocks, *missing_text(compared, lang)])


def _counted(pair: Pair, lang: str) -> str:
    """How many inputs changed, and how many events are new or gone."""
    rows = {state: len({c.record.row for c in pair.changes if c.row == state}) for state in (ADDED, REMOVED)}
    shown = {state: messages.shown(count, lang) for state, count in rows.items()}
    cells = messages.shown(sum(not change.row for change in pair.changes), lang)
    if lang == "th":
        told = [f"เปลี่ยน {cells} ช่อง", f"เพิ่ม {shown[ADDED]} รายการ", f"ลบ {shown[REMOVED]} รายการ"]
    else:
        told = [f"{cells} changes", f"{shown[ADDED]} events added", f"{shown[REMOVED]} events removed"]
    return " ".join([told[0], *(words for words, count in zip(told[1:], rows.values(), strict=True) if count)])


def _lines(plan: Plan, compared: Compared, pair: Pair, lang: str) -> list[str]:
    """A line for each input that changed, and one for each event that is new or gone."""
    rows: list[tuple[str, ...]] = []
    for (state, number), same in groupby(pair.changes, lambda change: (change.row, change.row and change.record.row)):
        if state:
            rows.append(_row_line(state, str(number), list(same), lang))
            continue
        for change in same:
            note = note_of(change, lang)
            note += f" ({WAIVED[lang]})" if compared.waiver(plan, pair, change) else ""
            was, now = (_shown(record, lang) for record in (change.before, change.after))
            rows.append((cell_of(change), pair.label(change), was, "→", now, note))
    return console.table(rows).splitlines()


def note_of(change: Change, lang: str = "th") -> str:
    """Why a change wants a second look, or that its whole row is new or gone."""
    return ROWS[lang][change.row] if change.row else FLAGS[lang][change.flag] if change.flag else ""


def _row_line(state: str, number: str, changes: Iterable[Change], lang: str) -> tuple[str, ...]:
    """The line of an event that is new or gone: its date and title, or what else is known of it."""
    of_role = {change.record.role: change for change in changes}
    named = [of_role[role] for role in ("event_date", "event_title") if role in of_role] or list(of_role.values())
    event = " ".join(_shown(change.record, lang) for change in named)
    was, now = (EMPTY[lang], event) if state == ADDED else (event, EMPTY[lang])
    label = f"{SHEET_TITLES[EVENTS]} รายการที่ {thai.to_thai_digits(number)}"
    return cell_of(named[0]), label, was, "→", now, ROWS[lang][state]


def changes_json(plan: Plan, compared: Compared) -> dict[str, Any]:
    """The changes as JSON values."""
    return {
        "plan": plan.id,
        "old_round": compared.old_round.number,
        "new_round": compared.new_round.number,
        "divisions": [
            {
                "division": pair.division.code,
                "name": pair.division.name,
                "old": pair.old.path,
                "new": pair.new.path,
                "changes": [_change_json(plan, compared, pair, change) for change in pair.changes],
            }
            for pair in compared.pairs
        ],
        "only_old": [d.code for d in compared.only_old],
        "only_new": [d.code for d in compared.only_new],
    }


def _change_json(plan: Plan, compared: Compared, pair: Pair, change: Change) -> dict[str, Any]:
    record = change.record
    return {
        "key": change.key,
        "label": pair.label(change),
        "activity": record.activity,
        "measure": record.measure,
        "role": record.role,
        "old": _record_json(change.before),
        "new": _record_json(change.after),
        "flag": str(change.flag) if change.flag else None,
        "row": change.row or None,
        "waived": waiver_json(compared.waiver(plan, pair, change)),
    }


def _record_json(record: Record | None) -> dict[str, Any] | None:
    if record is None:
        return None
    value = record.value.isoformat() if isinstance(record.value, date) else record.value
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    source = {"file": record.source.file, "sheet": record.source.sheet, "cell": record.source.cell}
    return {"typed": record.typed, "value": value, "status": record.status, **source}

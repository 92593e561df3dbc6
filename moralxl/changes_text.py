"""Changes between returns as the terminal shows them and as JSON values."""

from __future__ import annotations

from datetime import date
from typing import Any

from moralxl import console, messages, thai
from moralxl.changes import LONGEST, Change, Compared, Flag, Pair, typed
from moralxl.export import waiver_json
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
        told = messages.shown(len(pair.changes), lang)
        count = f"เปลี่ยน {told} ช่อง" if lang == "th" else f"{told} changes"
        head = f"{pair.division.code} {pair.division.name}: {pair.old.path} → {pair.new.path} {count}"
        blocks.append("\n".join([head, *_lines(plan, compared, pair, lang)]))
    return "\n".join([*blocks, *missing_text(compared, lang)])


def _lines(plan: Plan, compared: Compared, pair: Pair, lang: str) -> list[str]:
    rows = []
    for change in pair.changes:
        note = FLAGS[lang][change.flag] if change.flag else ""
        note += f" ({WAIVED[lang]})" if compared.waiver(plan, pair, change) else ""
        was, now = (_shown(record, lang) for record in (change.before, change.after))
        rows.append((cell_of(change), pair.label(change), was, "→", now, note))
    return console.table(rows).splitlines()


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

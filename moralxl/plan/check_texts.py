"""Lints a plan's official texts for `moralxl plan check`: slips, what disagrees in figures, offices spelt in two ways.

None of it stops a plan from being used, so other commands do not tell it. What an erratum of the plan covers is not
told again; each finding carries the erratum that would cover it.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterator
from difflib import SequenceMatcher

from moralxl import thai
from moralxl.model import Bound, Finding, Kind
from moralxl.plan.figures import Figure, akin, figures_in
from moralxl.plan.tables import BOUNDS
from moralxl.plan.values import Draft, Entry

TEXTS = ("name", "objective", "indicator", "unit", "responsible", "remark")
# consonants that stand alone by a slip only: the first seven also count (กลุ่ม ก), ณ and ธ are words
STRAY = "[จ-ฒด-ทน-ฮ]"
WORD = "(?<![ก-๎])[ก-๎]+"
LISTED = "(?<!และ)(?<!หรือ)(?<!ถึง)(?<!ข้อ)(?<!กลุ่ม)(?<!หมวด)"  # what numbers by letters stand behind
NAMED = r"(?![เแโใไ]?\3)"  # and before: “ส สะสาง ส สะดวก”
# a wording as it is misprinted -> as it is meant
SLIPS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"ไม่\s*(?:ย|น้อ|น้อย|นอย|น้ย|อย)\s*(?:กวา|กว่|ก่วา|ว่า)(?![ก-๎])|ไม่\s*(?:ย|น้อ|นอย|น้ย|อย)\s*กว่า"), "ไม่น้อยกว่า"),
    (re.compile(r"ไม่\s*(?:ตำ|ต่ำำ|ตํ่า|ต่า)\s*กว่า"), "ไม่ต่ำกว่า"),
    (re.compile(r"(?:อย่ง|อยาง|อย่าง)\s*(?:น้อ|นอย|น้ย)(?![ก-๎])"), "อย่างน้อย"),
    (re.compile(r"ต่อต้าน(?!\s*(?:การ)?\s*(?:ทุจริต|คอร์รัปชัน|ยาเสพติด))(?=\s*(?:และ|$|[0-9๐-๙]))"), "ต่อด้าน"),
    (re.compile(r"ร้อยล่ะ|รอ้ยละ|ร้อลยะ|ร้อยละะ"), "ร้อยละ"),
    (re.compile(r"งปประมาณ|งบปรมาณ|งบประมาน|งบประมารณ"), "งบประมาณ"),
    (re.compile(r"เจตนารมย์|เจตณารมณ์|เจตนารมร์"), "เจตนารมณ์"),
    (re.compile(r"กฏหมาย"), "กฎหมาย"),
    (re.compile(r"บุคคลากร"), "บุคลากร"),
    (re.compile(r"กิจรรม|กิจกกรม|กิจกรม(?!ม)"), "กิจกรรม"),
    (re.compile(r"โครงกา(?=\s|$)|โคงการ"), "โครงการ"),
    (re.compile(r"ประชาสัมพันธ(?!์)|ประชาสัมพัน์ธ"), "ประชาสัมพันธ์"),
    (re.compile(r"อนุญาติ"), "อนุญาต"),
    (re.compile(r"สังเกตุ"), "สังเกต"),
    (re.compile(rf"({WORD}({STRAY})) (\2) {NAMED}([ก-๎]+)"), r"\1\4"),  # printed once more than it is spelt
    (re.compile(rf"({WORD}([ก-๎])){LISTED} (?!\2)({STRAY}) {NAMED}([ก-๎]+)"), r"\1\3\4"),
)
ALIKE, LEAST_NAME = 0.84, 8  # of two names of one office; letters of a name that can be judged so
OFFICE = re.compile(r"^[^(\n]+")


def lint(draft: Draft) -> list[Finding]:
    """Every finding of every lint that no erratum of the plan covers."""
    return [finding for one in LINTS for finding in one(draft) if not _covered(draft, finding)]


def _covered(draft: Draft, finding: Finding) -> bool:
    row, column, printed, *_ = finding.args.get("erratum") or ("", "", "")
    known = (e for e in draft.entries["errata"] if (e["row"], e["column"]) == (row, column) and row)
    return any(_same(printed, e["printed"]) for e in known)


def _same(one: str, other: str) -> bool:
    one, other = ("".join(text.split()) for text in (one, other))
    return bool(one and other) and (one in other or other in one)


def _told(code: str, entry: Entry, key: str, erratum: tuple[str, str, str], **args: object) -> Finding:
    """A finding at a cell of an activity, with the row that the table of errata would take."""
    printed, read, why = erratum
    row = (str(entry["activity"]), key, printed, read, "", why)
    found = entry.finding(code, key, printed=printed, wanted=read, **args)
    return Finding(found.code, found.source, found.label, found.typed, args={**found.args, "erratum": row})


def slips(draft: Draft) -> Iterator[Finding]:
    """Words that are misprinted in a known way."""
    for entry in draft.entries["activities"]:
        for key in TEXTS:
            for shape, meant in SLIPS:
                for match in shape.finditer(entry[key] or ""):
                    wanted = match.expand(meant)
                    why = f"เข้าใจว่าพิมพ์คลาดเคลื่อนจาก “{wanted}”"
                    yield _told("plan-slip", entry, key, (match[0], wanted, why))


def figures(draft: Draft) -> Iterator[Finding]:
    """An activity's unit column states the figures of its indicator, where both state any of one sort."""
    for entry in draft.entries["activities"]:
        said = [f for f in figures_in(entry["indicator"] or "") if not f.bracketed]
        counted = [f for f in figures_in(entry["unit"] or "") if not f.bracketed]
        for figure in counted:
            if any(figure.value == f.value for f in said):
                continue
            rival = _rival(figure, said, counted)
            if rival:
                printed, wanted = (_as_in(figure.words, f.value) for f in (figure, rival))
                why = "หน่วยนับขัดกับตัวชี้วัด ให้ถือตามตัวชี้วัด"
                yield _told("plan-figures-differ", entry, "unit", (printed, wanted, why), said=rival.words)


def compared(draft: Draft) -> Iterator[Finding]:
    """A measure is compared with its target as its activity's words put it: 4 is not “มากกว่า ๔”."""
    for activity in draft.entries["activities"]:
        own = [m for m in draft.entries["measures"] if m["activity"] == activity["activity"] and m["bound"] is not None]
        # of columns that differ the indicator holds, as for figures
        first, second = (figures_in(activity[key] or "") for key in ("indicator", "unit"))
        meant = [_aimed(first, m, draft) or _aimed(second, m, draft) for m in own]
        kept = [(figure, m["bound"] or Bound.AT_LEAST) for m, some in zip(own, meant, strict=True) for figure in some]
        for measure, some in zip(own, meant, strict=True):
            if some and not any((figure, figure.bound) in kept for figure in some):  # else it is another measure's
                said, now = (BOUNDS[bound or Bound.AT_LEAST] for bound in (some[0].bound, measure["bound"]))
                yield measure.finding("plan-bound-words", "bound", words=some[0].words, said=said, now=now)


def _aimed(figures: list[Figure], measure: Entry, draft: Draft) -> list[Figure]:
    """The figures that the words compare and that are a measure's target, or one of its targets by round."""
    rounds = [m for m in draft.entries["milestones"] if m["measure"] and m["measure"] == measure["measure"]]
    targets = [target for row in (measure, *rounds) if (target := row["target"])]

    def aims(figure: Figure) -> bool:
        value = figure.value / 100 if figure.percent else figure.value
        units = figure.unit, measure["unit"]
        same = figure.percent or not all(units) or akin(*units)
        return same and any((t.percent, t.value) == (figure.percent, value) for t in targets)

    return [f for f in figures if f.bound and not f.bracketed and aims(f)]


def _as_in(words: str, value: float) -> str:
    """A number in the digits that the words have."""
    return thai.to_thai_digits(f"{value:g}") if re.search("[๐-๙]", words) else f"{value:g}"


def _rival(figure: Figure, said: list[Figure], counted: list[Figure]) -> Figure | None:
    """The indicator's figure that a unit's figure should have been: of its sort, and not in the unit column itself."""
    free = [f for f in said if not any(f.value == c.value for c in counted)]
    sort = [f for f in free if f.percent and (figure.percent or not figure.unit)]
    sort += [f for f in free if f.unit and f.unit == figure.unit and not figure.percent and not f.percent]
    return sort[0] if sort else None


def offices(draft: Draft) -> Iterator[Finding]:
    """One office is spelt one way."""
    named: list[tuple[Entry, str]] = []
    for entry in draft.entries["activities"]:
        match = OFFICE.match(entry["responsible"] or "")
        if match:
            named.append((entry, match[0].strip()))
    counts = Counter(name for _, name in named)
    for name in list(counts):
        better = [n for n in counts if n != name and _alike(n, name) and (counts[n], n) > (counts[name], name)]
        if not better:
            continue
        wanted = max(better, key=lambda n: (counts[n], n))
        for entry, own in named:
            if own == name:
                why = f"เรียกหน่วยงานเดียวกันไว้สองชื่อ ชื่อที่ใช้มากกว่าคือ “{wanted}”"
                yield _told("plan-office-spelling", entry, "responsible", (name, wanted, why))


def _alike(one: str, other: str) -> bool:
    """Whether two names differ so little that they are one office's; those that differ in a number are two."""
    digits = [re.sub("[^0-9]", "", thai.to_ascii_digits(name)) for name in (one, other)]
    if min(len(one), len(other)) < LEAST_NAME or digits[0] != digits[1]:
        return False
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= ALIKE


def owners(draft: Draft) -> Iterator[Finding]:
    """Every activity says whose it is."""
    for entry in draft.entries["activities"]:
        if not entry.text("responsible"):
            yield entry.finding("plan-owner-missing", "responsible", activity=entry["activity"])


def few_divisions(draft: Draft) -> Iterator[Finding]:
    """A percentage of divisions leaves room for one that fails; of few divisions it may not."""
    count = sum(1 for d in draft.entries["divisions"] if d["division"])
    for entry in draft.entries["measures"]:
        target = entry["target"]
        if entry["kind"] == Kind.SHARE and target and count and target.value < 1:
            needed = math.ceil(round(target.value * count, 9))
            if needed == count:
                yield entry.finding("plan-share-all", "target", count=count)


def self_referring(draft: Draft) -> Iterator[Finding]:
    """A measure worked out from the plan's activities leaves out its own."""
    for entry in draft.entries["measures"]:
        own = entry["activity"]
        if entry["kind"] == Kind.PROGRESS and own is not None and own not in (entry["exclude"] or ()):
            yield entry.finding("plan-self-referring", "exclude", activity=own)


def event_rows(draft: Draft) -> Iterator[Finding]:
    """The event log has a row for each event that one who reports everything is to hold."""
    setting, rows = draft.settings.get("event_rows"), draft.numbers.get("event_rows", 0)
    held = sum(e["target"].value for e in draft.entries["measures"] if e["kind"] == Kind.EVENTS and e["target"])
    if setting and rows < held:
        yield setting.finding("plan-event-rows", "value", count=held)


LINTS: list[Callable[[Draft], Iterator[Finding]]] = [
    slips,
    figures,
    compared,
    offices,
    owners,
    few_divisions,
    self_referring,
    event_rows,
]

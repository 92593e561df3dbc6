"""Makes a plan's tables of what was read from its paper, and gathers what is to be asked about them."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field

from moralxl import thai
from moralxl.importing.header import Header
from moralxl.importing.identity import Identity
from moralxl.importing.measures import add_measures
from moralxl.importing.months import from_grid, from_words
from moralxl.importing.notes import PERIODS, ask, tell
from moralxl.importing.proposal import reporter_of
from moralxl.importing.rows import Line, Listed, numbers
from moralxl.importing.spaces import Spaces
from moralxl.messages import shown
from moralxl.messages.message import Told
from moralxl.model import Finding, Kind, Reporter, Source
from moralxl.plan.check import SAMPLE
from moralxl.plan.tables import BY_NAME, NUMERIC_SETTINGS, OFFICIAL_COLUMNS, SETTINGS, TABLES
from moralxl.plan.values import NO_BUDGET, Fault, read_cell

Rows = list[dict[str, str]]
TEXTS = ("name", "objective", "indicator", "unit", "budget_text", "responsible", "remark")
WIDTHS = dict(zip(OFFICIAL_COLUMNS, ("7", "17", "28", "24", "13", "11", "12", "13", "14"), strict=True))
ALWAYS = frozenset({"number", "name", "budget_text", "period_text"})  # columns without which there is no official table
BUDGET = BY_NAME["activities"].column("budget_text")
ROUND_MONTHS = (6, 9, 12)
EVENT_ROWS, ROOM = 40, 1.5  # rows of the event log at least, and for each event that is a target
ITEM = re.compile(r"ข้อ(?:ที่)?\s*([1-9])(?![0-9])(?:\s*(?:-|–|ถึง)\s*(?:ข้อ(?:ที่)?\s*)?([1-9])(?![0-9]))?")
SAMPLE_NAME = f"หน่วยงานตัวอย่าง {SAMPLE}"
OFFICE = re.compile(r"^[^(\n]+")


@dataclass(slots=True)
class Draft:
    """The tables while they are made, and the findings."""

    identity: Identity
    spaces: Spaces
    tables: dict[str, Rows] = field(default_factory=lambda: {t.name: [] for t in TABLES if not t.optional})
    findings: list[Finding] = field(default_factory=list)

    @property
    def thai_digits(self) -> bool:
        """Whether the paper writes its figures in Thai digits."""
        return bool(re.search("[๐-๙]", self.identity.title + self.identity.organisation_line)) or not self.identity.year


def make_draft(listed: Listed, identity: Identity, spaces: Spaces, file: str) -> Draft:
    """All tables of the plan. Whatever of the paper has no place in them is told."""
    draft = Draft(identity, spaces)
    _left(draft, listed, file)
    _columns(draft, listed.header)
    _guidelines(draft, listed)
    sure = [_activity(draft, line, number, as_printed=ok) for line, number, ok in numbers(listed.lines)]
    add_measures(draft.tables, draft.findings, sure, identity.year)
    _settings(draft, listed)
    _divisions(draft)
    _rounds(draft)
    return draft


def _left(draft: Draft, listed: Listed, file: str) -> None:
    for heading in listed.header.left.values():
        draft.findings.append(Finding("import-left", Source(file), typed=heading))
    for text, place in listed.left:
        draft.findings.append(Finding("import-left", Source(file, "", place), typed=" ".join(text.split())))


def _columns(draft: Draft, header: Header) -> None:
    """The official columns in the paper's order, with its headings; those it lacks and a plan needs at the end."""
    order = dict(header.columns)
    if header.months:
        order["period_text"] = min(header.months)
    if "target" in order:
        order["unit"] = min(order.get("unit", order["target"]), order["target"])
    present = sorted((key for key in order if key in OFFICIAL_COLUMNS), key=lambda key: order[key])
    for key in [*[k for k in OFFICIAL_COLUMNS if k in ALWAYS and k not in present and k == "number"], *present]:
        heading = draft.spaces.unwrap("heading", header.headings.get(key, OFFICIAL_COLUMNS[key]))
        draft.tables["columns"].append({"key": key, "heading": heading, "width": WIDTHS[key]})
    for key in OFFICIAL_COLUMNS:
        if key in ALWAYS and key not in present and key != "number":
            draft.tables["columns"].append({"key": key, "heading": OFFICIAL_COLUMNS[key], "width": WIDTHS[key]})


def _guidelines(draft: Draft, listed: Listed) -> None:
    texts = listed.guidelines or ["กิจกรรมตามแผน"]
    for number, text in enumerate(texts, start=1):
        draft.tables["guidelines"].append({"guideline": str(number), "text": draft.spaces.unwrap("guideline", text)})
    if not listed.guidelines:
        why = Told("แผนไม่มีแถวแนวทางการพัฒนา จึงตั้งไว้หนึ่งแถว", "the paper has no guideline rows: one was made")
        draft.findings.append(tell("guidelines", 0, "text", texts[0], why))


def _activity(draft: Draft, line: Line, number: int, *, as_printed: bool) -> bool:
    """Add an activity; whether it is sure who reports it."""
    at = len(draft.tables["activities"])
    cells = {key: draft.spaces.unwrap(key, line.cells.get(key, "")) for key in TEXTS}
    if line.cells.get("target"):
        cells["unit"] = _joined_unit(line.cells["target"], cells["unit"])
        why = Told("รวมคอลัมน์ค่าเป้าหมายกับหน่วยนับไว้ช่องเดียว", "the columns of target and unit are joined in one cell")
        if line.cells.get("unit"):
            draft.findings.append(tell("activities", at, "unit", cells["unit"], why))
    if not as_printed:
        why = Told(
            f"เลขลำดับในแผนคือ {line.printed} จึงให้เลขใหม่เรียงกัน",
            f"the paper's number is {line.printed}; they are counted anew",
        )
        draft.findings.append(tell("activities", at, "activity", str(number), why))
    _shared(draft, line, at, cells)
    _budget(draft, at, cells)
    period = _period(draft, line, at)
    reporter, sure = reporter_of(cells["responsible"], cells["unit"])
    if not sure:
        why = Told(
            "ไม่แน่ชัดว่ารายงานในนามกรม หรือทุกหน่วยงานต้องรายงาน โปรดตรวจช่องผู้รายงาน",
            "it is not plain who reports: check the reporter",
        )
        draft.findings.append(ask("activities", at, "reporter", cells["responsible"], why))
    draft.tables["activities"].append(
        {
            "activity": str(number),
            "guideline": str(max(line.guideline, 1)),
            **cells,
            "period_text": period,
            "reporter": reporter.value,
            "items": items_of(cells["remark"]),
        }
    )
    return sure


def _joined_unit(target: str, unit: str) -> str:
    """A target and its unit as one reads them: "ร้อยละ 80", "4 คน"."""
    first, second = (unit, target) if unit.startswith("ร้อยละ") else (target, unit)
    return f"{first} {second}".strip()


def _shared(draft: Draft, line: Line, at: int, cells: dict[str, str]) -> None:
    """Cells merged over several activities: their words hold for each, their money for none alone."""
    for key, other in line.shared.items():
        if key == "budget_text" and cells[key].replace(" ", "") not in NO_BUDGET:
            why = Told(
                f"งบประมาณนี้รวมกับกิจกรรมที่ {other} ในช่องเดียว จึงเว้นว่างไว้ โปรดแบ่งเงินหรือคงไว้ที่กิจกรรมแรก",
                f"the budget is shared with activity {other} in one cell and left blank here: divide it or leave it",
            )
            draft.findings.append(ask("activities", at, key, cells[key], why))
            cells[key] = ""


def _budget(draft: Draft, at: int, cells: dict[str, str]) -> None:
    """Ask for a budget that the plan would not take."""
    text = cells["budget_text"]
    fault = read_cell(text, BUDGET, None)
    if not isinstance(fault, Fault):
        return
    why = Told("อ่านเป็นจำนวนเงินไม่ได้ โปรดพิมพ์จำนวนเงิน", "it cannot be read as an amount: type one")
    if "readings" in fault.args:
        th, en = (" ".join(shown(fault.args[name], lang) for name in ("doubt", "readings")) for lang in ("th", "en"))
        why = Told(f"{th} โปรดพิมพ์จำนวนเงินเป็นบาทเพียงจำนวนเดียว", f"{en}: type one amount in baht")
    draft.findings.append(ask("activities", at, "budget_text", text, why))


def _period(draft: Draft, line: Line, at: int) -> str:
    """The period as the plan writes it; blank, and asked for, where it could not be read."""
    year, header = draft.identity.year, line.header
    printed = " ".join(line.cells.get("period_text", "").split())
    if header and header.months:
        period = from_grid(line.rows, header, year, thai_digits=draft.thai_digits)
    else:
        period = from_words(printed, year, thai_digits=draft.thai_digits)
    if period.doubt:
        code = "read" if period.doubt == "words" and period.text else period.doubt
        add = tell if period.text else ask
        draft.findings.append(add("activities", at, "period_text", printed or period.text, PERIODS[code]))
    return period.text


def items_of(remark: str) -> str:
    """The items of the moral-organisation assessment that a remark names: "1;2" of "ข้อ ๑ และข้อ ๒"."""
    found: set[int] = set()
    for first, last in ITEM.findall(thai.to_ascii_digits(remark)):
        found |= set(range(int(first), int(last or first) + 1))
    return ";".join(map(str, sorted(found)))


def _settings(draft: Draft, listed: Listed) -> None:
    identity, count = draft.identity, len(draft.tables["activities"])
    label, printed = listed.total or ("รวม", "")
    budget = sum(_amount(row["budget_text"]) for row in draft.tables["activities"])
    summed = thai.format_number(budget)
    total = printed or f"ทั้งหมด {thai.format_number(count)} กิจกรรม งบประมาณทั้งสิ้น จำนวน {summed} บาท"
    values = {
        "id": f"plan-{identity.year}" if identity.year else "",
        "year": str(identity.year or ""),
        "title": identity.title,
        "organisation": identity.organisation,
        "organisation_line": identity.organisation_line,
        "total_label": label,
        "total_text": total,
        "event_rows": str(_event_rows(draft)),
    }
    for row, (key, name) in enumerate(SETTINGS.items()):
        draft.tables["plan"].append({"key": key, "value": values[key], "note": name})
        if not values[key]:
            why = Told(f"ไม่พบ{name}ในเอกสาร โปรดพิมพ์", f"the paper has no {key}: type it")
            draft.findings.append(ask("plan", row, "value", "", why))
    if not printed:
        why = Told("แผนไม่มีแถวรวม จึงรวมจากรายการ", "the paper has no total row: it was added up")
        if listed.total:
            why = Told("แถวรวมของแผนไม่มีข้อความ จึงรวมจากรายการ", "the paper's total row has no words: it was added up")
        draft.findings.append(tell("plan", list(SETTINGS).index("total_text"), "value", total, why))
    if listed.budget and _amount(listed.budget) != round(budget, 2):
        why = Told(
            f"ในแถวรวมไม่เท่ากับผลรวมของกิจกรรม ซึ่งคือ {summed} บาท โปรดตรวจงบประมาณของทุกกิจกรรมตั้งแต่ช่องนี้ลงไป "
            "หากแถวรวมคลาดเคลื่อน ไม่ต้องแก้ เพราะตารางสรุปรวมเงินให้ใหม่",
            f"the total row's budget is not what the activities add up to, {budget:,.12g} baht; check all budgets from "
            "this cell down; if the total is wrong, leave them, for the master adds up anew",
        )
        draft.findings.append(ask("activities", 0, "budget_text", listed.budget, why))


def _amount(text: str) -> float:
    value = read_cell(text, BUDGET, None)
    return value if isinstance(value, float) else 0


def _event_rows(draft: Draft) -> int:
    """Room in the event log for what one that reports everything is to hold, and some more."""
    held = sum(float(row["target"] or 0) for row in draft.tables["measures"] if row["kind"] == Kind.EVENTS)
    return int(min(max(EVENT_ROWS, math.ceil(ROOM * held / 10) * 10), NUMERIC_SETTINGS["event_rows"][1]))


def _divisions(draft: Draft) -> None:
    """One division to start from: the office that most of the department's activities name."""
    own = [r["responsible"] for r in draft.tables["activities"] if r["reporter"] == Reporter.DEPARTMENT]
    offices = [match[0].strip() for text in own if (match := OFFICE.match(text))]
    office = max(offices, key=offices.count) if offices else ""
    name = f"{office} {SAMPLE_NAME}".strip()
    row = {"code": "ตย.๑", "name": name, "aliases": "", "email": "", "department": "yes", "division": "yes"}
    draft.tables["divisions"].append(row)
    why = Told(
        "ทะเบียนหน่วยงานเป็นตัวอย่างหนึ่งแถว โปรดแทนด้วยหน่วยงานจริงทุกหน่วยงาน",
        "the registry is a sample of one row: replace it by all your divisions",
    )
    draft.findings.append(ask("divisions", 0, "code", name, why))


def _rounds(draft: Draft) -> None:
    year = draft.identity.year
    for months in ROUND_MONTHS:
        label = f"รอบ {thai.format_number(months)} เดือน"
        day = ""
        if year:
            last = {6: (3, 31), 9: (6, 30), 12: (9, 30)}[months]
            day = f"{year}-{last[0]:02}-{last[1]:02}"
        draft.tables["rounds"].append({"round": str(months), "label": label, "last_day": day, "deadline": ""})

"""What may stand in an input: per kind, the check Excel makes while typing and the reading made on intake."""

from __future__ import annotations

import math
import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache, partial
from typing import Any, NamedTuple

from moralxl import thai
from moralxl.layout import STATUSES, Field
from moralxl.messages.message import Told
from moralxl.model import Finding, Plan, Source
from moralxl.thai.dates import month_without

# what clerks type for "not reported"
DASHES = frozenset({"-", "–", "—", "−", "--", "ไม่รายงาน"})
SUM = re.compile(r"[+-]?[0-9]{1,12}(\.[0-9]{1,6})?([+-][0-9]{1,12}(\.[0-9]{1,6})?){0,50}")
TERM = re.compile(r"[+-]?[0-9.]+")
FIGURE = re.compile(r"[0-9][0-9.,]*[0-9]|[0-9]")
DOTTED = re.compile(r"[0-9]{1,3}(\.[0-9]{3})+")  # 10.500: some write thousands so
OF_YEAR = re.compile(r"/\s*(2[4-6][0-9]{2})\s*\)?$")  # 1/2567: documents are numbered so
# what clerks write in the shared code's cell for an event that they held alone
NO_CODE = frozenset({"ไม่มี", "ไม่มีรหัส", "ไม่ใช่", "ไม่ได้จัดร่วม", "ไม่ร่วม", "จัดเอง", "none", "no", "n/a", "na", "0"})
NONE_WORDS = frozenset({"ไม่มี", "ไม่ได้ดำเนินการ", "ยังไม่มี", "ยังไม่ได้ดำเนินการ"})
ABOUT = re.compile("(?<!งบ)ประมาณ|(?<!ค)ราว|เกือบ|กว่า|เศษ|ขึ้นไป|อย่างน้อย|อย่างมาก|ไม่เกิน|[~≈]")
# why a number is in doubt, before the readings that come into question
MANY = Told("อ่านได้มากกว่าหนึ่งอย่าง คือ", "it can be read in more than one way:")
NONE_OR_SILENT = Told("อาจหมายถึง", "it may mean")
INEXACT = Told("เป็นค่าประมาณของ", "it approximates")
WITH_WORDS = Told("มีคำที่อาจเปลี่ยนความหมายของ", "it has words that may change the meaning of")
ZERO_OR_DASH = Told(" หากไม่มีให้พิมพ์ 0 หากไม่รายงานให้พิมพ์ -", " Type 0 for none, - for not reported.")
BLANK_OR_DASH = Told(
    " หากยังไม่ทราบผลให้เว้นว่างไว้ หากไม่รายงานให้พิมพ์ -", " Leave it blank while unknown; type - for not reported."
)
BLANK_SO_FAR = Told(" หากยังไม่มีวันที่ให้เว้นว่างไว้", " Leave it blank while there is none.")
NOTHING = Told("", "")


class Converted(NamedTuple):
    """What was made of a typed value. `status` is "value", "not_reported" or "fault"."""

    value: float | str | date | None
    status: str
    findings: tuple[Finding, ...] = ()
    ratio: thai.Ratio | None = None  # when both halves of a percentage stand in one cell


class Typed(NamedTuple):
    """A cell's value as the reader found it, and where."""

    field: Field
    value: object
    source: Source
    place: tuple[int, int] = (0, 0)  # row and column, from 0
    error: str = ""  # "#REF!" and kin, where the cell holds one
    formula: str | None = None  # its formula ("" where the format does not tell it), where it has one
    percent: bool = False  # whether the cell shows its number in percent

    @property
    def text(self) -> str:
        """The cell as the clerk would recognise it."""
        _, value, _, _, error, formula, percent = self
        if error:
            return error
        if formula:
            return formula_text(formula)
        if percent and isinstance(value, float):
            return f"{typed_text(round(value * 100, 6))}%"
        return typed_text(value)

    @property
    def blank(self) -> bool:
        """Whether nothing stands in the cell."""
        return not self.error and self.formula is None and is_blank(self.value)

    def finding(self, code: str, read: str | float | date = "", **args: Any) -> Finding:
        """A finding about this cell."""
        return Finding(code, self.source, self.field.where, self.text, read, args)


def formula_text(formula: str) -> str:
    """A formula as it is typed, from any format's."""
    return f"={formula.removeprefix('of:').removeprefix('=')}"


def typed_text(value: object) -> str:
    """A cell's value as text: whole floats without their ".0", dates as ISO."""
    if isinstance(value, str):
        return value
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)


def is_blank(value: object) -> bool:
    """Whether a cell counts as not filled: empty, or nothing but space and invisible characters."""
    return value is None or (isinstance(value, str) and thai.is_empty(value))


def _fault(typed: Typed, code: str, **args: Any) -> Converted:
    return Converted(None, "fault", (typed.finding(code, **args),))


def _not_reported(typed: Typed) -> bool:
    return isinstance(typed.value, str) and thai.clean(typed.value) in DASHES


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of input: its style, its check in Excel, its reading on intake."""

    style: str
    prompt: str  # what Excel shows when the cell is chosen; {year} is the plan's
    error: str  # what Excel says when the check fails
    rule: Callable[[Field, str, dict[str, str], Plan], dict[str, Any]]  # XlsxWriter's validation options
    read: Callable[[Typed, Plan], Converted]


# --- numbers --------------------------------------------------------------------------------------


def _number_rule(field: Field, cell: str, cells: dict[str, str], _plan: Plan, *, whole: bool) -> dict[str, Any]:
    """Accept "-" or a number from 0 to the limit, as a part not above its whole and the other way round."""
    most, least = cells.get(field.at_most, ""), cells.get(field.at_least, "")
    extra = f",{cell}=INT({cell})" if whole else ""
    extra += f",IF(ISNUMBER({most}),{cell}<={most},TRUE)" if most else ""
    extra += f",IF(ISNUMBER({least}),{cell}>={least},TRUE)" if least else ""
    within = f"AND({cell}>=0,{cell}<={field.limit:.0f}{extra})"
    return {"validate": "custom", "value": f'=IF(ISNUMBER({cell}),{within},{cell}="-")'}


def _read_number(typed: Typed, _plan: Plan, *, whole: bool) -> Converted:
    if isinstance(typed.value, float) and not typed.percent and math.isfinite(typed.value):
        return _in_range(typed, typed.value + 0, "", whole=whole)  # + 0 turns -0.0 into 0.0
    if isinstance(typed.value, (date, time, timedelta)):
        return _fault(typed, "value-is-date")
    text = thai.clean(typed.value) if isinstance(typed.value, str) else ""
    if text in DASHES:
        return Converted(None, "not_reported")
    if text in NONE_WORDS:
        readings = (0, Told("ไม่รายงาน", "not reported"))
        # a score of 0 is a result, and none is known yet
        none = BLANK_OR_DASH if typed.field.kind == "score" else ZERO_OR_DASH
        return _fault(typed, "value-ambiguous", doubt=NONE_OR_SILENT, readings=readings, none=none)
    plain = thai.plain_figures(text)
    figures = FIGURE.findall(plain)
    if len(figures) == 1 and DOTTED.fullmatch(figures[0]):
        figure = figures[0]
        as_typed = float(figure) if figure.count(".") == 1 else figure
        return _in_doubt(typed, as_typed, float(figure.replace(".", "")))
    if typed.percent:
        return _fault(typed, "value-is-percent")
    counted = _counted(typed.field)
    reading = thai.parse_number(typed.value, counted)
    if reading.value is None:
        ratio = thai.parse_ratio(text, counted).value if typed.field.role == "numerator" else None
        if ratio:
            return _both_halves(typed, ratio, plain, figures, whole=whole)
        return _no_number(typed, plain, reading.candidates)
    return _in_range(typed, reading.value, reading.why, whole=whole)


def _counted(field: Field) -> tuple[str, ...]:
    """The words for what an input counts: its unit, and what its label asks the number of."""
    return tuple(filter(None, (field.unit, field.label.removeprefix("จำนวน"))))


def _both_halves(typed: Typed, ratio: thai.Ratio, plain: str, figures: list[str], *, whole: bool) -> Converted:
    """Judge a numerator that stands over its denominator."""
    halves = (ratio.numerator, ratio.denominator)
    if any(DOTTED.fullmatch(figure) for figure in figures):
        shown = "/".join(f"{half:g}" for half in halves)
        return _in_doubt(typed, shown, plain.replace(".", ""))
    of_year = OF_YEAR.search(plain)
    if of_year:
        part, count = thai.format_number(halves[0]), thai.format_number(halves[1])
        one_of = Told(f"{part} จาก {count}", f"{halves[0]:,.12g} of {halves[1]:,.12g}")
        year = thai.to_thai_digits(of_year[1])
        paper = Told(f"ลำดับที่ {part} ของปี {year}", f"number {halves[0]:,.12g} of the year {of_year[1]}")
        return _in_doubt(typed, one_of, paper)
    judged = [_in_range(typed, half, "", whole=whole) for half in halves]
    wrong = next((each for each in judged if each.status == "fault"), None)
    return wrong or Converted(ratio.numerator, "value", ratio=ratio)


def _no_number(typed: Typed, plain: str, candidates: tuple[str, ...]) -> Converted:
    """Refuse what is no number: one in doubt, or none at all."""
    if len(candidates) == 1 and thai.says_percent(plain):
        return _fault(typed, "value-is-percent")
    if candidates:
        return _in_doubt(typed, *candidates)
    return _fault(typed, "value-not-number")


def _in_doubt(typed: Typed, *readings: str | float | Told) -> Converted:
    """Refuse what may be several numbers, or one with words that make it inexact or another."""
    doubt = MANY
    if len(readings) == 1:
        doubt = INEXACT if ABOUT.search(thai.clean(typed.text)) else WITH_WORDS
    return _fault(typed, "value-ambiguous", doubt=doubt, readings=readings, none=NOTHING)


def _in_range(typed: Typed, value: float, why: str, *, whole: bool) -> Converted:
    """Judge a number that could be read."""
    if "percent" in why:
        return _fault(typed, "value-is-percent")
    if value < 0:
        return _fault(typed, "value-negative")
    if whole and value != int(value):
        bare_fraction = 0 < value < 1 and typed.field.role in {"numerator", "denominator"}
        return _fault(typed, "value-bare-fraction" if bare_fraction else "value-not-whole")
    if value > typed.field.limit:
        return _fault(typed, "value-too-large", limit=typed.field.limit)
    notes = (typed.finding("value-converted", value, why=why),) if why else ()
    return Converted(value, "value", notes)


# --- dates ----------------------------------------------------------------------------------------


def _date_call(day: date, era: int = 0) -> str:
    return f"DATE({day.year + era},{day.month},{day.day})"


def _date_rule(_field: Field, cell: str, _cells: dict[str, str], plan: Plan) -> dict[str, Any]:
    """Accept text (read on intake) and dates of the fiscal year, whether the year was typed as BE or CE."""
    spans = ",".join(
        f"AND({cell}>={_date_call(plan.start, era)},{cell}<={_date_call(plan.end, era)})" for era in (0, 543)
    )
    return {"validate": "custom", "value": f"=IF(ISNUMBER({cell}),OR({spans}),ISTEXT({cell}))"}


def _any_date_rule(_field: Field, cell: str, _cells: dict[str, str], plan: Plan) -> dict[str, Any]:
    """Accept text and any date from the fiscal year's start on: reports are signed after it ends, too."""
    return {
        "validate": "custom",
        "value": f"=IF(ISNUMBER({cell}),{cell}>={_date_call(plan.start)},ISTEXT({cell}))",
    }


def _read_date(typed: Typed, plan: Plan, *, in_year: bool) -> Converted:
    if _not_reported(typed):
        return Converted(None, "not_reported")
    reading = thai.parse_date(typed.value, plan.start, plan.end)
    if reading.value is None:
        if reading.candidates:
            return _fault(typed, "date-ambiguous", readings=reading.candidates, year=str(plan.year))
        return _no_date(typed, plan)
    # an event's date is judged by its activity's period, when events are counted
    if in_year and typed.field.event_row is None and not plan.start <= reading.value <= plan.end:
        finding = typed.finding("date-outside-year", reading.value, start=plan.start, end=plan.end)
        return Converted(reading.value, "value", (finding,))
    converted = (typed.finding("date-converted", reading.value, why=reading.why),) if reading.why else ()
    return Converted(reading.value, "value", converted)


def _no_date(typed: Typed, plan: Plan) -> Converted:
    """Refuse what is no date: a day that its month does not have, or something else than a day."""
    lacking = month_without(typed.value) if isinstance(typed.value, str) else None
    why, blank = NOTHING, NOTHING
    if lacking:
        month, days = thai.format_date(lacking).split(" ", 1)[1], monthrange(lacking.year, lacking.month)[1]
        why = Told(f" เพราะเดือน {month} มี {thai.format_number(days)} วัน", f": {lacking:%Y-%m} has {days} days")
    elif typed.field.event_row is None and not typed.field.required:
        blank = BLANK_SO_FAR  # an activity goes on, or has not begun
    return _fault(typed, "date-unreadable", why=why, year=str(plan.year), blank=blank)


# --- choices --------------------------------------------------------------------------------------


def _list_rule(field: Field, _cell: str, cells: dict[str, str], _plan: Plan) -> dict[str, Any]:
    return {"validate": "list", "source": cells[f"list:{field.kind}"]}


def _squeeze(text: str) -> str:
    return thai.to_ascii_digits(thai.clean(text)).translate(_UNSAID).casefold()


_UNSAID = dict.fromkeys(map(ord, " .()"))
# what clerks type for a status when they do not choose it from the list
STATUS_WORDS: dict[str, tuple[str, ...]] = {
    "not_started": ("ยังไม่ได้ดำเนินการ", "ยังไม่เริ่มดำเนินการ", "ยังไม่เริ่ม", "not started"),
    "in_progress": ("กำลังดำเนินการ", "อยู่ระหว่างการดำเนินการ", "ระหว่างดำเนินการ", "in progress"),
    "done": ("แล้วเสร็จ", "เสร็จแล้ว", "เสร็จสิ้น", "ดำเนินการแล้ว", "ดำเนินการเสร็จสิ้น", "ดำเนินการเสร็จแล้ว", "ดำเนินการเสร็จสิ้นแล้ว"),
    "cancelled": ("ยกเลิก", "ไม่สามารถดำเนินการได้", "ยกเลิกกิจกรรม"),
}


LISTED_STATUSES = {name: code for code, label in STATUSES.items() for name in (_squeeze(label), code)}
OTHER_STATUSES = {_squeeze(word): code for code, words in STATUS_WORDS.items() for word in words}


def _read_status(typed: Typed, _plan: Plan) -> Converted:
    if _not_reported(typed):
        return Converted(None, "not_reported")
    squeezed = _squeeze(typed_text(typed.value))
    if squeezed in LISTED_STATUSES:
        return Converted(LISTED_STATUSES[squeezed], "value")
    if squeezed in OTHER_STATUSES:
        code = OTHER_STATUSES[squeezed]
        return Converted(code, "value", (typed.finding("value-taken-as", STATUSES[code]),))
    return _fault(typed, "value-not-in-list", choices=" / ".join(STATUSES.values()))


def _leading_number(text: str) -> int | None:
    """The number that a choice begins with: "๗ จิตอาสา…", "7"; None where there is none."""
    text = thai.to_ascii_digits(thai.clean(text))
    digits = text[: len(text) - len(text.lstrip("0123456789"))]
    rest = text[len(digits) :]
    return int(digits) if digits and len(digits) < 4 and (not rest or rest[0] in " .:-") else None


LEVEL = re.compile(r"^ระดับ(?:ที่)?\s*")
PLAINLY = frozenset({"thai_digits", "mixed_digits", "fullwidth", "word"})  # what a number alone needs to be read


def _read_level(typed: Typed, plan: Plan) -> Converted:
    if _not_reported(typed):
        return Converted(None, "not_reported")
    text = typed_text(typed.value)
    squeezed = _squeeze(text)
    unsaid = LEVEL.sub("", thai.clean(text), count=1)
    number = _leading_number(unsaid)
    reading = thai.parse_number(unsaid)  # "3.0", "สาม"
    alone = reading.value if {*filter(None, reading.why.split(","))} <= PLAINLY else None
    for level in plan.levels:
        names = {_squeeze(name) for name in (level.label, *level.aliases)}
        if squeezed in {n.removeprefix("ระดับ") for n in names} | names or squeezed in {
            f"ระดับ{level.number}",
            f"ระดับที่{level.number}",
        }:
            return Converted(float(level.number), "value")
        rest = _squeeze(unsaid)[len(str(number)) :]
        if alone == level.number or (number == level.number and rest in names):
            return Converted(float(level.number), "value")
    return _fault(typed, "value-not-in-list", choices=" / ".join(typed.field.choices))


@lru_cache(8)
def _squeezed(choices: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(_squeeze, choices))


def _read_activity(typed: Typed, _plan: Plan) -> Converted:
    if _not_reported(typed):
        return Converted(None, "not_reported")
    squeezed = _squeeze(typed_text(typed.value)).removeprefix("กิจกรรมที่")
    number = _leading_number(typed_text(typed.value))
    for choice in _squeezed(typed.field.choices):
        listed = choice[: len(choice) - len(choice.lstrip("0123456789"))]
        # the number alone, or with the beginning of that activity's name and no other's
        if squeezed == listed or (number == int(listed) and choice.startswith(squeezed.rstrip("…"))):
            return Converted(float(listed), "value")
    return _fault(typed, "value-not-in-list", choices=" / ".join(typed.field.choices))


# --- text -----------------------------------------------------------------------------------------


def _length_rule(field: Field, _cell: str, _cells: dict[str, str], _plan: Plan) -> dict[str, Any]:
    return {"validate": "length", "criteria": "<=", "value": int(field.limit)}


def _read_text(typed: Typed, _plan: Plan) -> Converted:
    text = thai.clean(typed_text(typed.value))
    if text in DASHES:
        return Converted(None, "not_reported")
    if typed.field.role == "event_code" and thai.to_ascii_digits(text).casefold() in NO_CODE:
        return Converted(None, "not_reported")
    if len(text) > typed.field.limit:
        return Converted(text, "value", (typed.finding("text-too-long", limit=typed.field.limit),))
    return Converted(text, "value")


NUMERIC_KINDS = frozenset({"whole", "money", "score"})


def arithmetic(formula: str) -> float | None:
    """What a sum of plain numbers comes to, such as =10+38; None for any other formula."""
    text = formula.removeprefix("of:").removeprefix("=").replace(" ", "")
    if not SUM.fullmatch(text):
        return None
    return float(sum(float(term) for term in TERM.findall(text)))


def read_input(typed: Typed, plan: Plan) -> Converted:
    """Read a filled input by its kind. Errors and formulas are no answers: what a formula last gave is not known."""
    if typed.error:
        return _fault(typed, "value-error-cell")
    if typed.formula is not None:
        number = arithmetic(typed.formula) if typed.field.kind in NUMERIC_KINDS else None
        if number is None or typed.value not in {None, "", number}:
            return _fault(typed, "value-is-formula")
        done = KINDS[typed.field.kind].read(typed._replace(value=number, formula=None), plan)
        note = typed.finding("value-computed", number)
        return done._replace(findings=(*done.findings, note)) if done.status == "value" else done
    return KINDS[typed.field.kind].read(typed, plan)


# what is said of single inputs in place of their kind's prompt
PROMPTS = {
    "event_code": "หากจัดร่วมกับหน่วยงานอื่น ให้ทุกหน่วยงานพิมพ์รหัสเดียวกัน หากจัดเองให้เว้นว่าง",
    "phone": "พิมพ์หมายเลขโทรศัพท์ที่ติดต่อได้",
}
HALVES = " จำนวนที่ทำได้ต้องไม่เกินจำนวนทั้งหมด"


def prompt_of(field: Field, plan: Plan) -> str:
    """What Excel shows when the input is chosen; its examples are of the plan's year."""
    return PROMPTS.get(field.role, KINDS[field.kind].prompt).replace("{year}", str(plan.year))


def error_of(field: Field, plan: Plan) -> str:
    """What Excel says when the input's check fails."""
    halves = HALVES if field.at_most or field.at_least else ""
    return KINDS[field.kind].error.replace("{year}", str(plan.year)) + halves


KINDS: dict[str, Kind] = {
    "whole": Kind(
        "input_number",
        "พิมพ์จำนวนเต็ม เช่น 48 หากไม่มีให้พิมพ์ 0 หากไม่รายงานให้พิมพ์ -",
        "กรุณาพิมพ์จำนวนเต็มตั้งแต่ 0 ขึ้นไป ใช้เลขอารบิกอย่างเดียว เช่น 48 ไม่ต้องพิมพ์หน่วยหรือเครื่องหมายร้อยละ หากไม่รายงานให้พิมพ์ -",
        partial(_number_rule, whole=True),
        partial(_read_number, whole=True),
    ),
    "money": Kind(
        "input_money",
        "พิมพ์จำนวนเงินที่ใช้จ่ายจริงสะสมเป็นบาท เช่น 10500 หากไม่ได้ใช้จ่ายให้พิมพ์ 0",
        "กรุณาพิมพ์จำนวนเงินเป็นเลขอารบิกอย่างเดียว ตั้งแต่ 0 ขึ้นไป ไม่ต้องพิมพ์คำว่า บาท หากไม่รายงานให้พิมพ์ -",
        partial(_number_rule, whole=False),
        partial(_read_number, whole=False),
    ),
    "score": Kind(
        "input_money",
        "พิมพ์คะแนนหรือค่าเฉลี่ยที่ได้ มีทศนิยมได้ เช่น 4.25 หากยังไม่ทราบผลให้เว้นว่างไว้",
        "กรุณาพิมพ์คะแนนเป็นเลขอารบิกอย่างเดียว ตั้งแต่ 0 ขึ้นไป เช่น 4.25 ไม่ต้องพิมพ์คำว่า คะแนน หากไม่รายงานให้พิมพ์ -",
        partial(_number_rule, whole=False),
        partial(_read_number, whole=False),
    ),
    "date": Kind(
        "input_date",
        "พิมพ์ วัน/เดือน/ปี พ.ศ. เช่น 15/3/{year} แล้วตรวจ “วันที่ที่ระบบอ่านได้” ในแถวเดียวกัน "
        "หากวันและเดือนสลับกัน ให้พิมพ์ชื่อเดือน เช่น 15 มี.ค. {year}",
        "วันที่ต้องอยู่ในปีงบประมาณของแผน กรุณาพิมพ์ วัน/เดือน/ปี พ.ศ. เช่น 15/3/{year}",
        _date_rule,
        partial(_read_date, in_year=True),
    ),
    "any_date": Kind(
        "input_date",
        "พิมพ์ วัน/เดือน/ปี พ.ศ. ที่รายงาน เช่น 15/4/{year} แล้วตรวจ “วันที่ที่ระบบอ่านได้” ในแถวเดียวกัน "
        "หากวันและเดือนสลับกัน ให้พิมพ์ชื่อเดือน เช่น 15 เม.ย. {year}",
        "กรุณาพิมพ์ วัน/เดือน/ปี พ.ศ. เช่น 15/4/{year} และต้องไม่ก่อนวันเริ่มปีงบประมาณ",
        _any_date_rule,
        partial(_read_date, in_year=False),
    ),
    "status": Kind(
        "input_choice",
        "เลือกสถานะจากรายการ",
        "กรุณาเลือกสถานะจากรายการที่กำหนดไว้เท่านั้น",
        _list_rule,
        _read_status,
    ),
    "level": Kind(
        "input_choice",
        "เลือกระดับที่ได้รับการประเมินจากรายการ หากยังไม่ได้รับการประเมินให้เว้นว่างไว้",
        "กรุณาเลือกระดับจากรายการที่กำหนดไว้เท่านั้น",
        _list_rule,
        _read_level,
    ),
    "activity": Kind(
        "input_choice",
        "เลือกกิจกรรมในแผนที่การจัดงานครั้งนี้นับให้",
        "กรุณาเลือกกิจกรรมจากรายการที่กำหนดไว้เท่านั้น",
        _list_rule,
        _read_activity,
    ),
    "text": Kind(
        "input_text",
        "พิมพ์ข้อความสั้น ๆ ไม่เกินหนึ่งหรือสองบรรทัด",
        "ข้อความยาวเกินกำหนด กรุณาย่อให้สั้นลง",
        _length_rule,
        _read_text,
    ),
    "long_text": Kind(
        "input_text",
        "พิมพ์โดยสรุป ไม่เกิน ๒,๐๐๐ ตัวอักษร ขึ้นบรรทัดใหม่ด้วย Alt+Enter",
        "ข้อความยาวเกิน ๒,๐๐๐ ตัวอักษร กรุณาย่อให้สั้นลง",
        _length_rule,
        _read_text,
    ),
}

"""Numbers as Thai clerks type them, and as official papers print them."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Context, Decimal

from moralxl.thai.text import LONGEST_FIGURE, Reading, clean, has_other_digits, to_plain, to_thai_digits

_EXACT = Context(prec=400, rounding=ROUND_HALF_UP)  # every float has fewer digits than that
_MOST_CANDIDATES = 4

# What may stand before a number without changing it. Other words may ("ขาด ๕ คน", "ประมาณ ๕๐"), so they are refused.
_LABELS = (
    "จำนวน|รวมเป็นเงิน|รวม|ทั้งหมด|ทั้งสิ้น|มี|ครบ|ได้|เป็นเงิน|เป็น|เท่ากับ|คิดเป็น|บุคลากร|ข้าราชการ|เจ้าหน้าที่|ผู้เข้าร่วม|เข้าร่วม|ผู้ลงนาม|ลงนาม"
)
# What may stand behind a number without changing it: what is counted, and how such words end. No other words may, as
# they tell of a date, a time, another size, a guess, a share of each, or a second number. Words without spaces.
_UNITS = (
    "บาท|งบประมาณ|คน|ราย|ท่าน|รูป|นาย|บุคลากร|ข้าราชการ|เจ้าหน้าที่|ผู้บริหาร|ผู้เข้าร่วม|ครอบครัว|"
    "ครั้ง|รอบ|วัน|เดือน|ปี|ชั่วโมง|เรื่อง|กิจกรรม|โครงการ|โครงการ/กิจกรรม|งาน|ผลงาน|รางวัล|หลักสูตร|รุ่น|เวที|"
    "แผน|แผนปฏิบัติการ|มาตรการ|ระบบ|คำสั่ง|ประกาศ|พันธกิจ|ตัวชี้วัด|ช่อง|ช่องทาง|ช่องทาง(?:การ)?ประชาสัมพันธ์|สื่อ|คลิป|บทความ|"
    "ด้าน|ประการ|คุณธรรม|คุณธรรมเป้าหมาย|ข้อ|ประเด็น|หัวข้อ|ระดับ|คะแนน|"
    "หน่วยงาน|องค์กร|กอง|สำนัก|ศูนย์|กลุ่ม|กลุ่มงาน|ฝ่าย|แห่ง|ชุมชน|หมู่บ้าน|โรงเรียน|เครือข่าย|"
    "ฉบับ|เล่ม|คู่มือ|ชุด|ชิ้น|แผ่น|ป้าย|ใบ|ภาพ|หน้า|รายการ"
)
_ENDS = r"(?:(?:/|ต่อ)ปี|/(?:หน่วยงาน|กอง))?(?:ถ้วน|พอดี)?(?:ครับ|ค่ะ|คะ)?"
_SCALED = r"(?P<scale>ร้อย|พัน|หมื่น|แสน|ล้าน)?"
_BEHIND = re.compile(rf"{_SCALED}(?P<unit>(?:{_UNITS})?{_ENDS})")
_UNSIGNED = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?|\.[0-9]+"
_NUMBER = re.compile(
    rf"(?P<label>(?:(?:{_LABELS}|[฿=])[\s:=]*)*)(?P<sign>[-+\u2010-\u2015\u2212]?)\s*(?P<digits>{_UNSIGNED})"
    r"(?P<tail>[.,/]?[-\u2010-\u2015\u2212]+(?=\s|บาท|$)|\.?)(?P<unit>[\u0e01-\u0e3a\u0e3f-\u0e4e\s./()]*)"
)
_PERCENT = re.compile("%|ร้อยละ|เปอ(?:ร์)?เซ็?น(?:ต์|ท์|ต|ท)?")
_LOOKALIKE = re.compile(r"(?<![A-Za-z0-9])(?=[oOlI,.]*[0-9])[0-9oOlI][0-9oOlI,.]*(?![A-Za-z0-9])")
_RUN = re.compile(r"[0-9][0-9,.]*")
_BRACKETS = re.compile(r"\(([^()]*)\)")
_SCALES = {"ร้อย": 100, "พัน": 1_000, "หมื่น": 10_000, "แสน": 100_000, "ล้าน": 1_000_000}

_ONES = ("ศูนย์", "หนึ่ง", "สอง", "สาม", "สี่", "ห้า", "หก", "เจ็ด", "แปด", "เก้า")
_ONE = "|".join(_ONES[1:])
_PLACES = ("แสน", "หมื่น", "พัน", "ร้อย")
_BELOW_MILLION = re.compile(
    "".join(rf"(?:({_ONE}){place})?" for place in _PLACES) + rf"(?:({_ONE}|ยี่)?(สิบ))?({_ONE}|เอ็ด)?"
)
_WORDS = re.compile(
    rf"(?:(?:{_LABELS})\s*)*(?P<words>(?:{'|'.join(_ONES)}|เอ็ด|ยี่|สิบ|{'|'.join(_PLACES)}|ล้าน)+)"
    rf"\s*(?P<unit>(?:{_UNITS})(?:ถ้วน)?)?"
)

_OF = re.compile(r"\s*(?:/|:|จาก|ใน)\s*")
_PERCENT_TAIL = re.compile(
    rf"[\s(=,]*(?:คิดเป็น|เท่ากับ|หรือ)?\s*"
    rf"(?:(?:ร้อยละ|เปอร์เซ็นต์)\s*(?P<after>{_UNSIGNED})|(?P<before>{_UNSIGNED})\s*(?:%|เปอร์เซ็นต์))\s*\)?$"
)


@dataclass(frozen=True, slots=True)
class Ratio:
    """Both halves of a ratio typed into one cell."""

    numerator: float
    denominator: float


# --- reading --------------------------------------------------------------------------------------


def parse_number(typed: object, counted: Collection[str] = ()) -> Reading[float]:
    """Read one number; its sign and range are for the caller to judge.

    Behind it may stand a usual unit, or one of the words for what is counted here. A percent sign leaves the number
    as typed (80 for "80%") with the code percent_sign. Two numbers, and numbers with words that may change them, have
    no value but candidates.
    """
    if isinstance(typed, (int, float)) and not isinstance(typed, bool):
        return Reading(_finite(typed))
    return _number_in(typed, counted) if isinstance(typed, str) else Reading(None)


def _finite(number: float | Decimal) -> float | None:
    try:
        value = float(number)
    except OverflowError:
        return None
    return value + 0 if math.isfinite(value) else None  # + 0 turns -0.0 into 0.0


def plain_figures(typed: str) -> str:
    """A text with its figures as they are read: in ASCII digits, and none for letters that look like them."""
    return _plain_figures(typed)[0]


def _plain_figures(typed: str) -> tuple[str, list[str]]:
    text, why = to_plain(typed)
    if len(text) <= LONGEST_FIGURE:
        text = _LOOKALIKE.sub(lambda run: _without_lookalikes(run[0], why), text)
    return text, why


def _number_in(typed: str, counted: Collection[str]) -> Reading[float]:
    text, why = _plain_figures(typed)
    if len(text) > LONGEST_FIGURE or has_other_digits(text):
        return Reading(None)
    text, percents = _PERCENT.subn(" ", text)
    text = text.strip()
    if percents:
        why.append("percent_sign")
    if text.startswith("(") and text.endswith(")") and text.count("(") == 1:
        text = text[1:-1].strip()
        why.append("parentheses")
    match = _NUMBER.fullmatch(text)
    reading = _number_of(match, why, counted) if match else _words_of(text, why)
    return reading or Reading(None, "", _candidates(text))


def _without_lookalikes(run: str, why: list[str]) -> str:
    if re.search("[oO]", run):
        why.append("latin_o")
    if re.search("[lI]", run):
        why.append("latin_l")
    return run.translate(str.maketrans("oOlI", "0011"))


def _number_of(match: re.Match[str], why: list[str], counted: Collection[str]) -> Reading[float] | None:
    """The number that the pattern found, or None where the text around it leaves it in doubt."""
    sign, tail, unit = match["sign"], match["tail"], match["unit"].strip()
    if (tail and tail[0] not in ".,/") or (sign and "parentheses" in why):
        return None
    in_words = [said for text in _BRACKETS.findall(unit) if (said := _words_value(text)) is not None]
    behind = _behind(_BRACKETS.sub(_but_numbers, unit), counted)
    if behind is None:
        return None
    amount, scale = Decimal(match["digits"].replace(",", "")), behind["scale"]
    if scale:
        amount = _EXACT.multiply(amount, Decimal(_SCALES[scale]))
    if any(said != amount for said in in_words):
        return Reading(None, "", tuple(format_number(v) for v in (float(amount), *in_words)))
    done = {
        "leading_zeros": re.match("0[0-9]", match["digits"]),
        "label": match["label"].strip(),
        "dash": sign not in "-+",
        "baht_dash": len(tail) > 1,
        "scale": scale,
        "unit": behind["unit"] or "(" in unit,
    }
    negative = "parentheses" in why or sign not in {"", "+"}
    value = _finite(-amount if negative else amount)
    return Reading(value, ",".join([*why, *(code for code, found in done.items() if found)]))


def _but_numbers(bracket: re.Match[str]) -> str:
    """What stands in brackets; nothing where that is a number in words."""
    return bracket[1] if _words_value(bracket[1]) is None else ""


def _behind(unit: str, counted: Collection[str]) -> re.Match[str] | None:
    """The scale and the unit behind a number; None where anything else stands there."""
    squeezed = "".join(unit.split()).rstrip(".")
    found = _BEHIND.fullmatch(squeezed)
    if found or not counted:
        return found
    own = "|".join(re.escape("".join(clean(word).split())) for word in counted)
    return re.fullmatch(rf"{_SCALED}(?P<unit>(?:{own}){_ENDS})", squeezed)


def _words_of(text: str, why: list[str]) -> Reading[float] | None:
    match = _WORDS.fullmatch(text)
    value = _words_value(text) if match and "parentheses" not in why else None
    if match is None or value is None:
        return None
    return Reading(float(value), ",".join([*why, "word", *(["unit"] if match["unit"] else [])]))


def _words_value(text: str) -> int | None:
    """The number that Thai words say ("สิบสองคน" is 12), or None."""
    match = _WORDS.fullmatch(text.strip())
    if not match:
        return None
    words = match["words"]
    if words == _ONES[0]:
        return 0
    millions, million, rest = words.rpartition("ล้าน")
    high, low = _below_million(millions), _below_million(rest)
    if high is None or low is None or (million and not high):
        return None
    return high * 1_000_000 + low


def _below_million(words: str) -> int | None:
    match = _BELOW_MILLION.fullmatch(words)
    if not match:
        return None
    *places, tens, ten, ones = match.groups()
    value = 0
    for digit in places:
        value = value * 10 + (_ONES.index(digit) if digit else 0)
    if ten:
        value = value * 10 + (2 if tens == "ยี่" else _ONES.index(tens) if tens else 1)
    else:
        value *= 10
    return value * 10 + (1 if ones == "เอ็ด" else _ONES.index(ones) if ones else 0)


def _candidates(text: str) -> tuple[str, ...]:
    """The numbers in a text as Thai text; none where one of them is grouped wrongly or where they are many."""
    found: list[str] = []
    for run in _RUN.findall(text):
        digits = run.rstrip(".,")
        pieces = digits.split(",")
        if re.fullmatch(_UNSIGNED, digits):
            found.append(digits.replace(",", ""))
        elif len(pieces) > 1 and all(re.fullmatch("[0-9]{1,2}", piece) for piece in pieces):
            found += pieces  # "3,4": a list or a decimal comma
            found += [".".join(pieces)] if len(pieces) == 2 else []
        else:
            return ()
    values = [value for value in map(_finite, map(Decimal, found)) if value is not None]
    return tuple(dict.fromkeys(map(format_number, values))) if len(values) <= _MOST_CANDIDATES else ()


def says_percent(text: str) -> bool:
    """Whether a text has a percent sign, or a word for it."""
    return _PERCENT.search(text.replace("％", "%")) is not None


def parse_ratio(typed: str, counted: Collection[str] = ()) -> Reading[Ratio]:
    """Read two numbers of which the second is the whole: "48/60", "๔๘ จาก ๖๐ คน", "48/60 (80%)".

    What may stand behind each is said at `parse_number`. A percentage behind them must agree to within one percentage
    point. A denominator of 0 is for the caller to judge.
    """
    text, why = to_plain(typed)
    if len(text) > LONGEST_FIGURE:
        return Reading(None)
    if len(text) == 1 and "\u2044" in unicodedata.normalize("NFKC", text):
        text = unicodedata.normalize("NFKC", text).replace("\u2044", "/")  # Excel makes ¾ of a typed 3/4
        why.append("fraction")
    tail = _PERCENT_TAIL.search(text)
    if tail:
        text = text[: tail.start()]
    if text.startswith("(") and text.endswith(")"):
        text = text[1:-1]
    halves = ((_part(text[: of.start()], counted), _part(text[of.end() :], counted)) for of in _OF.finditer(text))
    found = [(first, second) for first, second in halves if first and second]
    if len(found) != 1:
        return Reading(None)
    (numerator, first_why), (denominator, second_why) = found[0]
    if tail and not _agrees(numerator, denominator, tail["after"] or tail["before"]):
        return Reading(None)
    codes = [*why, *first_why.split(","), *second_why.split(",")]
    return Reading(Ratio(numerator, denominator), ",".join(dict.fromkeys(filter(None, codes))))


def _part(text: str, counted: Collection[str]) -> tuple[float, str] | None:
    reading = parse_number(text, counted)
    if reading.value is None or reading.value < 0 or "percent_sign" in reading.why:
        return None
    return reading.value, reading.why


def _agrees(numerator: float, denominator: float, percent: str) -> bool:
    return denominator > 0 and abs(100 * numerator / denominator - float(percent.replace(",", ""))) <= 1


# --- printing -------------------------------------------------------------------------------------


def format_number(x: float, decimals: int | None = None) -> str:
    """A finite number in Thai digits, grouped by thousands, halves rounded up; ValueError for NaN and infinities.

    `decimals` None: as many as needed, at most 2.
    """
    return _format(x, 2 if decimals is None else decimals, shortest=decimals is None)


def format_percent(x: float) -> str:
    """A fraction as a percentage with one decimal: "๗๘.๐" for 0.78, without the sign.

    Rounded down, so that it never shows a threshold that was not reached. ValueError for NaN and infinities.
    """
    _check_finite(x)
    # a double's own error is below 1e-12 here, and the quotients of counts are never so close to a threshold
    percent = _EXACT.multiply(_EXACT.add(Decimal(str(x)), Decimal("1e-12")), Decimal(100))
    return to_thai_digits(f"{percent.quantize(Decimal('0.1'), ROUND_FLOOR, _EXACT):,f}")


def _check_finite(x: float) -> None:
    if not math.isfinite(x):
        raise ValueError(f"{x} cannot be printed")


def _format(x: float, decimals: int, *, shortest: bool) -> str:
    _check_finite(x)
    # the shortest decimal that reads back as x: 2.675 rounds as it is written, not as it is stored
    text = f"{Decimal(str(x)).quantize(Decimal(1).scaleb(-decimals), context=_EXACT):z,f}"
    if shortest and "." in text:
        text = text.rstrip("0").rstrip(".")
    return to_thai_digits(text)

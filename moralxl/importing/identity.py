"""What a paper says of itself above and below its table: the plan's name, its year and whose it is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from moralxl import thai
from moralxl.plan.tables import NUMERIC_SETTINGS

YEAR = re.compile(r"ปีงบประมาณ\s*(?:พ\.?\s*ศ\.?)?\s*(25[0-9]{2})")
ANY_YEAR = re.compile(r"(?<![0-9])(25[0-9]{2})(?![0-9])")
OWNER = re.compile(r"^(?:ชื่อ)?(?:หน่วยงาน|ส่วนราชการ|หน่วย)\s*[:：.…]*\s*(?=\S)")
OFFICE = re.compile("^(?:สำนัก|กรม|กอง|กระทรวง|สถาบัน|ศูนย์|องค์การ|มหาวิทยาลัย|จังหวัด|เทศบาล|โรงพยาบาล|โรงเรียน)")


@dataclass(frozen=True, slots=True)
class Identity:
    """The lines above a table; "" and 0 for what was not found."""

    title: str = ""
    year: int = 0
    organisation: str = ""
    organisation_line: str = ""


def identify(lines: Sequence[str], rest: str) -> Identity:
    """Find them in the lines around the table; the year, where no line has it, in the `rest` of the paper."""
    lines = [" ".join(line.split()) for line in lines if line.strip()]
    title = next((line for line in lines if "แผน" in line and not OWNER.match(line)), "")
    owner = next((line for line in lines if OWNER.match(line)), "")
    if not owner:
        owner = next((line for line in lines if OFFICE.match(line) and line != title), "")
    return Identity(title, _year([title, *lines, rest]), OWNER.sub("", owner).strip(" .:…"), owner)


def _year(texts: Sequence[str]) -> int:
    least, most = NUMERIC_SETTINGS["year"]
    for shape in (YEAR, ANY_YEAR):
        for text in texts:
            years = [int(year) for year in shape.findall(thai.to_ascii_digits(text)) if least <= int(year) <= most]
            if years:
                return years[0] if shape is YEAR else max(years)
    return 0

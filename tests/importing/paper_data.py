"""The invented plan papers of `papers/`: what each has, before any format, and what is to be read from it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

FOLDER = Path(__file__).parent / "papers"
SHORT = ("ต.ค.", "พ.ย.", "ธ.ค.", "ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.")
YEAR = re.compile("25[0-9]{2}|๒๕[๐-๙]{2}")
TEXTS = ("name", "objective", "indicator", "unit", "budget_text", "responsible", "remark")


@dataclass
class Activity:
    cells: dict[str, str]  # as the paper has them: "|" a place where a line may end, " // " a further line
    guideline: int
    measures: list[str]

    def text(self, key: str) -> str:
        """A cell as the plan should have it."""
        return self.cells.get(key, "").replace("|", "").replace("\\n", "\n").replace(" // ", "\n")

    def lines(self, key: str) -> list[str]:
        """A cell's further lines, of an activity that has several rows beside its number."""
        return self.cells.get(key, "").replace("|", "").replace("\\n", "\n").split(" // ")

    @property
    def months(self) -> tuple[int, int]:
        first, last = self.cells["months"].split("-")
        return int(first), int(last)


@dataclass
class Data:
    name: str
    about: dict[str, str] = field(default_factory=dict)
    columns: list[tuple[str, str]] = field(default_factory=list)  # key, heading
    guidelines: list[str] = field(default_factory=list)
    activities: list[Activity] = field(default_factory=list)

    @property
    def year(self) -> int:
        return int(self.about["year"])

    @property
    def thai_digits(self) -> bool:
        return bool(re.search("[๐-๙]", self.about["title"]))

    @property
    def total(self) -> tuple[str, str] | None:
        label, _, text = self.about.get("total", "").partition(" | ")
        return (label, text) if label else None


def read(name: str, later: int = 0) -> Data:
    """One paper by the beginning of its file's name; all its years moved by some, where it is to be a later plan's."""
    path = next(FOLDER.glob(f"{name}*.txt"))
    data = Data(path.stem)
    text = path.read_text(encoding="utf-8")
    for line in YEAR.sub(lambda match: _moved(match[0], later), text).splitlines():
        key, _, value = line.partition(": ")
        if line.startswith("= "):
            data.guidelines.append(line[2:])
        elif line == "#":
            data.activities.append(Activity({}, len(data.guidelines), []))
        elif key == "columns":
            data.columns = [tuple(part.split(" ", 1)) for part in value.split(" | ")]
        elif data.activities and key == "measure":
            data.activities[-1].measures.append(value)
        elif data.activities and line:
            data.activities[-1].cells[
                "budget_text" if key == "budget" else "period_text" if key == "period" else key
            ] = value
        elif line:
            data.about[key] = value
    return data


def _moved(year: str, by: int) -> str:
    moved = str(int(year) + by)
    return moved if year.isascii() else moved.translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"))


def month_text(month: int, data: Data) -> str:
    """A month of the fiscal year with its year, as the paper writes it."""
    text = f"{SHORT[month - 1]} {data.year - (month <= 3)}"
    return text.translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")) if data.thai_digits else text


def expected(data: Data) -> list[dict[str, str]]:
    """The rows that the table of activities should have."""
    rows = []
    for number, activity in enumerate(data.activities, start=1):
        row = {key: activity.text(key) for key in TEXTS}
        if "target" in activity.cells:
            target, unit = activity.text("target"), activity.text("unit")
            row["unit"] = f"{unit} {target}" if unit == "ร้อยละ" else f"{target} {unit}"
        if "months" in activity.cells:
            ends = [month_text(month, data) for month in dict.fromkeys(activity.months)]
            row["period_text"] = " - ".join(ends)
        else:
            row["period_text"] = activity.text("period_text")
        row |= {
            "activity": str(number),
            "guideline": str(activity.guideline),
            "reporter": activity.cells["reporter"],
            "items": activity.cells.get("items", ""),
        }
        rows.append(row)
    return rows


def printed_number(data: Data, index: int) -> str:
    """An activity's number as the paper prints it."""
    number = index + 1
    if data.about.get("numbers") == "restart":
        own = data.activities[index].guideline
        number = sum(a.guideline == own for a in data.activities[: index + 1])
    return str(number).translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")) if data.thai_digits else str(number)


def plain(activity: Activity, key: str, number: str) -> str:
    """A cell's text; the number as it is printed."""
    return number if key == "number" else activity.text(key)


def keys(data: Data) -> list[str]:
    """The paper's columns in its order."""
    return [key for key, _ in data.columns]

"""How much of a paper is read as it should be: cells, measures, and what was claimed as sure."""

from __future__ import annotations

from dataclasses import dataclass, field

from paper_data import Data, expected

from moralxl.importing import Imported
from moralxl.model import SIGNS, Bound

ROWS = ("activity", "guideline", "name", "objective", "indicator", "unit", "budget_text", "period_text", "responsible",
        "remark", "reporter", "items")  # fmt: skip


@dataclass
class Score:
    cells: int = 0
    cells_right: int = 0
    measures: int = 0
    measures_right: int = 0
    asked: int = 0  # measures that a person must decide, by the paper's author
    asked_right: int = 0
    wrongly_sure: list[str] = field(default_factory=list)
    cells_wrong: dict[str, tuple[str, str]] = field(default_factory=dict)  # place -> as drafted, as wanted
    measures_wrong: dict[str, str] = field(default_factory=dict)  # activity -> what was drafted


def shown(row: dict[str, str], milestones: list[dict[str, str]]) -> str:
    """A row of the table of measures as the papers' data writes it: "events department 4", "count each <=2"."""
    rounds = " ".join(f"{m['round']}={m['target']}" for m in milestones if m["measure"] == row["measure"])
    sign = SIGNS[Bound(row["bound"])] if row["bound"] else ""
    return f"{row['kind']} {row['aggregation']} {rounds or sign + row['target']}"


def score(data: Data, made: Imported) -> Score:
    """Compare what was drafted with what the paper's author wanted."""
    result = Score()
    got = {row["activity"]: row for row in made.tables["activities"]}
    for row in expected(data):
        drafted = got.pop(row["activity"], {})
        for key in ROWS:
            result.cells += 1
            if drafted.get(key, "") == row.get(key, ""):
                result.cells_right += 1
            else:
                result.cells_wrong[f"{row['activity']} {key}"] = (drafted.get(key, ""), row.get(key, ""))
    result.cells_wrong |= {f"{number} activity": (number, "") for number in got}
    _texts(data, made, result)
    _measures(data, made, result)
    return result


def _texts(data: Data, made: Imported, result: Score) -> None:
    settings = {row["key"]: row["value"] for row in made.tables["plan"]}
    wanted = {key: data.about[key] for key in ("year", "title", "organisation", "organisation_line")}
    if data.total:
        wanted |= {"total_label": data.total[0], "total_text": data.total[1]}
    pairs = [(key, settings.get(key), text) for key, text in wanted.items()]
    texts = [row["text"] for row in made.tables["guidelines"]]
    pairs += [(f"guideline {n}", texts[n] if n < len(texts) else None, text) for n, text in enumerate(data.guidelines)]
    for name, drafted, text in pairs:
        result.cells += 1
        if drafted == text:
            result.cells_right += 1
        else:
            result.cells_wrong[name] = (drafted or "", text)


def _measures(data: Data, made: Imported, result: Score) -> None:
    open_codes = {f.label for f in made.findings if f.code.startswith("import-measure-")}
    asked = {f.label for f in made.findings if f.code == "import-measure-ask"}
    for number, activity in enumerate(data.activities, start=1):
        rows = [r for r in made.tables["measures"] if r["activity"] == str(number)]
        drafted = [(shown(r, made.tables["milestones"]), r["measure"]) for r in rows]
        sure = [text for text, code in drafted if code not in open_codes]
        if activity.measures == ["ask"]:
            result.asked += 1
            right = bool(drafted) and all(code in asked for _, code in drafted)
            result.asked_right += right
            result.wrongly_sure += [f"{number} {text}" for text in sure]
            result.measures_wrong |= {} if right else {str(number): f"{drafted} for what is to be asked"}
            continue
        left = list(activity.measures)
        for text, code in drafted:
            if text in left:
                left.remove(text)
                result.measures_right += 1
            elif code not in open_codes:
                result.wrongly_sure.append(f"{number} {text}")
        if left and drafted and not any(code in open_codes for _, code in drafted):
            result.wrongly_sure.append(f"{number} {left} was passed over")
        result.measures += len(activity.measures)
        result.measures_wrong |= {str(number): f"{drafted}, not {text}" for text in left}

"""The shipped plan of 2567 against the official text, cell by cell.

The text in `data/official_2567.txt` is as extracted from the paged document: its columns are parted by tabs,
every page repeats the headings, and a row without a number goes on with the row of the page before.
"""

import csv
import hashlib
import re
from pathlib import Path

import pytest

import moralxl

SOURCE = Path(__file__).parent / "data" / "official_2567.txt"
TABLES = Path(moralxl.__file__).parent / "plans" / "2567"
COLUMNS = (
    "number",
    "name",
    "objective",
    "indicator",
    "unit",
    "budget_text",
    "period_text",
    "responsible",
    "remark",
)
THAI_TO_ASCII = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")

# measure: kind, aggregation, target, key, denominator's key, what it is derived from or counts over
MEASURES = {
    "1a": ("coverage", "department", "1", "persons", "", "virtues"),
    "1b": ("count", "department", "1", "channels", "", ""),
    "2a": ("coverage", "each", "1", "persons", "", "virtues"),
    "2b": ("count", "each", "1", "channels", "", ""),
    "3a": ("coverage", "department", "1", "units", "", "virtues"),
    "3b": ("count", "department", "1", "channels", "", ""),
    "4a": ("coverage", "each", "1", "units", "", "virtues"),
    "4b": ("count", "each", "1", "channels", "", ""),
    "5a": ("count", "department", "5", "virtues", "", ""),
    "5b": ("percent", "department", "80%", "signed", "staff", ""),
    "6a": ("count", "each", "5", "virtues", "", ""),
    "6b": ("percent", "each", "80%", "signed", "staff", ""),
    "7a": ("events", "each", "1", "", "", ""),
    "8a": ("events", "each", "1", "", "", ""),
    "9a": ("events", "department", "1", "", "", ""),
    "10a": ("events", "department", "1", "", "", ""),
    "11a": ("share", "department", "95%", "", "", "12a"),
    "11b": ("level", "department", "3", "level", "", ""),
    "12a": ("level", "each", "3", "level", "", ""),
    "13a": ("count", "department", "1", "plans", "", ""),
    "13b": ("count", "department", "3", "activities", "", ""),
    "13c": ("coverage", "department", "5", "planned", "", "virtues"),
    "14a": ("count", "each", "1", "plans", "", ""),
    "14b": ("count", "each", "3", "activities", "", ""),
    "14c": ("coverage", "each", "5", "planned", "", "virtues"),
    "15a": ("progress", "department", "", "", "", "15;16"),
    "16a": ("milestone", "each", "", "done", "planned", ""),
    "17a": ("events", "department", "4", "", "", ""),
}
MILESTONES = [
    ("15a", "6", "50%", ""),
    ("15a", "12", "90%", "100%"),
    ("16a", "6", "70%", ""),
    ("16a", "9", "90%", ""),
]
MOST_ITEMS = "1;2;3;4;5;7;8;9"
ALL_ITEMS = "1;2;3;4;5;6;7;8;9"
# activity: guideline, who reports it, items of the assessment
ACTIVITIES = {
    "1": ("1", "department", "6"),
    "2": ("1", "division", "6"),
    "3": ("1", "department", "6"),
    "4": ("1", "division", "6"),
    "5": ("2", "department", "1;2"),
    "6": ("2", "division", "1;2"),
    "7": ("2", "division", MOST_ITEMS),
    "8": ("2", "division", MOST_ITEMS),
    "9": ("3", "department", MOST_ITEMS),
    "10": ("3", "department", MOST_ITEMS),
    "11": ("3", "department", "9"),
    "12": ("3", "division", "9"),
    "13": ("3", "department", ALL_ITEMS),
    "14": ("3", "division", ALL_ITEMS),
    "15": ("3", "department", ALL_ITEMS),
    "16": ("3", "division", ALL_ITEMS),
    "17": ("3", "department", ""),
}


def table(name):
    with (TABLES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def squeeze(text):
    return re.sub(r"\s+", "", text)


def official():
    """The printed cells of the whole text, as {(row, column): text}, and the guideline of each activity."""
    text = SOURCE.read_text(encoding="utf-8").removeprefix("\ufeff")
    title, organisation, *lines = [line for line in text.split("\n") if line]
    cells = {("title", ""): title, ("organisation_line", ""): organisation}
    guidelines = {}
    headings, guideline, number = None, "", ""
    for line in lines:
        parts = [part.strip() for part in line.split("\t")]
        assert len(parts) == len(COLUMNS), line
        first = parts[0].translate(THAI_TO_ASCII)
        if first.startswith("ลำดับ"):
            assert headings in (None, parts), "the pages' headings differ"
            headings = parts
        elif first.startswith("แนวทาง"):
            guideline = str(int(guideline or 0) + 1)
            cells["guideline", guideline] = parts[0]
        elif first == "รวม":
            cells["total_label", ""], cells["total_text", ""] = parts[:2]
        else:
            number = first or number
            guidelines.setdefault(number, guideline)
            for column, part in zip(COLUMNS, parts, strict=True):
                cells[number, column] = f"{cells.get((number, column), '')} {part}".strip()
    cells |= {("heading", column): heading for column, heading in zip(COLUMNS, headings, strict=True)}
    return cells, guidelines


def shipped():
    """The same cells as the shipped tables hold them."""
    plan = {row["key"]: row["value"] for row in table("plan")}
    cells = {(key, ""): plan[key] for key in ("title", "organisation_line", "total_label", "total_text")}
    cells |= {("guideline", row["guideline"]): row["text"] for row in table("guidelines")}
    cells |= {("heading", row["key"]): row["heading"] for row in table("columns")}
    for row in table("activities"):
        # the number is printed in Thai digits and kept as a key in ASCII ones
        cells[row["activity"], "number"] = row["activity"].translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"))
        cells |= {(row["activity"], column): row[column] for column in COLUMNS[1:]}
    return cells


def as_printed(place, text):
    """A cell with its corrected slips put back; blank if a correction does not stand in it exactly once."""
    for slip in ERRATA:
        if (slip["row"], slip["column"]) == place and slip["corrected"]:
            if text.count(slip["read"]) != 1:
                return ""
            text = text.replace(slip["read"], slip["printed"])
    return text


def is_official(place, text):
    """Whether a cell has the official letters, spaces aside."""
    return squeeze(as_printed(place, text)) == squeeze(PRINTED.get(place, ""))


def differing(cells):
    """The places whose letters differ from the official text's, or that only one of the two has."""
    return [place for place in sorted(PRINTED.keys() | cells) if not is_official(place, cells.get(place, ""))]


def gaps(text):
    """How many letters stand before each space; line breaks count as spaces."""
    return {len(squeeze(text[: gap.start()])) for gap in re.finditer(r"\s+", text)}


def with_added_spaces(cells):
    """The places that have a space where the official text has none."""
    return [place for place, text in cells.items() if not gaps(as_printed(place, text)) <= gaps(PRINTED[place])]


PRINTED, GUIDELINES = official()
ERRATA = table("errata")
SHIPPED = shipped()


def test_the_official_text_is_untouched():
    digest = hashlib.sha256(SOURCE.read_text(encoding="utf-8").encode()).hexdigest()
    assert digest == "75c0d1c35ec8139861121f8511cce6b05f7fd35ac2587bf12a00fbe4fcf4296c"


def test_the_official_text_is_read_whole():
    assert list(GUIDELINES) == [str(number) for number in range(1, 18)]
    # 17 × 9 cells and 9 headings, 3 guidelines, 2 title lines, 2 cells of the total row
    assert len(PRINTED) == 17 * 9 + 9 + 3 + 2 + 2
    assert all(PRINTED.values())
    assert squeeze(PRINTED["3", "indicator"]).endswith(squeeze("อย่างน้อย ๑ ด้าน และสื่อสารประชาสัมพันธ์ในการประกาศ"
        "ยกย่องทั้งภายในหน่วยงานและช่องทางการสื่อสารอื่นๆ"))  # fmt: skip


def test_every_cell_has_the_official_wording():
    assert differing(SHIPPED) == []


def test_spaces_are_only_taken_away():
    assert with_added_spaces(SHIPPED) == []


def test_cells_are_tidy():
    for place, text in SHIPPED.items():
        assert text == "\n".join(" ".join(line.split()) for line in text.split("\n")), place


@pytest.mark.parametrize("place", SHIPPED, ids="-".join)
def test_a_changed_letter_is_noticed(place):
    text = SHIPPED[place]
    assert is_official(place, text)
    for position, letter in enumerate(text):
        if letter.isspace():
            continue
        for changed in ("ก" if letter != "ก" else "ข", "", letter * 2):
            assert not is_official(place, text[:position] + changed + text[position + 1 :]), text[: position + 1]


def test_a_changed_cell_is_named():
    for place in SHIPPED:
        assert differing(SHIPPED | {place: SHIPPED[place] + "ๆ"}) == [place]


def test_an_added_space_is_named():
    name = SHIPPED["1", "name"]
    assert with_added_spaces(SHIPPED | {("1", "name"): f"{name[:7]} {name[7:]}"}) == [("1", "name")]


def test_a_missing_or_added_cell_is_named():
    remaining = {place: text for place, text in SHIPPED.items() if place != ("17", "remark")}
    assert differing(remaining) == [("17", "remark")]
    assert differing(SHIPPED | {("18", "name"): "กิจกรรม"}) == [("18", "name")]


def test_wrapped_words_are_joined():
    """The same words are written alike in every row that has them, whichever rows the paper wrapped."""
    for column, rows in (
        ("objective", ("5", "6")),
        ("objective", ("11", "12")),
        ("objective", ("13", "14")),
        ("objective", ("15", "16")),
        ("unit", ("1", "2")),
        ("unit", ("3", "4")),
        ("unit", ("13", "14")),
        ("budget_text", ("1", "2", "3", "4", "5", "6", "7", "8", "11", "12", "13", "14", "15", "16")),
        ("responsible", ("1", "3", "5", "9", "10", "11", "13", "15", "17")),
        ("responsible", ("2", "4", "6", "12", "14", "16")),
        ("remark", ("1", "2", "3", "4")),
        ("remark", ("13", "15")),
    ):
        assert len({SHIPPED[row, column] for row in rows}) == 1, (column, rows)


@pytest.mark.parametrize("slip", ERRATA, ids=lambda slip: f"{slip['row']}-{slip['column']}-{slip['printed']}")
def test_an_erratum_is_in_the_text(slip):
    place = slip["row"], slip["column"]
    assert PRINTED[place].count(slip["printed"]) == 1
    assert slip["printed"] != slip["read"]
    assert slip["why"]
    assert slip["corrected"] in {"yes", ""}
    if slip["corrected"]:
        assert SHIPPED[place].count(slip["read"]) == 1
    else:
        assert squeeze(slip["printed"]) in squeeze(SHIPPED[place])


def test_errata_are_logged_once():
    logged = [(slip["row"], slip["column"], slip["printed"]) for slip in ERRATA]
    assert len(logged) == len(set(logged))


def test_no_corrected_slip_is_left_over():
    """Slips that come in several rows are corrected in all of them, and right wording is left alone."""
    for (row, column), text in SHIPPED.items():
        assert "เลขาธิการ" not in text, (row, column)
        assert "ต่อต้าน" not in text or column == "responsible", (row, column)


def test_activities_belong_to_their_guideline_and_reporter():
    assert {row["activity"]: (row["guideline"], row["reporter"], row["items"]) for row in table("activities")} == (
        ACTIVITIES
    )
    assert {number: guideline for number, (guideline, *_) in ACTIVITIES.items()} == GUIDELINES


@pytest.mark.parametrize("row", table("activities"), ids=lambda row: row["activity"])
def test_items_are_those_of_the_remark(row):
    remark = row["remark"].translate(THAI_TO_ASCII)
    named = re.findall(r"ข้อ (\d)", remark)
    if " - " in remark:
        named = [str(item) for item in range(int(named[0]), int(named[1]) + 1)]
    assert row["items"] == ";".join(named)


def test_budgets_add_up_to_the_total():
    amounts = [row["budget_text"].translate(THAI_TO_ASCII).replace(",", "") for row in table("activities")]
    assert sum(int(amount) for amount in amounts if amount.isdigit()) == 255_500
    assert {amount for amount in amounts if not amount.isdigit()} == {"ไม่ใช้งบประมาณ"}


def test_measures():
    shape = {
        row["measure"]: (
            row["kind"],
            row["aggregation"],
            row["target"],
            row["key"],
            row["denominator_key"],
            row["categories"] or row["source"] or row["exclude"],
        )
        for row in table("measures")
    }
    assert shape == MEASURES
    assert list(shape) == list(MEASURES)


def test_measures_have_what_their_kind_asks_for():
    for row in table("measures"):
        assert re.sub(r"[a-z]$", "", row["measure"]) == row["activity"]
        assert row["label"]
        assert row["unit"]
        assert bool(row["key"]) == bool(row["input_label"]) == bool(row["input_unit"]), row["measure"]
        assert bool(row["denominator_key"]) == bool(row["denominator_label"]), row["measure"]


def test_milestones():
    assert [tuple(row.values()) for row in table("milestones")] == MILESTONES


def test_each_activitys_reporter_fits_its_measures():
    reporters = {number: reporter for number, (_, reporter, _) in ACTIVITIES.items()}
    aggregation = {"department": "department", "division": "each"}
    for row in table("measures"):
        assert row["aggregation"] == aggregation[reporters[row["activity"]]], row["measure"]


def test_one_division_reports_for_the_department():
    divisions = table("divisions")
    assert [row["code"] for row in divisions if row["department"] == "yes"] == ["สล."]
    assert {row["division"] for row in divisions} == {"yes"}
    assert all(row["email"].isascii() and row["email"].endswith(".example") for row in divisions)


def test_no_name_of_a_division_or_level_is_anothers():
    for rows, key, name in ((table("divisions"), "code", "name"), (table("levels"), "level", "label")):
        names = [[row[key], row[name], *row["aliases"].split(";")] for row in rows]
        # an alias may only repeat its own division in another spelling
        owners = {}
        for position, spellings in enumerate(names):
            for spelling in spellings:
                short = squeeze(spelling).replace(".", "").translate(THAI_TO_ASCII)
                assert owners.setdefault(short, position) == position, spelling

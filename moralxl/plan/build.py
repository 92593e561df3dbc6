"""Makes the Plan of a draft that no check found an error in."""

from __future__ import annotations

from moralxl import model
from moralxl.plan.check_waivers import named
from moralxl.plan.values import Draft, Entry, fiscal_year


def build(draft: Draft) -> model.Plan:
    """The plan, with everything that has a number in the order of its numbers."""
    start, end = fiscal_year(draft.numbers["year"])
    text = {key: entry["value"] for key, entry in draft.settings.items()}
    rows = draft.entries
    return model.Plan(
        id=text["id"],
        year=draft.numbers["year"],
        start=start,
        end=end,
        title=text["title"],
        organisation=text["organisation"],
        organisation_line=text["organisation_line"],
        total_label=text["total_label"],
        total_text=text["total_text"],
        event_rows=draft.numbers["event_rows"],
        columns=tuple(model.Column(r["key"], r["heading"], r["width"]) for r in rows["columns"]),
        guidelines=tuple(
            model.Guideline(r["guideline"], r["text"])
            for r in sorted(rows["guidelines"], key=lambda r: int(r["guideline"]))
        ),
        activities=tuple(_activity(r) for r in sorted(rows["activities"], key=lambda r: int(r["activity"]))),
        measures=tuple(
            _measure(r, rows["milestones"])
            for r in sorted(rows["measures"], key=lambda r: (int(r["activity"]), str(r["measure"])))
        ),
        categories=tuple(model.Category(r["set"], r["category"], r["label"]) for r in rows["categories"]),
        levels=tuple(
            model.Level(r["level"], r["label"], r["aliases"])
            for r in sorted(rows["levels"], key=lambda r: int(r["level"]))
        ),
        divisions=tuple(
            model.Division(r["code"], r["name"], r["aliases"], r["email"], r["department"], r["division"])
            for r in rows["divisions"]
        ),
        rounds=tuple(
            model.Round(r["round"], r["label"], r["last_day"], r["deadline"])
            for r in sorted(rows["rounds"], key=lambda r: int(r["round"]))
        ),
        errata=tuple(
            model.Erratum(r["row"], r["column"], r["printed"], r["read"], r["corrected"], r["why"])
            for r in rows["errata"]
        ),
        waivers=tuple(_waiver(r, draft) for r in rows["waivers"]),
    )


def _waiver(row: Entry, draft: Draft) -> model.Waiver:
    division = named(draft, row["division"])
    return model.Waiver(
        key=row["waiver"],
        code=row["code_or_measure"],
        division=division["code"] if division else "",
        reason=row["reason"],
        approved_by=row["approved_by"],
        until=row["until"],
        source=row.cells["until"].source,
    )


def _activity(row: Entry) -> model.Activity:
    start, end = row["period_text"]
    return model.Activity(
        number=row["activity"],
        guideline=row["guideline"],
        name=row["name"],
        objective=row["objective"],
        indicator=row["indicator"],
        unit=row["unit"],
        budget_text=row.text("budget_text"),
        period_text=row.text("period_text"),
        responsible=row["responsible"],
        remark=row["remark"],
        reporter=model.Reporter(row["reporter"]),
        items=row["items"],
        budget=row["budget_text"],
        start=start,
        end=end,
    )


def _measure(row: Entry, milestones: tuple[Entry, ...]) -> model.Measure:
    of_it = sorted((m for m in milestones if m["measure"] == row["measure"]), key=lambda m: int(m["round"]))
    return model.Measure(
        code=row["measure"],
        activity=row["activity"],
        label=row["label"],
        kind=model.Kind(row["kind"]),
        aggregation=model.Aggregation(row["aggregation"]),
        target=row["target"].value if row["target"] else None,
        unit=row["unit"],
        key=row["key"],
        input_label=row["input_label"],
        input_unit=row["input_unit"],
        denominator_key=row["denominator_key"],
        denominator_label=row["denominator_label"],
        categories=row["categories"],
        source=row["source"],
        exclude=row["exclude"],
        milestones=tuple(
            model.Milestone(m["round"], m["target"].value, m["also"].value if m["also"] else None) for m in of_it
        ),
        bound=model.Bound(row["bound"] or model.Bound.AT_LEAST),
        until=row["until"],
    )

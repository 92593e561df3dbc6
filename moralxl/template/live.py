"""What the formulas of a form come to with what it is filled with, for programs that do not recalculate."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from moralxl.filling import Filling, Value
from moralxl.layout import Field, Layout, event_choice
from moralxl.model import Activity, Kind, Measure

LATER = "ระบบจะอ่านเมื่อรวบรวม"  # beside a date that is typed as text
EPOCH = date(1899, 12, 30)  # day 0 of a spreadsheet


@dataclass(frozen=True, slots=True)
class Live:
    """A form's filling as its formulas see it."""

    made: Layout
    filling: Filling

    def value(self, key: str) -> Value | None:
        """What stands in an input."""
        return self.filling.values.get(key)

    def empty(self, fields: Iterable[Field]) -> int:
        """How many of some inputs are still empty."""
        return sum(self.value(field.key) is None for field in fields)

    def date_read(self, field: Field) -> float | str:
        """A date as it is understood, as its number; for a text, that it will be read."""
        value = self.value(field.key)
        if isinstance(value, date):
            return (date(value.year, value.month, value.day) - EPOCH).days
        return "" if value is None else LATER

    def counted(self, row: int) -> int | str:
        """Whether an event counts: 1 or 0, or "" where its activity or date is not known."""
        fields = self.made.events[row]
        chosen, day = (self.value(fields[name].key) for name in ("activity", "date"))
        activity = next((a for a in self.made.event_activities if event_choice(a) == chosen), None)
        if activity is None or not isinstance(day, date):
            return ""
        return int(activity.start <= day <= min(self.made.plan.last_day_of(activity), self.made.round.last_day))

    def events(self, activity: Activity) -> int:
        """How many events of an activity count."""
        choice = event_choice(activity)
        rows = ((row, fields["activity"].key) for row, fields in self.made.events.items())
        return sum(self.value(key) == choice and self.counted(row) == 1 for row, key in rows)

    def result(self, measure: Measure) -> float | str:
        """The figure of a measure; "" where it cannot be told yet."""
        if measure.kind == Kind.EVENTS:
            return self.events(self.made.plan.activity(measure.activity))
        values = [self.value(field.key) for field in self.made.of_measure(measure.code)]
        numbers = [value for value in values if isinstance(value, (int, float))]
        if measure.kind == Kind.COVERAGE:
            return sum(number > 0 for number in numbers) if numbers else ""
        if measure.kind == Kind.LEVEL:
            choices = self.made.lists["level"]
            levels = dict(zip(choices, self.made.plan.levels, strict=True))
            return levels[values[0]].number if isinstance(values[0], str) and values[0] in levels else ""
        if len(numbers) < len(values):
            return ""
        if measure.denominator_key:
            part, whole = numbers
            return part / whole if whole > 0 and part <= whole else ""
        return numbers[0]

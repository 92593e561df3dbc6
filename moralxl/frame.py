"""Brings the records of all returns into one pandas frame, whose columns are gathered before it is made."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable, Sequence
from itertools import compress
from typing import TYPE_CHECKING

from moralxl.records import NO_DAY, STATUSES, Answers, Records, places

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from moralxl.model import Plan, Submission

DATA_COLUMNS = (
    "division",
    "activity",
    "measure",
    "key",
    "role",
    "category",
    "row",
    "status",
    "number",
    "text",
    "date",
    "typed",
    "file",
    "sheet",
    "cell",
    "sha256",
)
DAY_ZERO = 719163  # the ordinal of 1 January 1970, from which numpy counts


def data_frame(plan: Plan, submissions: Iterable[Submission], without: Collection[str] = ()) -> pd.DataFrame:
    """All records as one frame with DATA_COLUMNS, by division in registry order and then by place in the form.

    `number`, `text` and `date` hold the value by its type; all three are null where the status is not "value". The
    records of the roles `without` are left out.
    """
    import numpy as np
    import pandas as pd

    order = {division.code: place for place, division in enumerate(plan.divisions)}
    known = [s for s in submissions if s.identity and s.records]
    known.sort(key=lambda s: order[s.identity.division if s.identity else ""])
    gathered = _Gathered(without)
    for submission in known:
        gathered.add(submission)
    sender = np.repeat(np.arange(len(known), dtype="int32"), np.asarray(gathered.counts, dtype="int32"))
    met, place = _numbered(np.asarray(gathered.places))
    at = [places()[number] for number in met]
    days = np.asarray(gathered.days)
    # np.array would ask each text whether it is a sequence
    texts, typed = (np.fromiter(each, "object", len(each)) for each in (gathered.texts, gathered.typed))
    typed = np.where(pd.isna(typed), texts, typed)
    columns = {
        "division": _repeated(gathered.divisions, sender),
        **{name: _repeated([getattr(each, name) for each in at], place) for name in WORDS},
        **{name: pd.array([getattr(each, name) for each in at], dtype="Int64").take(place) for name in NUMBERS},
        "status": _repeated(STATUSES, np.frombuffer(gathered.statuses, dtype="uint8")),
        "number": np.asarray(gathered.numbers),
        "text": _of_few(texts) if without else texts,
        "date": np.where(days == NO_DAY, np.datetime64("NaT"), (days - DAY_ZERO).astype("datetime64[D]")),
        "typed": _of_few(typed) if without else typed,
        "file": _repeated(gathered.files, sender),
        "sha256": _repeated([submission.sha256 for submission in known], sender),
    }
    return pd.DataFrame(columns, columns=list(DATA_COLUMNS), copy=False).astype({"date": "datetime64[ns]"})


WORDS = ("measure", "key", "role", "category", "sheet", "cell")  # of a place
NUMBERS = ("activity", "row")


class _Gathered:
    """The columns of a frame while they grow."""

    def __init__(self, without: Collection[str]) -> None:
        self._without = without
        self._kept = bytearray()  # by a place's number, whether its role is not one of these
        self.divisions: list[str] = []
        self.files: list[str] = []
        self.counts: list[int] = []
        self.places, self.numbers, self.days = array("I"), array("d"), array("i")
        self.statuses = bytearray()
        self.texts: list[str | None] = []
        self.typed: list[str | None] = []
        self._same: dict[str | None, str | None] = {}  # of very many returns: what many type stands once

    def add(self, submission: Submission) -> None:
        """Add a return."""
        records = submission.records if isinstance(submission.records, Records) else Records.of(submission.records)
        found, answers = records.places, records.answers()
        if self._without:
            found, answers = self._wanted(found, answers)
        self.divisions.append(records.division)
        self.files.append(records.file)
        self.counts.append(len(found))
        self.places.extend(found)
        self.numbers.extend(answers.numbers)
        self.days.extend(answers.days)
        self.statuses += answers.statuses
        self.texts += answers.texts
        self.typed += map(self._same.setdefault, answers.typed, answers.typed) if self._without else answers.typed

    def _wanted(self, found: array[int], answers: Answers) -> tuple[array[int], Answers]:
        """What is of the other roles."""
        self._kept += bytes(place.role not in self._without for place in places()[len(self._kept) :])
        kept = [self._kept[number] for number in found]
        columns = Answers(
            array("d", compress(answers.numbers, kept)),
            array("i", compress(answers.days, kept)),
            list(compress(answers.texts, kept)),
            bytes(compress(answers.statuses, kept)),
            list(compress(answers.typed, kept)),
        )
        return array("I", compress(found, kept)), columns


def _numbered(places_: np.ndarray) -> tuple[list[int], np.ndarray]:
    """The different places, and for each record which of them is its own."""
    import numpy as np

    met = np.flatnonzero(np.bincount(places_))
    lookup = np.zeros(int(met.max(initial=0)) + 1, dtype="int32")
    lookup[met] = np.arange(len(met), dtype="int32")
    return met.tolist(), lookup[places_]


def _of_few(texts: np.ndarray) -> pd.Categorical:
    """A column of texts of which few are different."""
    import numpy as np

    numbers = {text: number for number, text in enumerate(dict.fromkeys(texts))}
    return _repeated([*numbers], np.fromiter(map(numbers.__getitem__, texts), dtype="int32", count=len(texts)))


def _repeated(values: Sequence[str | None], which: np.ndarray) -> pd.Categorical:
    """A column of few values, each repeated often: kept once and numbered by its place in the alphabet."""
    import numpy as np
    import pandas as pd

    categories = sorted({value for value in values if value is not None})
    numbers = {value: number for number, value in enumerate(categories)}
    lookup = np.array([-1 if value is None else numbers[value] for value in values], dtype="int32")
    return pd.Categorical.from_codes(lookup[which], categories=pd.Index(categories, dtype="object"))

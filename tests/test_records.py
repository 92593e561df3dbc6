"""Records that are packed say the same as before, here and in another process."""

from __future__ import annotations

import pickle
import subprocess
import sys
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moralxl.model import Record, Source
from moralxl.records import STATUSES, Records, places

names = st.text(max_size=8)
values = st.one_of(
    st.none(), st.text(), st.dates(), st.floats(allow_nan=False, allow_infinity=False), st.integers(0, 2**53)
)
records = st.builds(
    Record,
    st.just("กก."),
    names,
    st.none() | st.integers(1, 99),
    st.none() | names,
    names,
    st.none() | names,
    st.none() | st.integers(1, 99),
    values,
    st.sampled_from(STATUSES),
    st.text(),
    st.builds(Source, st.just("ก.xlsx"), names, names),
)
ONE = Record("กก.", "a06_signed", 6, "6b", "numerator", None, None, 48.0, "value", "๔๘", Source("ก.xlsx", "ก", "C9"))
ANOTHER = ONE._replace(key="a06_started", role="started", value=date(2024, 1, 2), typed="2 ม.ค. 67")


@given(st.lists(records, max_size=6).map(tuple))
def test_packed_records_are_the_same(made):
    packed = Records.of(made)
    assert (len(packed), tuple(packed), hash(packed)) == (len(made), made, hash(made))
    assert packed == made
    assert made == packed
    assert pickle.loads(pickle.dumps(packed)) == packed  # noqa: S301


@pytest.mark.parametrize("value", ["ข้อความ", "", 0.0, -1.5, date(2024, 2, 29), date.min, None])
@pytest.mark.parametrize("typed", ["ข้อความ", "", "0.0", "\ud800"])
def test_every_kind_of_value_comes_back(value, typed):
    (record,) = Records.of([ONE._replace(value=value, typed=typed)])
    assert (record.value, type(record.value), record.typed) == (value, type(value), typed)


def test_they_are_a_sequence_like_any_other():
    packed = Records.of([ONE, ANOTHER])
    assert (packed[0], packed[-1], packed[1:]) == (ONE, ANOTHER, (ANOTHER,))
    assert packed.index(ANOTHER) == 1
    assert packed != Records.of([ANOTHER, ONE])
    assert packed != (ONE,)
    assert packed != "records"
    assert not Records.of([])


def test_what_returns_have_in_common_stands_once():
    Records.of([ONE, ANOTHER])
    before = len(places())
    Records.of([record._replace(division="กค.", value="x", typed="y") for record in (ANOTHER, ONE)])
    assert len(places()) == before
    assert len(places()) == len(set(places()))


def test_another_process_numbers_places_in_its_own_way(tmp_path):
    """One that has met other records before."""
    (tmp_path / "packed").write_bytes(pickle.dumps([Records.of([ONE, ANOTHER]), Records.of([ANOTHER])]))
    program = (
        "import pickle, sys\n"
        "from moralxl.model import Record, Source\n"
        "from moralxl.records import Records\n"
        "Records.of([Record('', 'x', 1, '', '', '', 1, 1.0, 'value', '', Source())])\n"
        "both, one = pickle.load(open(sys.argv[1], 'rb'))\n"
        "sys.stdout.buffer.write(pickle.dumps([tuple(both), tuple(one), [*both.places]]))\n"
    )
    told = subprocess.run([sys.executable, "-c", program, tmp_path / "packed"], check=True, capture_output=True)
    assert pickle.loads(told.stdout) == [(ONE, ANOTHER), (ANOTHER,), [1, 2]]  # noqa: S301

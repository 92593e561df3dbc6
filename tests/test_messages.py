"""Messages on paper: the master tells its readers nothing of commands and options."""

from __future__ import annotations

import re

import pytest

from moralxl.messages import CATALOGUE, text
from moralxl.messages.paper import PAPER
from moralxl.model import Finding, Source

COMMAND = re.compile(r"--[a-z]+|\bmoralxl\b|plan\.xlsx|event_rows|สั่ง|run again")
# an error in the plan ends the command, and a master is nothing of letters
IN_MASTERS = [code for code in CATALOGUE if not code.startswith(("plan-", "mail-"))]


@pytest.mark.parametrize("lang", ["th", "en"])
@pytest.mark.parametrize("code", IN_MASTERS)
def test_no_message_on_paper_speaks_of_the_command_line(code, lang):
    message = CATALOGUE[code]
    names = re.findall(r"{(\w+)}", "".join(message[1:]))
    finding = Finding(code, Source("a.xlsx"), args=dict.fromkeys(names, "x"))
    told, on_paper = text(finding, lang), text(finding, lang, paper=True)
    assert not COMMAND.search(on_paper)
    assert (told != on_paper) == (code in PAPER)
    wrong = message.th if lang == "th" else message.en
    assert on_paper.startswith(wrong.format_map(dict.fromkeys(names, "x")))


def test_paper_has_no_words_for_what_is_no_code():
    assert set(PAPER) <= set(IN_MASTERS)

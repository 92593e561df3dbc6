"""The documentation says what the program does: its page of messages is current, links and names in it exist."""

from __future__ import annotations

import importlib.util
import re

import pytest

from moralxl.cli import cli
from moralxl.commands import HELP
from moralxl.messages import CATALOGUE


@pytest.fixture(scope="module")
def maker(pytestconfig):
    path = pytestconfig.rootpath / "docs" / "make_messages.py"
    spec = importlib.util.spec_from_file_location("make_messages", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_page_of_messages_is_current(maker, golden):
    golden("../docs/messages.md", maker.page())


def test_the_page_has_every_message_once_with_its_example(maker):
    page = maker.page()
    assert sorted(re.findall("(?m)^### (.+)$", page)) == sorted(CATALOGUE)
    assert page.count("```text") == len(CATALOGUE)
    assert "{" not in re.sub("(?s)```text.*?```", "", page)


@pytest.mark.parametrize("name", ["README.md", "README.th.md"])
def test_what_a_readme_links_to_exists(name, pytestconfig):
    folder = pytestconfig.rootpath
    text = (folder / name).read_text(encoding="utf-8")
    links = [link for link in re.findall(r"\]\(([^)#]+)", text) if "://" not in link]
    assert "docs/messages.md" in links
    assert [link for link in links if not (folder / link).exists()] == []


def test_the_modules_that_the_readme_sends_to_exist(pytestconfig):
    text = (pytestconfig.rootpath / "README.md").read_text(encoding="utf-8")
    named = re.findall(r"`((?:moralxl|docs|tests|bench)/[\w/.]+)`", text)
    assert len(named) > 15
    assert [path for path in named if not (pytestconfig.rootpath / path).exists()] == []


def test_the_readme_has_every_option_in_english(pytestconfig):
    rows = re.findall(r"(?m)^\| (`-.+) \| (.+) \| (.+) \|$", (pytestconfig.rootpath / "README.md").read_text("utf-8"))
    told = {
        (command, option)
        for names, commands, _ in rows
        for option in re.findall(r"--[a-z-]+", names)
        for command in (
            set(HELP) - set(re.findall(r"`(\w+)`", commands))
            if commands.startswith("all but")
            else re.findall(r"`(\w+)`", commands)
        )
    }
    declared = {
        (name, option.opts[-1])
        for name in HELP
        for option in cli.get_command(None, name).params
        if option.param_type_name == "option"
    }
    assert told == declared

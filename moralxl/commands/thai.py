"""Has click speak Thai: the help's headings and notes, and what it says of a wrong use."""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib import import_module

import click

from moralxl.commands import HELP

HEADINGS = {"Options": "ตัวเลือก", "Commands": "คำสั่ง"}
NAMES = {"kind": "ประเภทจดหมาย"}  # of arguments, where a sentence names one
NOTES = {"[default: ": "[หากไม่ระบุ: ", "[required]": "[ต้องระบุ]"}


class Formatter(click.HelpFormatter):
    """Writes a command's help."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:  # noqa: ARG002 - click's own
        """Write the line that shows how a command is called."""
        super().write_usage(prog, args, "วิธีใช้: ")

    def write_heading(self, heading: str) -> None:
        """Write the heading of a list."""
        super().write_heading(HEADINGS.get(heading, heading))

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Write a list of options or commands."""
        super().write_dl([(name, _notes(text)) for name, text in rows], col_max, col_spacing)


def _notes(text: str) -> str:
    for english, thai in NOTES.items():
        text = text.replace(english, thai)
    return text


class Context(click.Context):
    """A run of a command."""

    formatter_class = Formatter


class Command(click.Command):
    """A command whose help is in Thai."""

    context_class = Context

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Give the option that shows the help."""
        return _said(super().get_help_option(ctx))

    def get_short_help_str(self, limit: int = 45) -> str:  # noqa: ARG002 - Thai has no words to cut a text between
        """Give the first line of the help, whole."""
        return (self.help or "").partition("\n")[0]


class Group(click.Group):
    """A group of commands whose help is in Thai."""

    context_class = Context
    command_class = Command

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's own
        """Give the commands as they were added."""
        return list(self.commands)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Give the option that shows the help."""
        return _said(super().get_help_option(ctx))


class Contents(Group):
    """The group of all commands, which loads a command's module when that is called: its help alone loads none."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's own
        """Give the commands in the order in which a round needs them."""
        return list(HELP)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's own
        """Load a command."""
        if cmd_name not in HELP:
            return None
        command: click.Command = getattr(import_module(f"moralxl.commands.{cmd_name}"), cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the list of commands."""
        with formatter.section("Commands"):
            formatter.write_dl(list(HELP.items()))


def _said(option: click.Option | None) -> click.Option | None:
    if option is not None:
        option.help = "แสดงวิธีใช้"
    return option


def _named(parameter: click.Parameter | None) -> str:
    """What a sentence calls an option or an argument: a Thai word joins it without spaces."""
    if parameter is None:
        return " "
    typed = parameter.opts[0] if isinstance(parameter, click.Option) else parameter.human_readable_name.upper()
    return NAMES.get(parameter.name or "", f" {typed} ")


def _choices(parameter: click.Parameter | None) -> str:
    """What a parameter takes, where that is one of a few words."""
    if parameter is None or not isinstance(parameter.type, click.Choice):
        return ""
    *others, last = parameter.type.choices
    return f" โปรดเลือก {' '.join(others)} หรือ {last}"


def in_thai(problem: click.ClickException) -> str:
    """What click has to say of a wrong use of the command, in Thai; our own messages are already."""
    quoted = re.findall(r"'([^']*)'", problem.message)
    if isinstance(problem, click.NoSuchOption):
        return f"ไม่มีตัวเลือก {problem.option_name} (ดู --help)"
    if isinstance(problem, click.MissingParameter):
        return f"ไม่ได้ระบุ{_named(problem.param)}{_choices(problem.param)} (ดู --help)"
    if isinstance(problem, click.BadParameter):
        value = f"“{quoted[0]}”" if quoted else problem.message
        if problem.param is not None and isinstance(problem.param.type, click.Path):
            return f"ไม่พบไฟล์หรือโฟลเดอร์ {value} หรือเปิดไม่ได้"
        return f"ค่า {value} ของ{_named(problem.param)}ไม่ถูกต้อง{_choices(problem.param)} (ดู --help)"
    if isinstance(problem, click.UsageError):
        if problem.message.startswith("No such command"):
            return f"ไม่มีคำสั่ง {quoted[0] if quoted else ''} (ดู moralxl --help)"
        if not any("ก" <= c <= "๛" for c in problem.message):
            return f"ใช้คำสั่งไม่ถูกต้อง: {problem.message} (ดู --help)"
    return problem.format_message()

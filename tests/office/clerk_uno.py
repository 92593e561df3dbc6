"""A clerk at LibreOffice: opens workbooks, types into cells, saves them in other formats, reads cells back.

Run by a Python that has LibreOffice's `uno` module (Debian: python3-uno), never by the tests' own. Standard input
holds one JSON object, standard output gets one:

    {"locale": "th-TH", "seconds": 120, "jobs": [{
        "open": path, "how": "api" | "string" | "keys", "recalculate": false,
        "cells": [{"sheet": "Sheet1", "cell": "C7", "typed": "12"}],
        "save": [{"path": path, "format": "xlsx" | "ods" | "xls" | "csv" | "pdf"}],
        "read": [{"sheet": "Sheet1", "cell": "C7"}],
        "heights": [{"sheet": "Sheet1", "merged": ["A1:D1"]}]}]}

    {"jobs": [{"refused": [{"sheet", "cell"}], "cells": [{"sheet", "cell", "string", "value", "formula", "type",
               "format"}], "heights": [[[24.75, 22.3], …]]}]}

A sheet is a name or a number from 0. `typed` is a text, a number, {"date": "2024-03-15"}, or null to empty the cell.
How it is typed: `api` sets the content past protection and validation; `string` dispatches .uno:EnterString, which
honours protection and skips validation, as a paste does; `keys` presses keys, which honour both. `refused` lists
cells that could not even be selected. `heights` gives for each row of a sheet's print area its height and the one that
fits its texts, in points; `merged` names its merged cells of one row, which no program fits.

All jobs share one LibreOffice with a profile of its own, which is ended and removed whatever happens, at the latest
after `seconds`. Exit status 1 with a line on standard error on failure.
"""

import contextlib
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from pathlib import Path

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException

FILTERS = {
    "xlsx": "Calc MS Excel 2007 XML",
    "ods": "calc8",
    "xls": "MS Excel 97",
    "csv": "Text - txt - csv (StarCalc)",
    "pdf": "calc_pdf_Export",
}
STOPS = {signal.SIGTERM, signal.SIGINT}
OPTIONS = {"csv": "44,34,76,1,,0,false,true"}  # comma, quote, UTF-8, as shown

SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse">
<value>{locale}</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Misc"><prop oor:name="FirstRun" oor:op="fuse">
<value>false</value></prop></item>
<item oor:path="/org.openoffice.Setup/Office"><prop oor:name="ooSetupInstCompleted" oor:op="fuse">
<value>true</value></prop></item>
</oor:items>
"""


def properties(**values):
    return tuple(PropertyValue(Name=name, Value=value) for name, value in values.items())


class Program:
    """A LibreOffice of our own, ended on leaving, after `seconds`, or on a signal, with its folder removed.

    A class, as contextlib.contextmanager cannot pass on exceptions that come from uno.
    """

    def __init__(self, locale, seconds):
        self.seconds = seconds
        self.home = Path(tempfile.mkdtemp(prefix="clerk-"))
        profile = self.home / "profile"
        settings = profile / "user" / "registrymodifications.xcu"
        settings.parent.mkdir(parents=True)
        settings.write_text(SETTINGS.format(locale=locale), encoding="utf-8")
        # LibreOffice makes its two pipes in /tmp, the second named by a digest of the profile, and a kill leaves them.
        digest = hashlib.md5(profile.as_uri().encode("utf-16-le"), usedforsecurity=False).digest()
        self.pipes = [self.home.name, "SingleOfficeIPC_" + "".join(f"{byte:x}" for byte in digest)]
        # Temporary files and caches go into the folder.
        os.environ.update(HOME=str(self.home), TMPDIR=str(self.home), SAL_USE_VCLPLUGIN="svp")
        self.process = subprocess.Popen(
            [
                "soffice",
                f"-env:UserInstallation={profile.as_uri()}",
                f"--accept=pipe,name={self.home.name};urp;",
                *("--headless", "--norestore", "--nologo", "--nodefault", "--nolockcheck", "--nofirststartwizard"),
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def __enter__(self):
        threading.Thread(target=self.watch, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.kill()
        self.process.wait()
        removed(self.home)
        for name in self.pipes:
            Path(f"/tmp/OSL_PIPE_{os.getuid()}_{name}").unlink(missing_ok=True)  # noqa: S108 not ours to choose

    def kill(self):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)

    def watch(self):
        # A call that waits for LibreOffice never sees a Python signal handler, but fails when LibreOffice is gone.
        caught = signal.sigtimedwait(STOPS, self.seconds)
        sys.stderr.write("stopped by a signal\n" if caught else f"not done after {self.seconds} s\n")
        self.kill()

    def context(self):
        """Return LibreOffice's component context once it answers."""
        local = uno.getComponentContext()
        resolver = service(local, "com.sun.star.bridge.UnoUrlResolver")
        while self.process.poll() is None:
            try:
                return resolver.resolve(f"uno:pipe,name={self.home.name};urp;StarOffice.ComponentContext")
            except NoConnectException:
                time.sleep(0.1)
        raise RuntimeError(f"LibreOffice ended while starting, exit status {self.process.returncode}")


def removed(folder):
    """Remove the folder, waiting a moment for the killed program's last files."""
    for _ in range(20):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return
        time.sleep(0.1)


def service(context, name):
    return context.ServiceManager.createInstanceWithContext(name, context)


def find(document, sheet, cell):
    sheets = document.Sheets
    if isinstance(sheet, int):
        return sheets.getByIndex(sheet).getCellRangeByName(cell)
    if not sheets.hasByName(sheet):
        raise LookupError(f"no sheet {sheet!r}; there are {', '.join(sheets.ElementNames)}")
    return sheets.getByName(sheet).getCellRangeByName(cell)


def text_of(typed):
    """Return what a person would type for the value."""
    if typed is None:
        return ""
    if isinstance(typed, dict):
        return typed["date"]
    return str(typed)


def is_selected(controller, cell):
    """Put the cursor on the cell; False where the sheet's protection or hiding does not allow it."""
    wanted = cell.CellAddress
    controller.setActiveSheet(cell.Spreadsheet)
    controller.select(cell)
    selection = controller.getSelection()
    if not hasattr(selection, "RangeAddress"):
        return False
    reached = selection.RangeAddress
    return (reached.Sheet, reached.StartColumn, reached.StartRow) == (wanted.Sheet, wanted.Column, wanted.Row)


class Api:
    """Types past protection and validation."""

    def __init__(self, context, document):
        pass

    def type(self, cell, typed):
        if isinstance(typed, (int, float)):
            cell.setValue(typed)
        elif isinstance(typed, str):
            cell.setString(typed)
        else:
            cell.setFormula(text_of(typed))  # an ISO date is understood in every locale
        return True


class Paste:
    """Types by .uno:EnterString."""

    def __init__(self, context, document):
        self.dispatcher = service(context, "com.sun.star.frame.DispatchHelper")
        self.controller = document.CurrentController

    def type(self, cell, typed):
        if not is_selected(self.controller, cell):
            return False
        text = text_of(typed)
        command, arguments = (".uno:EnterString", {"StringName": text}) if text else (".uno:ClearContents", {})
        self.dispatcher.executeDispatch(self.controller.Frame, command, "", 0, properties(**arguments))
        return True


class Keys:
    """Types by key presses."""

    def __init__(self, context, document):
        self.controller = document.CurrentController
        # Looked up once: without a display the message about a refused entry never closes and stays the top window.
        self.grid = service(context, "org.libreoffice.uitest.UITest").getTopFocusWindow().getChild("grid_window")

    def type(self, cell, typed):
        if not is_selected(self.controller, cell):
            return False
        text = text_of(typed)
        presses = [{"TEXT": text}, {"KEYCODE": "RETURN"}] if text else [{"KEYCODE": "DELETE"}]
        for press in [*presses, {"KEYCODE": "ESC"}]:  # ESC leaves a cell whose validation refused the entry
            self.grid.executeAction("TYPE", properties(**press))
        return True


TYPISTS = {"api": Api, "string": Paste, "keys": Keys}


def cell_read(document, sheet, cell):
    found = find(document, sheet, cell)
    return {
        "sheet": sheet,
        "cell": cell,
        "string": found.getString(),
        "value": found.getValue(),
        "formula": found.getFormula(),
        "type": found.getType().value,
        "format": document.NumberFormats.getByKey(found.NumberFormat).FormatString,
    }


def row_heights(document, sheet, merged):
    """Return the height of each row of the print area and the height that fits its texts, in points."""
    found = document.Sheets.getByName(sheet)
    printed = found.getPrintAreas()[0]
    written = [found.Rows.getByIndex(row).Height for row in range(printed.EndRow + 1)]
    fitting = [0] * len(written)
    document.Sheets.insertNewByName("scratch", document.Sheets.Count)
    scratch = document.Sheets.getByName("scratch")
    for place, area in enumerate(merged):  # each alone in a column and a row, as wide as itself
        source = found.getCellRangeByName(area)
        target = scratch.getCellByPosition(place, place)
        scratch.copyRange(target.CellAddress, source.RangeAddress)
        scratch.getCellRangeByPosition(place, place, place + source.Columns.Count - 1, place).merge(False)  # noqa: FBT003
    for place, area in enumerate(merged):
        source = found.getCellRangeByName(area)
        scratch.Columns.getByIndex(place).Width = sum(c.Width for c in source.Columns)
    scratch.getCellRangeByPosition(0, 0, 0, len(merged)).Rows.OptimalHeight = True
    for place, area in enumerate(merged):
        row = found.getCellRangeByName(area).RangeAddress.StartRow
        fitting[row] = max(fitting[row], scratch.Rows.getByIndex(place).Height)
    document.Sheets.removeByName("scratch")
    cursor = found.createCursor()
    cursor.gotoEndOfUsedArea(False)  # noqa: FBT003 uno takes no keywords
    beyond = cursor.RangeAddress.EndColumn - printed.EndColumn
    if beyond > 0:
        found.Columns.removeByIndex(printed.EndColumn + 1, beyond)
    found.getCellRangeByPosition(0, 0, 0, printed.EndRow).Rows.OptimalHeight = True
    fitting = [max(height, found.Rows.getByIndex(row).Height) for row, height in enumerate(fitting)]
    return [[a * 72 / 2540, b * 72 / 2540] for a, b in zip(written, fitting, strict=True)]


def saved(document, path, kind):
    arguments = properties(FilterName=FILTERS[kind], FilterOptions=OPTIONS.get(kind, ""), Overwrite=True)
    document.storeToURL(Path(path).absolute().as_uri(), arguments)


def opened(context, source, folder, *, hidden):
    """Open a copy in a new folder below `folder`: a lock file of a killed LibreOffice would bar the original."""
    copy = shutil.copy(source, tempfile.mkdtemp(dir=folder))
    desktop = service(context, "com.sun.star.frame.Desktop")
    arguments = properties(Hidden=hidden, UpdateDocMode=0, MacroExecutionMode=0)
    document = desktop.loadComponentFromURL(Path(copy).as_uri(), "_blank", 0, arguments)
    if document is None or not document.supportsService("com.sun.star.sheet.SpreadsheetDocument"):
        raise RuntimeError(f"LibreOffice does not open {source} as a workbook")
    return document


def done(context, job, folder):
    """Do one job and return what was refused and read."""
    how = job.get("how", "api")
    document = opened(context, job["open"], folder, hidden=how != "keys")  # keys go to a window
    typist = TYPISTS[how](context, document)
    refused = []
    for entry in job.get("cells", ()):
        place = {"sheet": entry["sheet"], "cell": entry["cell"]}
        if not typist.type(find(document, **place), entry["typed"]):
            refused.append(place)
    if job.get("recalculate"):
        document.calculateAll()
    for target in job.get("save", ()):
        saved(document, target["path"], target["format"])
    cells = [cell_read(document, **place) for place in job.get("read", ())]
    heights = [row_heights(document, **sheet) for sheet in job.get("heights", ())]
    document.close(True)  # noqa: FBT003 uno takes no keywords
    return {"refused": refused, "cells": cells, "heights": heights}


def main():
    order = json.load(sys.stdin)
    signal.pthread_sigmask(signal.SIG_BLOCK, STOPS)  # Program.watch waits for them
    with Program(order.get("locale", "en-US"), order.get("seconds", 120)) as program:
        try:
            context = program.context()
            results = [done(context, job, program.home) for job in order["jobs"]]
        except Exception:  # noqa: BLE001 whatever it was, it is for the test to show
            traceback.print_exc()
            sys.exit(1)
    json.dump({"jobs": results}, sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    main()

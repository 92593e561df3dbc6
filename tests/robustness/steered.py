"""Runs the program as its user does, but dying, waiting or short of room at a given point; for tests only.

    python steered.py MODE VALUE ARGUMENTS OF MORALXL

tell    prints "writing" before a temporary file is made and "placing" before it is renamed
wait    the same, and waits at the point VALUE ("writing" or "placing") for a line on standard input
kill    dies (SIGKILL) at the VALUEth call that changes the folder "output" in the working folder
limit   cannot write files longer than VALUE bytes
"""

import os
import signal
import sys
from pathlib import Path

from disk import Disk

from moralxl.cli import main
from moralxl.files import PREFIX


def tell(waits_at: str) -> None:
    def hear(event: str, arguments: tuple) -> None:
        point = ""
        if event == "open" and os.O_EXCL & arguments[2] and PREFIX in str(arguments[0]):
            point = "writing"
        elif event == "os.rename" and PREFIX in str(arguments[0]):
            point = "placing"
        if point:
            os.write(1, f"{point}\n".encode())
            if point == waits_at:
                os.read(0, 1)

    sys.addaudithook(hear)


def steered(mode: str, value: str, arguments: list[str]) -> None:
    sys.argv = ["moralxl", *arguments]
    signal.signal(signal.SIGINT, signal.default_int_handler)  # what runs in the background begins deaf to Ctrl-C
    if mode == "kill":
        with Disk(Path("output"), int(value), lambda: os.kill(os.getpid(), signal.SIGKILL)):
            main()
    elif mode == "limit":
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (int(value), int(value)))
        main()
    else:
        tell(value if mode == "wait" else "")
        main()


if __name__ == "__main__":
    steered(sys.argv[1], sys.argv[2], sys.argv[3:])

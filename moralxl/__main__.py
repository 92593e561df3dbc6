"""Lets `python -m moralxl` run the command line."""

from moralxl.cli import main

main()

"""Collects, checks and reports a Thai department's moral-promotion action plan in Excel workbooks."""

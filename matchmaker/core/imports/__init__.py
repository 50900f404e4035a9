"""Imports: tables of needs, offers or engagements in; rows of facts, or what is wrong with each row, out.

A file comes in one of three forms (CSV, XLSX, JSON) and is taken apart in a process of its own; what its cells say is
then held against the columns of the noun. Nothing here knows what stands in the tables already.
"""

from .columns import COLUMNS, Column, Sort
from .processes import LARGEST, read_file
from .rows import CONTROLS, Problem, Row, template, typed

__all__ = ["COLUMNS", "CONTROLS", "LARGEST", "Column", "Problem", "Row", "Sort", "read_file", "template", "typed"]

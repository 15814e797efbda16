"""How wide a file is: settled before its rows are read, and held against them when they have been."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from ..errors import FormatError
from ..landing import Table
from ..sql import identifier
from .careful import Shape, Tally, shape
from .limits import SETTINGS
from .names import brief
from .records import Records
from .text import HEAD, Text

if TYPE_CHECKING:
    from .roads import Job


def settle(job: Job, records: Records, text: Text, header: int) -> Shape:
    """The width of the file: of its header line, or of most of its first rows, and never less than what is mapped.

    A header line that is narrower than what is mapped (a title, say) says nothing of the columns.
    """
    indexes = [cell.index for cell in job.cells if cell.index is not None]
    mapped = max(indexes, default=0) + 1
    reachable = max((index for index in indexes if index < job.limits.columns), default=0) + 1
    if header < reachable and text.sample:
        found = records.scan(text.sample, final=len(text.sample) < HEAD, patience=HEAD)
        counts = Counter(
            text.sample.count(records.delimiter, start, end) + 1 if cells is None else len(cells)
            for start, end, _, cells, unclosed in found
            if end > start and not unclosed
        )
        common, rows = max(counts.items(), key=lambda item: item[1], default=(0, 0))
        header = max(header, common if rows * 2 > counts.total() else 0)
    width = max(header, reachable)
    if width > job.limits.columns:
        raise FormatError(
            f"{width:,} columns, more than {job.limits.columns:,} ({SETTINGS['columns']} raises the limit)"
        )
    return shape(job.file.dialect, width, mapped)


def check(table: Table, job: Job, tally: Tally, header: int) -> None:
    """Refuse a file of which every row was rejected, or in which the declared delimiter is nowhere; warn of rows that
    lack it, of text after closing quotes, and of columns that are mapped beyond the file.
    """
    if tally.rejected > 1 and not tally.sent:
        raise FormatError(f"{job.said}: {tally.hopeless()}")
    if tally.rejected and not tally.sent:
        table.warn(f"{brief(job.location)}: its only row is rejected, in {tally.first_rejected}")
    if tally.torn:
        table.warn(
            f"{brief(job.location)}: text follows a closing quote in {tally.torn:,} cells, the first in line"
            f" {tally.first_torn:,}, and was kept; a quote that is not closed before may have taken in other rows"
        )
    widest = max(tally.widest, header)
    indexed = [cell for cell in job.cells if cell.index is not None]
    if tally.sent and widest == 1 and any(cell.index for cell in indexed):
        raise FormatError(
            f"{job.said}: the declared delimiter {brief(repr(job.file.dialect.delimiter))} is nowhere in it, though"
            f" column {max(cell.index or 0 for cell in indexed)} is mapped; mend fieldsTerminatedBy in meta.xml"
        )
    if tally.sent > 1 and tally.widest == 1 and any(cell.index for cell in indexed):
        table.warn(
            f"{brief(job.location)}: no row holds the declared delimiter {brief(repr(job.file.dialect.delimiter))},"
            " though the header line does: each row is one cell"
        )
    beyond = [cell for cell in indexed if cell.index is not None and cell.index >= widest]
    if tally.sent and beyond:
        names = ", ".join(f"{brief(identifier(cell.name))} (column {cell.index})" for cell in beyond[:5])
        more = f" and {len(beyond) - 5} more" if len(beyond) > 5 else ""
        table.warn(f"{brief(job.location)} has {widest} columns, so these have no cells: {names}{more}")

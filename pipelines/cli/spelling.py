"""The command with which a person has the last word on spelling."""

import csv
import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipelines.cli.app import DatabaseOption, app, existing
from pipelines.cli.queries import Format, as_json
from pipelines.settings import NewsledgerError, Settings

if TYPE_CHECKING:
    from pipelines.cleaning.spelling.answers import Answer
    from pipelines.publishing.spelling_review import Context, Reviewed

_COLUMNS = ("word", "decision", "candidate", "score", "reason", "article_count", "occurrence_count")
_FILE = "spelling.csv"
# With less room, the example has none beside the seven columns.
_NARROWEST = 100
_MOST_CANDIDATES = 3


@app.command()
def spelling(
    word: Annotated[str | None, typer.Argument(help="One word form, in its exact case [default: list]")] = None,
    keep: Annotated[bool, typer.Option("--keep", help="Leave the word as it is from now on")] = False,
    to: Annotated[str | None, typer.Option("--to", metavar="REPLACEMENT", help="Correct the word to this")] = None,
    note: Annotated[str, typer.Option("--note", help="Why, for those who read the file")] = "",
    is_replacing: Annotated[bool, typer.Option("--replace", help="Even if the file says otherwise now")] = False,
    database: DatabaseOption = None,
    data: Annotated[Path | None, typer.Option("--data", help="Folder for tables and done work [default: data]")] = None,
    reference: Annotated[
        Path | None, typer.Option("--reference", help="Folder with spelling.csv [default: seeds/reference]")
    ] = None,
    format_: Annotated[Format, typer.Option("--format", help="How to print")] = Format.table,
    limit: Annotated[int, typer.Option("--limit", min=1, help="Most words, or places of one word, to print")] = 20,
) -> None:
    """List the spelling decisions that are worth a look, show one with its places, and write down what you decide.

    The list has those first that are likeliest to be wrong: near the threshold, and frequent. Those of decision
    in_context are open: each place chose one of the candidates, or left the word. An answer settles it everywhere. It
    goes into spelling.csv; the next run applies it to the articles that have the word, and to no others.
    """
    is_answer = keep or to is not None
    if keep and to is not None:
        raise typer.BadParameter("a word is kept or replaced: give --keep or --to, not both")
    if is_answer and word is None:
        raise typer.BadParameter("say which word: newsledger spelling WORD --keep")
    if not is_answer and (note or is_replacing):
        raise typer.BadParameter("--note and --replace go with an answer: --keep or --to")
    settings = Settings.from_environment()
    settings = replace(settings, data=data, database=data / "newsledger.duckdb") if data else settings
    settings = replace(settings, database=database or settings.database, reference=reference or settings.reference)
    if word is not None and is_answer:
        from pipelines.cleaning.spelling.answers import Answer

        _write(settings, Answer(word, None if keep else to or "", note), is_replacing=is_replacing)
    elif word is not None:
        _show_one(existing(settings.database), word, format_, limit)
    else:
        _show_list(existing(settings.database), format_, limit)


def _write(settings: Settings, answer: "Answer", *, is_replacing: bool) -> None:
    from pipelines.cleaning.spelling.answers import write_answer
    from pipelines.publishing.spelling_review import decision_on
    from pipelines.terminal import safe

    if answer.replacement == "":
        raise typer.BadParameter("--to needs a word; to leave the word as it is, say --keep")
    path = settings.reference / _FILE
    if not settings.reference.is_dir():
        raise NewsledgerError(f"there is no folder {settings.reference}: name it with --reference")
    try:
        written = write_answer(path, answer, is_replacing=is_replacing)
    except ValueError as error:
        raise NewsledgerError(str(error)) from error
    typer.echo(f"{safe(path)}, line {written.line}{'' if written.is_new else ' already'}: {safe(answer)}")
    reviewed = decision_on(settings.database, answer.word, 1) if settings.database.is_file() else None
    if reviewed is None:
        typer.echo("no article of the database has the word: the answer is for those to come")
    elif written.is_new:
        typer.echo("newsledger run applies it: only the articles that have the word are cleaned again")


def _show_list(database: Path, format_: Format, limit: int) -> None:
    from pipelines.publishing.spelling_review import worth_a_look

    listed = worth_a_look(database, limit)
    if format_ is not Format.table:
        rows_told = (
            _row(one) | {"candidates": _candidates(one), "contexts": [c._asdict() for c in one.contexts]}
            for one in listed
        )
        _print_rows(rows_told, format_)
        return
    from rich.console import Console

    from pipelines.terminal import records_of, table_of

    console = Console(highlight=False)
    if not listed:
        console.print("no decision is left to look at")
        return
    columns = (*_COLUMNS[:-2], "articles", "times", "example")
    rows = [(*_told(one), _example(one.contexts)) for one in listed]
    if console.width < _NARROWEST:
        for record in records_of(columns, rows):
            console.print(record, "")
    else:
        console.print(table_of(columns, rows))
    console.print("all places of a word: newsledger spelling WORD; your answer: --keep or --to REPLACEMENT")


def _show_one(database: Path, word: str, format_: Format, limit: int) -> None:
    from pipelines.publishing.spelling_review import decision_on

    # One more than are shown tells whether there are more; other programs get them all.
    most = limit + 1 if format_ is Format.table else sys.maxsize
    one = decision_on(database, word, most)
    if one is None:
        raise NewsledgerError(
            f"no article has the word {word!r}: its case counts, and a possessive 's is no part of it"
        )
    if format_ is not Format.table:
        _print_rows(
            (
                _row(one)
                | {"candidates": _candidates(one)}
                | {f"context_{name}": value for name, value in context._asdict().items()}
                for context in one.contexts
            ),
            format_,
        )
        return
    from rich.console import Console
    from rich.text import Text

    from pipelines.terminal import records_of, safe

    console = Console(highlight=False, soft_wrap=True)
    for record in records_of(_COLUMNS, [_told(one)]):
        console.print(record)
    for context in one.contexts[:limit]:
        place = f"\n{safe(context.source)}, article {context.article_id}, {context.field}{_why(context)}"
        console.print(Text.assemble((place, "dim"), "\n… ", *_marked(context), " …"))
    if not one.contexts:
        console.print("\nits places are not to be seen: the texts are not in this database")
    elif len(one.contexts) > limit:
        console.print(f"\nmore than {limit} places: use --limit, or --format csv")


def _row(one: "Reviewed") -> dict[str, Any]:
    return {name: getattr(one, name) for name in _COLUMNS}


def _candidates(one: "Reviewed") -> list[dict[str, Any]]:
    return [{"word": word, "score": score} for word, score in one.candidates]


def _told(one: "Reviewed") -> tuple[Any, ...]:
    """The columns for people: where each place decides, what it can choose from, with the scores."""
    if one.decision != "in_context":
        return tuple(_row(one).values())
    choices = ", ".join(f"{word} {score:.1f}" for word, score in one.candidates[:_MOST_CANDIDATES])
    return tuple((_row(one) | {"candidate": choices}).values())


def _why(context: "Context") -> str:
    """How an occurrence was decided in its place, if it was."""
    if context.reason is None:
        return ""
    score = "" if context.score is None else f", score {context.score:.2f}"
    return f": {'left, ' if context.replacement is None else ''}{context.reason}{score}"


def _marked(context: "Context") -> tuple[Any, ...]:
    from pipelines.terminal import safe

    replaced = f" → {safe(context.replacement)}" if context.replacement is not None else ""
    return safe(context.left), (f"[{safe(context.word)}{replaced}]", "bold"), safe(context.right)


def _example(contexts: "Iterable[Context]") -> str:
    return next((f"{c.left[-30:]}[{c.word}]{c.right[:30]}" for c in contexts), "")


def _print_rows(rows: Iterable[dict[str, Any]], format_: Format) -> None:
    """Rows as JSON lines, or as CSV with the columns of the first; lists are JSON there."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    for number, row in enumerate(rows):
        if format_ is Format.json:
            typer.echo(as_json(row))
            continue
        if number == 0:
            writer.writerow(row)
        writer.writerow(as_json(value) if isinstance(value, list) else value for value in row.values())

"""The command on names that are in doubt: what to look at, and a person's answer."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from pipelines.cli.app import DatabaseOption, Group, app, existing
from pipelines.settings import NewsledgerError, Settings

entities = typer.Typer(
    cls=Group, help="List names that are in doubt; merge, split, rename or type entities.", invoke_without_command=True
)
app.add_typer(entities, name="entities")

NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="Name of the entity, or its entity_id")]
LabelOption = Annotated[
    str | None, typer.Option("--label", help="Label of NAME [default: that of the entity of this name]")
]
IntoLabelOption = Annotated[
    str, typer.Option("--into-label", help="Label of the other name [default: the same, if it has it]")
]
ReferenceOption = Annotated[
    Path | None, typer.Option("--reference", help="Folder with entities.csv [default: seeds/reference]")
]
NoteOption = Annotated[str, typer.Option("--note", help="Why")]


@entities.callback()
def list_doubts(
    context: typer.Context,
    database: DatabaseOption = None,
    kind: Annotated[
        str | None, typer.Option("--kind", help="One of surname, unexplained, label, near [default: all]")
    ] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="Most names to list")] = 25,
) -> None:
    """List names that are in doubt, the most frequent first, with who they may be and where they stand."""
    if context.invoked_subcommand:
        return
    from rich.console import Console

    from pipelines.publishing.doubts import KINDS, doubts
    from pipelines.terminal import table_of

    if kind is not None and kind not in KINDS:
        raise typer.BadParameter(f"must be one of {', '.join(KINDS)}", param_hint="--kind")
    found = doubts(existing(database), kind, limit)
    console = Console(highlight=False)
    if not found:
        console.print("no name is in doubt")
        return
    columns = ("doubt", "name", "label", "mentions", "articles", "candidates", "context")
    rows = [(*d[:5], "; ".join(d.candidates), " ".join((d.context or "").split())) for d in found]
    console.print(table_of(columns, rows))
    console.print("Decide with `newsledger entities merge`, `split`, `rename` or `type`; the next run follows.")


@entities.command()
def merge(
    name: NameArgument,
    into: Annotated[str, typer.Argument(metavar="INTO", help="Name of the entity that it is")],
    label: LabelOption = None,
    into_label: IntoLabelOption = "",
    note: NoteOption = "",
    database: DatabaseOption = None,
    reference: ReferenceOption = None,
) -> None:
    """Say that a name is another one's: NAME counts for INTO from the next run on."""
    _decide("merge", name, label, into, into_label, note, database, reference)


@entities.command()
def split(
    name: NameArgument,
    apart_from: Annotated[str, typer.Argument(metavar="FROM", help="The entity it is not [default: any]")] = "",
    label: LabelOption = None,
    from_label: Annotated[
        str, typer.Option("--from-label", help="Label of FROM [default: the same, if it has it]")
    ] = "",
    note: NoteOption = "",
    database: DatabaseOption = None,
    reference: ReferenceOption = None,
) -> None:
    """Say that a name is not another one's: NAME stands for itself."""
    _decide("split", name, label, apart_from, from_label, note, database, reference)


@entities.command()
def rename(
    name: NameArgument,
    new_name: Annotated[str, typer.Argument(metavar="NEW_NAME")],
    label: LabelOption = None,
    note: NoteOption = "",
    database: DatabaseOption = None,
    reference: ReferenceOption = None,
) -> None:
    """Show an entity under another name; its id stays."""
    _decide("rename", name, label, new_name, "", note, database, reference)


@entities.command("type")
def type_(
    name: NameArgument,
    new_label: Annotated[str, typer.Argument(metavar="NEW_LABEL", help="PERSON, ORG, GPE ...")],
    label: LabelOption = None,
    note: NoteOption = "",
    database: DatabaseOption = None,
    reference: ReferenceOption = None,
) -> None:
    """Give an entity another label; its id stays."""
    _decide("type", name, label, "", new_label, note, database, reference)


def _decide(
    action: str,
    name: str,
    label: str | None,
    into: str,
    into_label: str,
    note: str,
    database: Path | None,
    reference: Path | None,
) -> None:
    from pipelines.engine.reference import read_reference
    from pipelines.resolution.answers import add_overrule
    from pipelines.resolution.overrules import Overrule
    from pipelines.terminal import safe

    path = (reference or Settings.from_environment().reference) / "entities.csv"
    label = label or _known_label(existing(database), name)
    others = _labels_of_other(database, into) if action in ("merge", "split") and into else None
    if others and not into_label and label not in others:
        into_label = _only(others, into, "--into-label" if action == "merge" else "--from-label")
    overrule = Overrule(action, name, label, into, into_label, note)
    line = read_reference(lambda file: add_overrule(file, overrule), path)
    typer.echo(f"{safe(path)}: added {action} of {safe(name)}; run `newsledger run` to follow it")
    typer.echo(f"to undo it, remove line {line}")
    if others == []:
        what = "the merge makes one of it" if action == "merge" else "the split does nothing until one has"
        typer.echo(f"no entity of the database has the name {safe(into)}: is it spelt so? {what}", err=True)


def _known_label(database: Path, name: str) -> str:
    """The label of the one entity, or of the name that is nobody's, that is called so."""
    from pipelines.publishing.doubts import bearers

    found = bearers(database, name)
    label = _only(list(dict.fromkeys(bearer.label for bearer in found)), name, "--label")
    if len(found) > 1:
        each = ", ".join(f"{b.entity_id} ({b.country_code or 'no country'}, {b.mention_count})" for b in found)
        raise NewsledgerError(
            f"{name!r} is {len(found)} entities of label {label}: {each}: give the entity_id of one, or --label {label}"
            " for all of them"
        )
    return label


def _labels_of_other(database: Path | None, name: str) -> list[str] | None:
    """Labels of those who are called so; null where there is no database to look in."""
    from pipelines.publishing.doubts import bearers

    path = database or Settings.from_environment().database
    return list(dict.fromkeys(bearer.label for bearer in bearers(path, name))) if path.is_file() else None


def _only(labels: Sequence[str], name: str, option: str) -> str:
    if len(labels) != 1:
        found = f"has the labels {', '.join(labels)}" if labels else "is not in the database"
        raise NewsledgerError(f"{name!r} {found}: say which it is with {option}")
    return labels[0]

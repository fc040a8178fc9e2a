"""Places where tables and done work are kept: folders and files on the disk, or in a bucket (s3://bucket/prefix).

What a run relies on holds in both: a file is there whole or not at all. On the disk that takes a new name; in a bucket
an object is seen when all of it has arrived. A bucket knows no folders and no renaming. Who reads and writes the tables
themselves is Polars and DuckDB, by `pipelines.lineage.parquet`; here are names and small files.
"""

import fnmatch
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from pipelines.bucket_problems import told
from pipelines.settings import NewsledgerError, Settings

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem
    from obstore.store import S3Store
    from upath import UPath

Place: TypeAlias = "Path | UPath"

_BUCKET = re.compile(r"s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[A-Za-z0-9_=+.-]*[A-Za-z0-9_=+-])*/?")
# What a server that answers late or not at all costs, before the run ends; what is done is kept.
_RETRIES = 6
_RETRY_SECONDS = 60


def place_of(written: str) -> Place:
    """The place of a path or an s3:// address. Raises NewsledgerError for an address that is none."""
    if "://" not in written:
        return Path(written)
    if not is_address(written):
        raise NewsledgerError(
            f"{written!r} is no address of a bucket: write s3://bucket/prefix, with letters, digits and ._=+- in it"
        )
    from upath import UPath

    return UPath(written.rstrip("/"))


def is_address(written: str) -> bool:
    """Whether it is the address of a place in a bucket."""
    return bool(_BUCKET.fullmatch(written))


def kept_in(settings: Settings) -> Place:
    """Where tables, done work and records of runs are kept."""
    return place_of(settings.bucket) if settings.bucket else settings.data


def below(folder: Place, pattern: str = "*") -> list[Place]:
    """Files and folders directly in a folder whose names match, in order; none where there is no folder."""
    if isinstance(folder, Path):
        return sorted(folder.glob(pattern))
    import obstore

    with told(folder):
        found = obstore.list_with_delimiter(bucket_of(folder), f"{key_of(folder)}/")
    names = {
        path.rsplit("/", 1)[-1] for path in (*found["common_prefixes"], *(one["path"] for one in found["objects"]))
    }
    return [folder / name for name in sorted(names) if fnmatch.fnmatchcase(name, pattern)]


def folders_below(folder: Place, pattern: str = "[!.]*") -> list[Place]:
    """Folders directly in a folder whose names match, in order."""
    if isinstance(folder, Path):
        return [path for path in sorted(folder.glob(pattern)) if path.is_dir()]
    import obstore

    with told(folder):
        found = obstore.list_with_delimiter(bucket_of(folder), f"{key_of(folder)}/")["common_prefixes"]
    names = sorted(path.rstrip("/").rsplit("/", 1)[-1] for path in found)
    return [folder / name for name in names if fnmatch.fnmatchcase(name, pattern)]


def files_in(folder: Place) -> dict[Place, int]:
    """All files in a folder and in those below it, with their bytes."""
    if isinstance(folder, Path):
        return {file: file.stat().st_size for file in folder.rglob("*") if file.is_file()}
    return {folder / name: size for name, size in _objects(folder)}


def exists(file: Place) -> bool:
    """Whether there is such a file (on the disk, or folder)."""
    if isinstance(file, Path):
        return file.exists()
    import obstore

    try:
        with told(file):
            obstore.head(bucket_of(file), key_of(file))
    except FileNotFoundError:
        return False
    return True


def read_text(file: Place) -> str:
    """Text of a small file. Raises FileNotFoundError."""
    if isinstance(file, Path):
        return file.read_text("utf-8")
    import obstore

    with told(file):
        return bytes(obstore.get(bucket_of(file), key_of(file)).bytes()).decode("utf-8")


def write_text(file: Place, text: str) -> None:
    """Write a small file, or replace it; whoever looks sees the old text or the new."""
    if isinstance(file, Path):
        file.parent.mkdir(parents=True, exist_ok=True)
        new = file.with_name(f"{file.name}.new")
        new.write_text(text, "utf-8")
        new.replace(file)
        return
    import obstore

    with told(file):
        obstore.put(bucket_of(file), key_of(file), text.encode("utf-8"))


def upload(file: Path, to: Place) -> None:
    """Move a finished file to its place; on the disk it must be on the same one."""
    if isinstance(to, Path):
        to.parent.mkdir(parents=True, exist_ok=True)
        file.replace(to)
        return
    import obstore

    with told(to):
        obstore.put(bucket_of(to), key_of(to), file)
    file.unlink()


def rename(file: Place, to: Place) -> None:
    """Give a file another name. In a bucket, who is interrupted leaves both."""
    if isinstance(file, Path) and isinstance(to, Path):
        file.replace(to)
        return
    import obstore

    with told(to):
        obstore.copy(bucket_of(to), key_of(file), key_of(to), overwrite=True)
        obstore.delete(bucket_of(to), key_of(file))


def delete(file: Place) -> None:
    """Remove a file; one that is gone is no error."""
    if isinstance(file, Path):
        file.unlink(missing_ok=True)
        return
    delete_all([file])


def delete_all(files: "list[Place]") -> None:
    """Remove objects of one bucket."""
    import obstore

    if files:
        with told(files[0]):
            obstore.delete(bucket_of(files[0]), [key_of(file) for file in files])


def key_of(place: Place) -> str:
    """The name of an object in its bucket."""
    return str(place).removeprefix("s3://").partition("/")[2]


def bucket_of(place: Place) -> "S3Store":
    """The bucket that a place is in; who may use it is in AWS's own variables (AWS_ACCESS_KEY_ID, ...)."""
    return _bucket(str(place).removeprefix("s3://").partition("/")[0])


@cache
def _bucket(name: str) -> "S3Store":
    from datetime import timedelta

    from obstore.store import S3Store

    patience = {"max_retries": _RETRIES, "retry_timeout": timedelta(seconds=_RETRY_SECONDS)}
    return S3Store(name, retry_config=patience)  # type: ignore[arg-type]


def _objects(folder: Place) -> Iterator[tuple[str, int]]:
    """Names relative to the folder, and bytes, of all objects in it."""
    import obstore

    prefix = f"{key_of(folder)}/"
    with told(folder):
        for some in obstore.list(bucket_of(folder), prefix):
            yield from ((one["path"].removeprefix(prefix), one["size"]) for one in some)


def copy_to(place: Place, file: Path) -> None:
    """Put a copy of a file into a bucket."""
    import obstore

    with told(place):
        obstore.put(bucket_of(place), key_of(place), file)


@cache
def bucket_filesystem() -> "AbstractFileSystem":
    """Buckets as DuckDB reads them."""
    from obstore.fsspec import FsspecStore

    return FsspecStore("s3")

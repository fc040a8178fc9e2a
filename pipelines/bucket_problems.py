"""What goes wrong with a bucket, in one line that says what to do: no bucket, no rights, no network."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from pipelines.settings import NewsledgerError


@contextmanager
def told(place: object, *expected: type[Exception]) -> Iterator[None]:
    """Turns what goes wrong with a bucket into one line that says what to do; FileNotFoundError and what is expected
    stay."""
    from obstore.exceptions import BaseError

    try:
        yield
    except expected:
        raise
    except FileNotFoundError as error:
        if "NoSuchBucket" in str(error):
            raise NewsledgerError(problem(place, error)) from error
        raise
    except (BaseError, OSError) as error:
        raise NewsledgerError(problem(place, error)) from error


# What a server or the way to it says, and what that means to somebody who reads it.
_MEANINGS: tuple[tuple[str, str], ...] = (
    ("NoSuchBucket", "there is no such bucket: make it, or name another"),
    (
        "AccessDenied|403 Forbidden|SignatureDoesNotMatch|InvalidAccessKeyId|401 Unauthorized",
        "no right to use it: look at AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and the rights of that key",
    ),
    ("URL scheme is not allowed|BadScheme", "the server has no encryption: set AWS_ALLOW_HTTP=true if that is meant"),
    (
        "169\\.254\\.169\\.254|[Cc]redential",
        "nobody has said who you are: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
    ),
    (
        "error sending request|Connect|timed? ?out|dns|503",
        "the server cannot be reached: look at the network and at "
        "AWS_ENDPOINT_URL, then run again; finished work is kept",
    ),
)


def problem(place: object, error: BaseException) -> str:
    """One line about what went wrong with a bucket."""
    said = " ".join(str(error).split())
    for pattern, meaning in _MEANINGS:
        if re.search(pattern, said):
            return f"{place}: {meaning}"
    return f"{place}: {said[:200]}; run again, finished work is kept"


@contextmanager
def one_line(place: object) -> Iterator[None]:
    """The same for what Polars and DuckDB say of a bucket."""
    import duckdb
    import polars as pl

    try:
        yield
    except NewsledgerError:
        raise
    except (OSError, pl.exceptions.PolarsError, duckdb.Error) as error:
        if "object-store" in str(error) or "s3://" in str(error) or "S3 error" in str(error):
            raise NewsledgerError(problem(place, error)) from error
        raise

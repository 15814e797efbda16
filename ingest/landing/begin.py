"""How a load begins and ends: it holds its source, and is landed whole, or leaves a failed row and nothing else."""

import contextlib
import re
from collections.abc import Iterator
from contextlib import contextmanager

import duckdb
import pyarrow as pa

from ..errors import FolioError, LandingError
from . import engine, register, zone
from .load import Load
from .prune import clean

# kinds of messages that quote names of files and of columns, and no values
_NAMES = ("IO Error", "Catalog Error", "Binder Error", "Parser Error")
# where other messages begin to quote: a quotation mark (not one within a word), or a word before a bare value
_DATA = re.compile(r"""(?<!\w)['"`“‘{\[<]|\bInput:|\bvalues?\b|\bOriginal Line""", re.IGNORECASE)


@contextmanager
def begin(source: str, *, origin: str, kind: str) -> Iterator[Load]:
    """Begin a load of `source`, holding it until the end. Leaving the block commits; an exception leaves a failed row.

    `origin` is the address or path that was asked for, `kind` the ingester. Raises LandingError where the zone cannot
    be written to, another load holds the source too long, or the counts do not prove.
    """
    with zone.hold(source, f"{kind} {source}"):
        try:
            clean(source)
            load = Load(source, origin, kind)
        except OSError as error:
            raise LandingError(f"cannot write to {zone.root()}: {error.strerror}") from error
        try:
            yield load
            if load.unchanged:
                load.discard()
            else:
                load.commit()
        except FolioError as error:
            load.fail(str(error))
            raise
        except OSError as error:
            load.fail(str(error))
            raise LandingError(f"{source}: {error}; nothing was landed, what was there before stands") from error
        except (MemoryError, duckdb.OutOfMemoryException) as error:
            with contextlib.suppress(MemoryError, duckdb.Error):  # to write that down takes memory too
                load.fail("not enough memory")
            raise LandingError(
                f"{source}: not enough memory; nothing was landed (FOLIO_MEMORY_LIMIT or FOLIO_THREADS lowers the need)"
            ) from error
        except (duckdb.Error, pa.ArrowException) as error:
            load.fail(first_line(error))
            raise LandingError(f"{source}: the engine stopped: {first_line(error)}; nothing was landed") from error
        except RuntimeError as error:
            interrupted = engine.was_interrupted(error)
            load.fail("interrupted" if interrupted else _named(error), interrupted=interrupted)
            if interrupted:
                raise KeyboardInterrupt from error
            raise
        except BaseException as error:
            interrupted = isinstance(error, KeyboardInterrupt | SystemExit)
            load.fail("interrupted" if interrupted else _named(error), interrupted=interrupted)
            raise
        load.registered = register.after_load()


def first_line(error: BaseException) -> str:
    """What an engine's message says of the error, without the data that it shows: these may be people's names.

    That is its first line up to where it quotes a value; only the names of files and of columns may be quoted.
    """
    line = str(error).strip().split("\n", 1)[0]
    if not line.startswith(_NAMES):
        line = _DATA.split(line, maxsplit=1)[0]
    return line.rstrip(" :,;.!") or type(error).__name__


def _named(error: BaseException) -> str:
    return f"{type(error).__name__}: {first_line(error)}"

"""The floor: `python -m bench.peers.floor ARCHIVE`. ISA-L inflates both data files, pyarrow parses every cell as text,
and the rows are thrown away. No loader that reads all of a file in Python's reach does it in less."""

import json
import os
import struct
import sys
import threading
import zipfile
from typing import BinaryIO

from isal import isal_zlib
from pyarrow import PythonFile, csv, string

FILES = ("multimedia", "occurrence")
PIECE = 1 << 20
BLOCK = 8 << 20


def inflate(archive: str, name: str, out: BinaryIO) -> None:
    """Write a member's text to `out`, and close it."""
    with zipfile.ZipFile(archive) as zipped:
        member = zipped.getinfo(name)
    machine = isal_zlib.decompressobj(-15)
    with open(archive, "rb", buffering=0) as source, out:  # noqa: PTH123 - sizes of reads are ours
        source.seek(member.header_offset + 26)
        source.seek(sum(struct.unpack("<HH", source.read(4))), os.SEEK_CUR)
        left = member.compress_size
        while left:
            packed = source.read(min(left, PIECE))
            left -= len(packed)
            out.write(machine.decompress(packed))


def count(archive: str, name: str) -> int:
    """The rows that pyarrow finds."""
    reader, writer = os.pipe()
    sink = os.fdopen(writer, "wb")
    threading.Thread(target=inflate, args=(archive, name, sink), daemon=True).start()
    with os.fdopen(reader, "rb", buffering=BLOCK) as text:
        names = [f"c{place}" for place in range(len(text.readline().split(b"\t")))]
        stream = csv.open_csv(
            PythonFile(text, "r"),
            read_options=csv.ReadOptions(block_size=BLOCK, column_names=names),
            parse_options=csv.ParseOptions(delimiter="\t", quote_char=False),
            convert_options=csv.ConvertOptions(column_types=dict.fromkeys(names, string())),
        )
        return sum(batch.num_rows for batch in stream)


if __name__ == "__main__":
    found = {f"nmnh_{name}": count(sys.argv[1], f"{name}.txt") for name in FILES}
    print(json.dumps(found))

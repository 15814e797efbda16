"""What holds the data: told by content, bounded, and never a way out of the archive or into the disk."""

import bz2
import gzip
import io
import lzma
import os
import tarfile
import zipfile
from pathlib import Path

import pytest
from dwca_harness import extension, folder, meta

from ingest import dwca, landing
from ingest.dwca import inflate
from ingest.dwca.archives import Zip, open_container
from ingest.dwca.container import Container, SingleFile
from ingest.dwca.folders import Folder
from ingest.dwca.inflate import Meter, gunzip, gzip_comment
from ingest.dwca.limits import Limits, limits
from ingest.dwca.names import brief, safe_name
from ingest.dwca.tars import Tar
from ingest.errors import FolioError, FormatError, SourceError

ROW = "id\tscientificName\tlocality\tcountry\n1\tAbies alba\tBern\tSwitzerland\n"


def opened(path: Path, **bounds: int) -> Container:
    return open_container(path, path.name, Limits(**bounds), path.name)


def content(container: Container, name: str) -> bytes:
    return b"".join(container.open(name))


def zipped(path: Path, files: dict[str, bytes], comment: bytes = b"", method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
        archive.comment = comment
    return path


def tarred(path: Path, files: dict[str, bytes], mode: str = "w:gz", comment: str | None = None) -> Path:
    headers = {"comment": comment} if comment else None
    with tarfile.open(path, mode, format=tarfile.PAX_FORMAT, pax_headers=headers) as archive:  # type: ignore[call-overload]
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return path


FILES = {"a.txt": b"", "x/b.txt": b"bytes " * 300_000, "c.bin": os.urandom(1_500_000)}


def test_containers_are_told_by_content(tmp_path: Path) -> None:
    made: dict[type[Container], list[Path]] = {
        Zip: [zipped(tmp_path / "zip.csv", FILES), zipped(tmp_path / "stored.bin", FILES, method=zipfile.ZIP_STORED)],
        Tar: [tarred(tmp_path / "tgz.zip", FILES), tarred(tmp_path / "tar.txt", FILES, "w")],
        Folder: [folder(tmp_path / "folder.zip", {**FILES})],
    }
    for kind, paths in made.items():
        for path in paths:
            container = opened(path)
            assert type(container) is kind
            assert sorted(container.names) == sorted(FILES)
            for name, data in FILES.items():
                assert content(container, name) == data
                assert container.size(name) == len(data)
    for method in (zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        assert content(opened(zipped(tmp_path / "other.zip", FILES, method=method)), "x/b.txt") == FILES["x/b.txt"]


def test_a_single_file_may_be_gzipped(tmp_path: Path) -> None:
    plain, packed = tmp_path / "plain.tar.gz", tmp_path / "packed.csv.GZ"
    plain.write_bytes(b"a,b\n")
    packed.write_bytes(gzip.compress(b"a,b\n" * 100_000) + gzip.compress(b"c,d\n") + b"\0" * 512)
    assert opened(plain).names == ["plain.tar.gz"]
    container = opened(packed)
    assert type(container) is SingleFile
    assert container.names == ["packed.csv"]
    assert content(container, "packed.csv") == b"a,b\n" * 100_000 + b"c,d\n"


@pytest.mark.parametrize("machine", ["zlib", "isal.isal_zlib"])
def test_pieces_of_any_size_inflate_to_the_same(machine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inflate, "isal_zlib", pytest.importorskip(machine))
    large, small = FILES["c.bin"] + FILES["x/b.txt"], b"a\tb\n" * 5000
    for data, sizes in ((large, (100_000, 1 << 24)), (small, (1, 7)), (b"", (1,))):
        packed = gzip.compress(data) + gzip.compress(b"end")
        for size in sizes:
            pieces = (packed[at : at + size] for at in range(0, len(packed), size))
            assert b"".join(gunzip(pieces, Meter("x", len(packed), Limits()))) == data + b"end"


@pytest.mark.parametrize("cut", [1, 9, 20, 5000])
def test_a_cut_gzip_is_never_read_in_part_without_a_word(cut: int) -> None:
    packed = gzip.compress(os.urandom(10_000))
    with pytest.raises(FormatError, match=r"cut off|damaged"):
        b"".join(gunzip(iter([packed[:-cut]]), Meter("x", len(packed), Limits())))


def test_a_wrong_checksum_is_seen(tmp_path: Path) -> None:
    packed = bytearray(gzip.compress(b"a,b\n" * 100))
    packed[-6] ^= 1
    path = tmp_path / "x.csv.gz"
    path.write_bytes(packed)
    with pytest.raises(FormatError, match="damaged"):
        content(opened(path), "x.csv")


# --- names


def test_names() -> None:
    assert safe_name("./a/./b.txt", "x") == "a/b.txt"
    assert safe_name("\\meta.xml", "x") == "meta.xml"
    assert safe_name("a\\b.txt", "x") == "a/b.txt"
    assert safe_name("a..b/..c", "x") == "a..b/..c"
    for name in ("/etc/passwd", "../x", "a/../../x", "a\\..\\x", "C:\\x", "C:/x", "a\0b"):
        with pytest.raises(FormatError, match="unsafe name"):
            safe_name(name, "x")


def test_one_folder_is_looked_through_and_junk_is_not_seen(tmp_path: Path) -> None:
    files = dict.fromkeys(
        ("top/meta.xml", "top/sub/a.txt", "__MACOSX/top/._a", "top/.DS_Store", "._x", "Thumbs.db"), b""
    )
    assert opened(zipped(tmp_path / "a.zip", files)).names == ["meta.xml", "sub/a.txt"]
    assert opened(zipped(tmp_path / "b.zip", files | {"c.txt": b""})).names == [
        "top/meta.xml",
        "top/sub/a.txt",
        "c.txt",
    ]


def test_links_lead_nowhere(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text(ROW)
    archive = folder(tmp_path / "archive", {"meta.xml": meta(archive="")})
    (archive / "occurrence.txt").symlink_to(secret)
    with pytest.raises(FormatError, match=r"occurrence\.txt in .* is a symbolic link to a file outside"):
        dwca.land("trial", str(archive))
    (archive / "occurrence.txt").unlink()
    folder(archive, {"real.txt": ROW})
    (archive / "occurrence.txt").symlink_to("real.txt")
    assert dwca.land("trial", str(archive))[0]["rows_landed"] == 1
    (archive / "occurrence.txt").unlink()
    os.mkfifo(archive / "occurrence.txt")
    with pytest.raises(FormatError, match="is not a regular file"):
        dwca.land("trial", str(archive))


def test_what_is_named_and_is_no_regular_file_is_said_to_be_what_it_is(tmp_path: Path) -> None:
    """It stands in the archive, so 'not in the archive' would send a person looking for it."""
    zip_link = zipfile.ZipInfo("occurrence.txt")
    zip_link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "link.zip", "w") as made:
        made.writestr("meta.xml", meta(archive=""))
        made.writestr(zip_link, "/etc/passwd")
    with pytest.raises(
        FormatError, match=r"<location> occurrence\.txt is a symbolic link in the archive; only regular"
    ):
        dwca.land("trial", str(tmp_path / "link.zip"))
    kinds = {
        tarfile.SYMTYPE: "a symbolic link to real.txt",
        tarfile.LNKTYPE: "a hard link to real.txt",
        tarfile.FIFOTYPE: "a pipe",
        tarfile.CHRTYPE: "a device",
    }
    for kind, said in kinds.items():
        for top in ("", "top/"):
            path = tmp_path / "link.tar"
            with tarfile.open(path, "w") as tar:
                for name, data in (("real.txt", ROW.encode()), ("meta.xml", meta(archive="").encode())):
                    member = tarfile.TarInfo(top + name)
                    member.size = len(data)
                    tar.addfile(member, io.BytesIO(data))
                link = tarfile.TarInfo(f"{top}occurrence.txt")
                link.type, link.linkname = kind, "real.txt"
                tar.addfile(link)
            with pytest.raises(FormatError, match=rf"<location> occurrence\.txt is {said} in the archive"):
                dwca.land("trial", str(path))
    nested = folder(tmp_path / "nested", {"meta.xml": meta(archive="", location="data/x.txt"), "real/x.txt": ROW})
    (nested / "data").symlink_to("real")
    with pytest.raises(FormatError, match=r"data/x\.txt lies in data, which is a symbolic link to a folder"):
        dwca.land("trial", str(nested))
    flat = folder(tmp_path / "flat", {"meta.xml": meta(archive="", location="real"), "real/x.txt": ROW})
    with pytest.raises(FormatError, match="real is a folder in the archive, and must be a file"):
        dwca.land("trial", str(flat))
    unnamed = folder(tmp_path / "unnamed", {"occurrence.txt": "occurrenceID\tlocality\n1\tBern\n"})
    (unnamed / "meta.xml").mkdir()
    folder(unnamed, {"meta.xml/x": ""})
    with pytest.raises(FormatError, match=r"meta\.xml is a folder"):
        dwca.land("trial", str(unnamed))


@pytest.mark.parametrize("beside", ["extra.txt", "LICENSE.txt", "data.csv", "README"])
def test_a_meta_that_lies_deeper_is_named_and_nothing_else_is_landed_for_it(tmp_path: Path, beside: str) -> None:
    other = "occurrenceID\tlocality\n1\tBern\n"
    files = {"arch/meta.xml": meta(archive="").encode(), "arch/occurrence.txt": ROW.encode(), beside: other.encode()}
    with pytest.raises(FormatError, match=r"a\.zip has no meta\.xml at its root, though arch/meta\.xml lies deeper"):
        dwca.land("trial", str(zipped(tmp_path / "a.zip", files)))
    assert landing.latest("trial_extra") is None
    junk = {"__MACOSX/arch/meta.xml": b"", "x.csv": other.encode()}
    assert dwca.land("trial", str(zipped(tmp_path / "b.zip", junk)))[0]["table_name"] == "trial_x"


def test_a_name_that_stands_twice_is_said_once(tmp_path: Path) -> None:
    path = tmp_path / "twice.tar"
    with tarfile.open(path, "w") as tar:
        for name, data in (("meta.xml", meta(archive="")), ("occurrence.txt", ROW), ("occurrence.txt", ROW)):
            member = tarfile.TarInfo(name)
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data.encode()))
    with pytest.raises(FormatError) as caught:
        dwca.land("trial", str(path))
    assert str(caught.value) == f"occurrence.txt in {path} is there twice, and which one counts cannot be known"


def test_what_strangers_wrote_is_shown_in_brief() -> None:
    assert brief("a b\x1b[2J\n\u202e") == "a b\\x1b[2J\\n\\u202e"
    assert brief("é" * 120) == "é" * 120
    assert brief("x" * 100_000) == "x" * 120 + "… (100,000 characters)"
    assert brief("a\udcff") == "a\\udcff"


def test_odd_file_names_are_only_names(tmp_path: Path) -> None:
    name = "o'ccur;rence*[1].txt"
    archive = folder(tmp_path / "a", {"meta.xml": meta(archive="", location=name), name: ROW, "o'ccur;rence1.txt": "x"})
    (row,) = dwca.land("trial", str(archive))
    assert (row["table_name"], row["locations"], row["rows_landed"]) == ("trial_o_ccur_rence__1_", name, 1)


def test_names_in_another_form_of_unicode(tmp_path: Path) -> None:
    files = {"meta.xml": meta(archive="", location="mus\u00e9e.txt").encode(), "muse\u0301e.txt": ROW.encode()}
    (row,) = dwca.land("trial", str(zipped(tmp_path / "a.zip", files)))
    assert row["rows_landed"] == 1


def test_a_name_longer_than_the_disk_takes(tmp_path: Path) -> None:
    files: dict[str, bytes] = {}
    for name in ("n" * 300 + "1.txt", "n" * 300 + "2.txt"):
        files[name] = ROW.encode()
    core, other = files
    files["meta.xml"] = meta(archive="", location=core, extensions=extension(other)).encode()
    rows = dwca.land("trial", str(zipped(tmp_path / "a.zip", files)))
    assert [row["table_name"] for row in rows] == ["trial_" + "n" * 100, "trial_" + "n" * 100 + "_2"]
    assert [row["locations"] for row in rows] == [core, other]


def test_utf_8_names_of_a_zip_that_does_not_say_so(tmp_path: Path) -> None:
    """As macOS writes them; a name of code page 437 stays one."""
    made = zipped(
        tmp_path / "a.zip", {"meta.xml": meta(archive="", location="musée.txt").encode(), "musée.txt": ROW.encode()}
    )
    data = bytearray(made.read_bytes())
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(signature)
        while at >= 0:
            data[at + flags : at + flags + 2] = b"\0\0"
            at = data.find(signature, at + 4)
    made.write_bytes(data)
    assert dwca.land("trial", str(made))[0]["locations"] == "musée.txt"
    made.write_bytes(data.replace("musée".encode(), b"mus\x82ee"))
    assert opened(made).names == ["meta.xml", "muséee.txt"]


def test_what_is_packed_inside_is_said_to_be_that(tmp_path: Path) -> None:
    """Its first line would be taken for a header line, and no row would follow."""
    inner = zipped(tmp_path / "inner.zip", {"a.txt": ROW.encode()}).read_bytes()
    kinds = {"a zip": inner, "bzip2'd": bz2.compress(ROW.encode()), "xz'd": lzma.compress(ROW.encode())}
    for what, data in kinds.items():
        path = zipped(tmp_path / "a.zip", {"meta.xml": meta(archive="").encode(), "occurrence.txt": data})
        with pytest.raises(FormatError, match=rf"occurrence\.txt in .* is {what}, which folio does not read"):
            dwca.land("trial", str(path))
    text = folder(tmp_path / "text", {"meta.xml": meta(archive=""), "occurrence.txt": "PAR1\tb\tc\td\nBZh1\tb\tc\td\n"})
    assert dwca.land("trial", str(text))[0]["rows_landed"] == 1


def test_a_name_that_misses_is_answered_with_the_one_that_is_there(tmp_path: Path) -> None:
    for location, there in (("a/x.txt", "A/X.txt"), ("a\\x.txt", "a/x.txt"), ("x.txt", "x.txt.gz")):
        path = zipped(
            tmp_path / "a.zip", {"meta.xml": meta(archive="", location=location).encode(), there: ROW.encode()}
        )
        with pytest.raises(FormatError) as caught:
            dwca.land("trial", str(path))
        assert str(caught.value).endswith(f"<location> {location} is not in the archive, though {there} is")
    with pytest.raises(FormatError, match=r"meta\.xml describes an archive; give the folder"):
        dwca.land("trial", str(folder(tmp_path / "alone", {"meta.xml": meta()}) / "meta.xml"))
    deep = zipped(tmp_path / "deep.zip", {"a/b/meta.xml": meta().encode(), "a/b/occurrence.txt": ROW.encode()})
    with pytest.raises(FormatError, match=r"though a/b/meta\.xml lies deeper"):
        dwca.land("trial", str(deep))


def test_what_is_not_there_or_no_file(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="No such file"):
        opened(tmp_path / "absent.zip")
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(SourceError, match="neither a file nor a folder"):
        opened(tmp_path / "pipe")


# --- bounds


def test_a_bomb_is_refused_before_it_goes_off_and_an_honest_400_to_1_is_not(tmp_path: Path) -> None:
    bomb = zipped(tmp_path / "bomb.zip", {"a.txt": b"\0" * (64 << 20)})
    with pytest.raises(FormatError, match=r"more than 600 times its size \(FOLIO_MAX_EXPANSION_RATIO"):
        content(opened(bomb), "a.txt")
    assert len(content(opened(bomb, expansion_ratio=2000), "a.txt")) == 64 << 20
    line = b"http://n2t.net/ark:/65665/3aaaa\tStillImage\tAbies alba\tSmithsonian Institution, NMNH, Botany\n"
    honest = b"".join(b"%d\t" % row + line for row in range(400_000))
    packed = zipped(tmp_path / "honest.zip", {"a.txt": honest})
    assert content(opened(packed), "a.txt") == honest
    with pytest.raises(FormatError, match=r"more than 1,000,000 bytes \(FOLIO_MAX_EXPANDED_BYTES"):
        content(opened(packed, expanded_bytes=1_000_000), "a.txt")
    tar_bomb = tarred(tmp_path / "bomb.tgz", {"a.txt": b"\0" * (64 << 20)})
    with pytest.raises(FormatError, match="600 times"):
        opened(tar_bomb)
    (tmp_path / "bomb.csv.gz").write_bytes(gzip.compress(b"\0" * (64 << 20)))
    with pytest.raises(FormatError, match="600 times"):
        content(opened(tmp_path / "bomb.csv.gz"), "bomb.csv")


def test_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    assert limits() == Limits()
    monkeypatch.setenv("FOLIO_MAX_COLUMNS", "7")
    assert limits() == Limits(columns=7)
    monkeypatch.setenv("FOLIO_MAX_COLUMNS", "-7")
    with pytest.raises(FolioError, match="FOLIO_MAX_COLUMNS is '-7'"):
        limits()


def test_a_description_is_bounded(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"meta.xml": b" " * 5000})
    with pytest.raises(FormatError, match="larger than 1,000 bytes"):
        opened(path).read("meta.xml", 1000)


# --- marks


def test_what_the_replica_made_says_so(tmp_path: Path) -> None:
    plain = {"meta.xml": meta(archive="").encode(), "occurrence.txt": ROW.encode()}
    assert opened(zipped(tmp_path / "a.zip", plain, b"folio replica")).synthetic
    assert not opened(zipped(tmp_path / "b.zip", plain, b"another")).synthetic
    assert opened(tarred(tmp_path / "a.tgz", plain, comment="folio replica")).synthetic
    assert not opened(tarred(tmp_path / "b.tgz", plain)).synthetic
    header = b"\x1f\x8b\x08\x1c\0\0\0\0\0\xff" + b"\x03\0abc" + b"x.tsv\0" + b"folio replica\0"
    marked = tmp_path / "x.tsv.gz"
    marked.write_bytes(header + gzip.compress(ROW.encode(), mtime=0)[10:])
    assert gzip_comment(header) == b"folio replica"
    assert opened(marked).synthetic
    assert content(opened(marked), "x.tsv") == ROW.encode()
    dwca.land("trial", None, {"occurrence": str(marked)})
    (row,) = dwca.land("trial", str(tmp_path / "a.zip"))
    assert row["origin"] == f"replica {tmp_path / 'a.zip'}"
    assert landing.latest("trial_occurrence") is not None

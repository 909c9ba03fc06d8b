"""The files of a resource as streams of UTF-8 bytes: opened, decompressed, transcoded, hashed.

Only files inside the package's folder are opened (`paths`).
"""

from __future__ import annotations

import codecs
import importlib
import os
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import IO

from ..cells import Unsupported
from ..model import Resource
from ..paths import PathError, open_file
from ..report.codes import Code
from ..tabular.layout import UnreadableFile
from ..unpacking import RATIO, most_unpacked

READ_SIZE = 8 * 1024 * 1024  # bytes read at a time: bounds the memory, hides the cost of each piece
TAIL = 64 * 1024  # bytes in which the end of a line is looked for
# Names of IANA and the WHATWG that Python does not know
LABELS = {"windows-31j": "cp932", "windows-874": "cp874", "iso-8859-8-i": "iso-8859-8"}
MODULES = {"gz": "gzip", "bz2": "bz2", "xz": "lzma"}  # that decompress, by kind of compression


def codec_of(resource: Resource) -> str:
    """Python's name of the resource's encoding; undeclared is UTF-8, as the standard says."""
    name = codec_named(resource.encoding or "utf-8")
    if name is None:
        raise Unsupported(f'encoding "{resource.encoding}"')
    return name


def codec_named(encoding: str) -> str | None:
    """Python's name of an encoding of text, None if it knows none of that name."""
    label = encoding.lower().removeprefix("x-")
    try:
        name = codecs.lookup(LABELS.get(label, label)).name
        "".encode(name)  # some codecs make bytes of bytes, or text of text
        codecs.getincrementaldecoder(name)("mark-undecodable").decode(b"")  # or are for names
    except (LookupError, ValueError):  # ValueError: a NUL or half a surrogate pair in the name
        return None
    return name


def utf8_pieces(
    base: Path, path: str, resource: Resource, size: int = READ_SIZE
) -> Iterator[bytes]:
    """The text of one file as UTF-8 in pieces of about `size` bytes.

    Bytes outside the declared encoding become bytes that are not UTF-8 either, so that they are
    found and located like any other. Raises `UnreadableFile`.
    """
    codec = codec_of(resource)
    raw = _decompressed(base, path, resource, size)
    if codec in ("utf-8", "utf-8-sig"):
        yield from raw
        return
    decoder = codecs.getincrementaldecoder(codec)(errors="mark-undecodable")
    try:
        for piece in chain(filter(None, raw), [b""]):
            yield decoder.decode(piece, final=not piece).encode("utf-8", "surrogatepass")
    except UnicodeError as error:
        said = str(error).replace("stream does not start with BOM", "begins with U+FEFF, this not")
        raise UnreadableFile(said, code=Code.ENCODING) from None


class BufferedReader:
    """A window on the bytes of a file, data[begin:], of which the user asks for more.

    final: the window ends where the file does. read: bytes that were read so far. What cannot be
    read on is raised when more is asked for than came before it. (Mapping the file
    into memory instead copies nothing, and is slower for the page faults.)
    """

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self.data = b""
        self.begin = self.read = 0
        self._pieces = pieces
        self._broken: UnreadableFile | None = None
        self._next = self._following()
        self.final = self._next is None
        self.grow()

    def grow(self) -> None:
        """Makes the window longer, at least twice as long, if the file has so much left: a user
        that looks at all of it after each read then takes time in proportion to its size."""
        if self._next is None and self._broken:
            raise self._broken
        rest, self.data, self.begin = self.data[self.begin :], b"", 0
        parts, size = [rest] if rest else [], 0
        while self._next is not None and (not size or size < len(rest)):
            if self._next:
                parts.append(self._next)
                size += len(self._next)
            self._next = self._following()
        self.data = parts[0] if len(parts) == 1 else b"".join(parts)
        self.read += size
        self.final = self._next is None and not self._broken

    def _following(self) -> bytes | None:
        try:
            return next(self._pieces, None)
        except UnreadableFile as error:
            self._broken = error
            return None

    def advance(self, to: int) -> None:
        """Gives up what lies before an offset, and moves the window on by a read."""
        self.begin = to
        self.grow()


def hash_and_size(
    base: Path, paths: Sequence[str], algorithm: str, skip_headers: bool
) -> tuple[str, int]:
    """Hex digest and bytes of the files as one stream.

    skip_headers: the first line of every file but the first is left out, which is how
    frictionless defines the hash of a table in several files.
    """
    import hashlib

    digest, size = hashlib.new(algorithm), 0
    for number, path in enumerate(paths):
        with open_file(base, path) as file:
            if number and skip_headers:
                file.readline()
            while piece := file.read(1024 * 1024):
                digest.update(piece)
                size += len(piece)
    return digest.hexdigest(), size


def parse_hash(text: str) -> tuple[str, str]:
    """(algorithm, hex digest) of a descriptor's hash; without a prefix it is MD5."""
    algorithm, colon, digest = text.partition(":")
    return (algorithm.lower(), digest) if colon else ("md5", text)


def _decompressed(base: Path, path: str, resource: Resource, size: int) -> Iterator[bytes]:
    try:
        with open_file(base, path) as packed, _unpacked(packed, resource) as file:
            left = most_unpacked(os.fstat(packed.fileno()).st_size)
            for piece in _pieces(file, size, cut=not resource.compression):
                if resource.compression and len(piece) > left:
                    yield piece[:left]
                    raise _broken(f"it unpacks to more than {RATIO} times its size; unpack it")
                left -= len(piece)
                yield piece
    except (Unsupported, UnreadableFile, MemoryError):
        raise
    except Exception as error:  # the five modules have no common class of errors
        if isinstance(error, OSError) and (error.errno or isinstance(error, PathError)):
            raise  # of the system: the file cannot be read at all
        raise _broken(f"{type(error).__name__}: {error}") from None


def _pieces(file: IO[bytes], size: int, cut: bool) -> Iterator[bytes]:
    """The bytes of a file in pieces of about `size`. cut: where a line ends in the last bytes of a
    piece, so that nothing of it is left to be copied before the next. An empty one comes before
    another is read: who looks one ahead need not hold two, and their memory is used again."""
    at = 0
    while True:
        length = size
        if cut and size > TAIL:
            file.seek(at + size - TAIL)
            tail = file.read(TAIL)
            if len(tail) == TAIL and (end := tail.rfind(b"\n") + 1):
                length = size - TAIL + end
            file.seek(at)
        piece = file.read(length)
        if not piece:
            return
        at += len(piece)
        yield piece
        del piece
        if cut:
            if not file.read(1):
                return
            file.seek(at)
            yield b""


def _broken(message: str) -> UnreadableFile:
    return UnreadableFile(message, code=Code.COMPRESSION)


def _unpacked(file: IO[bytes], resource: Resource) -> IO[bytes]:
    """The bytes of a file; each module only where it is needed."""
    kind = resource.compression
    if not kind:
        return file
    if kind in MODULES:
        opened: IO[bytes] = importlib.import_module(MODULES[kind]).open(file, "rb")
        return opened
    if kind == "zip":
        import zipfile

        archive = zipfile.ZipFile(file)
        names = [name for name in archive.namelist() if not name.endswith("/")]
        if not names:
            raise _broken("the archive is empty")
        if resource.innerpath and resource.innerpath not in names:
            raise _broken(f'it has no "{resource.innerpath}"; the first of it is "{names[0]}"')
        return archive.open(resource.innerpath or names[0])
    raise Unsupported(f'compression "{kind}"')


def _mark(error: UnicodeError) -> tuple[str, int]:
    """Replaces what cannot be decoded by a lone surrogate, which UTF-8 does not allow."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return "\udc80", error.end


codecs.register_error("mark-undecodable", _mark)

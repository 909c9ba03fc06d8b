"""The problem codes of conformance: one stable code per kind of problem, one sentence each.

Codes are part of the public interface: they are never renumbered and never reused. The letter
tells the family (S type and constraint, K keys, F file form, X safety). Rules over several
tables have codes of their own (R, D, P and further X), which are not listed here.
"""

from __future__ import annotations

TYPE = "S101"
REQUIRED = "S102"
ENUM = "S103"
CATEGORY = "S104"
PATTERN = "S105"
MIN_LENGTH = "S106"
MAX_LENGTH = "S107"
MINIMUM = "S108"
MAXIMUM = "S109"
EXCLUSIVE_MINIMUM = "S110"
EXCLUSIVE_MAXIMUM = "S111"
DESCRIPTOR = "S150"
NOT_COMPUTED = "S199"

PRIMARY_KEY = "K201"
PRIMARY_KEY_NULL = "K202"
UNIQUE = "K203"
UNIQUE_KEY = "K204"
FOREIGN_KEY = "K205"
REFERENCE = "K206"
WOULD_CHANGE = "K207"

PROBABLE_DUPLICATE = "D590"

FILE_MISSING = "F301"
FILE_REMOTE = "F302"
HASH = "F303"
BYTES = "F304"
EMPTY = "F305"
ENCODING = "F306"
NUL = "F307"
STRAY_QUOTE = "F308"
UNCLOSED_QUOTE = "F309"
BLANK_ROW = "F310"
MISSING_CELL = "F311"
EXTRA_CELL = "F312"
MISSING_LABEL = "F313"
EXTRA_LABEL = "F314"
INCORRECT_LABEL = "F315"
DUPLICATE_LABEL = "F316"
BLANK_LABEL = "F317"
PART_HEADER = "F318"
DIALECT = "F319"
COMPRESSION = "F320"
COUNT = "F321"
UNMATCHED_HEADER = "F322"
UNREADABLE = "F323"
WINDOWS = "F324"
ERROR_CELL = "F325"
FORMULA = "F326"
LONG_CELL = "F327"
UNTIDY = "F328"
DATE_CELL = "F329"
NOT_CANONICAL = "F380"
OTHER = "F390"

SPAN = "P490"

UNSAFE_PATH = "X401"

SENTENCES: dict[str, str] = {
    TYPE: "The cell cannot be read as the type and format of its column.",
    REQUIRED: "The column is required and the cell is missing or only spaces.",
    ENUM: "The value is not one of the values that the column allows.",
    CATEGORY: "The value is not one of the categories of the column.",
    PATTERN: "The whole text does not match the pattern of the column.",
    MIN_LENGTH: "The text is shorter than the column's least length.",
    MAX_LENGTH: "The text is longer than the column's greatest length.",
    MINIMUM: "The value is below the column's minimum.",
    MAXIMUM: "The value is above the column's maximum.",
    EXCLUSIVE_MINIMUM: "The value is not above the column's exclusive minimum.",
    EXCLUSIVE_MAXIMUM: "The value is not below the column's exclusive maximum.",
    DESCRIPTOR: "The descriptor breaks the Data Package standard.",
    NOT_COMPUTED: "A check could not be computed, so the data is not known to be good.",
    PRIMARY_KEY: "The primary key occurs in an earlier row as well.",
    PRIMARY_KEY_NULL: "A part of the primary key is missing.",
    UNIQUE: "The column is unique and the value occurs in an earlier row as well.",
    UNIQUE_KEY: "The columns of a unique key hold the same values in an earlier row as well.",
    FOREIGN_KEY: "The foreign key refers to a row that does not exist.",
    REFERENCE: "The foreign key refers to a table or column that the package does not have.",
    WOULD_CHANGE: "A contributed row has the key of an existing one and would change it.",
    PROBABLE_DUPLICATE: "A contributed row is probably a duplicate of another row.",
    FILE_MISSING: "The file that the descriptor names does not exist.",
    FILE_REMOTE: "The path is remote; files are never fetched.",
    HASH: "The file's hash is not the one that the descriptor states.",
    BYTES: "The file's size is not the one that the descriptor states.",
    EMPTY: "The file is empty; not even a header is there.",
    ENCODING: "The bytes are not text in the encoding of the file.",
    NUL: "The cell holds a NUL character.",
    STRAY_QUOTE: "A quote stands inside an unquoted cell or after the end of a quoted one.",
    UNCLOSED_QUOTE: "A quoted cell is never closed.",
    BLANK_ROW: "All cells of the row are missing.",
    MISSING_CELL: "The row has fewer cells than the header.",
    EXTRA_CELL: "The row has more cells than the header.",
    MISSING_LABEL: "The header lacks a column of the schema.",
    EXTRA_LABEL: "The header has a column that the schema does not know.",
    INCORRECT_LABEL: "The header names another column than the schema has in this place.",
    DUPLICATE_LABEL: "The header has the same name twice.",
    BLANK_LABEL: "The header has a column without a name.",
    PART_HEADER: "The header of a further file differs from that of the first.",
    DIALECT: "The file is written in a dialect that the descriptor does not declare.",
    COMPRESSION: "The file cannot be decompressed.",
    COUNT: "The number of rows or columns is not the one that the descriptor states.",
    UNMATCHED_HEADER: "The header has no column of the schema at all.",
    UNREADABLE: "The file cannot be read as a table.",
    NOT_CANONICAL: "The file is not in the canonical form, which `spaceties format` gives it.",
    WINDOWS: "A contributed file is not UTF-8 and was read as Windows-1252.",
    ERROR_CELL: "The cell holds the error value of a spreadsheet.",
    FORMULA: "The cell is a formula and the workbook does not hold its value.",
    LONG_CELL: "The cell is longer than any cell of a table may be.",
    UNTIDY: "The value is right but not written as the tables write it.",
    DATE_CELL: "A spreadsheet took a text for a date.",
    OTHER: "frictionless found a problem of another kind.",
    SPAN: "The span of the document is not the one that the claim was made of.",
    UNSAFE_PATH: "The path is absolute or leaves the folder of the package.",
}

LETTERS: dict[str, str] = {
    "S": "type and constraint",
    "K": "primary, unique and foreign keys",
    "F": "file form",
    "R": "cross-table rules",
    "D": "probable duplicates",
    "P": "provenance",
    "X": "safety",
}

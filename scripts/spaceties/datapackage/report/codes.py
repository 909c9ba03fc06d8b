"""The codes and severities of problems: one stable code per kind of problem, one sentence each.

Codes are part of the public interface: they are never renumbered and never reused. The letter
tells the family (`FAMILIES`). What else tells problems (contributed files, rules over several
tables) has codes of its own, made with the same `ProblemCode`.
"""

from __future__ import annotations

from enum import StrEnum

FAMILIES = {
    "S": "type and constraint",
    "K": "primary, unique and foreign keys",
    "F": "file form",
    "R": "relations",
    "P": "provenance",
    "D": "probable duplicates",
    "X": "safety",
}


class Severity(StrEnum):
    """An error makes a package invalid, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


ERROR, WARNING = Severity.ERROR, Severity.WARNING


class ProblemCode(StrEnum):
    """A code that knows its sentence; as text it is the code alone."""

    sentence: str

    def __new__(cls, code: str, sentence: str = "") -> ProblemCode:
        member = str.__new__(cls, code)
        member._value_ = code
        member.sentence = sentence
        return member


class Code(ProblemCode):
    """The codes of validation, that is of any Data Package."""

    TYPE = "S101", "The cell cannot be read as the type and format of its column."
    REQUIRED = "S102", "The column is required and the cell is missing or only spaces."
    ENUM = "S103", "The value is not one of the values that the column allows."
    CATEGORY = "S104", "The value is not one of the categories of the column."
    PATTERN = "S105", "The whole text does not match the pattern of the column."
    MIN_LENGTH = "S106", "The text is shorter than the column's least length."
    MAX_LENGTH = "S107", "The text is longer than the column's greatest length."
    MINIMUM = "S108", "The value is below the column's minimum."
    MAXIMUM = "S109", "The value is above the column's maximum."
    EXCLUSIVE_MINIMUM = "S110", "The value is not above the column's exclusive minimum."
    EXCLUSIVE_MAXIMUM = "S111", "The value is not below the column's exclusive maximum."
    JSON_SCHEMA = "S112", "The value does not conform to the JSON schema of the column."
    DESCRIPTOR = "S150", "The descriptor breaks the Data Package standard."
    FAULT = (
        "S198",
        "A fault of Spaceties stopped the check, so the data is not known to be good.",
    )
    NOT_COMPUTED = "S199", "A check could not be computed, so the data is not known to be good."

    PRIMARY_KEY = "K201", "The primary key occurs in an earlier row as well."
    PRIMARY_KEY_NULL = "K202", "A part of the primary key is missing."
    UNIQUE = "K203", "The column is unique and the value occurs in an earlier row as well."
    UNIQUE_KEY = (
        "K204",
        "The columns of a unique key hold the same values in an earlier row as well.",
    )
    FOREIGN_KEY = "K205", "The foreign key refers to a row that does not exist."
    REFERENCE = (
        "K206",
        "The foreign key refers to a table or column that the package does not have.",
    )

    FILE_MISSING = "F301", "The file that the descriptor names does not exist."
    FILE_REMOTE = "F302", "The path is remote; files are never fetched."
    HASH = "F303", "The file's hash is not the one that the descriptor states."
    BYTES = "F304", "The file's size is not the one that the descriptor states."
    EMPTY = "F305", "There is no header: the file is empty or begins with a blank line."
    ENCODING = "F306", "The bytes are not text in the encoding of the file."
    NUL = "F307", "The cell holds a NUL character."
    STRAY_QUOTE = "F308", "A quote stands inside an unquoted cell or after the end of a quoted one."
    UNCLOSED_QUOTE = "F309", "A quoted cell is never closed."
    BLANK_ROW = "F310", "All cells of the row are missing."
    MISSING_CELL = "F311", "The row has fewer cells than the header."
    EXTRA_CELL = "F312", "The row has more cells than the header."
    MISSING_LABEL = "F313", "The header lacks a column of the schema."
    EXTRA_LABEL = "F314", "The header has a column that the schema does not know."
    INCORRECT_LABEL = "F315", "The header names another column than the schema has in this place."
    DUPLICATE_LABEL = "F316", "The header has the same name twice."
    BLANK_LABEL = "F317", "The header has a column without a name."
    PART_HEADER = "F318", "The header of a further file differs from that of the first."
    DIALECT = "F319", "The file is written in a dialect that the descriptor does not declare."
    COMPRESSION = "F320", "The file cannot be decompressed."
    COUNT = "F321", "The number of rows or columns is not the one that the descriptor states."
    UNMATCHED_HEADER = "F322", "The header has no column of the schema at all."
    UNREADABLE = "F323", "The file cannot be read as a table."
    CONFLICT = "F341", "A merge conflict of git was left in the file."
    NOT_CANONICAL = (
        "F380",
        "The file is not in the canonical form, which `spaceties format` gives it.",
    )
    OTHER = "F390", "frictionless found a problem of another kind."

    SPAN = "P490", "The span of the document is not the one that the claim was made of."

    UNSAFE_PATH = "X401", "The path is absolute or leaves the folder of the package."


# The codes of keys that must not repeat
REPEATED = (Code.PRIMARY_KEY, Code.UNIQUE, Code.UNIQUE_KEY)

"""The codes of what only contributed files can have; the others are those of validation."""

from __future__ import annotations

from spaceties.datapackage.report.codes import ProblemCode


class ContributionCode(ProblemCode):
    """The codes of contributed files and of what their rows would do."""

    WOULD_CHANGE = "K207", "A contributed row has the key of an existing one and would change it."

    PROBABLE_DUPLICATE = "D590", "A contributed row is probably a duplicate of another row."

    CODE_PAGE = "F324", "A contributed file is not UTF-8 and was read in a code page."
    ERROR_CELL = "F325", "The cell holds the error value of a spreadsheet."
    FORMULA = "F326", "The cell is a formula and the workbook does not hold its value."
    LONG_CELL = "F327", "The cell is longer than any cell of a table may be."
    UNTIDY = "F328", "The value is right but not written as the tables write it."
    DATE_CELL = "F329", "A spreadsheet took a text for a date."
    MERGED = "F330", "Cells are merged, and all but the first have lost the value that is shown."
    SHOWN = "F331", "The sheet shows the cell otherwise than its value is."
    COMPUTED = "F348", "A cell that a release computes was changed."
    OLDER = "F349", "A file of another release was sent back, and the tables have changed since."
    NO_ROW = "F350", "A line is no row of the table: a total, a note or a row of units."
    ABSENT = "F340", "A text column holds a word that stands for a missing value."
    HIDDEN = "F332", "Rows, a column or a sheet are hidden and were read all the same."
    HEADER_AGAIN = "F342", "The file has a header once more below its header."
    MISFIT = "F343", "All rows have another number of cells than the header."
    SWALLOWED = "F344", "A quoted cell holds lines that look like rows."
    WRAPPED = "F345", "Lines stand in quotes, as one cell each."
    DAMAGED = "F346", "The text was damaged on its way: letters are lost, or others than they were."
    MARKS = "F347", "The point may part thousands, as other cells have decimal commas."

"""What each code of a problem means, with an example and how to mend it, and what rules say."""

from __future__ import annotations

import textwrap
from functools import partial
from typing import TYPE_CHECKING

from spaceties.contribute.read.codes import ContributionCode
from spaceties.datapackage.report.codes import Code
from spaceties.release.verify import ReleaseCode

if TYPE_CHECKING:
    from spaceties.rules.engine import Rule

# {code: (example, how to mend it)}; the sentence of the code comes before them.
MENDING: dict[str, tuple[str, str]] = {
    "S101": ("12 km in a column of integers", "write the value as its type asks: 12"),
    "S102": ("an empty name where names are required", "fill the cell in, or leave the row out"),
    "S103": ("signd where signed and draft are allowed", "take one of the allowed values"),
    "S104": ("orange where red and green are categories", "take a category, or add this one"),
    "S105": ("2016-A where the pattern is [0-9]{4}-[0-9]{3}", "write the whole cell as it asks"),
    "S106": ("U where minLength is 2", "write the value in full"),
    "S107": ("a whole sentence where maxLength is 20", "shorten it, or raise maxLength"),
    "S108": ("-3 where minimum is 0", "mend the value, or lower the minimum"),
    "S109": ("120 where maximum is 100", "mend the value, or raise the maximum"),
    "S110": ("0 where exclusiveMinimum is 0", "take a value above it"),
    "S111": ("100 where exclusiveMaximum is 100", "take a value below it"),
    "S112": ('{"a": "x"} where a must be an integer', "mend the part that is named"),
    "S150": ('"type": "float" in a field', "mend the descriptor at the place that is named"),
    "S198": ("an error that only Spaceties can mend", "report it, with what --debug shows"),
    "S199": ("a bound without an offset, a time with one", "mend what the message names"),
    "K201": ("two rows with the id 7", "leave one out, or give it an id of its own"),
    "K202": ("a row without an id", "fill in all columns of the primary key"),
    "K203": ("one address in two rows", "mend one of the values, or leave one row out"),
    "K204": ("the same name and year in two rows", "mend one of the rows, or leave it out"),
    "K205": ("country XX without a row XX in countries", "mend the value, or add the row"),
    "K206": ('a foreign key to the table "contries"', "mend the name in the foreign key"),
    "F301": ('"path": "date.csv" where data.csv lies', "mend the path, or add the file"),
    "F302": ('"path": "https://…/data.csv"', "fetch the file and name the local copy"),
    "F303": (
        "a file edited after its hash was stated",
        "state its hash, or get it again",
    ),
    "F304": ("a file cut short by a download", "get the file again, or state its size"),
    "F305": ("a file of 0 bytes", "write the header into the first line"),
    "F306": ("é saved as Windows-1252", 'save the file as UTF-8, or declare its "encoding"'),
    "F307": ("UTF-16 read as UTF-8", "take the NUL out, or declare the right encoding"),
    "F308": ('a "b" c', 'put the whole cell in quotes and double those inside: "a ""b"" c"'),
    "F309": ('"a, b without a second quote', "close the quote"),
    "F310": ("a line of nothing but commas", "delete the line"),
    "F311": ("1,2 under a,b,c", "add the missing cells, empty ones too"),
    "F312": ("1,2,3 under a,b", "put a cell that holds a comma in quotes"),
    "F313": ("a header a for the fields a,b", "add the column, or loosen fieldsMatch"),
    "F314": ("a header a,b,c for the fields a,b", "delete the column, or add a field for it"),
    "F315": ("a header b,a for the fields a,b", "order and name the columns as the schema does"),
    "F316": ("a header a,a", "give each column a name of its own"),
    "F317": ("a header a,,c", "name the column"),
    "F318": ("a,b in part 1 and a,c in part 2", "give all parts the same header"),
    "F319": ("a;b where no delimiter is declared", 'declare it: "dialect": {"delimiter": ";"}'),
    "F320": ("a .gz file that was cut short", "compress or fetch the file again"),
    "F321": ('"rows": 10 for 12 rows', "state the right number, or look for what is missing"),
    "F322": ("a header x,y for the fields a,b", "look whether this is the right file"),
    "F323": ("a page of HTML saved as data.csv", "get the file that was meant"),
    "F324": ("é as one byte", "save the file as UTF-8 and see that all letters are right"),
    "F325": ("#REF!", "mend the formula, or write the value"),
    "F326": ("=A1*2 without a stored value", "open and save the workbook, or paste values alone"),
    "F327": ("a cell of a megabyte", "look for a quote that is not closed, or shorten the text"),
    "F328": ("1,000 for 1000", "write the value as the hint does"),
    "F329": ("5-Feb for the code 5-2", "look the text up and write it into a cell of text"),
    "F330": ("one amount merged over three rows", "undo the merging and fill each cell in"),
    "F331": ("12.5% over the value 0.125", "write what is meant, without a number format"),
    "F332": ("a row that a filter hides", "look at it, and take it out if it is not meant"),
    "F340": ("N/A for the name of a body", "leave the cell empty, or write the name"),
    "F341": ("<<<<<<< HEAD", "keep the rows that are right, and take the marks out"),
    "F342": ("two files joined by cat", "take the second header out"),
    "F343": ("numbers of rows, written by R", "write the table without row names"),
    "F344": ('a note that begins with " and finds the next one lines below', "double the quote"),
    "F345": ('"a,""b"",c" in one cell', "look whether the rows are right"),
    "F346": ("CrÃ©dits for Crédits", "write the text as the source has it"),
    "F347": ("35.786 beside 0,1", "write 35786 if it is that, else decimal points throughout"),
    "F348": ("another day in signed_on_earliest", "correct the cell that it is computed from"),
    "F349": ("the workbook of 0.2.0 under tables of 1.0.0", "send keys and changed columns alone"),
    "F350": ("Total below the rows", "take the line out, or fill in what a row needs"),
    "F380": ("CRLF where the tables have LF", "run `spaceties format`"),
    "F390": ("a check that only frictionless makes", "see its message"),
    "F391": ("notes.txt in a release", "take it out, or make the release again"),
    "K207": ("agreement 7 with another date", "leave the row out, or change the table by hand"),
    "D590": ("a treaty under a second id", "compare the two, and leave one out"),
    "P490": ("a document edited after the claim", "find the passage again and state its span"),
    "X401": ('"path": "../data.csv"', "put the file into the folder of the package"),
}


# {code: sentence} of all problems that any verb tells, rules over several tables apart
CODES = {str(code): code.sentence for code in (*Code, *ContributionCode, *ReleaseCode)}


def code_text(code: str, width: int = 80) -> str:
    """What a code of `CODES` means, for a terminal of so many columns."""
    example, mending = MENDING[code]
    return _text(width, code, CODES[code], f"Example: {example}", f"To mend it: {mending}")


def rule_text(rule: Rule, width: int = 80) -> str:
    """What a rule says, for a terminal of so many columns."""
    return _text(
        width,
        rule.code,
        f"{rule.severity}, {where(rule)}",
        rule.sentence,
        f"Why: {rule.why}",
        f"Example: {rule.told()}",
        f"To mend it: {rule.mending}",
    )


def where(rule: Rule) -> str:
    """The table that a rule is on, in words."""
    return "every table" if rule.table == "*" else rule.table


def _text(width: int, code: str, *paragraphs: str) -> str:
    fill = partial(
        textwrap.fill,
        width=width,
        break_on_hyphens=False,
        initial_indent="  ",
        subsequent_indent="  ",
    )
    return "\n".join([code, *map(fill, paragraphs), ""])

"""The version set in every file that states it, all of them or none.

Those are the descriptor, from which the code and its build take theirs, and what others read:
CITATION.cff (GitHub, Zotero) and .zenodo.json. Nothing but the version and the date changes.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

from spaceties.datapackage.diff.semver import precedence
from spaceties.datapackage.paths import read_text


class SettingError(ValueError):
    """A file does not state the version where it should; nothing was written."""


def with_version(folder: Path, version: str, date: str) -> dict[str, str]:
    """The texts of the files in a package's folder that state its version, with this one.

    date: ISO, the day of the release; a time of day that a file states stays as it is. Raises
    SettingError, and ValueError for what is no version.
    """
    precedence(version)
    texts = {}
    for name, (put, date_key) in FILES.items():
        try:
            if (old := read_text(folder, name)) is None:
                continue
            text = put(old, "version", version)
            dated = put(text, date_key, date) if text else None
        except ValueError as error:
            raise SettingError(f"{name} cannot be read: {error}") from None
        if text is None:
            raise SettingError(f'{name} has no "version" at its top')
        texts[name] = dated or text
    return texts


def states_version(text: str, version: str, date: str) -> bool:
    """Whether the text of a CITATION.cff is that of a version and its day."""
    dated = _in_yaml(text, "date-released", date) or text
    return text == dated == _in_yaml(text, "version", version)


def _in_json(text: str, key: str, value: str) -> str | None:
    """The text with the value of a key of the outermost object replaced, None without that key."""
    described = json.loads(text)
    if key != "version":
        value += str(described.get(key, ""))[len(value) :]
    for match in re.finditer(rf'("{re.escape(key)}"\s*:\s*)"(?:[^"\\]|\\.)*"', text):
        changed = text[: match.start()] + match[1] + json.dumps(value) + text[match.end() :]
        if json.loads(changed) == {**described, key: value}:
            return changed
    return None


def _in_yaml(text: str, key: str, value: str) -> str | None:
    """The same for a line of YAML that is not indented; quotes are kept."""
    pattern = rf"^({key}:[ \t]*)([\"']?)[^\"'\n]*\2(?=[ \t]*$)"
    changed, count = re.subn(pattern, rf"\g<1>\g<2>{value}\g<2>", text, count=1, flags=re.MULTILINE)
    return changed if count else None


# How a key of a file is set, and which has the date.
FILES = {
    "datapackage.json": (_in_json, "created"),
    ".zenodo.json": (_in_json, "publication_date"),
    "CITATION.cff": (_in_yaml, "date-released"),
}

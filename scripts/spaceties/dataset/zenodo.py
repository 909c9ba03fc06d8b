"""`.zenodo.json` from the descriptor: what Zenodo shows of a deposited release."""

from __future__ import annotations

import json
from typing import Any

from spaceties.datapackage.model import Package

# Roles of the Data Package to the contributor types of Zenodo (those of DataCite).
TYPES = {"dataCollector": "DataCollector", "dataCurator": "DataCurator", "contact": "ContactPerson"}


def zenodo(package: Package) -> str:
    """The text of `.zenodo.json`.

    Source: developers.zenodo.org, "Deposit metadata"; names of persons are "Family, Given".
    """
    people = package.custom.get("contributors", [])
    creators = [p for p in people if "creator" in p.get("roles", [])]
    metadata = {
        "upload_type": "dataset",
        "title": package.title,
        "version": package.version,
        "publication_date": str(package.custom["created"])[:10],
        "description": package.custom.get("description", ""),
        "creators": [{"name": _name(person)} for person in creators],
        "contributors": [
            {"name": _name(person), "type": _type(person)}
            for person in people
            if person not in creators
        ],
        "license": package.custom["licenses"][0]["name"].lower(),
        "access_right": "open",
        "keywords": package.custom.get("keywords", []),
        "related_identifiers": [
            {"identifier": source["path"], "relation": "isDerivedFrom", "resource_type": "dataset"}
            for source in package.custom.get("sources", [])
            if "path" in source
        ],
    }
    return json.dumps(metadata, ensure_ascii=False, indent=2) + "\n"


def _name(person: dict[str, Any]) -> str:
    if "familyName" in person:
        return f"{person['familyName']}, {person['givenName']}"
    return str(person["title"])


def _type(person: dict[str, Any]) -> str:
    return next((TYPES[role] for role in person.get("roles", []) if role in TYPES), "Other")

"""A release in the words of schema.org/Dataset, as search engines and Croissant read it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from spaceties.dataset.model import Release

Json = dict[str, Any]


def described(release: Release) -> Json:
    """The properties of the data set; `url` only where it is hosted, `identifier` where the
    descriptor has an `id`."""
    custom = release.package.custom
    identifier = release.package.descriptor.get("id")
    people = custom.get("contributors", [])
    return {
        "name": release.package.name,
        "alternateName": release.package.title,
        "description": custom.get("description", ""),
        "version": release.package.version,
        "license": [licence["path"] for licence in release.package.descriptor["licenses"]],
        **({"url": release.home} if release.home else {}),
        **({"identifier": identifier} if identifier else {}),
        "datePublished": release.created,
        "keywords": custom.get("keywords", []),
        "creator": [_person(p) for p in people if "creator" in p.get("roles", [])],
        "contributor": [_person(p) for p in people if "creator" not in p.get("roles", [])],
        "isBasedOn": [source["path"] for source in custom.get("sources", []) if "path" in source],
        **_coverage(release),
    }


def _person(person: Mapping[str, Any]) -> Json:
    kind = "Person" if "familyName" in person else "Organization"
    described = {"@type": kind, "name": person["title"], "url": person.get("path")}
    return {key: value for key, value in described.items() if value}


def _coverage(release: Release) -> Json:
    """From the first launch to the day of the release, the whole world."""
    launches = next((t for t in release.tables if t.name == "launches"), None)
    if launches is None or "launched_on" not in launches.schema.field_names:
        return {}
    days = launches.columns[launches.schema.field_names.index("launched_on")]
    first = min((str(day) for day in days if day is not None), default=None)
    return {
        **({"temporalCoverage": f"{first}/{release.created}"} if first else {}),
        "spatialCoverage": {"@type": "Place", "name": "World"},
    }

"""The formats of text: each reader gives the text itself, None if it is not of the format.

Source: Table Schema, "string" (datapackage.org/standard/table-schema); verdicts are those of
frictionless 5.21.
"""

from __future__ import annotations

import base64
import re
from uuid import UUID

SCHEME = r"[a-zA-Z][a-zA-Z0-9+.-]*:"  # of a URI, by RFC 3986
# The two sides of an e-mail address: dots between atoms (RFC 5322) or a quoted text, with the Latin
# letters of other languages; labels of a domain in the form that the DNS has (RFC 1035).
LATIN = r"\xa0-\u024f"
ATOM = rf"[{LATIN}0-9a-z!#$%&'*+/=?^_`{{}}|~-]+"
QUOTED = rf'"(?:[{LATIN}\x01-\x08\x0b\x0c\x0e-\x1f!#-\[\]-\x7f]|\\[\t.])*"'
MAILBOX = rf"(?i){ATOM}(?:\.{ATOM})*|{QUOTED}"
DOMAIN = r"(?i)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9][a-z0-9-]{0,61}[a-z]"


def uri(text: str) -> str | None:
    """A URI has a scheme; nothing else is asked of it."""
    return text if re.match(SCHEME, text) else None


def email(text: str) -> str | None:
    """An address whose host the DNS could know."""
    mailbox, _, host = text.partition("@")
    if len(mailbox) > 64 or not re.fullmatch(MAILBOX, mailbox) or "__" in host:
        return None
    try:
        domain = host.encode("idna").decode("ascii")
    except UnicodeError:
        return None
    sound = max(len(host), len(domain)) <= 253 and re.fullmatch(DOMAIN, domain)
    return text if sound else None


def uuid(text: str) -> str | None:
    """What Python reads as a UUID, without its hyphens too."""
    try:
        UUID(text)
    except ValueError:
        return None
    return text


def binary(text: str) -> str | None:
    """Base64, as Python decodes it."""
    try:
        base64.b64decode(text)
    except ValueError:  # binascii.Error, and non-ASCII text
        return None
    return text


READERS = {"uri": uri, "email": email, "uuid": uuid, "binary": binary}

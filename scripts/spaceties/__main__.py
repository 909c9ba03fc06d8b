"""`python -m spaceties` is the `spaceties` command."""

import sys

from spaceties.commands import process

sys.exit(process())

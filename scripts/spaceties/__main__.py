"""`python -m spaceties` is the `spaceties` command.

Python puts the current folder first where modules are looked for, and it may be a stranger's: it is
taken away before anything else is imported.
"""

import sys

if not sys.flags.safe_path:
    del sys.path[0]

from spaceties.commands import process

sys.exit(process())

"""Tables of projects, by noun. Text that several people edit has a `version`: a save names the version it was made
from (see foundation/database.py)."""

"""Tables of projects, by noun. Text that several people edit has a `version`: a save names the version it was made
from (see foundation/database.py).
"""

# All of them together, whichever is asked for: they name each other.
from lhs_community.projects.models import cycles as cycles, diagram as diagram, projects as projects

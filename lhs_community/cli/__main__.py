"""`python -m lhs_community.cli` is `lhs-community`."""

from lhs_community.cli import main

main(prog_name="lhs-community")

"""Learning who wrote a post without a name: two people in two roles, for a serious reason, and the author is told."""

"""What a project says to others: the sponsor report, and the write-up after SQUIRE 2.0, on paper too."""

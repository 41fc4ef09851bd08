"""Who is told what: a notice for each follower and each person mentioned, its rights checked again when it is read."""

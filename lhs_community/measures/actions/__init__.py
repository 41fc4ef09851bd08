"""Everything that changes a measure. Readings are only ever added: a correction keeps what it corrects."""

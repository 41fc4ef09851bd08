"""The guard against identifiable information: text in, findings out."""

"""What somebody is still writing: kept for them alone, on every device, until it is sent."""

"""What somebody keeps for themselves: any thing of the site, with a private note and a reminder."""

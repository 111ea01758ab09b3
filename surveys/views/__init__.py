"""Pages that ask: answering (a participant with a link) and accounts."""

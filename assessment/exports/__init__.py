"""Report in, bytes out. Nothing here knows the database or a frame."""

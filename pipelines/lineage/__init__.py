"""Where things come from: hashes, edits, segments and spans on the level of characters; fingerprints and processes
on the level of tables. Nothing here knows what a news article says."""

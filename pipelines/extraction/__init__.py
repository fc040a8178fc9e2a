"""Clean text to sentences and raw mentions: one pass of a spaCy pipeline over each title and text, and nothing else."""

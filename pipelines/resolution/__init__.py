"""Raw mentions to mentions with an identity, and to the entities of the corpus. Nothing is merged because it looks
alike: a rule with a name and evidence in the same article decides, or nobody does."""

"""Raw articles to clean text. Every change is an edit with the name of its rule, so that the source text can always be
walked back to; nothing changes text except through an edit."""

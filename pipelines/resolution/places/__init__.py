"""Which place a mention names: candidates from the gazetteer, and what the article tells about them. Who or what else
is named is decided in the package around this one."""

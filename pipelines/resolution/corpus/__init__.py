"""Names across the corpus: which names of different articles are one entity's, which are left open, and why.

In order of use: `uses` groups mentions by name, `facts` says what follows from a name alone, `parts`, `kinds` and
`attested` propose merges, `surnames` looks at names that no full name explains, `links` makes one answer of many
proposals, by which `walk` leads each name on, and `identities` puts it together. A pure function of the articles'
names: no order, no batch, no earlier run has a part in it. Names of articles are looked at some articles at a time.
"""

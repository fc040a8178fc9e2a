"""The steps of each stage: which process makes a table, from which tables, with what at hand. Thin wiring between the
pure functions of a stage and the tables, the store and the workers.

The process of a step names its own module (`__name__`) too, since the wiring and the engine below it can change a
table. The process of per-text work names only the module of the function that does it, which is all that can change a
result: what takes hours to make is kept when only its surroundings change."""

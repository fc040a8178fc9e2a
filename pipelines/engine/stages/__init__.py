"""The steps of each stage: which process makes a table, from which tables, with what at hand. Thin wiring between the
pure functions of a stage and the tables, the store and the workers."""

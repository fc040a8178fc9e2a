"""The benchmark: `make bench`. No test is in here: times belong to a machine and a moment."""

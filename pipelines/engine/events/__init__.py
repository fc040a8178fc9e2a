"""OpenLineage events: a run and its steps told to other tools, in the form that they all read. What belongs here: how a
run, a step and a table are described in that form, and how events are kept and sent. Nothing here may make a run fail
or wait. OpenLineage's client takes a third of a second to import, so only `telling` imports it, when a run begins."""

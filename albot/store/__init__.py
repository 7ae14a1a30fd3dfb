"""All SQL of the house: the engine and its one transaction, sealed columns, named queries, the outbox and the inbox.

Handlers and loops get `Rows`: a session that cannot commit. A query that has a name lives in the module of its noun
and takes `Rows` first. What a turn asks every time is built once, as a constant above its function, and asked with
values: to put such a question together costs more than the answer. Encryption is explicit (`rows.seal`, `rows.open`)
rather than hidden in a column type, so that a row never holds a text in clear: printing one, or a traceback that shows
it, gives nothing away.
"""

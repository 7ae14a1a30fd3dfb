"""The grammar of conversation, without Telegram: what comes in, what goes out, who may do what, which prompt is open.

A feature declares commands, presses and prompts (`registry`); `dispatch` finds the one that an update means, checks
that the person may, and runs it as one turn (`turn`) inside one transaction.
"""

"""What a facilitator would recognise: the nouns of an action learning set and their rules.

The nouns are SQLModel tables without a session; the rules are pure functions of values and `now`. Nothing here does
input or output, asks for the time, or knows Telegram.
"""

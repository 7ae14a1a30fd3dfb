"""A strict Bot API server on this machine.

It is for rehearsing, for browser tests, and for the tests of everything that talks to Telegram.

`world` holds people, chats and messages and knows no HTTP; `methods` are the Bot API's methods over it; `server` puts
both on an address of this machine, together with the page. Error codes and descriptions are Telegram's own, as its
Bot API server (github.com/tdlib/telegram-bot-api) and its client library (github.com/tdlib/td) word them.
"""

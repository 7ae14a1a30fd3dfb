# /leave: out of a set, with one's notes. /forget: out of everything.
button-leaving-leave = Leave the set
button-leaving-take-back = Leave, and take back what I shared
button-leaving-stay = Stay
button-leaving-show = Show
button-leaving-now = What is open
button-forget-erase = Erase everything
button-forget-keep = Keep everything
button-forget-yes = Yes, erase it now

leaving-set-unnamed = a set without a name

leaving-sure = Leave <b>{ $set }</b>?

    Its questions and nudges stop. Your notes stay yours for a year: /journal shows them. What you shared stays with the set. The others notice it at the next delivery time.

    To erase everything as well, use /forget.
leaving-sure-shared = Leave <b>{ $set }</b>?

    Its questions and nudges stop. Your notes stay yours for a year: /journal shows them. The others notice it at the next delivery time.

    What you shared stays with the set, unless you take it back. That happens at once, and others may notice the moment.

    To erase everything as well, use /forget.
leaving-left = You have left <b>{ $set }</b>. /journal still shows your notes, for a year. All the best.
leaving-stayed = All right, you stay. Nothing has changed.
leaving-told = Somebody has left a set that you facilitate.
leaving-who = <b>{ $handle }</b> has left <b>{ $set }</b>.
leaving-last-facilitator = You are the only facilitator of <b>{ $set }</b>, so I cannot let you out yet. The others would be left without anybody.

    If you have to go: /forget ends the set and erases everything about you. The people who run me are named in /privacy.

forget-nothing = There is nothing about you here. I keep nothing before you agree to it.
forget-first = This erases everything about you, in all sets: your handles and all that you wrote. What others have of it goes from their chats, or says “withdrawn”. Nobody can bring it back.

    It also deletes the messages of the last 48 hours here.

    To keep a copy, use /export first. To leave a set and keep your notes, use /leave.
forget-second = Really everything? It happens at once, and others may notice that your handle is gone.
    { $ends }
forget-ends-set = You are the only facilitator of <b>{ $set }</b>. That set ends with this, and its members are told so.
forget-kept = All right. Everything is still here.
forget-goodbye = Everything about you is erased from my database.

    Messages of the last 48 hours are being deleted here. Older ones I cannot delete. To clear them, open the menu of this chat, choose <b>Delete chat</b>, and delete it for me too. Telegram may keep copies of its own. Backups of my database hold you, sealed, until they are replaced.

    Take care.
forget-set-ended = A set of yours has ended, since it has no facilitator any more. What you wrote stays yours. /journal shows it.

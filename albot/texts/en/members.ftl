# /members: letting people in, turning them away, removing and muting them, and who facilitates.
button-members-admit = Let in { $handle }
button-members-turn-away = Turn away { $handle }
button-members-remove-somebody = Remove somebody
button-members-mute-somebody = Mute somebody
button-members-unmute-somebody = Unmute somebody
button-members-make-somebody = Make co-facilitator
button-members-down-somebody = Stand somebody down
button-members-handle = { $handle }
button-members-away-sure = Turn away { $handle }
button-members-remove-sure = Remove { $handle }
button-members-mute-sure = Mute { $handle }
button-members-make-sure = Make { $handle } co-facilitator
button-members-down-sure = Stand { $handle } down
button-members-write = Write to the facilitator
button-members-no = No, leave it
button-members-see = See who
button-members-set = See the set
button-members-issue = My issue

members-list = In <b>{ $set }</b>:
    { $handles }

    Nobody waits to be let in.
members-list-waiting = In <b>{ $set }</b>:
    { $handles }

    Waiting to be let in:
    { $waiting }
members-line-member = { $handle }
members-line-facilitator = { $handle } (facilitator)
members-line-muted = { $handle } (muted)
members-line-no-word = { $handle } (without the word)
members-some-wait = { $count ->
    [one] Somebody waits to be let into your set.
   *[other] { $count } people wait to be let into your set.
}

members-let-in = They are in, and know it.
members-turned-away = Turned away.
members-removed = Removed.
members-muted = Muted. They know it, and nobody else.
members-unmuted = They can ask again, and know it.
members-made = They facilitate with you now, and know it.
members-stood-down = They are a member now, and know it.
members-full = The set is full. Before somebody new comes in, somebody has to leave.
members-closed = This set takes nobody in at the moment.
members-last-facilitator = A set needs a facilitator, and this is the last one.

members-you-are-in = You are in. The facilitator has let you into the set.
members-you-are-in-without-issue = You are in. The facilitator has let you into the set.

    If your issue is not written yet, this is a good moment.
members-you-were-turned-away = The facilitator has not let you into the set this time. That can have many reasons. You can ask whoever sent you the link.

    /forget erases what you wrote.
members-you-were-removed = The facilitator has taken you out of the set. Nothing more comes from it.

    Your notes stay yours: /journal shows them, /forget erases them. /privacy says whom you can turn to.

members-you-are-muted = A facilitator has muted you in the set for now. Only you are told.

    Until that ends, you cannot ask questions or ask the set for help, nor answer to the whole set. Check-ins and your steps go on as before.

    You can write to the facilitator about it.
members-you-are-unmuted = A facilitator has unmuted you. You can ask, answer and ask for help in the set again.
members-you-facilitate = You are a co-facilitator of your set now. /help shows what you can do for it.

    Your issue and your notes stay yours. If you would rather not, another facilitator can change it back.
members-you-are-a-member = You are a member of your set now, and facilitate it no longer. Your issue and your notes stay yours.

    If you want to talk about it: /facilitator.
members-you-stood-down = Done. You are a member of the set now, and facilitate it no longer. Thank you for what you did for it.

members-pick-remove = Whom do you want to remove?
members-pick-mute = Whom do you want to mute?
members-pick-unmute = Whom do you want to unmute?
members-pick-make = Who is to facilitate with you?
members-pick-down = Who is to facilitate no longer?
members-mute-sure = Mute <b>{ $handle }</b>? They can ask no questions then, nor ask the set for help or answer to it. They can check in, and write to you.

    They are told at once, and nobody else is. It may help to talk with them first: /write.
members-make-sure = Make <b>{ $handle }</b> co-facilitator? They can then do all that you can: let people in, remove them, plan meetings. They read what comes for facilitators from now on, and nothing from before.

    They are told at once.
members-down-sure = Stand <b>{ $handle }</b> down? They stay in the set as a member, and are told at once. What they began as a facilitator ends there.
members-away-sure = Turn away <b>{ $handle }</b>? They are told so. No link brings them into this set later.
members-remove-sure = Remove <b>{ $handle }</b>? It happens at once, and they are told. No link brings them back into this set.

    It may help to talk with them first.

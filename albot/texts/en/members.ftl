# /members: letting people in, turning them away, removing them.
button-members-admit = Let in { $handle }
button-members-turn-away = Turn away { $handle }
button-members-remove-somebody = Remove somebody
button-members-handle = { $handle }
button-members-away-sure = Turn away { $handle }
button-members-remove-sure = Remove { $handle }
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
members-line-no-word = { $handle } (without the word)
members-some-wait = { $count ->
    [one] Somebody waits to be let into your set.
   *[other] { $count } people wait to be let into your set.
}

members-let-in = They are in, and know it.
members-turned-away = Turned away.
members-removed = Removed.
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

members-pick = Whom do you want to remove?
members-away-sure = Turn away <b>{ $handle }</b>? They are told so. No link brings them into this set later.
members-remove-sure = Remove <b>{ $handle }</b>? It happens at once, and they are told. No link brings them back into this set.

    It may help to talk with them first.

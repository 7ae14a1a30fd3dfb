# /facilitator and /write: letters in private.
menu-line-facilitator = /facilitator – write to your facilitator in private
menu-line-write = /write – write to one member in private
unfinished-letters = a letter to your facilitator
unfinished-write = a letter to a member

letters-to-facilitators = { $count ->
    [one] your facilitator
   *[other] your facilitators
}
letters-to-others = { $count ->
    [one] the other facilitator
   *[other] the other facilitators
}
letters-no-others = You are the only facilitator here. /write reaches a member in private.
letters-gone = They are no longer in the set, so I cannot bring this to them.
letters-for-facilitators = This came to you as a facilitator. Only the facilitators of the set can answer it.

letters-ask-first = What do you want to tell { $to }? Nobody else gets it. { $arrives }

    { $contact }
letters-ask-again = To { $to }, you wrote so far:
    { $known }
    Type it anew, or keep it. { $arrives }

    { $contact }
letters-contact = <b>If this is too much</b>, do not wait for that. This is quicker:
    { $text }
letters-no-contact = <b>If this is too much</b>, do not wait for that. The ground rules name no contact yet. Turn to somebody you trust. In danger, call the emergency number where you are.
button-letters-keep = Keep it
button-letters-answer = Answer
letters-sent = It is on its way to <b>{ $to }</b>. { $arrives }
letters-arrived = They may have read this letter already, so I leave it as it is. You can write another one.

write-nobody = Nobody else is in the set yet. /invite makes a link into it.
write-pick = To whom do you want to write in private?
button-write-handle = { $handle }
write-ask-first = What do you want to tell <b>{ $to }</b>? Nobody else gets it. { $arrives }
write-ask-again = To <b>{ $to }</b>, you wrote so far:
    { $known }
    Type it anew, or keep it. { $arrives }

delivery-line-letter = { $count ->
        [one] There is a letter for you.
       *[other] There are { $count } letters for you.
    }
letter-shown = <b>{ $handle }</b>, { $day }

    { $body }
letter-from-facilitator = From a facilitator, to you alone:
    { $text }
letter-to-facilitators = To the facilitators alone:
    { $text }

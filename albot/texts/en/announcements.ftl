# /announce: what a facilitator tells the whole set.
menu-line-announce = /announce – tell the whole set something
unfinished-announce = something to tell your set
announce-nobody = Nobody else is in the set yet. /invite makes a link into it.
announce-ask = What do you want to tell everybody in <b>{ $set }</b>?
announce-ask-again = You wrote so far:
    { $known }
    Type it anew, or keep it.
announce-to-all = everybody in the set
announce-now-sure = It then reaches all outside their quiet hours. They can tell when you wrote it. For what can wait, <b>Send</b> is better.
announce-sent = Everybody gets it, under your handle. { $arrives }
announce-withdrawn = Taken back. What was read or copied stays with those who have it.
button-announce-keep = Keep it
button-announce-now = Send now
button-announce-now-sure = Yes, send it now
button-announce-withdraw = Take it back
announcement = { $text }
announcement-shown = <b>{ $handle }</b>, { $day }, to the whole set:

    { $body }
delivery-line-announcement = { $count ->
        [one] A word from your facilitator.
       *[other] { $count } messages from your facilitators.
    }
delivery-name-announcement = What you told the whole set

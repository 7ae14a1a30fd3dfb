# What reaches others at the delivery times: being told of it, reading it, and taking it back.
button-delivery-read = Read
button-delivery-more = Read more
button-delivery-read-again = Read it again
button-delivery-read-handle = Read { $handle }
button-delivery-ask = Ask a question
button-delivery-heard = Read it, nothing to add
button-delivery-report = Something is wrong here
button-sharing-take-back = Take it back
button-sharing-leave = Leave it as it is

delivery-news = <b>New in your set</b>
    { $lines }
delivery-news-coordinator = <b>For you as a coordinator</b>
    { $lines }
delivery-line-shared = { $count ->
        [one] One member shared something.
       *[other] { $count } members shared something.
    }
delivery-line-heard = { $count ->
        [one] Somebody read what you shared.
       *[other] { $count } members read what you shared.
    }
delivery-more = There is more to read: { $count }.
delivery-nothing-new = You have read everything there is.
delivery-shown = <b>{ $handle }</b>, { $day }

    { $body }
delivery-shown-facilitators = <b>{ $handle }</b>, { $day }. <b>For the facilitators alone.</b>

    { $body }
delivery-changed = <b>{ $handle }</b> has changed what they shared. The new words are behind the button.
delivery-withdrawn = (withdrawn)
delivery-heard-thanks = Good. They will hear that they were read.

delivery-name-reflection = your check-in of { $day }
delivery-name-issue = your issue

shared-reflection = { $parts }
shared-issue = <b>What I bring</b>

    { $parts }
shared-heard = Read { $what }, and has nothing to add.

sharing-take-back = You can take it back, and it happens at once. Newer copies disappear, older ones say "withdrawn". The others may notice the moment.

    What they have read, copied or photographed stays with them.

round-up = <b>Before the meeting</b>, { $when }. This is what the set shared:

    { $lines }
round-up-picture = { $whole }

    <b>Steps, by meeting.</b>
    { $lines }
round-up-line = { $handle }
round-up-line-you = { $handle } (you)
round-up-line-questions = { $handle } – questions welcome
round-up-line-facilitators = { $handle } – for facilitators alone

# The last screen before anything leaves.
button-send = Send
button-change = Change
last-screen = To <b>{ $to }</b>, in <b>{ $set }</b>. You are <b>{ $handle }</b> there.
    { $text }
    { $arrives }
arrives = It arrives on { $when }.
arrives-at-once = It arrives at once.

# Said where what somebody shared was damaged in the database, or exchanged with something else.
delivery-does-not-open = { $count ->
        [one] One text cannot be shown.
       *[other] { $count } texts cannot be shown.
    } Something happened to it where I keep it. Please tell the people who run me: /privacy shows how.

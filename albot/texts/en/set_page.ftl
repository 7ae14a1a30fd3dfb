# /set: the page of a set, and answers to a meeting.
set-page = <b>{ $set }</b>
    { $lines }
set-purpose = Purpose: { $text }
set-audience = For: { $text }
set-handles = <b>Who is in it</b>
    { $handles }
set-handle-member = { $handle }
set-handle-member-you = { $handle } (you)
set-handle-facilitator = { $handle } – facilitator
set-handle-facilitator-you = { $handle } – facilitator (you)
set-shared = <b>Shared lately</b>
    { $lines }
button-set-ask = Ask a question
set-ended = This set has ended. Until its texts go you can read here.
set-no-meeting = No meeting is planned yet. I will tell you when there is one.
set-meeting = <b>Next meeting</b>
    { $when }, until { $ends }
set-place = Where: { $place }
set-no-place = Where: not said yet
set-you-come = You said that you are coming.
set-you-cannot = You said that you cannot come.
button-set-rules = Ground rules
meeting-you-come = Good. You are coming on { $when }. If that changes, press <i>Can't</i>.
meeting-you-cannot = All right, you cannot come on { $when }. If that changes, press <i>Coming</i>.

# /archive: a set ends, and its closing round.
menu-line-archive = /archive – end the set
button-archiving-end = End the set
button-archiving-yes = Yes, end it now
button-archiving-keep = No, keep it

archiving-what = This ends <b>{ $set }</b> for everybody. Meetings are cancelled, links close, and I stop asking. What waits still reaches the others at its delivery time.

    Whoever wrote something gets their own journey as a document. Everybody can read on here.

    What was written is kept until { $until }, and then erased.
archiving-sure = Really end <b>{ $set }</b>? { $meetings ->
        [0] It happens at once.
        [one] It happens at once, and cancels the meeting ahead.
       *[other] It happens at once, and cancels { $meetings } meetings ahead.
    } Everybody is told. There is no way back.

    A last meeting can be a good place to say goodbye first.
archiving-in-meeting = Your set is meeting just now. End the meeting first: /run.
archiving-done = <b>{ $set }</b> has ended. Everybody is told, outside their quiet hours.

    What was written is kept until { $until }. Thank you for looking after this set.
archiving-kept = All right. The set goes on, and nothing has changed.

closing-goodbye-journey = Your set has ended. This is your own journey in it, for you alone: your issue, your steps, what you learned.

    What you were in the middle of is kept. You can read here until { $until }: /journal has your notes, /set what was shared.

    Thank you for being part of it.
closing-goodbye = Your set has ended. You can read here until { $until }: /set has what was shared.

    Thank you for being part of it.
closing-not-joined = The set that you wanted to join has ended. What you wrote stays yours: /journal shows it, /forget erases it.
closing-day = { $day } { $year }

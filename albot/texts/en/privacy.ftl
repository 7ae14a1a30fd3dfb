# /privacy: what is kept, who can see it, for how long, and what nobody can promise.
button-privacy-kept = What is kept
button-privacy-seen = Who sees it
button-privacy-long = For how long
button-privacy-cannot = What I cannot promise

privacy-short = <b>Your privacy</b>
    Others know you by your handle alone. They never get your Telegram name, number or picture from me.

    What you write is kept encrypted. The key lies outside the database.

    This bot is run by: { $operator }

    /forget erases everything about you.
privacy-kept = <b>What is kept</b>
    Your handles, your time zone and your settings. What you write here: your issue, answers, steps and notes. Whether you come to a meeting.

    No Telegram name, no phone number, no picture. To find you again I keep a code made from your Telegram number. To write to you I keep this chat's number, encrypted.
privacy-seen = <b>Who sees it</b>
    Your journal and your notes: only you. A check-in: whom you choose, after you have seen it whole.

    { $sets }
privacy-seen-set = In <b>{ $set }</b> you are <b>{ $handle }</b>. { $facilitators ->
        [one] It has one facilitator.
       *[other] It has { $facilitators } facilitators.
    } What you share reaches others only at { $times } on the set's clock, so that no clock gives you away. A live meeting is the exception.
privacy-seen-no-set = In a set, others see your handle and what you choose to share. It reaches them at fixed times of the day, so that no clock gives you away.
privacy-long = <b>For how long</b>
    The texts of a set are erased a year after its end or its last meeting. The earlier of the two counts. That holds for your notes too.

    Message numbers that I need for deleting: 48 hours.

    Whatever should go sooner: /forget erases everything about you at once.
privacy-cannot = <b>What I cannot promise</b>
    This chat is not end-to-end encrypted. Telegram, and whoever runs me, could link you to your handle.

    In a small set people may recognise you. Anyone can photograph a screen.

    Reading or copying cannot be undone, even when you take something back.

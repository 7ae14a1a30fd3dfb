# /privacy: what is kept, who can see it, for how long, and what nobody can promise.
button-privacy-kept = What is kept
button-privacy-seen = Who sees it
button-privacy-others = Who else is there
button-privacy-long = For how long
button-privacy-cannot = What I cannot promise

privacy-short = <b>Your privacy</b>
    Others know you by your handle alone. They never get your Telegram name, number or picture from me.

    What you write is kept encrypted. The key lies outside the database.

    This bot is run by: { $operator }

    /export gives you a copy. /forget erases everything about you.
privacy-kept = <b>What is kept</b>
    Encrypted: your handles and everything you write here. Also this chat's number, so that I can write to you.

    Not encrypted: your time zone, your settings, what you press, and when. A code made from your Telegram number, to find you again.

    No Telegram name, no phone number, no picture. Only text is kept.
privacy-seen = <b>Who sees it</b>
    Your journal and your notes: only you. A check-in: whom you choose, after you have seen it whole.

    On a lock screen, what comes unasked shows { $own ->
        [on] your own words, as you chose in /me. Never those of others.
       *[off] nothing that anybody wrote.
    }

    { $sets ->
        [several] Your sets differ. Which one?
       *[none] In a set, others see your handle and what you choose to share.
    }
privacy-set = <b>{ $set }</b>: there you are <b>{ $handle }</b>.
    It has { $facilitators ->
        [one] one facilitator
       *[other] { $facilitators } facilitators
    }. { $pace ->
        [once] All have agreed to know each other. What you share arrives at once.
        [known] All have agreed to know each other. What you share arrives at { $times }, on the set's clock.
       *[handles] What you do shows to others only at { $times }, on the set's clock. A live meeting is the exception.
    }
    Newcomers read { $newcomers ->
        [cycle] this cycle's texts too, if shared since the set decided so.
       *[later] only what is shared after they came.
    }
    Your issue is { $asked ->
        [closed] closed to questions.
        [ideas] open to questions and ideas.
       *[open] open to questions.
    }
    { $partner }
    Notes and journal: only you. On your lock screen, what comes unasked { $own ->
        [on] may show your own words.
       *[off] shows nobody's words.
    }
privacy-partner = { $handle } hears how your steps end.
privacy-others = <b>Who else is there</b>
    { $operator } runs me and has the key. Whoever has both the key and the database could read it. My log holds nothing that you write, and no names.

    { $coordinators ->
        [0] There is no coordinator.
        [one] One coordinator gets reports about facilitators, and nothing else you write.
       *[other] { $coordinators } coordinators get reports about facilitators, and nothing else you write.
    }

    A report quotes the text it is about. Backups are encrypted. How long they are kept, I do not know.
privacy-long = <b>For how long</b>
    { $sets }

    Who leaves keeps their notes for a year, if the set lasts that long.
    Nudges: 90 days. Numbers of messages: two days, or as long as a message shows what somebody shared.

    /forget erases everything about you at once.
privacy-long-set = <b>{ $set }</b>: until { $day } { $year }{ $over ->
        [over] { "." }
       *[not] { ", " }as things are now. A new meeting moves that.
    }{ $months ->
        [12] { "" }
       *[other] { " " }Its facilitator chose { $months } months.
    }
privacy-long-left = <b>{ $set }</b>, which you left: your notes until { $day } { $year }.
privacy-long-no-set = The texts of a set are erased a year after its end or its last meeting, or sooner. The earlier of the two counts.
privacy-cannot = <b>What I cannot promise</b>
    This chat is not end-to-end encrypted. Telegram, and whoever runs me, could link you to your handle.

    In a small set people may recognise you. Anyone can photograph a screen.

    Reading or copying cannot be undone, even when you take something back.

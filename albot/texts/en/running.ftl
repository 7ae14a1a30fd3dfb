# /run: the meeting itself, as its facilitator sees it.
menu-line-run = /run – run the meeting

running-stage-rules = Ground rules
running-stage-round = Round
running-stage-bids = Who would like time
running-stage-presenting = Presenting
running-stage-clarifying = Clarifying questions
running-stage-silence = A silent minute
running-stage-questions = Open questions
running-stage-ideas = Ideas and resources
running-stage-actions = Actions
running-stage-feedback = Feedback
running-stage-account = Account
running-stage-review = Process review

# Which meeting
running-when = Your set meets on { $when }. You can open it here from two hours before. Or does it meet now?
running-none = No meeting is planned. You can plan one, or start one now.
running-nobody = Nobody is in your set yet. An invite link brings people in. Then you can run a meeting.
running-how-long = How long will it last?
button-run-plan = Plan a meeting
button-run-now = Start one now
button-run-invite = Invite people
button-run-length = { $minutes ->
    [60] 1 hour
    [90] 1½ hours
   *[other] 2 hours
}

# Before it begins
running-prepare = <b>Your meeting</b>, { $when }
    { $form }
    { $here ->
        [0] Nobody is marked as here.
        [one] One member is here.
       *[other] { $here } members are here.
    } { $bids }

    { $minutes } minutes are planned. Press <i>Begin</i> when everyone has settled.
running-form-full = The full form. It has room for { $room ->
        [one] one presenter
       *[other] { $room } presenters
    }.
running-form-short = The short form. It has room for { $room ->
        [one] one presenter
       *[other] { $room } presenters
    }.
running-form-everyone = Everyone gives an account.{ $room ->
       *[other] {""}
    }
running-form-name-full = Full
running-form-name-short = Short
running-form-name-everyone = Everyone
button-run-form = { $on ->
    [1] ✓ { $form }
   *[other] { $form }
}
button-run-here = Who is here ({ $count })
button-run-order = Who presents
button-run-minutes = Change minutes
button-run-begin = Begin

# The clock
running-control = { $lines }
running-head = <b>{ $stage }</b>
running-head-of = <b>{ $stage }, { $number } of { $count }: { $handle }</b>
running-no-stage = Whoever had this turn is no longer in the set. The buttons below go on.
running-has-left = They have left the set. <i>Next</i> goes on.
running-left-minutes = { $count } minutes left
running-left-seconds = { $count } seconds left
running-left-time = Time is up.
running-left-over = { $count ->
    [one] One minute over time
   *[other] { $count } minutes over time
}
running-paused = Paused: { $left }
running-next = Next: { $stage }
running-next-of = Next: { $stage }, { $handle }
running-next-presenters = Next: the presenters
running-next-end = This is the last stage.
running-ends-in-time = You end at { $time }, as planned.{ $minutes ->
       *[other] {""}
    }
running-ends-late = At this pace you end at { $time }, { $minutes ->
        [one] one minute
       *[other] { $minutes } minutes
    } late.
running-ends-early = At this pace you end at { $time }, { $minutes ->
        [one] one minute
       *[other] { $minutes } minutes
    } early.
running-bids = { $count ->
    [0] Nobody has asked for time yet.
    [one] One member would like time.
   *[other] { $count } members would like time.
}
running-everyone = Everyone has a turn.{ $count ->
       *[other] {""}
    }
running-proposed = Proposed, least time so far first:
running-order-line = { $number }. { $handle }
button-run-next = Next
button-run-more = +2 min
button-run-pause = Pause
button-run-go-on = Go on
button-run-back = Back
button-run-end = End
button-run-fit = Fit the rest
button-run-absent = Not here: { $handle }
button-run-ideas = Ideas: they said yes
button-run-close = Close and show

# The other pages
running-here = Who is here? A tap changes it.
button-run-is-here = { $on ->
    [1] ✓ { $handle }
   *[other] – { $handle }
}
running-order = Who presents, in this order. Whoever had least time so far comes first.
running-order-nobody = Nobody yet.
button-run-up = ↑ { $handle }
button-run-out = Not { $handle }
button-run-add = Add somebody
running-add = Who else presents?
button-run-adds = { $handle }
button-run-done = Done
running-end-sure = End the meeting?
running-end-review = The members can still answer the process review after that.
button-run-end-sure = Yes, end it
button-run-no = No, go on

running-bell-minute = One minute left: { $stage }
running-bell-time = Time: { $stage }

# Toasts and ends
run-moved-on = The meeting has already moved on.
run-too-few = Fewer than three have answered so far. Nothing is shown yet.
running-called-off = This meeting was moved or cancelled, or nobody began it. /run shows what there is now.
running-over = <b>The meeting is over.</b> It took { $hours ->
        [0] {""}
        [one] 1 hour{" "}
       *[other] { $hours } hours{" "}
    }{ $minutes ->
        [one] 1 minute
       *[other] { $minutes } minutes
    }.
running-over-line = { $handle }: { $minutes ->
        [one] 1 minute
       *[other] { $minutes } minutes
    }
running-over-times = Time that each had:
running-over-review = The process review is open until { $when }. /review shows it then.
running-over-next = The morning after I ask each member what they take away.

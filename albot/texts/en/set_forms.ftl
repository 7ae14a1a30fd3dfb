# How a set likes its meetings: the form, and the minutes of its stages.
unfinished-forms = the minutes of your meetings
forms-page = <b>Your meetings: { $form }</b>
    { $lines }

    { $room } I fit the minutes to each meeting's length. A tap on a stage changes it.
forms-line = { $minutes ->
    [0] { $stage }: left out
   *[other] { $stage }: { $minutes } min
}
forms-room = Two hours have room for { $room ->
    [one] one presenter
   *[other] { $room } presenters
}.
forms-everyone = Each member gets the same time.
forms-ask = <b>{ $stage }</b>: how many minutes? { $minutes ->
    [0] Now it is left out.
   *[other] Now it has { $minutes }.
} Tap a number, or type one up to { $most }.
forms-unclear = I could not read that. A number of minutes works, from 0 to { $most }. 0 leaves the stage out.
forms-too-many = That is longer than a meeting. A stage can have up to { $most } minutes.
forms-bids = Here members say who would like time. So it needs a minute at least.
forms-nobody = Then nobody would have time to speak. At least one stage of each turn stays in.
button-forms-open = Stages of a meeting
button-forms-stage = { $stage }
button-forms-minutes = { $minutes ->
    [0] Leave out
   *[other] { $minutes }
}
button-forms-silence = Silent minute before questions: { $on ->
    [1] turn on
   *[other] turn off
}
button-forms-ideas = Ideas, if the presenter likes: { $on ->
    [1] turn on
   *[other] turn off
}
button-forms-usual = As usual
button-forms-meeting = Back to the meeting

# /schedule: planning, moving and cancelling a meeting, and what the set is told of it.
schedule-when = When does the set meet? For example:
    <i>Thu 3 Dec 18:00, 2 hours, every 4 weeks</i>
    I read it as time in { $city }.
schedule-when-again = So far: { $now }
    When is it instead?
schedule-when-move = The meeting is planned for { $when }. What is the new day and time?
schedule-when-not-understood = I could not read that as a day and a time. Try it like this: <i>Thu 3 Dec 18:00</i>. You can add <i>2 hours</i> and <i>every 4 weeks</i>.
schedule-when-past = That time has passed. Which day and time did you mean?
schedule-when-impossible = There is no such day, time or length. Could you look at it once more and type it again?
schedule-when-ambiguous = I can read that in more than one way. Which one do you mean?
schedule-when-skipped = The clocks go forward that night, so this time does not exist. The next one is below. You can also type another.
schedule-when-repeated = The clocks go back that night, so this hour comes twice. Choose the first of the two, or the time after.
schedule-when-no-time = { $day } it is. At what time?
schedule-when-which-day = Which of these do you mean? I will ask for the time next.
schedule-when-too-far = That is more than two years away. Could you plan a nearer one first?
button-schedule-choice = { $day }{ $time }{ $weeks ->
    [0] {""}
    [1] , every week
   *[other] , every { $weeks } weeks
}

schedule-length = How long does it last? Press, or type it.
schedule-length-unknown = I could not read that as a length. Try <i>2 hours</i> or <i>90 minutes</i>.
button-schedule-minutes = { $minutes ->
    [60] 1 hour
    [90] 1½ hours
    [120] 2 hours
    [180] 3 hours
   *[other] { $minutes } minutes
}

schedule-place = Where is it? Type a place or a link for a call.
schedule-place-again = So far it is here:
    { $place }
    Where is it instead?
button-schedule-later = Later
button-schedule-keep = Keep it

schedule-line = <b>{ $day }{ $year }, { $span }</b> ({ $city }){ $weeks ->
    [0] {""}
    [1] , every week
   *[other] , every { $weeks } weeks
}
schedule-line-yours = For you: { $day }{ $year }, { $span } ({ $city })
schedule-at = Where: { $place }
schedule-no-place = Where: not said yet

schedule-confirm = { $plan }

    Is that right? Everyone in <b>{ $set }</b> will be told.
schedule-confirm-move = From { $was } to:
    { $plan }

    Is that right? Everyone in <b>{ $set }</b> will be told.
schedule-confirm-move-series = From { $was } to:
    { $plan }

    The later meetings stay where they were. Is that right? Everyone in <b>{ $set }</b> will be told.
schedule-tap = Nothing is sent yet. Please press one of the buttons above. <i>Change</i> lets you correct it.
button-schedule-plan-it = Plan it
button-schedule-move-it = Move it
button-schedule-every = Every { $weeks } weeks
button-schedule-once = Only once
button-schedule-change = Change
button-schedule-anyway = Plan it anyway
button-schedule-drop = Throw this plan away
button-schedule-part-when = Day and time
button-schedule-part-length = Length
button-schedule-part-place = Place or link

schedule-change = What would you like to change?
schedule-dropped = Thrown away. Nobody was told.
schedule-passed = That time has passed while we waited.
schedule-overlaps = Your set already meets then: { $when }. Two meetings cannot overlap.
schedule-near = Your set has another meeting less than a day away: { $when }. Do you want both?
schedule-same = It was planned for then already: { $when }. Nothing has changed.
schedule-planned = Planned: { $when }. I am telling everyone.
schedule-moved = Moved to { $when }. I am telling everyone. I ask them again who can come.

schedule-which = Which meeting?
button-schedule-see = { $when }
schedule-one = { $plan }
button-schedule-move = Move
button-schedule-cancel = Cancel
button-schedule-place = Place or link
button-schedule-another = Plan another

schedule-cancel = Cancel the meeting on { $when }? Everyone will be told.
schedule-cancel-series = The meeting on { $when } is one of a series. What shall I cancel? Everyone will be told.
button-schedule-cancel-sure = Cancel the meeting
button-schedule-cancel-one = Only this one
button-schedule-cancel-all = This one and all later ones
button-schedule-keep-meeting = Keep it
schedule-cancelled = Cancelled: { $when }. I am telling everyone.
schedule-cancelled-one = Cancelled: { $when }. I am telling everyone. The next one of the series comes all the same.

schedule-place-sure = The new place or link:
    { $place }
    Everyone in <b>{ $set }</b> will be told.
button-schedule-send = Send
schedule-place-sent = Done. I am telling everyone.

# To the whole set.
meeting-planned = Your set meets on { $when }. Can you come?
meeting-moved = Your meeting has moved.
    It was { $was }.
    It is now { $when }. Can you come?
meeting-cancelled = The meeting on { $when } will not be held.
meeting-place-changed = The meeting on { $when } has a new place or link.
button-meeting-coming = Coming
button-meeting-cant = Can't
button-meeting-show = Show where

# The last screen of a plan or a move, and what became of it.
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
schedule-planned = Planned: { $when }. I am telling everyone. On the day, /run leads you through the meeting.
schedule-moved = Moved to { $when }. I am telling everyone. I ask them again who can come.

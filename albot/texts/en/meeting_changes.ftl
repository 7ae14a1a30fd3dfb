# A planned meeting: how it reads, cancelling it, another place for it.
schedule-one = { $plan }
schedule-line = <b>{ $day }{ $year }, { $span }</b> ({ $city }){ $weeks ->
    [0] {""}
    [1] , every week
   *[other] , every { $weeks } weeks
}
schedule-line-yours = For you: { $day }{ $year }, { $span } ({ $city })
schedule-at = Where: { $place }
schedule-no-place = Where: not said yet
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

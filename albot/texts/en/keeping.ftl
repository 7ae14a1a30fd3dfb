# How long a set keeps what was written, and being told four weeks before it goes.
button-keeping-open = How long things are kept
button-keeping-months = { $months } months
button-keeping-yes = Yes, make it shorter
button-keeping-no = Leave it
button-retention-why = Why, and what goes

keeping-page = <b>How long things are kept</b>
    What was written in this set is erased { $months ->
        [12] a year
       *[other] { $months } months
    } after its last meeting, or after its end. The earlier of the two counts.
    { $goes }

    You can only make this shorter. Members were told that nothing stays longer.
keeping-goes = As things are now, that is { $day }. A new meeting moves it.
keeping-sure = Erase everything { $months } months after the last meeting? You cannot make it longer again.

    Everybody is told four weeks before it happens.

retention-warning = What was written in one of your sets will be erased on { $day }. Your notes from there go too.

    If you want to keep a copy, take one before that day.

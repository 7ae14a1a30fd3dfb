# Calendar files, and who comes to a meeting.
calendar-title = Meeting
button-calendar-file = Calendar file
calendar-file = Open this to put the meeting into your calendar. It is called <b>{ $title }</b> there, { $place ->
        [1] with the place.
       *[other] without the place.
    } Nobody is invited, and nothing in it names you or your set. A newer file takes the place of an older one.
calendar-file-series = Open this to put your meetings into your calendar, the later ones too. They are called <b>{ $title }</b> there, { $place ->
        [1] with the place.
       *[other] without the place.
    } Nobody is invited, and nothing in it names you or your set. A newer file takes the place of an older one.
calendar-file-cancelled = Open this if the meeting is in your calendar. Does it stay there? Then delete it from your calendar.
button-calendar-title = Another title
button-calendar-usual = Just "{ $title }"
button-calendar-with-place = With the place
button-calendar-without-place = Without the place
calendar-ask-title = What shall your calendar call it? Others may be able to read it there.
calendar-no-title = A title needs a letter or a number. What shall it be?
unfinished-calendar = a title for your calendar

attending-counts = { $coming ->
        [0] Nobody comes so far
        [one] 1 comes
       *[other] { $coming } come
    }{ $cannot ->
        [0] {"."}
       *[other] , { $cannot } cannot.
    }
attending-coming = Coming: { $handles }
attending-cannot = Not coming: { $handles }

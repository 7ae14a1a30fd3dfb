# /pause and /resume.
button-pausing-weeks = { $weeks ->
        [one] 1 week
       *[other] { $weeks } weeks
    }
button-pausing-day = Another day
button-pausing-open = Until I say so
button-pausing-change = Change
button-pausing-end = End the pause
button-pausing-now = What is open

pausing-until-when = No nudges until when? Moved and cancelled meetings still come.
pausing-which-day = Which day should nudges start again? For example: 3 December.
pausing-day-past = That day is over. Which day to come?
pausing-day-unclear = I am not sure which day you mean. Please write it with the month in words, such as 3 December.
pausing-paused = Paused. No nudges until you say so. Moved and cancelled meetings still come. You can use everything here as before. /resume ends the pause.
pausing-paused-until = Paused until { $day }. No nudges until then. Moved and cancelled meetings still come. You can use everything here as before. /resume ends the pause.
pausing-resumed = Good to have you back. Nudges come again from now on.
pausing-not-paused = You are not paused. Nudges come as usual. /me shows when they come, and /pause stops them for a while.

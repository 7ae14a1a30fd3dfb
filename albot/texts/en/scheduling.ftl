# /schedule: the questions of a plan, and of a move.
schedule-which = Which meeting?
button-schedule-see = { $when }

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

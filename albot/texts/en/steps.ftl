# Steps: their list, one of them whole, how they end, when and where, reminders.
button-step-done = Done
button-step-partly = Partly
button-step-not-done = Not done
button-step-let-go = Let it go
button-step-carry-on = Carry on with it
button-step-change = Change it
button-step-leave = Leave it
button-step-take-out = Take out { $number }
button-step-plan = When and where?

step-line-open = { $number }. { $text }
step-line-draft = { $number }. { $text } <i>(draft)</i>
step-line-carried = { $number }. { $text } <i>(goes on)</i>

step-ended-done = <b>Done:</b> { $text }
step-ended-partly = <b>Partly:</b> { $text }
step-ended-not-done = <b>Not done:</b> { $text }
step-ended-let-go = <b>Let go:</b> { $text }
step-ended-and-said = { $ended }
    { $said }

step-in-the-way = All right. What got in the way? It may be worth telling the set.
step-what-becomes = Thank you, that is kept. What becomes of the step?
step-reword = It was:
    { $text }
    What will you do instead?
step-too-many = That is a lot. Please send { $most } lines at most.
step-added = Added to your steps:
    { $steps }
button-step-add = Add
button-step-all = All steps
button-step-start = Start now
button-step-drop = Drop
button-step-words = Change the words
button-step-remind = Remind me
button-step-fallback = If it gets in the way
button-step-no-reminder = No
button-step-remind-yes = Yes
button-step-remind-other = Another time
button-step-remind-at = { $when }

step-list = This is what you want to do:

    { $steps }

    Press a number to say how it ended, or to change it.
step-none = You have no open steps. What do you want to do next?
step-whole = { $parts }
step-has-cue = <b>When and where</b>
    { $text }
step-has-fallback = <b>If this gets in the way</b>
    { $text }
step-has-reminder = I will remind you on { $when }.
step-ended = { $ended }

    Your next check-in shows this.
step-dropped = Dropped.
step-goes-on = It goes on:
    { $step }
step-left = Left. Your next check-in shows how it ended.
step-ask-words = It says now:
    { $text }
    What should it say?
step-ask-add = What do you want to do? Type a line for each step, or a message for each.
step-added-another = Your new steps:
    { $steps }

    Another one, or is that all?
step-all-added = Kept. /steps shows all your steps.
step-all-planned = You have said when and where for every step. /steps shows them.
step-planned = That is all. /steps shows what you want to do.
step-first-question = This is the first question. Stop for now keeps it for later.

step-cue = Your step:
    { $step }
    When and where will you do it? For example: Monday after lunch, at my desk.
step-cue-again = Your step:
    { $step }
    When and where? You wrote:
    { $text }
    What you type now takes its place.
step-remind = Shall I remind you? Type a day and a time. For example: Thursday 10:00.
step-remind-again = I will remind you on { $when }. Type another day and time to change it.
step-remind-sure = I will remind you on { $when }. Is that right?
step-fallback = Your step:
    { $step }
    What could get in the way, and what will you do then? For example: If he is away, then I write to him.
step-fallback-again = Your step:
    { $step }
    If something gets in the way, then what? You wrote:
    { $text }
    What you type now takes its place.

step-date-not-understood = I could not read that as a day and a time. Try it like this: Thursday 10:00.
step-date-past = That time has passed. When shall I remind you?
step-date-impossible = There is no such day or time. Could you check it and type it again?
step-date-ambiguous = That can mean more than one time. Which one?
step-date-skipped = The clocks go forward just then, so that time does not come. Is this one right?
step-date-repeated = The clocks go back just then, so that time comes twice. Which one?
step-date-no-time = And at what time? Please type the day and the time together.
step-date-too-far = That is more than two years ahead. Could it be sooner?

# Nudges: messages that nobody asked for just then. None of them shows what anybody wrote, but for one's own step
# where its owner turned that on.
nudging-invitation = { $sets ->
        [one] Your set
       *[other] One of your sets
    } meets on { $when }. Before that, { $questions ->
        [1] one question. It takes
        [2] two questions. They take
        [3] three questions. They take
        [4] four questions. They take
        [5] five questions. They take
        [6] six questions. They take
       *[other] { $questions } questions. They take
    } about { $minutes ->
        [2] two
        [4] four
        [6] six
        [8] eight
        [10] ten
        [12] twelve
       *[other] { $minutes }
    } minutes, and you can stop and come back.
nudging-invitation-first = Your first meeting with { $sets ->
        [one] your set
       *[other] one of your sets
    } is on { $when }. Before that, one thing: the issue you want to work on. It takes about five minutes, and you can stop and come back.
nudging-reminder = { $sets ->
        [one] Your set
       *[other] One of your sets
    } meets on { $when }. There is still time for the questions before it. They take about { $minutes ->
        [2] two
        [4] four
        [6] six
        [8] eight
        [10] ten
        [12] twelve
       *[other] { $minutes }
    } minutes, and you can stop and come back.
nudging-reminder-first = Your first meeting with { $sets ->
        [one] your set
       *[other] one of your sets
    } is on { $when }. There is still time to write down your issue: what you want to work on. It takes about five minutes.
nudging-unfinished = { $sets ->
        [one] Your set
       *[other] One of your sets
    } meets on { $when }. What you wrote so far is kept. You can go on where you stopped.
nudging-question = { $sets ->
        [one] Somebody in your set
       *[other] Somebody in one of your sets
    } asked you something. It waits for you. A short answer is enough.
nudging-after = { $sets ->
        [one] Your set
       *[other] One of your sets
    } has met. What do you take away, and what do you want to do now? It takes a few minutes, while it is fresh.
nudging-halfway = You are about halfway to your next meeting, on { $when }. How is it going with your steps? Changing one or letting it go is fine too.
nudging-step = Something you planned.
nudging-step-own = You planned this:
    { $step }
nudging-soon = { $sets ->
        [one] Your set
       *[other] One of your sets
    } meets soon: { $when }.
nudging-soon-call = { $sets ->
        [one] Your set
       *[other] One of your sets
    } meets soon: { $when }.
    Set your call name to your handle, open the link signed out, the camera is your choice.
nudging-welcome = Good to have you back. Your pause is over, and everything is where you left it.
nudging-where = Here is where you meet:
    { $place }

button-nudging-start = Start
button-nudging-go-on = Go on
button-nudging-decline = Not this time
button-nudging-steps = My steps
button-nudging-show = Show
button-nudging-join = Open the call
button-nudging-where = Where?
button-nudging-run = Run the meeting
button-nudging-now = What is open
button-nudging-later = Later
button-nudging-stop = Stop these
button-nudging-in-3-hours = In 3 hours
button-nudging-tomorrow = Tomorrow
button-nudging-next-week = Next week
button-nudging-again = Turn them on again

nudging-when = When shall I come back to this?
nudging-later = All right. I come back to this on { $when }.
nudging-no-later = There is no later time left for this. /start shows what is open now.
nudging-stopped = All right, no more of these: { $kind }. You can turn them on again here or in /me.
nudging-on-again = All right. They come again: { $kind }.

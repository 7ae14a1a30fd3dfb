# /me: what a person chose for themselves.
button-me-handle = Handle
button-me-zone = Time zone
button-me-quiet = Quiet hours
button-me-quiet-none = No quiet hours
button-me-days = Days
button-me-nudges = Nudges
button-me-language = Language
button-me-meetings = In meetings
button-me-dark = Dark pictures
button-me-light = Light pictures
button-me-words-show = Show my own words on the lock screen
button-me-words-hide = Hide my own words on the lock screen
button-me-choice = { $name }
button-me-on = ✓ { $name }
button-me-off = ✗ { $name }

me-screen = <b>Your settings</b>
    { $handles }
    Time zone: { $zone }, where it is { $time } now
    Quiet hours: { $quiet }
    Days without nudges: { $days }
    Nudges: { $nudges }
    On the lock screen: { $words }
    In meetings: { $meetings }
    Pictures: { $pictures }

    { $pause }
me-paused = You are paused: no nudges come. /resume ends it.
me-not-paused = /pause stops all nudges for a while.
me-handle-line = <b>{ $handle }</b> in { $set }
me-quiet-none = none
me-quiet-hours = { $from } to { $until }
me-days-none = none
me-nudges-all = all kinds
me-nudges-some = { $on } of { $all } kinds
me-words-on = your own words may show
me-words-off = no words of anybody

me-meetings-all = each stage
me-meetings-turn = only my turn
me-meetings-nothing = nothing
me-pictures-light = light
me-pictures-dark = dark
me-meetings = What shall I send while your set meets? Each stage is one silent message. Your turn makes a sound.

me-handle-which = In which set do you want another handle?
me-handle-ask = In { $set } you are <b>{ $handle }</b>. What shall be your new handle?

    Others see it from the next delivery time on, also beside what you shared before.
me-handle-telling = This looks like your Telegram name, so others may know you by it. Send it once more if you want it all the same. Or send another one.

me-zone-ask = Your time zone is that of { $zone }. Which city are you in, or near to?
me-zone-which = Which of these?
me-zone-unknown = I do not know that place. Which large city is near you, or which country are you in?

me-quiet-ask = Quiet hours now: { $quiet }. When shall I be quiet? For example: 21-8.

    What you chose a time for comes all the same. So does a meeting that changes at the last moment.
me-quiet-unclear = I am not sure when that is. Please write two times, such as 21-8 or 22:30-7.

me-days = On which days may nudges come? A tap changes it.
me-day-0 = Monday
me-day-1 = Tuesday
me-day-2 = Wednesday
me-day-3 = Thursday
me-day-4 = Friday
me-day-5 = Saturday
me-day-6 = Sunday

me-nudges = Which nudges may come? A tap changes it.
me-nudge-step_reminder = Reminders of a step
me-nudge-checkin_invitation = Invitation to the check-in
me-nudge-checkin_reminder = Reminder of the check-in
me-nudge-reminded = A reminder that your facilitator asked for
me-nudge-question_waiting = A question that waits for you
me-nudge-unfinished_checkin = A check-in not finished
me-nudge-after_meeting = The morning after a meeting
me-nudge-halfway = Halfway to the next meeting
me-nudge-welcome_back = Welcome after a pause
me-nudge-meeting_soon = The link before a meeting

me-languages = Which language shall I speak?

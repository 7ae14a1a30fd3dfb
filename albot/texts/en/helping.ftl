# The command menu, /help, and the Now screen.
menu-checkin = Answer the questions before the meeting
menu-steps = What you want to do
menu-set = Your set and its next meeting
menu-inbox = Questions to you
menu-me = Your handle, times and nudges
menu-privacy = What is kept, and who can see it
menu-help = What I can do

menu-line-checkin = /checkin – the questions before a meeting
menu-line-steps = /steps – what you want to do, and how it went
menu-line-set = /set – your set and its next meeting
menu-line-issue = /issue – read or change your issue
menu-line-journal = /journal – what you wrote over time
menu-line-me = /me – handle, time zone, quiet hours, nudges
menu-line-pause = /pause – no nudges for a while
menu-line-resume = /resume – nudges again
menu-line-privacy = /privacy – what is kept, and who can see it
menu-line-leave = /leave – leave a set, keep your notes
menu-line-forget = /forget – erase everything about you
menu-line-start = /start – what is open now
menu-line-help = /help – this list
menu-line-cancel = /cancel – stop what we are in
menu-line-newset = /newset – make a set
menu-line-invite = /invite – a link into your set
menu-line-members = /members – let people in, or remove them
menu-line-schedule = /schedule – plan, move or cancel a meeting
menu-line-prompts = /prompts – the questions of the check-in
menu-line-rhythm = /rhythm – when I ask and remind
menu-line-rules = /rules – the ground rules
menu-line-facilitators = /facilitators – appoint facilitators

help-in-the-middle = We are in the middle of { $what }. Just type your answer, or stop for now. Nothing is lost. /cancel stops too.
help-anyone = <b>At any time</b>
    { $commands }

    Everything stays in this chat.
help-person = <b>About you</b>
    { $commands }
help-member = <b>In your set</b>
    { $commands }
help-facilitator = <b>As a facilitator</b>
    { $commands }
help-more = { $commands }
help-maker = <b>Making sets</b>
    { $commands }
help-coordinator = <b>As a coordinator</b>
    { $commands }

# What a person is in the middle of, inside a sentence.
unfinished-joining = joining a set
unfinished-issue = your issue
unfinished-checkin = your check-in
unfinished-after = what you take away from the meeting
unfinished-steps = your steps
unfinished-newset = making a set
unfinished-schedule = planning a meeting
unfinished-inviting = an invite link
unfinished-prompts = the questions of your set
unfinished-rhythm = the rhythm of your set
unfinished-rules = the ground rules
unfinished-appointing = appointing a facilitator
unfinished-me = your settings
unfinished-pause = your pause
unfinished-journal = your journal
unfinished-other = a question

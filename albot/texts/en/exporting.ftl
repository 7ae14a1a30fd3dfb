# /export: everything that is kept about a person, as a page to read and as a file for programs.
menu-line-export = /export – a copy of all you wrote
button-exporting-copy = Get a copy

exporting-page = To read: what you wrote, set by set.
exporting-whole = The same and everything else I keep about you, for programs.

exporting-title = What albot keeps about you
exporting-made = Made on { $when }. All times are those of { $zone }.
exporting-settings = Your settings
exporting-zone = Time zone: { $zone }
exporting-quiet = Quiet hours: { $first } to { $second }
exporting-own-words = Your own words on the lock screen: { $on ->
        [on] yes
       *[off] no
    }
exporting-office = On this bot you are: { $office }
exporting-set = { $set }
exporting-set-unnamed = A set without a name
exporting-you = You are **{ $handle }** there, { $role ->
        [facilitator] as a facilitator.
       *[member] as a member.
    }
exporting-of-issues = Your issue
exporting-of-reflections = Your check-ins
exporting-of-steps = Your steps
exporting-of-notes = Your notes
exporting-of-questions = Questions you asked
exporting-of-replies = Answers you gave
exporting-of-letters = Private messages you wrote
exporting-of-reports = Reports you made
exporting-of-partnerships = Check-in partners you asked
exporting-of-comings = Meetings
exporting-of-announcements = What you told a whole set
exporting-of-review_answers = What you said in process reviews
exporting-of-bids = What you asked time for at meetings

exporting-to = to { $handle }
exporting-field-what = What it is
exporting-field-stretch = What stretches you, or is at risk
exporting-field-power = What is yours to change
exporting-field-cue = When and where
exporting-field-fallback = If something gets in the way
exporting-field-hindrance = How it went
exporting-field-said = As the others have it

exporting-step-draft = not kept yet
exporting-step-open = open
exporting-step-done = done
exporting-step-partly = partly done
exporting-step-not_done = not done
exporting-step-let_go = let go
exporting-step-dropped = dropped
exporting-shared-undecided = not decided yet
exporting-shared-set = shared with the set
exporting-shared-facilitator = for the facilitator
exporting-shared-private = private
exporting-question-draft = not sent
exporting-question-sent = sent
exporting-question-answered = answered
exporting-question-made_them_think = made them think
exporting-note-note = a note
exporting-note-about_issue = what you took away for your issue
exporting-note-about_self = what you took away for yourself
exporting-coming = you said you would come
exporting-not-coming = you said you could not come

exporting-other-texts = Other texts
exporting-counts = What else there is
exporting-count = { $what ->
        [look_up_codes] Codes by which I find you again: { $count }
        [message_numbers] Numbers of messages in this chat: { $count }
        [texts_of_others_to_read] Texts of others that you can read: { $count }
       *[wrong_codes_of_the_last_hour] Wrong invite codes you tried in the last hour: { $count }
    }
exporting-in-the-other-file = The other file has everything, in a form for programs.

# /start: for strangers what the bot is, for everybody else what is open now.
button-now-join = Join in{ $where }
button-now-run = Run the meeting{ $where }
button-now-review = Process review{ $where }
button-now-checkin = Check-in{ $where }
button-now-issue = My issue{ $where }
button-now-questions = Questions to me{ $where }
button-now-after = After the meeting{ $where }
button-now-steps = My steps{ $where }
button-now-members = Let people in{ $where }
button-now-schedule = Plan a meeting{ $where }

now-where = { " · " }{ $set }

now-unknown-code = I do not know this code. Please open the link itself, or copy the whole code once more.
now-stranger = Welcome. I help the members of an action learning set between their meetings.

    I ask the set's questions. I remember what you want to do, and bring it back when it helps. Others know you by a handle alone.

    To join a set, you need an invite link from its facilitator. If you have a code, send it here.

    /privacy says what I keep.
now-screen = <b>Now</b>
    { $lines }
now-meeting-on = Your set is meeting now{ $where }.
now-getting-ready = Your set is getting ready to meet{ $where }.
now-review = The process review of your last meeting is open{ $where }.
now-unfinished = We are in the middle of { $what }.
now-paused = You are paused until you say so. /resume ends it.
now-paused-until = You are paused until { $day }. /resume ends it.
now-ended = <b>{ $set }</b> has ended. /journal shows what you wrote, and has it as a document.
button-now-ended = Read in { $set }
now-waiting = <b>{ $set }</b>: you wait to be let in. I tell you when you are.
now-meeting = <b>{ $set }</b> meets on { $when }.
now-no-meeting = <b>{ $set }</b>: no meeting is planned yet.
now-nothing = Nothing waits for you.
now-checkin = The check-in before the next meeting is open{ $where }.
now-issue = Before the first meeting there is one thing: your issue{ $where }.
now-questions = { $count ->
        [one] A question waits for you{ $where }.
       *[other] { $count } questions wait for you{ $where }.
    }
now-after = What do you take away from the last meeting{ $where }?
now-steps = { $count ->
        [one] One step of yours is open{ $where }.
       *[other] { $count } steps of yours are open{ $where }.
    }
now-members = { $count ->
        [one] One person waits to be let in{ $where }.
       *[other] { $count } people wait to be let in{ $where }.
    }
now-schedule = The next meeting is yours to plan{ $where }.
now-no-set = You are in no set just now. An invite link from a facilitator brings you into one.

    /journal shows what you wrote before.
now-no-set-maker = You are in no set just now. /newset makes one.

# What a member brings: three questions, the whole, and whether the set may see it.
button-issue-keep = Leave it as it is
button-issue-show = Show the set
button-issue-not-yet = Not yet
button-issue-hide = Keep it to myself
button-issue-change = Change a part
button-issue-change-what = Change what it is
button-issue-change-stretch = Change what stretches you
button-issue-change-power = Change what is yours to change

issue-what = <b>1 of 3</b> What is the issue you want to work on? A few sentences are enough.
issue-stretch = <b>2 of 3</b> What in it stretches you, or what is at risk?
issue-power = <b>3 of 3</b> What in it is yours to change?
issue-again = { $question }

    You wrote:
    { $text }
    What you type now takes its place.
issue-first = This is the first question. Stop for now keeps it for later.

issue-part-what = <b>Your issue</b>
    { $text }
issue-part-stretch = <b>What stretches you, or is at risk</b>
    { $text }
issue-part-power = <b>What is yours to change</b>
    { $text }

issue-whole = { $parts }

    Shall the set see this, under your handle?
issue-seen = { $parts }

    Your set may see this.
issue-unseen = { $parts }

    Only you see this.
issue-kept-to-show =
    { $first ->
        [yes] Kept. Your set may see it, under the handle { $handle }. Before the first meeting that is all I ask. /issue changes it.
       *[no] Kept. Your set may see it, under the handle { $handle }. /issue changes it.
    }
issue-kept-private =
    { $first ->
        [yes] Kept, for you alone. Before the first meeting that is all I ask. /issue changes it.
       *[no] Kept, for you alone. /issue changes it.
    }

# The morning after a meeting: what I take away, and what becomes of my drafts.
button-after-keep = Keep
button-after-change = Change
button-after-drop = Drop

after-issue = What do you take away from the meeting for your issue? One line is enough. Only you see it.
after-issue-again = What do you take away for your issue? You wrote:
    { $text }
    What you type now takes its place.
after-self = And about yourself? One line is enough. Only you see it.
after-self-again = And about yourself? You wrote:
    { $text }
    What you type now takes its place.
after-draft = Before the meeting you noted this step:
    { $step }
    Does it still fit?
after-draft-noted = In the meeting you noted this step:
    { $step }
    Does it still fit?
after-add = What will you do before the next meeting? Type a line for each step.
after-add-another = Your steps now:
    { $steps }

    Another one? Type a line for each step.
after-finished = That is all for today. /steps shows what you want to do.
after-declined = All right. /steps has your drafts when you want them.
after-done = You have done this already. /journal shows what you took away, /steps what you want to do.
after-first-question = This is the first question. Stop for now keeps it for later.

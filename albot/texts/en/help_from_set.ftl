# Asking the set for help with a step that is stuck.
button-step-help = Ask the set for help
button-help-again = Say it anew
button-help-enough = I have help enough
button-help-step = Back to the step

help-line = Your step:
    { $step }
    What would help you? One line is enough. The set reads it with the words of the step.
help-line-again = Your step:
    { $step }
    What would help you? You wrote:
    { $text }
    What you type now takes its place. Skip keeps it.
help-to-set = the whole set
help-would-help = <b>What would help</b>
    { $text }
help-sent = On its way, and questions on this step are welcome. { $arrives }
help-open = You asked the set for help with this:
    { $parts }
help-muted = A facilitator has muted you, so you cannot ask the set just now. /facilitator lets you write to them.
help-too-late = This step is no longer open, so the set is not asked. /steps shows the others.
help-not-sent = Taken back. Nobody has read it.
help-ended = Good. At the next delivery time the set reads that you have help enough. What others wrote to you stays.

help-asked = Asks for help with a step. Questions on it are welcome.
    { $parts }
help-over = Asked for help with a step, and needs no more of it. Thank you.

delivery-line-help = { $count ->
        [one] Somebody asks the set for help with a step.
       *[other] Help is wanted with { $count } steps.
    }
delivery-name-help = your step that needs help
unfinished-help = asking the set for help

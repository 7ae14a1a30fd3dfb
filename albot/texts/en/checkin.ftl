# The check-in: its start, the open steps, the set's prompts, the whole, and whom it is for.
button-number = { $number }
button-thats-all = That's all
button-checkin-issue = Read it
button-checkin-keep = Leave it as it is
button-checkin-questions = Share and welcome questions
button-checkin-set = Share
button-checkin-facilitator = Facilitator only
button-checkin-private = Keep private
button-checkin-change = Change an answer
button-checkin-soon = Start a step now

checkin-first = Before the first meeting I ask only about your issue.
checkin-first-done = Before the first meeting I ask only about your issue. You have written it, so all is done.
checkin-declined = All right. I will not ask again before this meeting. If you change your mind: /checkin
checkin-over = Your set has met since then. What you wrote is kept: /journal shows it. The next check-in begins anew: /checkin
checkin-first-question = This is the first question. Stop for now keeps it for later.

checkin-step = You meant to do this:
    { $text }
    How did it end?
checkin-step-and-said = You meant to do this:
    { $text }
    You say:
    { $said }
    How did it end?

checkin-question = <b>{ $number } of { $count }</b> { $question }
checkin-question-done = <b>{ $number } of { $count }</b> { $question }

    { $endings }

    Anything else?
checkin-question-again = <b>{ $number } of { $count }</b> { $question }

    You wrote:
    { $text }
    What you type now takes its place.
checkin-steps = <b>{ $number } of { $count }</b> { $question }

    Type a line for each step, or a message for each.
checkin-steps-so-far = <b>{ $number } of { $count }</b> { $question }

    So far:
    { $steps }

    Another step, or is that all?

checkin-part = <b>{ $number }. { $question }</b>
    { $answer }
checkin-nothing = (nothing)
checkin-whole = { $parts }

    This is the whole. Whom is it for? Your set is { $set }, and you are { $handle } there. It goes to nobody before you choose.{ $newcomers ->
        [yes] {" "}Whoever joins before the meeting can read it too.
       *[no] {""}
    }
checkin-whole-finished = { $parts }

    { $status }
checkin-kept = Kept. { $status } You can change this until the meeting: /checkin
checkin-for-questions = It is for your set, and questions are welcome.
checkin-for-set = It is for your set.
checkin-for-facilitator = It is for the facilitator only.
checkin-for-private = It is for you alone.
checkin-for-questions-from = It reaches your set on { $when }, and questions are welcome.
checkin-for-set-from = It reaches your set on { $when }.
checkin-for-facilitator-from = It reaches the facilitator on { $when }, and nobody else.
checkin-changed = You changed something. The others keep the old words until you choose again whom it is for.

checkin-which = Which answer?

    { $questions }
checkin-which-line = { $number }. { $question }
checkin-which-step = Which step starts now?

    { $steps }
checkin-started = This step is open from now on:
    { $step }

loose-which-answer = All questions have an answer. Which one does this belong to?

    { $questions }
loose-issue-done = Before the first meeting I ask only about your issue. You have written it. Is this something else?

# Asking another member: whom, which kind, the words, the last screen, and what becomes of it.
menu-line-ask = /ask – ask somebody in your set a question
unfinished-ask = a question to somebody in your set

button-asking-handle = { $handle }
button-asking-kind-clarifying = Clarifying
button-asking-kind-open = Open
button-asking-kind-noticing = Noticing
button-asking-kind-challenge = Challenge
button-asking-kind-idea = Idea
button-asking-keep = Leave it as it is
button-asking-ideas = Give me an idea
button-asking-others = Others
button-asking-send-anyway = Send anyway
button-asking-change-it = Change it
button-asking-take-back = Take it back
button-asking-again = Go on with it

asking-whom = Whom would you like to ask? These members welcome questions:
asking-nobody = Nobody's issue is open to questions just now. When a member shares and welcomes questions, you find them here.

    You could go first: /inbox opens your own issue to questions.
asking-muted = The facilitator has paused your questions to others. To talk about it, write to them: /facilitator
asking-closed = <b>{ $handle }</b> takes no questions just now. /ask shows who does.
asking-closed-meanwhile = <b>{ $handle }</b> takes no questions just now. What you wrote is kept. You can go on when they do.
asking-gone = They are not in your set any more, so I cannot bring them a question.
asking-no-ideas = <b>{ $handle }</b> invites no ideas just now. With <i>Back</i> you can choose another kind.

asking-kind = What would you like to send to <b>{ $handle }</b>?

    { $kinds }
asking-kind-of = To <b>{ $handle }</b>:
    { $text }
    What is it?

    { $kinds }
asking-kind-line-clarifying = <b>Clarifying</b>: to understand what is so
asking-kind-line-open = <b>Open</b>: to help them think further
asking-kind-line-noticing = <b>Noticing</b>: something good that you see
asking-kind-line-challenge = <b>Challenge</b>: what may be hard to look at
asking-kind-line-idea = <b>Idea</b>: they welcome some

asking-text-clarifying = What would you like to understand better? Type your question to <b>{ $handle }</b>.
asking-text-open = What could help <b>{ $handle }</b> think further? Type your question.
asking-text-noticing = What do you notice that is good to hear? Type it for <b>{ $handle }</b>.
asking-text-challenge = What might <b>{ $handle }</b> not be looking at? Type your question.
asking-text-idea = <b>{ $handle }</b> welcomes ideas. Type yours.
asking-text-again = To <b>{ $handle }</b> you wrote:
    { $text }
    What you type now takes its place.

asking-idea = { $number }. { $question }
asking-ideas = { $ideas }

    Pick one, and change it as you like. Or type your own.

asking-last = <b>{ $kind }</b>
    { $screen }
asking-last-hinted = <b>{ $kind }</b>
    { $screen }

    For you alone: { $hint }

asking-sent = It goes to <b>{ $handle }</b> alone. { $arrives }

    If they pass it on to the set with an answer, your handle stays out of it.
asking-time-passed = Its delivery time has passed.
asking-taken-back = Taken back. What you wrote is kept for you.
asking-edited = Changed. { $arrives }
asking-edited-late = Changed for you. Its delivery time has passed. Shall their copy change too?

# What reaches the one who is asked, and what comes back where it was not taken.
delivery-line-question = { $count ->
        [one] One question for you.
       *[other] { $count } questions for you.
    }
delivery-line-not-taken = { $count ->
        [one] Something you sent was not delivered.
       *[other] { $count } things you sent were not delivered.
    }
question-kind-clarifying = Clarifying question
question-kind-open = Open question
question-kind-noticing = Noticing
question-kind-challenge = Challenge
question-kind-idea = Idea
question-body = <b>{ $kind }</b>
    { $text }
question-not-taken = Takes no questions just now, so yours was not delivered:
    { $text }
    It is kept for you. You can go on when they welcome questions again.
question-idea-not-taken = Invites no ideas just now, so yours was not delivered:
    { $text }
    It is kept for you. You can make a question of it.

# What the one who was asked does with a question, and what comes of it for its asker and the set.
button-answering-answer = Answer
button-answering-thought = This made me think
button-answering-later = Later
button-answering-close = No more questions
button-answering-more = More
button-answering-keep = Leave it as it is
button-answering-to-all = Send to the set too
button-answering-aside = No reminder
button-answering-show-handle = Show my handle too
button-answering-hide-handle = Without my handle again

answering-ask = What do you want to tell <b>{ $handle }</b>? You choose afterwards who reads it.
answering-ask-again = This is your answer to <b>{ $handle }</b> so far. What you type now takes its place.
    { $text }
answering-last = { $screen }

    <i>Send to the set too</i>: everybody reads question and answer. The handle of { $handle } is left out, unless they say yes.
answering-sent = Good. { $arrives }
answering-over = This question is not open any more. It was taken back, or you answered it already.
answering-answered = You answered this one. To change your answer, edit your message.

answering-thought-thanks = Good. They will hear that it made you think.
answering-thought-already = You said that this made you think. If you want to add something, press <i>Answer</i>.

answering-when = When shall I come back to this question?
answering-aside = All right. It waits in /inbox, and I do not remind you.
answering-closed = Your issue is closed to questions, so I do not remind you of any. This one waits in /inbox.

answering-more = You can mute <b>{ $handle }</b>: then no more questions of theirs reach you. They are not told. Or say that something is wrong with this question.

answering-answer = <b>{ $kind }</b>, from you:
    { $words }
    The answer:
    { $text }
answering-answer-to-set = <b>{ $kind }</b>, from you:
    { $words }
    The answer:
    { $text }
    The set reads both, without your handle unless you say yes.
answering-exchange = <b>{ $kind }</b>, from somebody in the set:
    { $words }
    The answer:
    { $text }
answering-exchange-named = <b>{ $kind }</b>, from <b>{ $handle }</b>:
    { $words }
    The answer:
    { $text }
answering-thought = This made them think:
    <b>{ $kind }</b>
    { $words }

answering-named = Your handle will stand beside your question. { $seen }
answering-unnamed = Your handle will be gone from your question. { $seen } What they read before stays with them.
answering-not-in-set = The set does not read this answer any more, so there is no handle to show.

answering-edited = Changed. The others may have read your answer as it was. Shall theirs change too?

seen-from = The others see that from { $when } on.
seen-at-once = The others see that at once.

delivery-line-answer = { $count ->
        [one] Somebody answered your question.
       *[other] { $count } answers to your questions came.
    }
delivery-line-exchange = { $count ->
        [one] A question and its answer came for all.
       *[other] { $count } questions with their answers came for all.
    }
delivery-line-thought = { $count ->
        [one] A question of yours made somebody think.
       *[other] { $count } questions of yours made somebody think.
    }
delivery-name-answer = your answer of { $day }
delivery-name-exchange = your answer to the set of { $day }
delivery-name-thought = your word of { $day }

unfinished-answer = your answer to a question

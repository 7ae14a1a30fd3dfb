# /inbox: questions that wait, whether I welcome them, and whom I muted.
button-inbox-read = Read { $number }
button-inbox-close = Close to questions
button-inbox-open = Open to questions
button-inbox-ideas = Invite ideas
button-inbox-no-ideas = No more ideas
button-inbox-mute = Mute { $handle }
button-inbox-unmute = Unmute { $handle }

inbox-page = <b>Questions to you</b>
    { $lines }

    { $state }
inbox-line = { $number }. <b>{ $handle }</b>: { $kind }
inbox-none = No question waits for you.
inbox-more = { $count ->
        [one] One more comes up when these are answered.
       *[other] { $count } more come up when these are answered.
    }
inbox-open = Your issue is open to questions.
inbox-closed = Your issue is closed to questions.
inbox-ideas = You invite ideas.
inbox-no-ideas = You do not invite ideas.
inbox-open-from = Your issue is open to questions. The others see that from { $when } on.
inbox-closed-from = Your issue is closed to questions. The others see that from { $when } on.
inbox-ideas-from = You invite ideas. The others see that from { $when } on.
inbox-no-ideas-from = You do not invite ideas. The others see that from { $when } on.
inbox-muted = Muted: { $handles }

inbox-closed-now = Your issue is closed to questions. { $seen } What was asked before stays in /inbox.
inbox-muted-now = Questions of <b>{ $handle }</b> reach you no more. They are not told. /inbox undoes it.

menu-line-inbox = /inbox – questions to you, open or closed

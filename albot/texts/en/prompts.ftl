# /prompts, and the words of the four prompts of the practice.
prompts-list = The check-in asks, in this order:
    { $prompts }

    Press a number to change one. A check-in that has begun keeps its answers.
prompts-line = { $number }. { $words }
prompts-one = Question { $number }:
    <i>{ $words }</i>
prompts-ask-words = It asks now:
    <i>{ $words }</i>
    What should it ask instead?
prompts-ask-own = What else should the check-in ask? An open question works best.
prompts-last = A check-in needs at least one question. Change its words instead?
prompts-long = That is long for one question. Could you say it in up to 300 characters?
prompts-enough = Eight questions are enough for ten minutes. Drop one first.
prompts-four = Shall I go back to the four questions of the practice? Your own questions and words go.
button-prompts-number = { $number }
button-prompts-words = Change the words
button-prompts-up = Up
button-prompts-down = Down
button-prompts-drop = Drop
button-prompts-list = All questions
button-prompts-add = Add one
button-prompts-four = Back to the four
button-prompts-four-sure = Yes, the four

# The four accounts of the practice, as a member reads them.
prompt-done = What have you done, and not done, since the last meeting?
prompt-learn = What can you learn from this?
prompt-want = What do you want to do between this meeting and the next?
prompt-way = What is the best way of going about it?
prompt-own = What else would you like to say?

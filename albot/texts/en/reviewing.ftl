# The process review: the set looks at how it worked, in answers without a handle.
menu-line-review = /review – how the set worked together
unfinished-review = your line for the process review

button-review-begin = Begin
button-review-read = Read
button-review-word = { $on ->
    [1] ✓ { $word }
   *[other] { $word }
}
button-review-well = We do this well
button-review-next = To try next time
button-review-none = No line
button-review-done = Done
button-review-change = Change my answers
button-review-change-line = Change my line
button-review-add-line = Add a line
button-review-earlier = Earlier ones
button-review-picture = Picture
button-review-day = { $day }
button-review-open = Open a review: { $day }

review-invitation = How did you work together in the meeting? Three taps, and a line if you like. Nobody in the set sees who said what.

# The scales
review-ask-support = <b>1 of 3.</b> How much support did you get from the others in this meeting?

    Nobody in the set sees who chose what. Results come once, when the review closes, if three or more have answered.
review-ask-challenge = <b>2 of 3.</b> How much challenge did you get? That is what makes you think again.
review-ask-airtime = <b>3 of 3.</b> How was your share of the time to speak?
review-much-1 = None
review-much-2 = A little
review-much-3 = Some
review-much-4 = Much
review-much-5 = Very much
review-airtime-1 = Far too little
review-airtime-2 = Rather little
review-airtime-3 = Just right
review-airtime-4 = Rather much
review-airtime-5 = Far too much
review-stopped = Stopped. What you chose is kept. You can go on until the review closes.

# The line
review-line-well = We do this well
review-line-next = To try next time
review-line = That is all I need. Thank you. Would you like to add a line? First choose where it belongs, then type it.
review-line-again = Your line stands under <b>{ $kind }</b>:
    { $text }
    Where does it belong?
review-type = <b>{ $kind }.</b> Type your line.

    It is shown without your handle, mixed with the others'. In a small set they may still guess. Once it has been shown, you cannot take it back.
review-typed = <b>{ $kind }</b>. I have kept your line:
    { $text }
    What you type now takes its place.
review-answered = Thank you. You said:
    { $lines }

    You can change this until the review closes.
review-said-support = Support: { $word }
review-said-challenge = Challenge: { $word }
review-said-airtime = Your share of the time: { $word }
review-said-line = { $kind }:
    { $text }

# Too late, or not for you
review-closed = This review has closed, so I cannot add to it. Tell the set about it when you next meet.
review-edit-late = This review has closed. What was shown stays as it was.
review-for-members = These questions are for the members. You can read what they come to when the review closes.

# What it came to
review-ready = The process review is ready.
review-page = { $lines }
review-results = <b>Process review, { $day }</b>
    { $answers } members answered. The middle answer stands in bold.

    { $lines }
review-scale-support = Support: <b>{ $middle }</b>
    { $spread }
review-scale-challenge = Challenge: <b>{ $middle }</b>
    { $spread }
review-scale-airtime = My share of the time: <b>{ $middle }</b>
    { $spread }
review-between = between { $low } and { $high }
review-share = { $word } { $count }
review-shares = { $row } · { $share }
review-lines-well = { "" }
    <b>What we do well</b>
    { $lines }
review-lines-next = { "" }
    <b>What to try next time</b>
    { $lines }

# /review
review-none = There is no process review yet. It opens at the end of a meeting that you lead with /run.
review-is-open = The review of { $day } is open. Until it closes nobody sees anything. It closes on { $when }.
review-too-few = After the meeting on { $day } fewer than three answered. So nothing is shown, to anybody.
review-earlier = Which meeting?
review-opened = The review is open, and I ask the members. It closes on { $when }. Until then nobody sees anything.
review-picture = <b>Process review, by meeting.</b> The middle answers, from 1 to 5. For the share of airtime, 3 is just right.
    { $lines }
review-picture-line = { $day }: support { $support }, challenge { $challenge }, airtime { $airtime }

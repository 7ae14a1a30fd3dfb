# What members see while their set meets, and what they can do from there.
unfinished-meet = a note for the meeting
meet-screen = { $lines }

# The head of the message
meet-head = <b>{ $stage }</b>
meet-head-of = <b>{ $stage }: { $handle }</b>
meet-head-yours = <b>{ $stage }, in your turn</b>
meet-turn = <b>It is your turn.</b> Now: { $stage }
meet-until = Until { $when }
meet-paused = The clock stands still.

# Before, between and after
meet-soon = Your set is about to meet. This message changes as the meeting goes on.
meet-everyone = Everyone has a turn today.
meet-moment = One moment. Your facilitator goes on soon.
meet-over = <b>The meeting is over.</b> Tomorrow morning I ask what you take away.

# What is useful in each stage
meet-rules = You agreed to ground rules when you joined. Do they still hold for you today?
meet-round = One after the other: how do you arrive today? A sentence or two is enough.
meet-bids = Some of you can present today. Who needs the set most just now?
meet-presenting = Listen. Note what you wonder about; your questions come later.
meet-presenting-yours = What is the matter, and what have you done so far? What would you like from the set?
meet-clarifying = A clarifying question asks for a fact that you need in order to follow. The answer is short.
meet-clarifying-yours = The others ask for facts. A short answer is enough, and "I do not know" is one.
meet-example = For example: <i>{ $question }</i>
meet-example-1 = How many people are in the team?
meet-example-2 = When did this begin?
meet-example-3 = Who has known about it so far?
meet-example-4 = What exactly did you agree on?
meet-questions = Ask what opens the matter up, and leave room for silence. These may help:
meet-questions-yours = The others ask so that you can think. Take your time. You choose what you answer.
meet-question = • <i>{ $question }</i>
meet-ideas = They would like ideas and resources. Offer yours briefly, and leave the choice to them.
meet-ideas-yours = Listen to all of it first. You choose what is of use.
meet-actions = Help to make it concrete: what, when, with whom? The steps stay theirs.
meet-actions-yours = What will you do before the next meeting? Say it aloud. You can note it here, too.
meet-feedback = What did you notice, in them and in yourself? No advice. They speak last.
meet-feedback-yours = First the others say what they noticed. You speak last.
meet-account = Listen. Note what you wonder about; your questions come next.
meet-account-yours = What have you done, and not done? What can you learn from it? What do you want to do next, and how?
meet-review = How did you work together? Three taps and a line, without your handle. The results come once, when it closes.
meet-review-closed = The review is closed. Thank you for looking back together.
meet-ideas-question = Would you like ideas and resources after the questions?

# Asking for time
meet-not-asked = Would you like time today for your issue?
meet-asked = You have asked for time today.
meet-line = Noted. In one line: what would you like time for? Your facilitators see it, nobody else.
meet-line-again = You have asked for time. You wrote:
    { $text }
    What you type now takes its place.
meet-line-long = That is more than one line. Could you say it in { $most } characters?
meet-line-kept = Kept. Your facilitators see it.
meet-line-none = All right, without a line.
meet-not-now = All right. You can ask again until it is settled who presents.
meet-settled = It is settled now who presents. Tell your facilitator if you need time all the same.
meet-gone = That meeting is not held now. /start shows what is open.
button-meet-time = I'd like time
button-meet-line = My line
button-meet-not-now = Take it back
button-meet-bare = Without a line

# Buttons of the stages
button-meet-agree = I agree
meet-agreed = Thank you.
button-meet-ideas = Yes, ideas please
meet-ideas-noted = Noted. Ideas come after the questions.
button-meet-review = Begin

# Noting steps
button-meet-steps = Note my steps
meet-steps = What will you do before the next meeting? Type a line for each step. Only you see them.
meet-steps-more = Your steps so far:
    { $steps }

    Another one? Type a line for each step.
meet-steps-kept = { $count ->
        [0] All right, nothing is noted.
        [one] Your step is kept as a draft. Tomorrow morning we look at it again.
       *[other] Your steps are kept as drafts. Tomorrow morning we look at them again.
    }
meet-steps-moved-on = Your steps are for your own turn. /steps takes them at any time.

# What every conversation shares.
button-back = Back
button-skip = Skip
button-stop = Stop for now
button-go-on = Go on
button-go-back-to-it = Go back to it
button-belongs-to = It belongs to { $number }
button-set = { $name }
button-loose-answer = Check-in answer
button-loose-step = New step
button-loose-note = Note to myself
button-loose-throw = Throw away

talk-parked = I put the other question aside. Nothing is lost.
talk-stopped = Stopped. What you wrote is kept. You can go on whenever you like.
talk-added = Added to answer { $number }.
nothing-to-cancel = There is nothing to stop just now. /start shows what is open.

loose-text = I did not ask anything just now. What is this?
loose-thrown = Thrown away.
edit-kept = Changed.
edit-unknown = I cannot find what that message was for. Please send it once more as a new message.

which-set = Which set?
old-button = This button is from earlier. /start shows what is open now.
unknown-command = I do not know that one. /help shows what I can do.
welcome-back = Good to have you back. Here is where you were.
welcome-back-anew = Good to have you back.
went-wrong = That went wrong on my side. What you wrote before is kept. If it happens again, tell the people who run me: { $reference }.

stranger = I work for action learning sets. To join one, you need an invite link from its facilitator.
no-set = You are not in a set at the moment. An invite link from a facilitator brings you into one.
set-has-ended = Your set has ended, so this is over too. /journal shows what you wrote. /start shows what is open.
only-for-person = For this you need to be in a set. An invite link from a facilitator brings you into one.
only-for-member = For this you need to be in a set. An invite link from a facilitator brings you into one.
only-for-facilitator = This is for facilitators. /help shows what you can do.
only-for-maker = New sets are made by facilitators. The people who run me can appoint you.
only-for-coordinator = This is for coordinators. /help shows what you can do.
only-in-private = I work in private chat only, so that nobody here sees what is written: https://t.me/{ $bot }

only-text = I keep only text. Could you type it?
only-text-voice = I keep only text, so that no recording can give you away. Could you type it?
only-text-photo = I keep only text, so that no picture can give you away. Could you say it in words?
only-text-document = I keep only text, since files can carry names. Could you copy the words into a message?
only-text-contact = I keep no contacts, so that nobody can be traced through them. Words are enough.
only-text-location = I keep no places, so that nobody can be found through them. Words are enough.
only-text-forward = A forwarded message shows where it came from. Please copy the text instead.

bot-description = I help the members of an action learning set between their meetings. To join one, you need an invite link.
bot-short-description = For action learning sets: four to eight people who help each other with questions.

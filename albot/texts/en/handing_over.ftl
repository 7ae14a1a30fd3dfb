# Handing a set over: asked, answered, and so it is from a delivery time on.
button-members-hand-somebody = Hand over
button-handing-over-instead = Instead of me
button-handing-over-together = Together with me
button-handing-over-show = Show
button-handing-over-yes = Yes
button-handing-over-no = No

members-pick-hand = Whom do you want to ask to look after the set?
handing-over-how = Ask <b>{ $handle }</b> to look after the set? Nothing changes before they say yes.

    Instead of you: you are a member of the set then. Together: you both facilitate it.
handing-over-asked = I ask <b>{ $handle }</b>, outside their quiet hours. You hear of the answer at a delivery time. Until then nothing changes.

    If you ask somebody else meanwhile, that takes the place of this.

handing-over-asks = A facilitator asks you something about a set you are in.
handing-over-question = <b>{ $handle }</b> asks you to look after <b>{ $set }</b> in their place.

    As its facilitator you let people in, plan meetings, and keep the process going. Your issue and your notes stay yours. It is fine to say no.
handing-over-question-together = <b>{ $handle }</b> asks you to look after <b>{ $set }</b> together with them.

    As a facilitator you let people in, plan meetings, and keep the process going. Your issue and your notes stay yours. It is fine to say no.
handing-over-agreed = Thank you. You facilitate the set from the next delivery time on. I tell you then.
handing-over-agreed-now = Thank you. You facilitate the set from now on.
handing-over-declined = That is fine. The one who asked hears of it at the next delivery time.
handing-over-yours = You facilitate your set now. /help shows what you can do for it. /members shows who is in it.
handing-over-done = The one you asked has said yes. They look after the set now, and you are a member of it. Thank you for what you did for it.
handing-over-together = The one you asked has said yes. You look after the set together now.
handing-over-no = The one you asked to look after the set would rather not this time. That can have many reasons. You can ask somebody else.
handing-over-lapsed = You said yes to looking after a set. Things have changed there since, so it is not needed now. Thank you all the same.

# /newset: making a set.
newset-notice = You can make an action learning set here, and invite people into it.

    I keep your handles, your time zone and what you write, all encrypted. I keep no name, number or picture.

    <b>What I cannot promise</b>
    <blockquote expandable>This chat is not end-to-end encrypted. Telegram, and whoever runs me, could link you to your handle.
    In a small set people may recognise you. Anyone can photograph a screen.
    What members share reaches others at fixed hours, so that no clock gives them away. A live meeting is the exception.
    /forget erases everything about you at once.
    Who runs me: { $operator }</blockquote>
button-newset-agree = I agree
button-newset-no = No

newset-name = Let us make a set. Eight short questions, and you see all of it before it counts.
    What is the set called?
newset-name-again = So far it is called <b>{ $known }</b>. What is it called instead?
newset-name-long = That is long for a name. Could you say it in up to 60 characters?

newset-purpose = What is the set for? A sentence or two is enough.
newset-purpose-again = The purpose so far:
    { $known }
    Type another one to replace it.
newset-audience = Who is it for?
newset-audience-again = Who it is for, so far:
    { $known }
    Type anew to replace it.

newset-rules = Everybody reads the ground rules before they join. You can type your own, or use these:
    { $offered }
newset-rules-again = The ground rules so far:
    { $known }
    Type others to replace them.
newset-offered-rules = We begin and end on time.
    What is said in the set stays in the set.
    We ask questions before we give advice.
    One of us speaks at a time.
    Everybody may say: I would rather not.
    Everybody answers for their own issue and steps.
button-newset-rules-offered = Use these

newset-contact = Whom can a member turn to if something is too much? Give a name or a role, and how to reach them. Everybody who joins sees this.
newset-contact-again = The contact so far:
    { $known }
    Type another one to replace it.

newset-zone = Which clock does the set go by? Type a city or a region.
newset-zone-again = The set goes by the clock of { $known }. Type another city to change it.
newset-zone-which = Which of these is it?
newset-zone-unknown = I do not know that place. A larger city nearby helps, or the country.
button-newset-zone = { $city }

newset-size = How many members will it have, not counting you?
newset-size-again = So far it is for { $known } members. How many instead?
newset-size-range = A set has four to eight members. Which number is it?
button-newset-size = { $size }

newset-handle = Under which handle will the set know you? It is best if it tells nobody who you are. You can also type one.
newset-handle-again = Your handle so far: <b>{ $known }</b>. You can choose or type another.
newset-handle-own-name = <b>{ $handle }</b> is your name on Telegram, so the set would know who you are. Do you want it all the same?
button-newset-handle = { $handle }
button-newset-others = Others
button-newset-anyway = Use it anyway
button-newset-keep = Keep it

newset-summary = { $lines }

    Shall I make it?
newset-line-name = <b>{ $name }</b>
newset-line-purpose = Purpose: { $text }
newset-line-audience = For: { $text }
newset-line-rules = Ground rules: { $text }
newset-line-contact = If something is too much: { $text }
newset-line-zone = Clock: { $city }
newset-line-size = Members: { $size }
newset-line-handle = Your handle: { $handle }
newset-tap = The set is not made yet. Please press one of the buttons above. <i>Change …</i> lets you correct it.
button-newset-make = Make the set
button-newset-change = Change …
newset-change = What would you like to change?
button-newset-part-name = Name
button-newset-part-purpose = Purpose
button-newset-part-audience = Who for
button-newset-part-rules = Ground rules
button-newset-part-contact = Contact
button-newset-part-zone = Clock
button-newset-part-size = Size
button-newset-part-handle = My handle
button-newset-drop = Throw it away
newset-dropped = Thrown away. There is no set.

newset-made = <b>{ $name }</b> is ready. Two things come next. Invite the members with a link. Plan the first meeting.
button-newset-invite = Invite members
button-newset-schedule = Plan a meeting

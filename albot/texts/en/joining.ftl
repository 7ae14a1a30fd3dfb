# Joining a set by a link or a code. The ids of problems end in the codes of domain.invites and domain.handles.
button-joining-agree = I agree
button-joining-no = No
button-joining-handle = { $handle }
button-joining-others = Others
button-joining-keep = Keep { $handle }
button-joining-anyway = Use it anyway
button-joining-another = Choose another
button-joining-zone = { $zone }
button-joining-issue = My issue, now
button-joining-later = Later
button-joining-set = See the set

joining-notice = You are invited to <b>{ $set }</b>, an action learning set.

    I keep your handle, your time zone and what you write, all encrypted. I keep no Telegram name, phone number or picture. The set sees your handle and what you share.

    <b>What I cannot promise</b>
    <blockquote expandable>This chat is not end-to-end encrypted. Telegram, and whoever runs me, could link you to your handle. To reach you, I keep the number of this chat, encrypted.
    In a small set people may recognise you. Anyone can photograph a screen.
    What you share reaches the others at fixed hours, so that no clock gives you away. A live meeting is the exception.
    A set's texts are erased within a year of its end. /forget erases everything about you at once.
    Who runs me: { $operator }</blockquote>

    <b>Ground rules</b>
    { $rules }
    If something is too much: { $contact }
joining-no-rules = The set agrees on them at its first meeting.
joining-no-contact = talk to your facilitator.
joining-no = All right. I have stored nothing about you. If you think again, the link still opens this.

joining-unknown-code = I do not know this code. Please open the link itself, or copy the whole code once more.
joining-too-many-codes = These were many wrong codes. Please wait an hour, and ask your facilitator for the link.
joining-revoked = This link was taken back. Please ask whoever sent it for a new one.
joining-expired = This link is too old by now. Please ask whoever sent it for a new one.
joining-used-up = This link has been used as often as it may be. Please ask whoever sent it for a new one.
joining-closed = This set takes nobody in at the moment. Whoever sent you the link can say more.
joining-full = This set is full. Whoever sent you the link can tell you of another one.
joining-barred = This link cannot bring you into that set. Its facilitator has decided so, and can say more.
joining-already = You are in <b>{ $set }</b> already, as <b>{ $handle }</b>.

joining-ask-handle = Thank you. What shall the set call you?

    Pick a handle, or type your own. Best is one that does not point to you.
joining-ask-handle-again = You are <b>{ $handle }</b> so far. Keep it, pick another, or type your own.
joining-handle-own-name = This is close to your Telegram name. The set would know who <b>{ $handle }</b> is. Only you see this.
joining-handle-taken = This looks like a handle that somebody in the set has, or had. Could you choose another one?
joining-handle-empty = I need a few letters. Which handle would you like?
joining-handle-command = A handle cannot begin with a slash. Which one would you like?
joining-handle-address = This looks like an address or a number that could lead to you. Could you choose another one?
joining-handle-invisible = There is a character in it that cannot be seen. Could you type it again, in plain letters?
joining-handle-character = “{ $found }” does not work in a handle. Letters, digits, spaces and emoji do.
joining-handle-marks = There are too many accents on one letter. Could you type it more plainly?
joining-handle-mixed = This mixes letters of two alphabets that look alike. Could you keep to one of them?
joining-handle-no-letter = I need at least one letter, digit or emoji. Which handle would you like?
joining-handle-too-short = That is too short to tell you apart. Two letters are enough.
joining-handle-too-long = That is too long for small screens. Up to 24 letters fit.

joining-ask-zone = You are <b>{ $handle }</b> in this set. Where are you, so that I ask at good hours?

    Press the place that has your time, or type a city or region.
joining-which-zone = Which of these has your time? You can also type another city.
joining-zone-unknown = I do not know that place. Could you type a large city near you?

joining-ask-word = Your facilitator may have told you a word. What is it?

    If you have none, press <b>Skip</b>. The facilitator then decides without it.
joining-wrong-word = That is not the word. Try once more, or press <b>Skip</b>. The facilitator then decides without it.

joining-waiting = Thank you, <b>{ $handle }</b>. The facilitator will let you in. They hear of you on { $when }.

    The next thing is your issue: what you want to work on. That can come now or later.
joining-waiting-without-word = Thank you, <b>{ $handle }</b>. You wait without the word, so the facilitator may ask you about it outside this chat. They hear of you on { $when }.

    The next thing is your issue: what you want to work on. That can come now or later.
joining-waiting-with-issue = Thank you, <b>{ $handle }</b>. The facilitator will let you in. They hear of you on { $when }. Your issue is written down already.
joining-waiting-known = The facilitator knows that <b>{ $handle }</b> waits. I tell you as soon as you are in.
joining-later = All right. /issue brings it up whenever you like.

# /facilitators: who may make sets, appointed by links.
button-appointing-new = Appoint somebody
button-appointing-stand-down = Stand down { $who }
button-appointing-revoke = Revoke the link for { $who }
button-appointing-down-sure = Stand down { $who }
button-appointing-no = No, leave it

appointing-list = { $count ->
    [0] Nobody is appointed yet. A facilitator makes sets and invites people into them.
    [one] One facilitator is appointed:
   *[other] { $count } facilitators are appointed:
}
    { $labels }
appointing-list-links = { $count ->
    [0] Nobody is appointed yet. A facilitator makes sets and invites people into them.
    [one] One facilitator is appointed:
   *[other] { $count } facilitators are appointed:
}
    { $labels }

    Links that nobody has used yet:
    { $links }
appointing-no-label = somebody without a label
appointing-line = { $label }, until { $until }
appointing-ask-label = What do you want to call the one you appoint? Only coordinators see it. Best is a word that is not their name.
appointing-label-too-long = That is rather long for a button. Could you keep it under { $most } letters?
appointing-link = Here is the link for <b>{ $label }</b>. One person may use it, until { $until }.

    { $link }

    If a link cannot be opened, this code can be pasted here instead:
    <code>{ $code }</code>
appointing-revoked = The link is revoked.
appointing-ended = Done. They make no new sets, and know it.
appointing-down-sure = Stand down { $label }? They can make no new sets then. Sets they have already stay theirs.
appointing-stood-down = You can make no new sets from now on. The sets you facilitate stay yours. The people who run me can say more.

appointing-notice = You are invited to be a facilitator. You can then make action learning sets, and invite people into them.

    I keep your handles, your time zone and what you write, all encrypted. I keep no Telegram name, phone number or picture.

    <b>What I cannot promise</b>
    <blockquote expandable>This chat is not end-to-end encrypted. Telegram, and whoever runs me, could link you to your handle. To reach you, I keep the number of this chat, encrypted.
    In a small set people may recognise you. Anyone can photograph a screen.
    What members share reaches others at fixed hours, so that no clock gives them away. A live meeting is the exception.
    /forget erases everything about you at once.
    Who runs me: { $operator }</blockquote>
appointing-done = Thank you. You are a facilitator now. /newset makes your first set, and I lead you through it.
appointing-already = You can make sets already: /newset. The link stays open for somebody else.

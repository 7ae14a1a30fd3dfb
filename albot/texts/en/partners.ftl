# Check-in partners: asking, answering, seeing each other's endings, stopping.
button-partner = Check-in partner
button-partner-is = Partner: { $handle }
button-partner-handle = { $handle }
button-partner-asks = { $handle } asks you
button-partner-yes = Yes
button-partner-no = No
button-partner-end-asked = Take it back
button-partner-end-partners = Stop

partner-until = until the meeting on { $day }
partner-until-next = until the next meeting

partner-whom = A check-in partner sees how your steps end, and you see how theirs do. It lasts until the next meeting, and nobody else is told.

    Whom would you like to ask?
partner-nobody = A check-in partner sees how your steps end, and you see how theirs do. There is nobody you can ask just now.
partner-asked = You have asked <b>{ $handle }</b> to be your check-in partner, { $until }. You have no answer yet.
partner-partners = Your check-in partner is <b>{ $handle }</b>, { $until }. You see how each other's steps end.

    Stop ends it at once for you.
partner-partners-soon = <b>{ $handle }</b> will be your check-in partner, { $until }. It begins at the next delivery time.

    Stop ends it at once for you.

partner-you-ask = "Will you be my check-in partner, { $until }?"

    With a Yes you each see how the other's steps end: the step, and done, partly, not done or let go. Nothing else, and nothing that ended before.

    Either of you can stop at any time.
partner-ask-over = This no longer fits. /steps shows whom you can ask.
partner-muted = A facilitator has muted you, so you cannot ask just now. /facilitator lets you write to them.
partner-one-at-a-time = One check-in partner at a time is enough. Stop that first, or take back what you asked. Then come back to this.
partner-sent = On its way. { $handle } is asked on { $when }. You hear the answer at a delivery time too.

partner-request = Asks you to be their check-in partner, { $until }.

    With <i>Yes</i> you each see how the other's steps end: the words of the step, and whether it was done, partly done, not done or let go. It comes at the delivery times.

    Nothing else is shown, and nothing that ended before. Nobody else is told. Either of you can stop at any time. <i>No</i> needs no reason.
partner-request-over = No longer asks for a check-in partner. You need not answer.
partner-yes = Says yes. You are check-in partners, { $until }. From now on you each see how the other's steps end.

    /steps lets you stop at any time.
partner-no = Says that it does not fit this time. It was good to ask.
partner-parted = Is no longer your check-in partner. Neither of you sees the other's endings from here on.
partner-taken-back = No longer asks for a check-in partner.
partner-step-ended = { $ended }
partner-step-open = Has this step open again:
    { $text }

partner-you-agreed = Good. { $handle } hears it on { $when }, and it begins then. /steps lets you stop at any time.
partner-you-declined = All right. { $handle } hears on { $when } that it does not fit. No reason is given.
partner-you-ended-asked = Taken back. If { $handle } has been asked by now, they hear it at the next delivery time.
partner-you-ended-partners = Stopped. From now on neither of you sees the other's endings. { $handle } hears it at the next delivery time.

delivery-line-partner = { $count ->
        [one] Somebody asks you to be their check-in partner.
       *[other] { $count } members ask you to be their check-in partner.
    }
delivery-line-partnered = { $count ->
        [one] There is news about a check-in partner.
       *[other] There is news about check-in partners.
    }
delivery-line-ending = { $count ->
        [one] Your check-in partner ended one step.
       *[other] Your check-in partner ended { $count } steps.
    }

delivery-name-partner = your question about being check-in partners
delivery-name-ending = the step that your partner read of on { $day }
unfinished-partner = asking for a check-in partner

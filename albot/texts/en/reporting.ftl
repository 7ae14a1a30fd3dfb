# Something is wrong here: reports to the facilitators, or about them to the coordinators.
unfinished-report = a report

report-whom-facilitators = { $count ->
    [one] your facilitator
   *[other] your facilitators
}
report-whom-coordinators = the coordinators, and to no facilitator
report-ask-first = What is wrong with it? A word is enough, or none. It goes to { $to }, together with the text. Its author is not told.
report-ask-again = You wrote so far:
    { $known }
    Type it anew, or press <i>Skip</i> to keep it. It goes to { $to }, together with the text.
report-last = To <b>{ $to }</b>. They see what <b>{ $handle }</b> wrote, as you got it.
    { $word }
    You decide whether they see your handle there, <b>{ $mine }</b>.
    { $arrives }
report-guess = Only you got this text. They may guess that the report is yours.
button-report-send-unnamed = Send without my handle
button-report-send-named = Send with my handle
report-sent = Thank you for saying so. It is on its way to { $to }. { $arrives }
report-already = You have reported this already. /facilitator lets you say more.
report-sent-already = This report is on its way, so I leave it as it is. /facilitator lets you say more.
report-gone = The text was erased meanwhile, so there is nothing left to report. /facilitator lets you write about it.
report-yours = This is yours to decide. You can mute <b>{ $handle }</b>, or write to them first.
report-nobody = I have nobody to bring this to but your facilitators. So I do not send it.
    { $lines }
    The people who run me can help too: { $operator }
report-nobody-contact = The ground rules name this contact:
    { $text }

delivery-line-report = { $count ->
        [one] Somebody reported something.
       *[other] { $count } reports came in.
    }
report-shown = <b>A report</b>, { $day }

    { $body }
report-to-facilitators = About what <b>{ $handle }</b> wrote:
    { $text }
    { $lines }
report-to-coordinators = In the set <b>{ $set }</b>, about what <b>{ $handle }</b> wrote, who facilitates there:
    { $text }
    { $lines }
    The set's facilitators do not get this report. A talk with those who know the set may help. /facilitators lets you stand somebody down: they make no new sets then.
report-word = What is wrong: { $text }
report-no-word = No word was added.
report-by = Reported by <b>{ $handle }</b>.
report-by-nobody = Reported without a handle.
button-report-mute = Mute this handle
button-report-write = Write to them
report-no-reply = I do not know whom this is for, so nobody gets it. The buttons under the report are quicker.

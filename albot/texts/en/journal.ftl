# /journal: what I wrote over time.
button-journal-earlier = ← Earlier
button-journal-later = Later →
button-journal-date = From a date
button-journal-document = As a document

journal-month = <b>{ $month } { $year }</b>

    { $entries }
journal-month-1 = January
journal-month-2 = February
journal-month-3 = March
journal-month-4 = April
journal-month-5 = May
journal-month-6 = June
journal-month-7 = July
journal-month-8 = August
journal-month-9 = September
journal-month-10 = October
journal-month-11 = November
journal-month-12 = December

journal-in-set = , { $set }
journal-reflection = <b>{ $day }</b>{ $where }: check-in
    { $answers }
journal-answer = <i>{ $prompt }</i>
    { $text }
journal-a-question = A question of that time
journal-step = <b>{ $day }</b>{ $where }: step, { $ending }
    { $text }
journal-step-open = open
journal-step-done = done on { $day }
journal-step-partly = partly done on { $day }
journal-step-not_done = not done by { $day }
journal-step-let_go = let go on { $day }
journal-note = <b>{ $day }</b>{ $where }: note
    { $text }
journal-about_issue = <b>{ $day }</b>{ $where }: what I take away for my issue
    { $text }
journal-about_self = <b>{ $day }</b>{ $where }: what I take away for myself
    { $text }

journal-empty = Your journal is empty so far. What you write in check-ins, your steps and your notes will be here. Only you see it.

    For a note, just write to me and choose <b>Note to myself</b>.
journal-ask-date = From which day on? For example: 3 September.
journal-date-unclear = I am not sure which day you mean. Please write it with the month in words, such as 3 September.
journal-nothing-since = You wrote nothing since { $day }. Which earlier day?
journal-noted = Kept as a note to yourself. Only you see it. /journal shows it.
button-journal-picture = Picture
journal-no-picture = There is no picture yet. It shows your steps once the first of them has ended.
journal-document = Your own journey so far, as a document: your issue, your steps, and what you learned. Only you get it.
journal-no-journey = There is no journey to write down yet. It grows with your issue, your steps and what you learn.

# /rules: the ground rules, and whom to contact.
rules-page = <b>{ $set }</b>
    { $lines }
rules-rules = Ground rules:
    { $text }
rules-no-rules = There are no ground rules yet.
rules-contact = If something is too much for you:
    { $text }
rules-no-contact = There is no contact yet.
button-rules-rules = Change the rules
button-rules-contact = Change the contact
rules-ask-rules = The ground rules so far:
    { $known }
    Type the new ones. I show them to you before anybody else.
rules-ask-contact = The contact so far:
    { $known }
    Type the new one. I show it to you before anybody else.
rules-sure-rules = The new ground rules:
    { $text }
    Everyone in <b>{ $set }</b> will be told.
rules-sure-contact = The new contact:
    { $text }
    Everyone in <b>{ $set }</b> will be told.
rules-tap = Nothing is sent yet. Please press one of the buttons above. <i>Change</i> lets you correct it.
button-rules-send = Send
button-rules-anew = Change
rules-sent = Done. I am telling everyone, each outside their quiet hours.
rules-changed = The ground rules of your set have changed.
button-rules-read = Read them

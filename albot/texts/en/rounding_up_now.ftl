# /roundup: the round-up as it stands, and sending it to all.
menu-line-roundup = /roundup – what the set shared, and send it to all
button-roundup-send = Send it to all
roundup-no-meeting = No meeting is planned, so there is nothing to round up for. /schedule plans one.
roundup-empty = Nobody has shared anything yet for the meeting on { $when }. What is shared comes at the delivery times.
roundup-sent = Everybody gets it, outside their quiet hours. What is still on its way comes at its delivery time.
roundup-sent-already = Everybody has this already. It changes at the next delivery time; then you can send it again.

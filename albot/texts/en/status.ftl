# /status and /remind.
menu-line-status = /status – how the set is doing
menu-line-remind = /remind – a word to those who have not checked in
status = <b>{ $set }</b>

    { $lines }
status-no-meeting = No meeting is planned. /schedule plans one.
status-meeting = Next meeting: { $when }
status-shared = Check-ins shared: { $shared } of { $members }
status-steps = Steps: { $done } done, { $partly } partly, { $notdone } not done, { $letgo } let go
status-nobody-said = Nobody has said yet whether they come.
status-missing = Nothing shared yet: { $handles }
status-no-picture = There is nothing to draw yet. The picture grows with what members share.
button-status-remind = Remind those who have not checked in
button-status-steps = Steps
button-status-attendance = Attendance

remind-no-meeting = No meeting is planned, so there is no check-in to remind of. /schedule plans one.
remind-sure = I can send one reminder to all who have not checked in. I do not tell you who they are, or how many. It comes once before each meeting.
button-remind-sure = Remind them
remind-early = I have not invited anybody to the check-in yet. That comes on { $when }. After it, /remind can help.
remind-done = You have reminded them before this meeting. One reminder is enough; the rest is theirs.
remind-on-its-way = Those who have not checked in will hear from me, each at a good moment.

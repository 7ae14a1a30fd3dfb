# Pictures, and the texts beside them that say the same.

picture-done = Done
picture-partly = Partly
picture-not-done = Not done
picture-let-go = Let go
picture-shared = Check-ins shared
picture-present = Present
picture-support = Support
picture-challenge = Challenge
picture-airtime = My share of airtime
picture-meetings = Meetings
picture-set = Steps set
picture-ended = Steps ended

picture-steps-title = Steps, by meeting
picture-steps-mine-title = My steps, by month
picture-attendance-title = Check-ins and attendance
picture-review-title = Process review
picture-programme-title = The programme, by month

picture-steps = <b>Steps, by meeting.</b> Counted is what was shared with the set.
    { $lines }
picture-steps-mine = <b>My steps, by month.</b> Only you see this.
    { $lines }
picture-attendance = <b>Check-ins and attendance.</b> Counted is what was shared with the set.
    { $lines }
picture-line-steps = { $day }: { $done } done, { $partly } partly, { $notdone } not done, { $letgo } let go
picture-line-steps-month = { $month }: { $done } done, { $partly } partly, { $notdone } not done, { $letgo } let go
picture-line-attendance = { $day }: { $shared ->
        [one] { $shared } check-in
       *[other] { $shared } check-ins
    } shared, { $present } present
picture-line-shared = { $day }: { $shared ->
        [one] { $shared } check-in
       *[other] { $shared } check-ins
    } shared
file-too-large = This file is larger than Telegram takes, so I cannot send it. Nothing is lost: all of it is kept. The people who run me can give it to you, and /privacy says how to reach them.
drawing-failed = That went wrong on my side: I could not make the file. Nothing is lost. Please try again later.

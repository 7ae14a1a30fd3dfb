# The document of a member's own journey.
journey-title = My journey
journey-of = { $set }, as { $handle }
journey-issue-first = My issue at the start
journey-issue-now = My issue now
journey-until = Until the meeting on { $day }
journey-since = Since the last meeting
journey-learned = What I learned
journey-about_issue = What I took away for my issue
journey-about_self = What I took away for myself
journey-still-open = Steps that are still open
journey-step-done = done, { $day }
journey-step-partly = partly done, { $day }
journey-step-not_done = not done, { $day }
journey-step-let_go = let go, { $day }

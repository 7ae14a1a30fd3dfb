# What a whole set is told of its meetings.
meeting-planned = Your set meets on { $when }. Can you come?
meeting-moved = Your meeting has moved.
    It was { $was }.
    It is now { $when }. Can you come?
meeting-cancelled = The meeting on { $when } will not be held. Is it in your calendar? Then delete it from your calendar.
meeting-place-changed = The meeting on { $when } has a new place or link.
button-meeting-coming = Coming
button-meeting-cant = Can't
button-meeting-show = Show where

"""What runs by itself: sending what waits, nudging when due, releasing at delivery times, tidying what is old.

Due times are rows, and the date in the row is what decides; so all that is needed here is something that ticks. That
is a loop with a pause and not a scheduling library: a scheduler keeps its own next run on the wall clock, and stops
ticking for as long as that clock is set back. A pause is monotonic and needs no watchdog.
"""

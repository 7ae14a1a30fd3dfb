"""What runs by itself: sending what waits, nudging when due, releasing at delivery times, tidying what is old."""

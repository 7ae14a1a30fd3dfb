# Whether what others read changes too, when somebody edits what they shared or sent.
button-theirs-change = Yes, change it
button-theirs-keep = Keep theirs as it was
theirs-edited = Changed for you. You had shared it. Shall the others' copy change too?
theirs-change = Their copy changes too, at the next delivery time.
theirs-kept = Their copy stays as it was.

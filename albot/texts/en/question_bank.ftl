# The question bank (/ask, "Give me an idea"): three questions in each of 25 categories.
# Each is open and short, gives no advice, and asks for no reasons.

# What should come of it
bank-outcome-1 = What would be different if this went well?
bank-outcome-2 = How will you know that it has worked?
bank-outcome-3 = What do you wish for the people around you?

bank-feelings-1 = What do you feel when you think about this?
bank-feelings-2 = What worries you most?
bank-feelings-3 = What feeling comes back when you tell us this?

bank-power-1 = Who decides this in the end?
bank-power-2 = Where does your own power lie in this?
bank-power-3 = Who gains when things stay as they are?

# What was tried
bank-tried-1 = What have you tried so far?
bank-tried-2 = What worked better than you expected?
bank-tried-3 = Which of your attempts taught you most?

# Interest and energy
bank-interest-1 = Which part of this gives you energy?
bank-interest-2 = Which part would you gladly start on today?
bank-interest-3 = Where does your energy go at the moment?

bank-assumptions-1 = What are you taking for granted here?
bank-assumptions-2 = What would change if the opposite were true?
bank-assumptions-3 = How do you know what the others think?

bank-allies-1 = Who else wants this to change?
bank-allies-2 = Who is on your side in this?
bank-allies-3 = Whose voice is missing so far?

bank-own-part-1 = What is your own part in how things are?
bank-own-part-2 = What do you do that keeps this going?
bank-own-part-3 = How might you be part of this without wanting to?

# What is within reach
bank-reach-1 = What in this is within your reach?
bank-reach-2 = What can you change without asking anybody?
bank-reach-3 = What is already in your hands?

bank-evidence-1 = What have you seen with your own eyes?
bank-evidence-2 = Which facts are you most sure of?
bank-evidence-3 = What is still unclear to you?

bank-values-1 = What matters most to you in this?
bank-values-2 = Which of your values is tested here?
bank-values-3 = What would make you proud, looking back?

bank-options-1 = What other ways do you see?
bank-options-2 = What would you do if nobody could stop you?
bank-options-3 = What would somebody very different from you do?

bank-blockages-1 = What gets in your way most?
bank-blockages-2 = Where exactly do things get stuck?
bank-blockages-3 = What holds you back just before you act?

bank-strengths-1 = Which of your strengths helps you here?
bank-strengths-2 = What helped you through something hard before?
bank-strengths-3 = What do people count on you for?

# The cost of not acting
bank-waiting-1 = What does it cost you to leave things as they are?
bank-waiting-2 = What happens if nothing changes for a year?
bank-waiting-3 = Who pays the price while things stay the same?

# How it looks from elsewhere
bank-others-1 = How does this look from the other side?
bank-others-2 = What might the others be afraid of?
bank-others-3 = How would a good friend describe your situation?

# The smallest step
bank-smallest-1 = What is the smallest step that would still count?
bank-smallest-2 = What would take you only ten minutes?
bank-smallest-3 = What would a first small try look like?

bank-patterns-1 = Where have you met something like this before?
bank-patterns-2 = What happens again and again?
bank-patterns-3 = When does it go better than usual?

bank-support-1 = What kind of help would be welcome?
bank-support-2 = What do you need from us?
bank-support-3 = Who would you like to talk it over with?

# What the issue really is
bank-heart-1 = What is the real question for you here?
bank-heart-2 = What makes this hard for you?
bank-heart-3 = What one thing would you change first?

bank-risk-1 = What is the worst that could happen?
bank-risk-2 = What would you do if it went wrong?
bank-risk-3 = Which risk are you willing to take?

bank-learning-1 = What do you know now that you did not know before?
bank-learning-2 = What surprised you most?
bank-learning-3 = What has this taught you about yourself?

bank-time-1 = What would be a good pace for you?
bank-time-2 = When would be a good moment to begin?
bank-time-3 = How do you want this to look in a year?

# The cost of acting
bank-acting-1 = What could it cost you to act?
bank-acting-2 = What would you have to give up?
bank-acting-3 = Who would find it hard if you acted?

bank-commitment-1 = What makes this worth the effort for you?
bank-commitment-2 = What will keep you going when it gets hard?
bank-commitment-3 = Who will notice when you have done it?

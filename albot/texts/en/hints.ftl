# The private hint to somebody who asks: what is seen in the question, and a question back. One text for each Hint.
hint-advice = This sounds like a suggestion with a question mark. What would you ask if you had no idea of the answer?
hint-closed = One word could answer this. What would you ask to hear the whole story?
hint-leading = This question already holds an answer. What would you ask if any answer was welcome?
hint-overloaded = This asks several things at once. Which one do you most want them to think about?
hint-why = A "why" can feel like having to defend oneself. How would it sound as "what made you…"?

# A set that knows each other: only while everybody has agreed to it in private.
button-know-ask = Ask everybody
button-know-stop = Handles only again
button-know-read = Read
button-know-yes = Yes
button-know-no = No
button-know-no-after-all = No after all
button-know-yes-after-all = Yes after all

know-page = In a handles-only set nobody learns when somebody wrote. In a set that knows each other, things may arrive at once. The facilitator sees by handle who has shared.

    It needs a Yes from everybody, in private. One No keeps it as it is, and nobody learns whose.

    { $state ->
        [known] Your set knows each other.
        [asked] Everybody was asked. Not all have agreed so far.
       *[handles] Your set is handles-only.
    }
know-asked = Everybody is asked in private. I tell you all when everybody has agreed. If somebody does not, I say nothing.
know-question-waits = Your facilitator asks everybody in your set for something. Your answer stays with you.
know-question = Shall <b>{ $set }</b> be a set that knows each other?

    Then what you share may arrive at once. The others may see when you wrote. The facilitator sees by handle who has shared. What was written before stays as it was.

    It happens only if everybody says Yes. Nobody learns who said No.
know-agreed = Kept: Yes. It counts from the next delivery time, once everybody agrees. You can change your mind.
know-refused = Kept: No. Nobody learns that it was you. You can change your mind.
know-stopped = Your set is handles-only again. What you share arrives at the delivery times.
know-all-agreed = Everybody in your set has agreed. From now on it is a set that knows each other.

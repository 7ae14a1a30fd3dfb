"""Questions as members type them, each with the hint it should get: the examples that the rules were written with.

They stand in blocks of one label and one kind, a line for each; " / " is a new line on the phone.
"""

from __future__ import annotations

from typing import NamedTuple

from albot.domain.hints import Hint
from albot.domain.questions import QuestionKind


class Example(NamedTuple):
    """A question, its kind, and the hint that helps its asker most; None where it needs none."""

    text: str
    kind: QuestionKind
    label: Hint | None


def labelled(label: Hint | None, kind: str, lines: str) -> list[Example]:
    """The examples of a block."""
    texts = (line.strip().replace(" / ", "\n") for line in lines.strip().splitlines())
    return [Example(text, QuestionKind(kind), label) for text in texts]


EXAMPLES: tuple[Example, ...] = (
    *labelled(
        Hint.CLOSED,
        "open",
        """
        did you tell the others at the food bank
        Do you want to keep running the repair cafe?
        is she paid for it?
        Are you happy with how the open day went?
        so are u still friends
        Has the council answered you yet?
        Will they fund you again next year?
        ok so can the group carry on without you
        We had the same with our hall last year. Were people angry with you?
        If the road gets built anyway, will you stay in the campaign?
        Is it about money?
        Did Maria know?
        do you feel supported by your line manager
        Would you rather stay or leave?
        Do you want to lead this or do you want somebody else to do it?
        hi otter, does anyone in the team back you up?
        You say it is always the same three people. Do the others know how tired you are?
        woud you do it again
        Was that the first time you spoke up??
        Is there a budget for it?
        Can you afford to lose her?
        Have you tried this before?
        Can you live with that?
        Could the choir manage without a paid leader?
        Just wondering, do you get any rest at the weekend?
        And are the neighbours ok with it 🙂
        do you think they will listen
        Are you willing to risk the job?
        can I ask if you have children yourself?
        Did it help?
        """,
    ),
    *labelled(
        Hint.CLOSED,
        "open",
        """
        Have you spoken to your union?
        have u told your boss how you feel?
        Did you ask them for help?
        """,
    ),
    *labelled(
        Hint.CLOSED,
        "challenge",
        """
        Do you want this at all?
        Are you part of the problem?
        Will you still be saying this in a year?
        Is your silence helping anybody?
        """,
    ),
    *labelled(
        Hint.ADVICE,
        "open",
        """
        Have you tried talking to her?
        have you thought about getting a mediator in
        Why don't you just ask the mosque for a room?
        why dont u take a week off
        Why not ask the volunteers themselves?
        Couldn't you share the role with somebody?
        Could you get the bike workshop to lend you tools?
        could u not just say no
        Can you ask your sister to have the kids on tuesdays?
        Should you tell the board first?
        Shouldn't you talk to a lawyer?
        Wouldn't it be better to start small?
        Would it help to write it all down?
        would it be an idea to have two coordinators?
        Might it help if someone else chaired?
        How about a whatsapp group for the drivers?
        what about asking the church
        What if you asked them straight out?
        Maybe you could let the others decide?
        Perhaps you should step back for a bit.
        You should really look at the lottery money
        i think you should tell her. what do you think?
        If I were you I would call the helpline. Would that work?
        My advice is to put it in writing.
        I'd suggest a meeting with both of them
        Is it worth asking the other branch?
        Is it time to let somebody else run it?
        Have you ever considered leaving?
        Did you think of asking the press?
        Had you thought of a waiting list?
        Did you know there is a fund for exactly this?
        Do you think it would help to bring in a facilitator?
        do you think you should maybe tell them
        Would you consider working fewer hours?
        I was wondering if you could ask the parents to pay a little
        I wonder whether it might help to see a counsellor?
        Tried yoga?
        Ever thought about a co-chair?
        Any chance you could swap shifts with him?
        Is there any way you could get the landlord to come?
        What stops you from just telling them?
        What do you think about inviting the mayor?
        Would a rota help?
        How would you feel about asking your brother to take over?
        It's the same in our branch, it wears people out. Have you looked into supervision?
        You sound worn out... have you thougt about a break?
        What's holding you back? Have you tried breathing exercises?
        It would be good to talk to her first, no?
        you need to talk to her
        Just tell them the truth.
        Don't you think you should tell the members?
        I wonder if you have considered asking the youth themselves
        """,
    ),
    *labelled(
        Hint.ADVICE,
        "challenge",
        """
        Why don't you stop doing it and see who notices?
        When you say nobody helps, couldn't you just ask?
        Isn't it time to hand over?
        You could simply not go?
        """,
    ),
    *labelled(
        Hint.ADVICE,
        "clarifying",
        """
        Have you tried asking the hostel?
        Couldn't you use the school kitchen?
        """,
    ),
    *labelled(
        Hint.LEADING,
        "open",
        """
        Don't you think he is using you?
        Isn't it really about your mother?
        You're scared of her, aren't you?
        its just burnout isnt it
        You feel guilty, right?
        Aren't the trustees the real problem here?
        Wouldn't you feel better without them?
        Surely you saw this coming?
        Is it because you are afraid of conflict?
        What holds you back? Is it because you fear her?
        Could it be that you enjoy being needed?
        Do you honestly think they care?
        Are you sure that is wise?
        So you just gave up?
        You never told them?
        That must have made you furious?
        i wonder if you are being too hard on yourself
        Do you agree that the board is to blame?
        Are you just scared of being alone?
        How can you still work for these people?
        When are you finally going to stand up to him?
        Did you not see that she was lying?
        Haven't you done enough for them?
        Is it possible that you like the drama?
        Do you think it's because you are the youngest?
        He doesn't respect you, does he?
        so the real issue is your boss?
        Have you considered that she may simply be tired?
        """,
    ),
    *labelled(
        Hint.LEADING,
        "challenge",
        """
        Don't you see that you're doing their job for them?
        Isn't that just an excuse?
        You don't really want to change, do you?
        """,
    ),
    *labelled(
        Hint.LEADING,
        "clarifying",
        """
        Surely you had a contract?
        Don't you think that is strange?
        """,
    ),
    *labelled(
        Hint.OVERLOADED,
        "open",
        """
        What happened then? And how did you feel?
        what did they say and how did you react
        What do you want, what do they want, and who decides?
        How is the team doing? How are you doing? What comes next?
        What is stopping you? Is it money?
        who is with you, who is against you
        Where do you see yourself in a year? And the group?
        What did you try? Did it work?
        Does she know? What would she say?
        how did the meeting go? did they listen? what will you do now
        What worries you most about the march and have you told anybody?
        What would your best self do? Why haven't you done it yet?
        How long has this gone on? / Who started it? / What do you get out of it?
        Is it hard? What makes it hard?
        When did it begin and what was going on in the group then?
        """,
    ),
    *labelled(
        Hint.OVERLOADED,
        "challenge",
        """
        What are you afraid of? What is the worst that could happen? Could you live with it?
        """,
    ),
    *labelled(
        Hint.OVERLOADED,
        "clarifying",
        """
        Who is on the committee, how often do they meet and who takes the minutes?
        When was that? Who was there?
        """,
    ),
    *labelled(
        Hint.WHY,
        "open",
        """
        Why did you say yes?
        why didnt you tell anyone
        Why so?
        ok but why
        y did u not go to the meeting
        Why are you still doing the accounts?
        Why would you want her back?
        Why haven't you asked for help?
        You've been treasurer for nine years. Why do you never take a break?
        How come you were the one to sort it out?
        Can you explain why you didn't vote?
        Why not?
        How come?
        why can't you trust them
        Why do you think that?
        Why don't you like her?
        Can I ask why you left the first group?
        """,
    ),
    *labelled(
        Hint.WHY,
        "challenge",
        """
        Why do you let him talk to you like that?
        Why on earth did you sign it?
        """,
    ),
    *labelled(
        None,
        "clarifying",
        """
        Is the food bank run by the church?
        did you start it
        How many drivers have you got?
        Why did they close the road?
        why do you meet on mondays?
        You have two paid staff, right?
        so its a charity?
        Do you mean the old committee or the new one?
        Can you say who "they" are?
        What does CIC stand for?
        is there a deadline
        You said the board decides. All of them?
        """,
    ),
    *labelled(
        None,
        "open",
        """
        Could you tell us more about the evening when she walked out?
        can u say more about that
        What have you tried?
        what have u tried so far
        How would you know if it was working?
        Can you describe a day when it went well?
        Would you say more about what you want from him?
        Is there anything else?
        Is there anything you would like to say to her?
        Is there somebody who sees this differently?
        What might happen if you did nothing?
        What would happen if you told them?
        Have you thought about what you want?
        have you thought about how you'd know it's over
        Do you know what you need?
        Do you remember how it felt at the start?
        Can you think of a time when they did listen?
        Could you give an example?
        Could you help me understand what the trustees want?
        What stops you?
        What made you say yes?
        What if nothing changes?
        What if you were not afraid?
        Who could help?
        Who might you ask?
        What should I ask you that nobody asks?
        What do you think you should do?
        What could you let go of?
        how could you find out
        Why is this important to you?
        Why do you think they stayed away?
        Why now?
        What would you do if you couldn't fail, and nobody was watching?
        What matters most to you here, and why?
        What is in your hands and what isn't?
        When you picture the march, what do you see?
        I've been there too and it was awful. What helps you get through the week?
        You should have been asked, and you weren't. What did that do to you?
        You have to feed sixty people every week. Where does your energy come from?
        You need to find 20k by june. How is that for you?
        They told you that you should apologise. What do you say to that?
        You wrote "why don't you leave?" on the wall. Who is asking that?
        That must have been hard. What got you through?
        I wonder what your team would say
        just curious, what does a good day look like
        Can I ask what you're hoping for?
        How do you feel about asking for help?
        Would you like to tell us what happened next?
        What, if anything, would you do differently?
        What would help, do you think?
        tell us more
        I'd love to hear how the first night went.
        Could you walk us through the decision?
        Where in all this are you?
        Which of these is yours?
        Can I ask you something? What are you most proud of?
        What keeps you awake? No need to answer if it's too much.
        Was there a moment when you knew?
        What would you ask yourself?
        If you could change one thing, what would it be?
        What does it mean for you to be a good neighbour?
        what are u scared off
        Hwo does it feel when you say it out loud?
        Is it ok to ask what happened to the old group?
        And then what?
        What part of you wants to stay? 💚
        In what way are you part of it?
        What would have to be true for both of you to be right?
        Does anything come to mind when you read this back?
        Could you put into words what you would miss?
        """,
    ),
    *labelled(
        Hint.CLOSED,
        "open",
        """
        when they complain do you feel attacked
        if nothing changes will you leave
        reading this are you ok
        you still there?
        Any news from the council?
        Is Ahmed still there?
        Does it have to be you?
        Is there another way to look at it?
        Could you lose your job?
        Could you do it alone?
        Did you, or did you not, sign?
        """,
    ),
    *labelled(
        Hint.ADVICE,
        "open",
        """
        I had this too have you tried talking to her
        maybe its better to wait?
        Is closing on sundays an option?
        Could you tell her how you feel?
        How about you take a week off?
        worth a call to the union?
        time to let go?
        couldn't they just pay
        A mediator would help.
        in my group we wrote a contract, could that be something for you?
        May I suggest a rota?
        Are you able to delegate some of that?
        Any chance of a smaller hall?
        Did it ever occur to you to say no?
        Would it be fairer to ask everyone?
        """,
    ),
    *labelled(
        Hint.LEADING,
        "open",
        """
        Do you not feel used?
        Can't you see they are using you?
        I bet you're scared?
        Sounds like you want to leave?
        I think you're scared, am I right?
        Is the real problem that you can't say no?
        Do you realise they are using you?
        Who wouldn't be angry?
        Are you really going to throw that away?
        The thing is you can't win, can you? What then?
        """,
    ),
    *labelled(
        Hint.OVERLOADED,
        "open",
        """
        What's the plan, who's doing it, when?
        1. What do you want? 2. What do they want?
        - what do you want / - what do they want
        what do you want more of and what do you want less of
        """,
    ),
    *labelled(
        Hint.WHY,
        "open",
        """
        you always say that why do you stay
        i wonder why you stayed
        tell me why you said yes
        """,
    ),
    *labelled(
        None,
        "open",
        """
        I know what you are afraid of
        I read it twice and I am not sure I get it?
        You should be proud. What made the difference?
        All you can do is wait. How do you wait well?
        what could do you good right now
        Worth asking yourself: what do you want?
        Does this remind you of anything?
        do you mind if I ask what happened?
        Can I invite you to picture the last day?
        Hi, how are you? What happened after the vote?
        What do you want? Really?
        How did it feel when the kids asked "are you leaving?"
        Do you see what happens when he walks in?
        And you?
        and the others?
        Don't worry about the others. What do you want?
        Have a good week!
        Of course you are tired. What would rest look like?
        Any other thoughts?
        I'd leave room for her answer. What might it be?
        """,
    ),
    *labelled(
        None,
        "challenge",
        """
        What are you not saying?
        What does it cost the others when you do it all?
        How do you help to keep it going?
        What would she say is your part in this?
        What if it's not about him?
        What is the price of waiting another year?
        Whose permission are you waiting for?
        """,
    ),
    *labelled(
        Hint.CLOSED,
        "open",
        """
        Must it be you?
        have you a contract with them
        i was wondering do you sleep
        I'd like to know is she paid
        I wonder is he older
        """,
    ),
    *labelled(
        Hint.ADVICE,
        "open",
        """
        Maybe you can ask your sister?
        you know what i would do? just leave
        Maybe ask the kids
        In your place I would wait.
        have u ever thought that u could ask for money
        Can't you ask your mum
        Any reason not to tell them?
        I'd leave.
        Don't give up
        Stop going.
        Say no
        Get a lawyer.
        Let him go
        I had the same how about a rota
        its hard what if you ask her mum
        can i ask have you tried yoga
        """,
    ),
    *labelled(
        Hint.LEADING,
        "open",
        """
        You have been there nine years, is that right?
        Do you think you might be avoiding it?
        How could you let that happen?
        That's a no then?
        Isn't Leila tired?
        Clearly you want to go?
        """,
    ),
    *labelled(
        Hint.OVERLOADED,
        "open",
        """
        How is the team and are you ok
        How are the kids and what about school
        """,
    ),
    *labelled(
        Hint.WHY,
        "open",
        """
        Why is that?
        For what reason do you stay?
        What's your excuse?
        """,
    ),
    *labelled(
        None,
        "open",
        """
        What is working, and what isn't?
        Which part is yours, and which part isn't?
        What do you want to protect? Does that make sense?
        What do you miss? Is that ok to ask?
        Is there a question you avoid?
        Are there people who see it differently?
        Have you thought about whether you want this?
        You told your brother, who is a doctor. What did he say?
        I wonder do you know what you need
        """,
    ),
    *labelled(
        Hint.LEADING,
        "clarifying",
        """
        You must feel terrible?
        Isn't Leila the treasurer now?
        """,
    ),
    *labelled(
        None,
        "noticing",
        """
        You seem lighter than last month.
        You kept going, didn't you?
        I could feel how much they matter to you
        """,
    ),
    *labelled(
        None,
        "idea",
        """
        Have you tried the tool library on mill street?
        You could ask the students union.
        Why not do both?
        """,
    ),
)
"""Where a question could be two things it has the hint that is sure: "Have you spoken to your union?" is closed, and
only perhaps advice. "Have you thought about what you want?" is closed by its form and open by what it asks.
"""

"""Questions held apart from the rules of `albot.domain.hints`: they only measure, and no rule is fitted to one of them.

They came in three parts, each written before it was first measured, and only the sums were looked at: the first before
there were rules, the second (from "is ur supervisor ok") and third (from "Does the farm") to see how the rules do in
other voices. Whoever changes a rule writes examples into `hint_examples`; if the aim is missed here, the rules are
thought over in general and this file is replaced by fresh questions.
"""

from __future__ import annotations

from albot.domain.hints import Hint
from tests.domain.hint_examples import Example, labelled

APART: tuple[Example, ...] = (
    *labelled(
        Hint.CLOSED,
        "open",
        """
        Did the ward sister agree to the new rota?
        Are the tenants on your side?
        Has anybody from the housing association been to look at the damp?
        Would you do it again?
        Is the deadline fixed?
        do the other governors know about this
        Were you nervous when you stood up to speak?
        When the parents complained, did you feel attacked?
        Will the library still be open in spring?
        You wrote that the head of service keeps postponing. Does she know how urgent it is?
        Can the youth club survive without that grant?
        Do you like working with her?
        Thanks for sharing this. Was it hard to write?
        Are you more angry or more sad about it?
        If nothing changes by Easter, will you resign?
        have u told your family
        Is your line manager supportive?
        Do you want to stay in this role?
        Hello, I am new here. Do you have enough people for the night shifts?
        Did it work?
        Could the hospice manage with fewer volunteers?
        """,
    ),
    *labelled(
        Hint.CLOSED,
        "challenge",
        """
        Is this really yours to solve?
        Do you trust your own team?
        Will anybody notice if you stop?
        """,
    ),
    *labelled(
        Hint.ADVICE,
        "open",
        """
        Have you considered bringing in someone from outside to chair the meeting?
        Why don't you put it in writing to the director?
        Could you move the handover to the afternoon?
        Wouldn't it be easier to split the group into two?
        What about asking the imam to introduce you?
        Have you tried keeping a diary of these incidents?
        Maybe you could begin with one street only?
        Would it not help to have a written agreement with the landlord?
        I had the same problem on our ward. You need to set boundaries with the relatives.
        How about a short survey among the parents?
        Did you think about applying to the lottery fund?
        Shouldnt you inform the police first
        In your place I would take two weeks off. Could that be possible?
        Is it not better to wait until after the elections?
        What if you let the young people run the evening themselves?
        You could ask the other shelter how they do it?
        Have you thought of swapping roles with your deputy
        Would you consider mediation?
        Might it be an idea to speak with the caretaker before the meeting?
        why not start with the people who already come on thursdays?
        Has it occurred to you that you could say no?
        """,
    ),
    *labelled(
        Hint.ADVICE,
        "challenge",
        """
        Can't you simply refuse the extra shifts?
        Should you not hand this over to the union?
        """,
    ),
    *labelled(
        Hint.LEADING,
        "open",
        """
        Isn't your colleague simply jealous?
        You are afraid of the director, aren't you?
        Don't you feel guilty about the families who wait?
        Surely the trustees knew about this?
        Is it because you are a woman that they do not listen?
        It's all about money in the end, isn't it?
        So you are running away from the conflict?
        That must have been humiliating for you, no?
        How can you still trust him after all that?
        Wouldn't you agree that the old committee has failed?
        You just want to be liked, right?
        Obviously the landlord is bluffing. Don't you see that
        Was it not naive to sign without reading?
        """,
    ),
    *labelled(
        Hint.LEADING,
        "challenge",
        """
        Do you really believe that the council will keep its word?
        Aren't you taking too much on yourself?
        Are you not just repeating what happened with the last project?
        Would you agree that the probation officers are the real obstacle?
        """,
    ),
    *labelled(
        Hint.OVERLOADED,
        "open",
        """
        What happened at the meeting, who was there and how did they react?
        How do you feel about the allotment now? What do the neighbours say? And what will you do if the water is cut?
        What is it you fear most? Is it losing the job?
        What do you want from the hospital and what do they want from you and who could bring you together?
        Who holds the power here? How do you know?
        What did you learn from the first attempt? What would you do differently? What did others notice?
        How did the children react and did the teachers say anything and what about the head?
        what would success look like for you, what would it look like for the residents, and how would you notice
        Do you feel alone in this? Who stands beside you?
        What keeps you in the group, and why did you join in the first place?
        How much time do you have left this year and what are your priorities and who can take over the rest?
        what have you learned about yourself? what about the team?
        """,
    ),
    *labelled(
        Hint.OVERLOADED,
        "clarifying",
        """
        When did the damp begin, which rooms are affected, how many families live there and has anyone been ill?
        Who pays for the hall? Is there a contract? Until when does it run?
        """,
    ),
    *labelled(
        Hint.WHY,
        "open",
        """
        Why did you not tell the board earlier?
        Why do you stay?
        why havent you answered her letter
        Why?
        You said the volunteers are unreliable. Why do you keep doing everything yourself?
        Why are you so worried about the inspection?
        Why did you accept the position?
        I do not understand. Why would you go back there?
        """,
    ),
    *labelled(
        Hint.WHY,
        "challenge",
        """
        How come you never asked for a pay rise?
        And why not?
        """,
    ),
    *labelled(
        None,
        "clarifying",
        """
        Is the shelter open at weekends?
        Did you write that letter yourself?
        Are there two committees or one?
        Why was the meeting moved?
        The lease ends in June, is that right?
        Who is the person you call the deputy?
        do you get paid for the extra hours
        So the fund pays only for materials?
        How many people are on the waiting list?
        When you say "they", whom do you mean?
        Does safeguarding mean the same thing at your school as elsewhere?
        Has the inspection already taken place?
        """,
    ),
    *labelled(
        None,
        "open",
        """
        What would you like to be different a year from now?
        Could you say a little more about the evening when it went wrong?
        How do you notice that you have reached your limit?
        Would you describe a moment when the group worked well?
        What have you already tried with the residents?
        Which part of this belongs to you?
        What might the landlord be worried about?
        What makes this important for you now?
        If your grandmother was sitting here, what would she ask you?
        Who else loses sleep over this?
        Is there anything you have not said yet?
        Can you give us an example of such a conversation?
        What would happen if you left it as it is?
        What do you think you should be asking yourself?
        How would the children describe the situation?
        When you imagine the talk with the director, what do you see?
        What did you hope for when you began?
        How might you find out what the neighbours need?
        You mention trust four times in your text. What does trust look like on your ward?
        i wonder what it costs you to keep quiet
        What are you not seeing?
        Tell us about the day you decided to stay.
        What makes it hard to ask?
        Who could you ask?
        what would you do if you knew that nobody would be angry with you
        How did you come to be the one who carries this?
        Have you noticed what happens to you when you talk about the library?
        Would you be willing to tell us what happened after the vote?
        May I ask what you would miss most if the club closed?
        In what way is this also an opportunity?
        To whom do you owe an answer?
        And what else?
        What does your body tell you when the phone rings?
        On a scale of one to ten, how ready are you?
        What is the smallest thing that would give you hope?
        Why do you think the earlier attempt failed?
        Why might the families be staying away?
        What would it take for you to say no?
        It sounds as if you should be in two places at once. How do you choose?
        I know you have tried mediation, so what do you need now?
        You said: "why don't you just leave?" is what everyone tells you. What do you answer them?
        Thinking about the caretaker, the head and the parents, whose voice is missing?
        What is the question behind your question?
        How do you want to be remembered by these tenants?
        What is yours to change, and what is not?
        """,
    ),
    *labelled(
        None,
        "challenge",
        """
        What if you are wrong about her?
        What are you avoiding?
        Who benefits when you stay silent?
        How is what you do keeping the problem alive?
        What would you say to a colleague who told you this story?
        What makes you so sure that they would refuse?
        """,
    ),
    *labelled(
        Hint.CLOSED,
        "open",
        """
        is ur supervisor ok with all this
        Sorry if this is a silly one but does the prison let you bring phones in?
        reading your text I thought of my own dad. was he always like that
        So after eleven years, are you done?
        Did you cry
        do the girls come back the week after or not
        I hear a lot of anger. Is that right, are you angry?
        Were the police helpful at all?
        Would the nurses come if you asked them?
        has there been any change since the article came out?
        can you actually say no to her
        Are the two of you still speaking?
        will it make any difference
        """,
    ),
    *labelled(
        Hint.ADVICE,
        "open",
        """
        have you thougt about a petition
        ever considered job sharing?
        we got a solicitor from the law centre for free, why dont you do that
        Hmm. What if you did the street stall only once a month instead of every week?
        Could you maybe write her a letter?
        wouldnt it make sense to wait for the new director
        Just a thought, how about two shorter sessions?
        Is there a reason you dont just tell the funder the truth?
        I think you should rest. Seriously.
        Did you try the other bus company?
        Perhaps a rota could help?
        Do you think you could ask the neighbours to keep an eye on it?
        Can you get a doctor's note?
        I would go to the papers with this. Have you talked to a journalist?
        couldn't the allotment people lend you a shed
        Would it be possible to close one day a week?
        you know what i would do? tell the whole committee
        """,
    ),
    *labelled(
        Hint.LEADING,
        "open",
        """
        dont you feel a bit used by them
        So it's really your husband who is against it?
        Wasn't that a bit harsh?
        you do realise they will never pay you?
        Isnt this just like the thing with the minibus
        They don't value you at all, do they
        So you want somebody else to take the blame?
        Do you seriously think one more leaflet will help?
        Is it because you never got over the old group falling apart?
        She was jealous, wasn't she?
        Would you not say that it's time they grew up?
        """,
    ),
    *labelled(
        Hint.OVERLOADED,
        "open",
        """
        whats the worst that can happen and what would you do then
        How did it start? was it the new manager or was it before that?
        who else knows, what do they say, and would any of them stand up with you?
        What do you like about the night shift? Is it the quiet? The people?
        How would you feel if they said no? and what would you do next
        Where do you want to be with this in spring, who do you need for it and what is the first thing you would do?
        what gives u hope? who gives u hope?
        """,
    ),
    *labelled(
        Hint.WHY,
        "open",
        """
        why do u put up with it
        but why did you sign
        Sorry but why are you the one who cleans up?
        Why wouldn't you tell them you are ill?
        """,
    ),
    *labelled(
        None,
        "open",
        """
        what was the moment you thought, right, i'm doing this
        Hows your sleep?
        whos on your side in the team
        What would your nan say
        if you got a letter from yourself in five years, what's in it?
        When you say family, who do you mean?
        Can you say a bit about what the kids get out of it?
        what do u mean by safe
        I'm not from a hospital so forgive me. What does a shift feel like from inside?
        You write "I should be stronger". Who says so?
        Where does the guilt sit?
        You told us about the mosque, the school and the clinic. Which one tugs at you?
        How do you recharge?
        I'd be curious how your deputy sees it
        What do you get from being the one who fixes things?
        how much of this is about the money and how much about respect
        What would have to happen for you to leave with a good feeling?
        I felt something similar when my own group split. What do you miss?
        so what happens if the answer is no
        What have you learned about asking?
        Would you like to share what you wrote to her in the end?
        Do you have any idea what's behind her silence?
        are you able to put a finger on what changed?
        What do you wish someone would ask you?
        Who else could carry a bit of it?
        what does good enough look like
        How might you know it's time?
        What is it like to be a man in that room?
        For whom are you doing this?
        whatever you decide, what do you want to protect?
        Is there something I should have asked?
        You could have walked away and you stayed. What made you stay?
        When the lights go out at night and you're alone with it, what is the thought that comes?
        Say the council agrees tomorrow. What changes for you?
        Tell me what the room looked like.
        Looking at it from the young people's side, what do they need you to stop doing?
        """,
    ),
    *labelled(
        None,
        "challenge",
        """
        what's in it for you to stay angry
        How is not deciding working for you?
        What do you do that makes it easy for them to ignore you?
        If it was true what she said about you, what then?
        """,
    ),
    *labelled(
        None,
        "clarifying",
        """
        is the clinic part of the council or separate
        Why is it called the annex?
        How old is your son now?
        You share the office with the other charity, yes?
        does everybody vote or just the board
        """,
    ),
    *labelled(
        Hint.CLOSED,
        "open",
        """
        Does the farm make enough to pay you both?
        hey did the vet ever call back
        I was a teacher for thirty years, I know that tiredness. Are you sleeping?
        so is the bridge project dead or not
        Do your sons help you with the translation?
        Have the floods made it worse?
        After what the mayor said, do you still want to run?
        Can the river group meet without you
        was it u who wrote the open letter?
        Will your church back you on this?
        are there enough of you to hold the square
        Is he your friend or your boss?
        """,
    ),
    *labelled(
        Hint.ADVICE,
        "open",
        """
        Why don't you invite the farmers for a walk along the river?
        have you tried a signal group instead of all those mails
        Could you hold the vigil on a Friday so that more can come?
        you could always step down as treasurer and just be a member
        What about handing the keys to the twins?
        Maybe you should let the river group fail once.
        Wouldn't it help to have somebody take notes?
        Would you consider telling the mayor in private first?
        Have you thought about what she might gain, or about offering her a part of the budget?
        Can you bring a lawyer next time?
        Is it worth getting a second opinion?
        I wonder if you could ask the elders to speak first
        If I was you I'd record the next call. Is that allowed?
        How about starting with tea
        Shouldn't the two of you get some counselling?
        did you think about leaving the network?
        """,
    ),
    *labelled(
        Hint.LEADING,
        "open",
        """
        Isn't she just better at this than you?
        You wanted them to fail, didn't you?
        Don't you find it strange that nobody answered?
        so you blame the farmers?
        Surely the river matters more than one man's pride?
        Are you sure you're not making it bigger than it is?
        It's the money, isn't it
        Could it be that you miss the fight?
        Is it because your father was mayor?
        Haven't you given them enough chances already?
        That sounds like bullying, don't you agree?
        How could anyone believe that story?
        """,
    ),
    *labelled(
        Hint.OVERLOADED,
        "open",
        """
        What do the farmers need and what does the river need and where do these meet?
        How was the vigil? Who came? What will you do differently?
        What did your sons say? And your wife?
        When do you feel strong? Is it when you speak in public?
        who owns the land, who uses it and who do you have to convince
        What does the mayor fear, and how do you know?
        Are you tired? What would rest look like?
        """,
    ),
    *labelled(
        Hint.WHY,
        "open",
        """
        Why did you let the mayor speak first?
        why dont you trust the twins
        You have said sorry twice already. Why are you still apologising?
        Why would you do that?
        why do you care so much what the farmers think
        """,
    ),
    *labelled(
        None,
        "open",
        """
        What does the river mean to you?
        Could you tell us how the evening with the farmers ended?
        what did u notice in yourself when she laughed
        Who decided that you are the one who translates?
        If the mayor read this, what would surprise him?
        Have you any sense of what your sons make of it?
        What would you need to hear to be able to stop?
        I lost a river too. What are you grieving?
        Where do you see the first crack in their wall?
        how will you know that its enough
        You should have seen my face when I read this! What gave you the courage?
        "Never again", you wrote. What happened the last time?
        Is there anything in their position that you can agree with?
        What do you gain by keeping quiet, and what does it cost you in the long run when you count it all?
        Which voice in you is the loudest right now?
        Would you tell us more about the twins?
        What's different on the days when it flows?
        In whose name are you speaking?
        If not you, then who?
        When everyone had gone home, how did you feel?
        The farmers have a point too. How do you hold both?
        What might she be protecting?
        how do you say no where you come from
        Can you remember a time when the group surprised you?
        Why might the mayor need this to fail?
        who would be glad if you stopped
        What have you promised, and to whom?
        I'm curious about the tea. What role does it play?
        On which side of the river do you feel at home?
        what do you want to have said by the end of that call
        How else could one see it?
        Do you remember what you hoped for on the first day?
        """,
    ),
    *labelled(
        None,
        "challenge",
        """
        What would you lose if the fight was over?
        Who pays for your courage?
        What makes you think that the farmers can't change?
        How long can the group live with this?
        """,
    ),
    *labelled(
        None,
        "clarifying",
        """
        Is the mayor elected every four years?
        Which river is it?
        so the twins are your cousins?
        Did the farmers sign as well, or only the mayor?
        """,
    ),
    *labelled(
        None,
        "noticing",
        """
        I noticed how carefully you speak about the residents.
        You have carried this for a long time, haven't you?
        You should be proud of that evening.
        """,
    ),
    *labelled(
        None,
        "idea",
        """
        Have you tried the hardship fund at the town hall?
        You could ask the Red Cross for beds.
        Why don't you visit the shelter in our town?
        """,
    ),
)
"""Each with its one right answer; None where no hint should be given."""

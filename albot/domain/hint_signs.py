"""By which words a question is seen to be closed, leading, overloaded, a bare why, or advice: tables for each language.

A part of `hints`, which says how they are used. A language is added by what makes its `Signs`, in `_LANGUAGES`.

The tables hold a phrase on each line, which is tried at the beginning of a clause. In a phrase `a/b` is either word
and `a_b` two words in a row; `[a]` may be missing, and `[a]*` may come any number of times; `!a` must not come next;
`( a | b )` is either phrase, `!( a )` must not come next and `=( a )` must; `*` is any word, `*ing` any with that
ending, `**` one to six words; `$` is the end of the clause; `{name}` stands for the words of that name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType


@dataclass(frozen=True)
class Signs:
    """The words of one language. The patterns want a clause with a space after its last word."""

    spellings: Mapping[str, str]
    """How words are typed on phones, and how the tables spell them."""
    joint: re.Pattern[str]
    """Where a sentence falls into clauses."""
    run_on: re.Pattern[str]
    """A statement that goes on as a question without a comma: it ends where the question begins."""
    lead_in: re.Pattern[str]
    """What comes before a question and changes nothing in it."""
    asks: re.Pattern[str]
    """A clause that asks, with a question mark or without."""
    yes_or_no: re.Pattern[str]
    """A clause that asks for yes or no, if it asks or has a question mark."""
    inviting: re.Pattern[str]
    """Asks for yes or no by its form, and for a story by what it means."""
    courtesy: re.Pattern[str]
    """A question that is not about the issue."""
    unfinished: re.Pattern[str]
    """A question of which the rest comes after a pause."""
    afterthought: re.Pattern[str]
    """After another clause: a question by its form that asks nothing more."""
    relative: re.Pattern[str]
    """After a statement: may tell more about it instead of asking."""
    statement: re.Pattern[str]
    """A statement; with a question mark it wants consent."""
    tag: re.Pattern[str]
    """After a statement: presses for consent."""
    tag_at_end: re.Pattern[str]
    """The same without a comma before it; to be searched for."""
    check: re.Pattern[str]
    """After a statement: asks whether it was understood."""
    advice: re.Pattern[str]
    """Suggests something."""
    advice_marked: re.Pattern[str]
    """Suggests something if there is a question mark."""
    advice_unasked: re.Pattern[str]
    """Suggests something if the text asks nothing; before a question it sums up what was said."""
    leading: re.Pattern[str]
    """Holds an answer."""
    leading_marked: re.Pattern[str]
    """Holds an answer if there is a question mark; without one it may be sympathy."""
    why: re.Pattern[str]
    """Asks somebody to justify themselves."""


_LETTER = r"[\w'*-]"
_GRAMMAR = {
    "(": "(?:",
    "!(": "(?!",
    "=(": "(?=",
    "|": "|",
    ")": ")",
    "$": "$",
    "*": rf"{_LETTER}++ ",
    "**": rf"(?:{_LETTER}++ ){{1,6}}",
}
_NAME = re.compile(r"\{(\w+)\}")


def _phrase(line: str, names: Mapping[str, str]) -> str:
    """A line of a table as a regular expression, in which every word takes the space after it along."""
    while _NAME.search(line):
        line = _NAME.sub(lambda name: names[name[1]], line)
    return "".join(_GRAMMAR.get(token) or _token(token) for token in line.split())


def _token(token: str) -> str:
    """A word of a phrase, or several to choose from, as a regular expression."""
    words = token.strip("![]").removesuffix("]*").replace("_", " ").replace("*", rf"{_LETTER}*").replace("/", "|")
    if token.startswith("!"):
        return f"(?!(?:{words}) )"
    if token.startswith("["):
        return f"(?:(?:{words}) )" + ("*+" if token.endswith("*") else "?")
    return f"(?:{words}) "


def _regex(table: str, names: Mapping[str, str]) -> str:
    """A table as a regular expression, each line an alternative; lines that begin with # are comments."""
    lines = (line.strip() for line in table.strip().splitlines())
    return f"(?:{'|'.join(_phrase(line, names) for line in lines if line and not line.startswith('#'))})"


# --- English: British and American, as typed on phones, also by people who learnt it late ----------------------------

_SPELLINGS = """
u=you ya=you yu=you ur=your r=are y=why cos=because cuz=because coz=because bc=because pls=please plz=please
wat=what wot=what waht=what hwat=what wht=what hwo=how hw=how woh=who wich=which wehn=when wher=where
shud=should shld=should shoud=should shoudl=should sholud=should cud=could cld=could coud=could coudl=could
wud=would wld=would woud=would woudl=would hav=have hve=have ahve=have haev=have dose=does deos=does
bout=about abt=about abuot=about thougt=thought thougth=thought thot=thought thoght=thought considerd=considered
tryed=tried taht=that teh=the hte=the thier=their sombody=somebody beeing=being peple=people ppl=people
dont=don't doesnt=doesn't didnt=didn't isnt=isn't arent=aren't wasnt=wasn't werent=weren't havent=haven't
havnt=haven't hasnt=hasn't hadnt=hadn't wont=won't wouldnt=wouldn't cant=can't cannot=can't couldnt=couldn't
shouldnt=shouldn't aint=isn't ain't=isn't innit=isn't_it d'you=do_you youre=you_are you're=you_are youve=you_have
you've=you_have youd=you'd whats=what_is what's=what_is whos=who_is who's=who_is hows=how_is how's=how_is
wheres=where_is where's=where_is when's=when_is why's=why_is thats=that_is that's=that_is it's=it_is theyre=they_are
they're=they_are there's=there_is theres=there_is im=i_am i'm=i_am id=i'd he's=he_is she's=she_is
"""

_NAMES = {
    "person": "i/you/we/they/he/she/it",
    "one": "{person}/that/there/this",
    "the": "the/a/an/my/your/their/his/her/our/its/this/these/those",
    "subject": "{one}/{the}/any/some/every/no/each/all/both/one/most/many/people/others/other/another/anyone/anybody"
    "/anything/someone/somebody/something/everyone/everybody/everything/nobody/nothing",
    # What stands before the subject in a question, and its negative.
    "verb": "is/are/was/were/am/do/does/did/has/had/can/could/will/would/should/shall/might",
    "not": "isn't/aren't/wasn't/weren't/don't/doesn't/didn't/haven't/hasn't/hadn't/won't/wouldn't/couldn't/can't",
    "open": "what/which/who/whom/whose/how/why",
    # Small words before the verb, with and without which a phrase means the same.
    "soft": "[maybe/perhaps/possibly/also/just/simply/ever/already/even/not/please/really/instead]*",
    # A question within a question.
    "within": "[about/of/on] [exactly] what/how/who/whom/whose/where/which/when/why",
    # Something to do; not the nouns that end so.
    "doing": "!*thing/funding/housing/training/morning/evening/meeting/building/being/feeling *ing",
    "wondering": "[i/i_am/i_was] [just/also] wonder/wondering/wondered/curious",
    "may_i_ask": "can/could/may/might i [just/also] ask [you]",
    # "Could you live with that?" asks how somebody is; "could you call her?" suggests what to do.
    "state": "trust/like/love/hate/want/wish/need/know/think/feel/believe/see/hear/imagine/picture/remember/recall"
    "/afford/cope/manage/bear/stand/live/sleep/survive/be/have/understand/care/enjoy/rely/count/wait/lose/still/carry_on/go_on"
    "/keep_going/get_on/agree/handle/forgive",
    "undertake": "do/take it/this/that/on/all/more/without",
    # "Can you…" may ask what somebody is able to do, so after it only these suggest something.
    "deed": "ask/talk/speak/get/find/use/take/bring/invite/write/call/ring/phone/email/contact/start/set/make/put/hand"
    "/delegate/offer/split/hire/apply/join/meet/cut/drop/refuse/try/move/change/swap/send/give/let/stop/raise/suggest"
    "/tell/insist/arrange/organise/organize/persuade/convince",
    # "What if you were wrong?" and "what if you did nothing?" open a view; "what if you called her?" suggests.
    "no_deed": "are/were/had/have/knew/know/can/can't/could/couldn't/did_nothing/do_nothing/don't/didn't/never/felt"
    "/feel/lose/lost/fail/failed/fall/fell/stay/stayed/stopped/stop/succeed/succeeded/get_it/got_it/won/win/wanted"
    "/want/believed/left/trusted/looked/look/imagine/imagined/thought/saw/see/woke/wake",
    # What a suggestion is said to be.
    "good": "[a/an/the/more/much/also/even/maybe]* better/best/easier/good/great/helpful/useful/wise/wiser/worth/option"
    "/possible/simpler/kinder/safer/fairer/smarter/healthier/enough/time/idea/way/nice/sensible/quicker/cheaper",
    # "You could not open" and "you should have been asked" tell what happened.
    "you_could": "you [really/probably/definitely/maybe/perhaps/simply/just/also/always]* should/should_not/shouldn't"
    "/could/ought_to/'d_better/had_better/might_want_to/may_want_to/can_always/would_be_better"
    " !have/not/be_proud/only/hardly/never",
    "it_would_help": "it would/might/could/may {soft} ( help/make_sense/work | be {good} )",
    "think_of": "thought_of/thought_about/think_of/think_about/considered/consider/look_into/looked_into/explored/tried"
    "/try",
    "willing": "[like/love/want/care/mind/be/feel/willing/able/happy/ready/free/open/ok/okay/comfortable/prepared/to]*",
    "telling": "( tell/help/take/show/walk/talk/remind/give/let/telling/helping/giving us/me"
    " | tell/say/saying/share/sharing/write/speak/talk a_bit/a_little/more/some/something/what/how/which/about"
    " | give/share/sharing/think_of/name/list/find/pick/choose/recall/remember/imagine/picture"
    " a/an/one/two/three/some/any/more/what/how/who/where/when/which/the_moment/the_last/the_first/the_day/the_time"
    " | describe/describing/explain/explaining/expand/elaborate/unpack/clarify/sum_up/paint"
    " | put [it/that/this] in/into [*] words | put_a_finger_on/put_your_finger_on | go [a_bit/a_little] deeper/into )"
    " !( [*] [*] [*] to/with your/the/them/him/her/their/his/everyone/everybody/people )",
    "knowing": "( know/remember/recall/see/seen/notice/noticed/say/sense/feel/imagine/wonder/wondered/clear/aware"
    "/explore/explored/thought/considered/looked_at/asked_yourself/worked_out/found_out/figured_out"
    " | [have] a/an/any idea/sense/picture/feeling/hunch )",
    "occurred": "( has it [ever] occurred_to_you/crossed_your_mind | did it [ever] occur_to_you/cross_your_mind"
    " | have you [ever/not] considered )",
}


_YES_OR_NO = """
{verb}/{not} {subject}
may/must/ought {person}
# "Have a good week" asks nothing.
have !a/an/some/no {subject}
"""
_YES_OR_NO_MARKED = """
# "Did Maria know?"
{verb}/have !tell/say/share/be/let/nothing *
# The verb is left out: "You ok with that?", "Any support from the council?"
you ok/okay/all_right/alright/happy/sure/still/*ing
any/anyone/anybody !other/else/more *
"""
_OPEN = """
# "What you need is rest" and "how the board works" are parts of statements.
[in/to/for/with/at/on/from/by/of/about] {open} !{person}/{the}
# So are "when they left" and "where I work": after these two a verb has to stand.
[until/since/from] when/where [else/exactly] {verb}/have
when/where in [*] [*] * {verb}/have
"""
_INVITING = """
# "Could you describe that evening?" asks for a story, and "could you describe it to the board?" suggests.
can/could/would/will/might/are/do you {soft} {willing} {telling}
is/was/would it [be] ok/okay/alright/all_right/fine to_ask/to_say/to_tell/if_i_ask
do/would you mind if_i/me
{may_i_ask} {within}
can/could/may/shall i/we hear/know/understand/invite/come_back/go_back/stay/think_about/talk_about/look_at
# They leave open what there is: "Is there anything else?"
is/was/might/could there [be] [*] anything/anyone/anybody/something/someone/somebody/more/any_of
is/was/might/could there [be] any/some/a/one thing/question/way_of
is/was/might/could there [be] any/some/a [*] part/moment/time/point/place/person/voice
are/were there any/other/others/some/moments/times/things/parts/people
does/did/do/has anything/something [else] come/stand/surprise/surprised/strike/help/helped/shift/shifted/touch/touched
does/did/do this/that/it/these/any_of_this/any_of_it remind you of
# They hold an open question: "Do you know what you need?"
do/did/have/had/can/could/would/are you {soft} {knowing} [more] {within}
have you [ever] thought_about/considered/asked_yourself whether/if you want/like/need/still
"""
_COURTESY = """
{may_i_ask} [something/a_question/this/one_thing] $
does/do/did that/this/it make [any] sense $
is/would that/this/it [be] ok/okay/alright/all_right/fine [with_you/to_ask] $
how are you [today/doing] $
"""
_AFTERTHOUGHT = """
do/would/did/can/could you think/say/tell/see/suppose/reckon/know/mean $
why/how/when/where/who/what/how_so $
# "…and what isn't?" is the other half of one question.
what/who/which/where/when/how isn't/aren't/doesn't/don't/is_not/are_not/does_not/do_not/would_not
what/who/which/where/when/how * isn't/aren't/doesn't/don't/is_not/are_not/does_not/do_not/would_not
"""
_LEAD_IN = """
so/and/but/ok/okay/well/hm/hmm/hmmm/mm/mmm/oh/ah/um/umm/also/then/now/yes/yeah/right/thanks/thank_you/sorry/please
actually/honestly/tbh/hi/hello/hey/dear/just/first/firstly/second/secondly/finally/lastly/next/my_question_is
i_would/i'd like/love to ask/know/hear/understand
{wondering} !( why you ) =( what/how/who/which/where/when/why/do/did/is/are )
{may_i_ask} =( do/did/does/is/are/was/have )
"""
_STATEMENT = """
# What gives back somebody's words is none.
[basically] [i_guess/i_think/i_suppose/i_assume/i_feel/i_imagine/i_bet] [it_sounds_like/sounds_like/it_sounds_as_if]\
 [maybe/perhaps] you/he/she/they/it !and/or/too/then/though/said/say/wrote/write/mention/mentioned/told *
that/this/there/its is/was/are/were/has/must/means/sounds/looks/seems
the/your/their/his/her/our * [*] [*] [*] is/are/was/were/has/have/had/will/can't/won't/don't/doesn't
"""

_ADVICE = """
# Said outright.
[i_think/i_feel/i_believe/i_guess/i_also_think/i_really_think] [that] [maybe/perhaps/probably] {you_could} *
maybe/perhaps you can/need
[i_think] [maybe/perhaps] {it_would_help} ( to/if | for you | {doing} )
[it_is/its/it_might_be/might_be/maybe/perhaps] worth !( asking yourself ) ( {doing} | a/an )
[you_know/know] what i_would/i'd do
[i_think] [maybe/perhaps] it_is/its better/best/easier/wiser/safer/smarter ( to !have | if/for )
[i_think/maybe/perhaps]* a/an/some/more ** would/might/could ( help | do you good | be {good} )
maybe/perhaps [just] try/ask/start/stop/it_is_time/talk/get/let
if i were/was ( you | in your )
in your place/shoes/position i/i'd
my advice/suggestion/tip/recommendation
i/i'd/i_would/can_i/could_i/may_i/might_i [also/just/really/strongly]* suggest/recommend/advise
# Did you think of it? "Have you tried this before?" asks for a fact.
have/had/haven't/hadn't/did/didn't you {soft} {think_of} !( {within} )\
 !whether/if/that/this/it/them/anything/something/everything/hard *
have you [ever/not] thought [that] you/it could/can/should/might
{occurred} ( [that] you/it could/can/should/might | to * )
[do/did/didn't/don't] you know [that] ( you can/could | there is/are/was )
# Why not do it? "Why don't you trust them?" asks for reasons.
why don't/do_not/not you/we {soft} !{state}/ever/never *
why not !{state}/now/yet/me/you/him/her/them/then *
what/how about ( {doing} | a/an/some )
how about ( you/we * | !you/we/that/this/now/it/them/him/her/your/the/their * )
any chance/possibility/thought/thoughts of/on/about
what [about] if you/we {soft} !{no_deed} *
# Could you do it?
could/couldn't you/we/somebody/someone/anybody/anyone [else] {soft} !{state} !( {undertake} ) *
can't/might you {soft} !{state} !( {undertake} ) *
couldn't the/your/one/some/they *
can you/we [just/simply/not/maybe/perhaps]* !( {undertake} ) {deed}
should/shouldn't/ought/oughtn't you/we/somebody/someone
would/wouldn't/will/won't you {soft} consider/think_of/think_about/be_open_to/be_up_for/try *
are you [*] ( open to {doing} | able to {soft} {deed} )
# Would it help?
would/wouldn't/might/could/couldn't/may/won't it/that {soft} ( help/work * | make [more] sense to )
would/wouldn't/might/could/couldn't/may/won't it/that {soft} be ( {good} | something for you\
 | more * to/if/for | *er to/if/for )
is/isn't/would/wouldn't/could/might {doing} ( ** | ) [be] {good}
is/isn't/wasn't it {soft} ( worth {doing} | {good} to/if/for/just )
would/wouldn't/could/couldn't/might a/an/some/more ** ( help/work | be {good} )
do/don't/would/wouldn't/did you [not] think [that] [maybe/perhaps] ( {you_could} | you need to | {it_would_help}\
 | it is time/worth/better )
[is_there] [any/a/an] chance/way/possibility/reason [that] you/we could/couldn't/can't/might/don't
[is_there] [any/a/an] reason not to
what stops/prevents/keeps/is_stopping/is_keeping/is_preventing you from just/simply
( what do/would you think/say | how would you feel ) about/of/to ( {doing} | a/an )
( {wondering} | {may_i_ask} ) if/whether ( {you_could} | {it_would_help} | you can/might\
 | you [have/had/ever]* thought_of/thought_about/tried/considered )
"""
_ADVICE_MARKED = """
[ever] thought_of/thought_about/considered/tried !( {within} ) !that/this/it *
[maybe/perhaps] time to !think/ask *
"""
_ADVICE_UNASKED = """
[i_think] you [really/just/simply]* ( need to/a/some/more/help | can {deed} | have to | must !be/have/feel )
i'd/i_would [just/simply] leave/try/go/talk/ask/tell/get/stop/start/write/call/say/wait/take/let/not/never
[always/never/simply] try/go_and/go_to/stop/start/leave/quit/ask/talk_to/talk_with/speak_to/speak_with/call/contact
[always/never/simply] write_to/say_no/make_sure
get/take a/some/the/your
tell !us/me *
let him/her/them/it
don't !worry/know/think *
"""

_LEADING = """
surely/obviously *
{not} {subject}
{verb}/have {one} not *
# The answer comes with it.
is/was it/that/this {soft} [only/all] because/due_to
could/might/may/can it [just/simply/maybe] be that/because
is/would it [be] possible/true/fair_to_say/safe_to_say [that] you
is the/your [real/main/true/only] problem/issue/reason/truth that/just/not
do you [not] realise/realize/admit/accept/see_that/see_they/see_he/see_she
who wouldn't/doesn't/would_not
are you really/honestly going/willing/prepared/saying/happy
are you just/simply/only/merely/sure/certain/seriously
would/do you agree
do/did/does/can you/they/he/she/anyone/anybody really/honestly/seriously/actually/truly think/believe/expect/trust
do you think [that] maybe/perhaps/it_is_because/it_was_because
do you think [that] ( you might/may/could be | you/it/he/she/they/that are/is/were/was\
 just/maybe/perhaps/really/simply/only/too/actually/being/a_bit )
how can/could you not/still/possibly/even/seriously/be_so/put_up_with/stand_by
how can/could you let this/that/it happen
when will/are you finally/ever/going_to_finally/going_to_stop/going_to_accept/going_to_admit
{occurred} that
{wondering} if/whether !there/anything/something/anyone !( you know/remember/see ) *
"""
_LEADING_MARKED = """
clearly/of_course/no_doubt *
isn't/aren't/wasn't/weren't/doesn't/didn't/hasn't/haven't/won't/wouldn't *
that/this/it/you must have/be/feel
"""
_CHECK = """
right/no/yes/yeah/correct/huh/eh/true/or_not/or_what/really/honestly/seriously/hm/hmm/ok/okay $
is that right/correct/true/so $
am i right/wrong $
"""

_WHY = """
why [not/so] $
why is/was that $
how_come/what_for $
# "Why do you think they left?" asks for a view, "why do you think that?" for a defence.
why do/did/don't/didn't/are/aren't/were/weren't/have/haven't/had/hadn't you !think
why do/did/don't/didn't you think that/so/this/it $
why would/wouldn't/can/can't/could/couldn't/will/won't/must/should/shouldn't you
why on_earth/the_hell/in_the_world/ever/bother/stay/care
how_come you
for what reason do/did/are you
what is your reason/excuse
[can_you/could_you/would_you/will_you] [please] explain/justify/tell_us/tell_me/say why you
( {may_i_ask} | {wondering} ) why you
"""

# "What happened and how did you feel" has no comma: what comes next must be a question by its form.
_GOES_ON = """
{verb}/{not} {subject}
have !a/an/some/no {subject}
what/how about
what/which/who/whose/how/why/where/when [*] [*] {verb}/have/happened/made/helped
"""
_BEGINS_ANEW = """
do/did/are/were/have/had/can/could/would/will/should/shouldn't/{not} you
why do/don't/did/didn't/are/have/haven't you
what/how about
what if
"""


@cache
def _english() -> Signs:
    """The English signs."""

    def read(*tables: str, end: str = "") -> re.Pattern[str]:
        return re.compile("|".join(_regex(table, _NAMES) for table in tables) + end)

    pairs = (pair.split("=") for pair in _SPELLINGS.split())
    return Signs(
        spellings=MappingProxyType({typed: meant.replace("_", " ") for typed, meant in pairs}),
        joint=re.compile(
            r" ?[,;:()\u2014]+ ?| [-\u2013]+ "
            rf"| (?=(?:and|but|so) (?:also |then )?{_regex(_GOES_ON, _NAMES)})"
        ),
        # A question word before it makes it part of another question, and "or" adds a choice to the one before.
        run_on=re.compile(
            rf"(?!(?:or|nor|than) )(?:(?!(?:what|which|who|whom|whose|how|why)\b){_LETTER}++ ){{1,40}}?"
            # "If I were you", "it would do you good".
            rf"(?<!i )(?<!would )(?<!could )(?<!can )(?<!might )(?<!will )(?<!to )(?={_regex(_BEGINS_ANEW, _NAMES)})"
        ),
        lead_in=re.compile(rf"{_regex(_LEAD_IN, _NAMES)}*+"),
        asks=read(_YES_OR_NO, _OPEN),
        yes_or_no=read(_YES_OR_NO, _YES_OR_NO_MARKED),
        inviting=read(_INVITING),
        courtesy=read(_COURTESY),
        unfinished=read("what/who/which/where/when/how/why [else/then/exactly] $"),
        afterthought=read(_AFTERTHOUGHT),
        relative=read("who/which/whose/whom/where/when"),
        statement=read(_STATEMENT),
        tag=read("{not}/shouldn't/{verb}/have {one} $"),
        tag_at_end=re.compile(" " + _regex("{not} {one} $", _NAMES)),
        check=read(_CHECK),
        advice=read(_ADVICE),
        advice_marked=read(_ADVICE_MARKED),
        advice_unasked=read(_ADVICE_UNASKED),
        leading=read(_LEADING),
        leading_marked=read(_LEADING_MARKED),
        why=read(_WHY),
    )


_LANGUAGES: Mapping[str, Callable[[], Signs]] = MappingProxyType({"en": _english})


def signs_of(language: str) -> Signs | None:
    """The signs of a language by its code, such as "en"; None for one that has none.

    They are compiled for the first question that is asked in it (some 100 ms), not at every start.
    """
    make = _LANGUAGES.get(language)
    return make() if make else None

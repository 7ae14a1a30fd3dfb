"""Pictures: drawn when they go out, with a text beside them that says the same; they count what was shared alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from albot.chat import pictures
from albot.chat.message import Do, Drawing, Message
from albot.chat.turn import tell
from albot.domain.people import Person
from albot.domain.reflections import Sharing
from albot.domain.sets import ActionSet, Member
from albot.domain.steps import StepState, end
from albot.drawing import draw
from albot.store import steps
from albot.store.rows import Rows
from albot.texts.args import Lines
from tests.given import GivenSet, given_issue, given_reflection, given_set, given_steps
from tests.house import House, house

EVENING = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)
"""The first delivery time."""

STEPS: dict[str, Any] = {
    "title": "picture-steps-title",
    "rows": [["2026-11-20", 3, 1, 0, 2], ["2026-12-18", 0, 0, 4, 0]],
}
EACH = {
    "steps": STEPS,
    "attendance": {"title": "picture-attendance-title", "rows": [["2026-11-20", 3, 4], ["2026-12-18", 2, None]]},
    "review": {"rows": [["2026-11-20", 4, 2.5, 3], ["2026-12-18", 3, 3, 3]]},
    "programme": {"title": "picture-programme-title", "by": "month", "rows": [["2026-11-01", 4, 22, None, 9]]},
}


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("kind", EACH)
def test_a_picture_is_square_large_and_on_the_ground_that_was_asked_for(kind: str, dark: bool) -> None:
    made = draw(kind, {**EACH[kind], "dark": dark}, "en")
    with Image.open(BytesIO(made.data)) as picture:
        assert picture.size == (1080, 1080)
        ground = picture.convert("L").tobytes()[0]
        assert ground < 60 if dark else ground > 240
        assert not picture.info.keys() & {"Software", "Creation Time", "Author"}


def test_each_number_of_a_picture_changes_it() -> None:
    changed = {**STEPS, "rows": [["2026-11-20", 3, 1, 1, 2], ["2026-12-18", 0, 0, 4, 0]]}
    assert draw("steps", STEPS, "en").data == draw("steps", STEPS, "en").data
    assert draw("steps", STEPS, "en").data != draw("steps", changed, "en").data


async def set_picture(home: House, given: GivenSet, reader: str) -> dict[str, Any] | None:
    """What a set's picture of its steps would be drawn from just now."""

    def look(rows: Rows) -> dict[str, Any] | None:
        person = rows.need(Person, rows.need(Member, given.members[reader]).person_id)
        made = pictures.steps_of_set(rows, rows.need(ActionSet, given.set_id), person, home.clock.now())
        return None if made is None or made.drawing is None else dict(made.drawing.values)

    return await home.app.store.run(look)


async def test_my_steps_come_as_a_picture_with_a_text_that_says_the_same(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home, members=("Ana",))
        ana = given["Ana"]
        await given_issue(home, given, "Ana")
        await given_steps(home, given, "Ana", "Ring the council")
        await home.says(ana, "/journal")
        assert "no picture yet" in await home.presses(ana, "Picture")
        await home.says(ana, "/steps")
        await home.presses(ana, "1")
        await home.presses(ana, "Done")
        await home.says(ana, "/journal")
        said = await home.presses(ana, "Picture")
        assert "November 2026: 1 done, 0 partly, 0 not done, 0 let go" in said
        [picture] = [message for message in ana.chat.messages if message.photo]
        assert picture.photo is not None
        assert picture.photo.content.startswith(b"\x89PNG")


async def test_a_sets_picture_counts_what_was_released_and_nothing_before(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home, members=("Ana", "Ben", "Chi"))
        await given_steps(home, given, "Ana", "Ring the council")
        await given_steps(home, given, "Ben", "Ask Ada")
        for name, choice in (("Ana", Sharing.SET), ("Ben", Sharing.PRIVATE)):
            reflection_id = await given_reflection(home, given, name, choice)

            def end_it(rows: Rows, name: str = name, reflection_id: int = reflection_id) -> None:
                [step] = steps.open_steps(rows, given.members[name])
                end(step, StepState.DONE, home.clock.now(), check_in=reflection_id)

            await home.app.store.run(end_it)
        await home.move_to(EVENING - timedelta(minutes=1))
        assert await set_picture(home, given, "Chi") is None
        await home.move_to(EVENING)
        values = await set_picture(home, given, "Chi")
        assert values is not None
        assert values["rows"] == [["2026-12-03", 1, 0, 0, 0]]


async def test_what_cannot_be_drawn_comes_as_its_text_and_a_long_text_after_its_picture(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home, members=("Ana",))
        ana = given["Ana"]
        await home.says(ana, "/help")
        lines = Lines([pictures.steps_line(EVENING.date(), (1, 0, 0, 0))] * 30)
        for drawing in (Drawing("steps", {"rows": "nonsense"}), Drawing("steps", STEPS)):
            message = Message("picture-steps", {"lines": lines}, do=Do.PICTURE, drawing=drawing)

            def send(rows: Rows, message: Message = message) -> None:
                tell(rows, rows.need(Person, rows.need(Member, given.members["Ana"]).person_id), message, EVENING)

            await home.app.store.run(send)
            await home.move_to(EVENING)
            assert (await home.news(ana)).count("1 done") == 30
        assert sum(message.photo is not None for message in ana.chat.messages) == 1


async def test_the_round_up_comes_with_its_picture_once_steps_were_shared(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home, members=("Ana", "Ben"), meeting="2026-11-23T18:00")
        await given_steps(home, given, "Ana", "Ring the council")
        reflection_id = await given_reflection(home, given, "Ana")

        def end_it(rows: Rows) -> None:
            [step] = steps.open_steps(rows, given.members["Ana"])
            end(step, StepState.PARTLY, home.clock.now(), check_in=reflection_id)

        await home.app.store.run(end_it)
        await home.move_to(datetime(2026, 11, 23, 9, 0, tzinfo=UTC))
        [picture] = [message for message in given["Ben"].chat.messages if message.photo]
        assert "Before the meeting" in picture.text and "Quiet Heron" in picture.text
        assert "0 done, 1 partly, 0 not done, 0 let go" in picture.text
        assert "Call" not in picture.text and "council" not in picture.text
        assert "He was relieved" in await home.presses(given["Ben"], "Read Quiet Heron")

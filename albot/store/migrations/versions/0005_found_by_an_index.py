"""Indexes for what ticks, updates and erasing look for; the days on which drafts, joining and people are looked at.

An index that is the beginning of another one goes; of tables that grow, only those rows are indexed that are still
looked for. SQLite gives space back from here on (`schema.migrate` makes the file anew for that).
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

LOOKED_FOR = [
    ("action_set", "ix_action_set_state_begun_at", ["state", "begun_at"], None),
    ("appointment", "ix_appointment_by_person_id", ["by_person_id"], None),
    ("chat_message", "ix_chat_message_fleeting", ["at"], "copy_id IS NULL AND review_id IS NULL"),
    ("chat_message", "ix_chat_message_copy_id", ["copy_id"], "copy_id IS NOT NULL"),
    ("chat_message", "ix_chat_message_review_id", ["review_id"], "review_id IS NOT NULL"),
    ("conversation", "ix_conversation_subject_id", ["subject_id"], None),
    ("delivery", "ix_delivery_set_released", ["set_id", "released_at"], None),
    ("delivery", "ix_delivery_set_due", ["set_id", "due_at"], "due_at IS NOT NULL"),
    ("delivery", "ix_delivery_set_renew", ["set_id", "renew_at"], "renew_at IS NOT NULL"),
    ("delivery", "ix_delivery_due_at", ["due_at"], "due_at IS NOT NULL"),
    ("delivery", "ix_delivery_renew_at", ["renew_at"], "renew_at IS NOT NULL"),
    ("invite", "ix_invite_made_by", ["made_by"], None),
    ("letter", "ix_letter_answers_id", ["answers_id"], None),
    ("meeting", "ix_meeting_repeating", ["starts_at"], "every_weeks IS NOT NULL"),
    ("meeting", "ix_meeting_series_id", ["series_id"], None),
    ("meeting", "ix_meeting_set_starts_at", ["set_id", "starts_at"], None),
    ("member", "ix_member_invite_id", ["invite_id"], None),
    ("member", "ix_member_waiting", ["state", "told_facilitators", "visible_from"], None),
    ("nudge", "ix_nudge_subject_id", ["subject_id"], None),
    ("person", "ix_person_look_again_at", ["look_again_at"], None),
    ("question", "ix_question_about_id", ["about_id"], None),
    ("report", "ix_report_delivery_id", ["delivery_id"], None),
    ("review", "ix_review_open", ["closes_at"], "closed_at IS NULL"),
    ("run", "ix_run_look_at", ["look_at"], "look_at IS NOT NULL"),
    ("run", "ix_run_stage_id", ["stage_id"], None),
    ("step", "ix_step_carried_from", ["carried_from"], None),
    ("step", "ix_step_passed_in", ["passed_in"], None),
]
"""Table, name, columns, and which rows."""

NO_LONGER = [
    ("answer", "ix_answer_reflection_id", ["reflection_id"]),
    ("attendance", "ix_attendance_meeting_id", ["meeting_id"]),
    ("bid", "ix_bid_run_id", ["run_id"]),
    ("chat_message", "ix_chat_message_at", ["at"]),
    ("chat_message", "ix_chat_message_copy_id", ["copy_id"]),
    ("chat_message", "ix_chat_message_review_id", ["review_id"]),
    ("coming", "ix_coming_member_id", ["member_id"]),
    ("copy", "ix_copy_delivery_id", ["delivery_id"]),
    ("delivery", "ix_delivery_set_due", ["set_id", "due_at"]),
    ("delivery", "ix_delivery_due_at", ["due_at"]),
    ("delivery", "ix_delivery_renew_at", ["renew_at"]),
    ("meeting", "ix_meeting_set_id", ["set_id"]),
    ("member", "ix_member_set_id", ["set_id"]),
    ("mute", "ix_mute_member_id", ["member_id"]),
    ("reflection", "ix_reflection_member_id", ["member_id"]),
    ("reply", "ix_reply_member_id", ["member_id"]),
    ("review", "ix_review_closes_at", ["closes_at"]),
    ("review", "ix_review_meeting_id", ["meeting_id"]),
    ("review_answer", "ix_review_answer_review_id", ["review_id"]),
    ("run", "ix_run_look_at", ["look_at"]),
    ("run", "ix_run_meeting_id", ["meeting_id"]),
    ("screen", "ix_screen_run_id", ["run_id"]),
    ("set_form", "ix_set_form_set_id", ["set_id"]),
    ("take_away", "ix_take_away_member_id", ["member_id"]),
]

DAYS = [("action_set", "begun_at"), ("member", "begun_at"), ("person", "look_again_at")]


def upgrade() -> None:
    for table, column in DAYS:
        op.add_column(table, sa.Column(column, sa.DateTime(timezone=True), nullable=True))
    # What was begun before this version counts from now on; people and sets are looked at with the next tick.
    op.execute("UPDATE action_set SET begun_at = CURRENT_TIMESTAMP WHERE state = 'DRAFT'")
    op.execute("UPDATE member SET begun_at = CURRENT_TIMESTAMP WHERE state = 'JOINING'")
    op.execute("UPDATE person SET look_again_at = '1970-01-01 00:00:00'")
    op.execute("UPDATE action_set SET look_again_at = '1970-01-01 00:00:00' WHERE look_again_at IS NULL")
    # Messages that showed a review which is gone are ordinary ones, as they are from here on when it goes.
    op.execute("UPDATE chat_message SET review_id = NULL WHERE review_id NOT IN (SELECT id FROM review)")
    for table, name, _columns in NO_LONGER:
        op.drop_index(name, table)
    for table, name, columns, where in LOOKED_FOR:
        which = None if where is None else sa.text(where)
        op.create_index(name, table, columns, sqlite_where=which, postgresql_where=which)


def downgrade() -> None:
    for table, name, _columns, _where in reversed(LOOKED_FOR):
        op.drop_index(name, table)
    for table, name, columns in reversed(NO_LONGER):
        op.create_index(name, table, columns)
    for table, column in reversed(DAYS):
        with op.batch_alter_table(table, recreate="never") as batch_op:
            batch_op.drop_column(column)

"""Meetings that are held: runs and their stages, process reviews, announcements, and what calendar files need.

Tables that others refer to are changed in place (`recreate="never"`): SQLite would drop and make them anew.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "set_form",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("set_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "form", sa.Enum("FULL", "SHORT", "EVERYONE", name="form", native_enum=False, length=24), nullable=False
        ),
        sa.Column("minutes", sa.String(), nullable=False),
        sa.Column("silence", sa.Boolean(), nullable=False),
        sa.Column("ideas", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["set_id"],
            ["action_set.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("set_id"),
    )
    with op.batch_alter_table("set_form", recreate="never") as batch_op:
        batch_op.create_index(batch_op.f("ix_set_form_set_id"), ["set_id"], unique=False)

    op.create_table(
        "review",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("set_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("meeting_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("numbers", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["meeting.id"],
        ),
        sa.ForeignKeyConstraint(
            ["set_id"],
            ["action_set.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("meeting_id"),
    )
    with op.batch_alter_table("review", recreate="never") as batch_op:
        batch_op.create_index(batch_op.f("ix_review_closes_at"), ["closes_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_review_meeting_id"), ["meeting_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_review_set_id"), ["set_id"], unique=False)

    op.create_table(
        "run",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("set_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("meeting_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "state",
            sa.Enum("PREPARING", "RUNNING", "PAUSED", "ENDED", name="runstate", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column(
            "form", sa.Enum("FULL", "SHORT", "EVERYONE", name="form", native_enum=False, length=24), nullable=False
        ),
        sa.Column("stage_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("moves", sa.Integer(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stage_ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("left_seconds", sa.Integer(), nullable=True),
        sa.Column("rung", sa.Integer(), nullable=False),
        sa.Column("look_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["meeting.id"],
        ),
        sa.ForeignKeyConstraint(
            ["set_id"],
            ["action_set.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("meeting_id"),
    )
    with op.batch_alter_table("run", recreate="never") as batch_op:
        batch_op.create_index(batch_op.f("ix_run_look_at"), ["look_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_run_meeting_id"), ["meeting_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_run_set_id"), ["set_id"], unique=False)

    op.create_table(
        "announcement",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["member.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("announcement", recreate="never") as batch_op:
        batch_op.create_index(batch_op.f("ix_announcement_member_id"), ["member_id"], unique=False)

    op.create_table(
        "attendance",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("meeting_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("present", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["meeting.id"],
        ),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["member.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("meeting_id", "member_id"),
    )
    with op.batch_alter_table("attendance", recreate="never") as batch_op:
        batch_op.create_index(batch_op.f("ix_attendance_meeting_id"), ["meeting_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_attendance_member_id"), ["member_id"], unique=False)

    op.create_table(
        "bid",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("run_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("place", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["member.id"],
        ),
        sa.ForeignKeyConstraint(
            ["run_id"],
            ["run.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("run_id", "member_id"),
    )
    with op.batch_alter_table("bid", recreate="never") as batch_op:
        batch_op.create_index(batch_op.f("ix_bid_member_id"), ["member_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_bid_run_id"), ["run_id"], unique=False)

    op.create_table(
        "handover",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("from_member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("together", sa.Boolean(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("effective_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["member.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("handover", recreate="never") as batch_op:
        batch_op.create_index(batch_op.f("ix_handover_effective_at"), ["effective_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_handover_from_member_id"), ["from_member_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_handover_member_id"), ["member_id"], unique=False)

    op.create_table(
        "review_answer",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("review_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("support", sa.Integer(), nullable=True),
        sa.Column("challenge", sa.Integer(), nullable=True),
        sa.Column("airtime", sa.Integer(), nullable=True),
        sa.Column("line", sa.Enum("WELL", "NEXT", name="linekind", native_enum=False, length=24), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["member.id"],
        ),
        sa.ForeignKeyConstraint(
            ["review_id"],
            ["review.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("review_id", "member_id"),
    )
    with op.batch_alter_table("review_answer", recreate="never") as batch_op:
        batch_op.create_index(batch_op.f("ix_review_answer_member_id"), ["member_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_review_answer_review_id"), ["review_id"], unique=False)

    op.create_table(
        "screen",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("run_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("CONTROL", "STAGE", "TURN", "BELL", name="screenkind", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("message_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("shown", sa.String(), nullable=False),
        sa.Column("view", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["member.id"],
        ),
        sa.ForeignKeyConstraint(
            ["run_id"],
            ["run.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("run_id", "member_id", "kind"),
    )
    with op.batch_alter_table("screen", recreate="never") as batch_op:
        batch_op.create_index(batch_op.f("ix_screen_member_id"), ["member_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_screen_run_id"), ["run_id"], unique=False)

    op.create_table(
        "stage",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("run_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "RULES",
                "ROUND",
                "BIDS",
                "PRESENTING",
                "CLARIFYING",
                "SILENCE",
                "QUESTIONS",
                "IDEAS",
                "ACTIONS",
                "FEEDBACK",
                "ACCOUNT",
                "REVIEW",
                name="stagekind",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("used_seconds", sa.Integer(), nullable=False),
        sa.Column("left_seconds", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["member.id"],
        ),
        sa.ForeignKeyConstraint(
            ["run_id"],
            ["run.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("stage", recreate="never") as batch_op:
        batch_op.create_index(batch_op.f("ix_stage_member_id"), ["member_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_stage_run_id"), ["run_id"], unique=False)

    with op.batch_alter_table("coming", recreate="never") as batch_op:
        batch_op.add_column(sa.Column("seen_from", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("former", sa.Boolean(), nullable=True))

    with op.batch_alter_table("issue", recreate="never") as batch_op:
        batch_op.add_column(sa.Column("first_sealed", sa.LargeBinary(), nullable=True))

    with op.batch_alter_table("meeting", recreate="never") as batch_op:
        batch_op.add_column(sa.Column("series_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True))
        batch_op.add_column(sa.Column("sequence", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("shown_at", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("member", recreate="never") as batch_op:
        batch_op.add_column(sa.Column("calendar_title_sealed", sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column("calendar_place", sa.Boolean(), nullable=False, server_default=sa.false()))

    with op.batch_alter_table("outbox", recreate="never") as batch_op:
        batch_op.add_column(sa.Column("screen_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True))

    with op.batch_alter_table("chat_message", recreate="never") as batch_op:
        batch_op.add_column(sa.Column("review_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True))
        batch_op.create_index(batch_op.f("ix_chat_message_review_id"), ["review_id"], unique=False)

    with op.batch_alter_table("person", recreate="never") as batch_op:
        batch_op.add_column(
            sa.Column(
                "in_meetings",
                sa.Enum("ALL", "TURN", "NOTHING", name="inmeetings", native_enum=False, length=24),
                nullable=False,
                server_default="ALL",
            )
        )
        batch_op.add_column(sa.Column("dark", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute(sa.text("UPDATE meeting SET series_id = id WHERE replaces_id IS NULL"))


def downgrade() -> None:
    with op.batch_alter_table("person", recreate="never") as batch_op:
        batch_op.drop_column("dark")
        batch_op.drop_column("in_meetings")

    with op.batch_alter_table("outbox", recreate="never") as batch_op:
        batch_op.drop_column("screen_id")

    with op.batch_alter_table("chat_message", recreate="never") as batch_op:
        batch_op.drop_index(batch_op.f("ix_chat_message_review_id"))
        batch_op.drop_column("review_id")

    with op.batch_alter_table("member", recreate="never") as batch_op:
        batch_op.drop_column("calendar_place")
        batch_op.drop_column("calendar_title_sealed")

    with op.batch_alter_table("meeting", recreate="never") as batch_op:
        batch_op.drop_column("shown_at")
        batch_op.drop_column("reminded_at")
        batch_op.drop_column("sequence")
        batch_op.drop_column("series_id")

    with op.batch_alter_table("issue", recreate="never") as batch_op:
        batch_op.drop_column("first_sealed")

    with op.batch_alter_table("coming", recreate="never") as batch_op:
        batch_op.drop_column("former")
        batch_op.drop_column("seen_from")

    op.drop_table("stage")
    op.drop_table("screen")
    op.drop_table("review_answer")
    op.drop_table("handover")
    op.drop_table("bid")
    op.drop_table("attendance")
    op.drop_table("announcement")
    op.drop_table("run")
    op.drop_table("review")
    op.drop_table("set_form")

"""What reaches others: deliveries and copies, questions, letters, reports, partners.

What others may go on reading of an answer was kept beside it (`theirs`); deliveries hold it now.
Tables that others refer to are changed in place (`recreate="never"`): SQLite would drop and make them anew.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "delivery",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("set_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "ISSUE",
                "REFLECTION",
                "HELP",
                "QUESTION",
                "NOT_TAKEN",
                "ANSWER",
                "EXCHANGE",
                "THOUGHT",
                "HEARD",
                "PARTNER",
                "PARTNERED",
                "PARTED",
                "ENDING",
                "LETTER",
                "REPORT",
                name="deliverykind",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("subject_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "audience",
            sa.Enum("SET", "FACILITATORS", "MEMBER", "COORDINATORS", name="audience", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("to_member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("quotes_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("newcomers", sa.Boolean(), nullable=False),
        sa.Column("handed_in_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("renew_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["member.id"],
        ),
        sa.ForeignKeyConstraint(
            ["set_id"],
            ["action_set.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("kind", "subject_id", "audience"),
    )
    with op.batch_alter_table("delivery", recreate="never") as batch_op:
        batch_op.create_index(batch_op.f("ix_delivery_due_at"), ["due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_delivery_member_id"), ["member_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_delivery_quotes_id"), ["quotes_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_delivery_renew_at"), ["renew_at"], unique=False)
        batch_op.create_index("ix_delivery_set_due", ["set_id", "due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_delivery_to_member_id"), ["to_member_id"], unique=False)

    op.create_table(
        "letter",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("to_member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("answers_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["member.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("letter", recreate="never") as batch_op:
        batch_op.create_index(batch_op.f("ix_letter_member_id"), ["member_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_letter_to_member_id"), ["to_member_id"], unique=False)

    op.create_table(
        "mute",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("muted_member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["member.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("member_id", "muted_member_id"),
    )
    with op.batch_alter_table("mute", recreate="never") as batch_op:
        batch_op.create_index(batch_op.f("ix_mute_member_id"), ["member_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_mute_muted_member_id"), ["muted_member_id"], unique=False)

    op.create_table(
        "partnership",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("to_member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("meeting_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["meeting.id"],
        ),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["member.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("partnership", recreate="never") as batch_op:
        batch_op.create_index(batch_op.f("ix_partnership_meeting_id"), ["meeting_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_partnership_member_id"), ["member_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_partnership_to_member_id"), ["to_member_id"], unique=False)

    op.create_table(
        "question",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("to_member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("about_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "CLARIFYING", "OPEN", "NOTICING", "CHALLENGE", "IDEA", name="questionkind", native_enum=False, length=24
            ),
            nullable=True,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("named", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["member.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("question", recreate="never") as batch_op:
        batch_op.create_index(batch_op.f("ix_question_member_id"), ["member_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_question_to_member_id"), ["to_member_id"], unique=False)

    op.create_table(
        "reply",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("question_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("to_set", sa.Boolean(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("thought_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("put_aside", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["member.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("member_id", "question_id"),
    )
    with op.batch_alter_table("reply", recreate="never") as batch_op:
        batch_op.create_index(batch_op.f("ix_reply_member_id"), ["member_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_reply_question_id"), ["question_id"], unique=False)

    op.create_table(
        "report",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("delivery_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("named", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["member.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("report", recreate="never") as batch_op:
        batch_op.create_index(batch_op.f("ix_report_member_id"), ["member_id"], unique=False)

    op.create_table(
        "copy",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("delivery_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("heard", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["delivery_id"],
            ["delivery.id"],
        ),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["member.id"],
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("delivery_id", "person_id"),
    )
    with op.batch_alter_table("copy", recreate="never") as batch_op:
        batch_op.create_index(batch_op.f("ix_copy_delivery_id"), ["delivery_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_copy_member_id"), ["member_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_copy_person_id"), ["person_id"], unique=False)

    with op.batch_alter_table("action_set", recreate="never") as batch_op:
        batch_op.add_column(sa.Column("at_once", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("asks_to_know", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("newcomers_read", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("kept_months", sa.Integer(), nullable=False, server_default="12"))
        batch_op.add_column(sa.Column("warned_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("look_again_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f("ix_action_set_look_again_at"), ["look_again_at"], unique=False)

    op.execute(sa.text("DELETE FROM passage WHERE field = 'theirs'"))
    with op.batch_alter_table("answer", recreate="never") as batch_op:
        batch_op.drop_column("copies")

    with op.batch_alter_table("chat_message", recreate="never") as batch_op:
        batch_op.add_column(sa.Column("copy_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True))
        batch_op.create_index(batch_op.f("ix_chat_message_copy_id"), ["copy_id"], unique=False)

    with op.batch_alter_table("meeting", recreate="never") as batch_op:
        batch_op.add_column(sa.Column("rounded_up_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f("ix_meeting_starts_at"), ["starts_at"], unique=False)

    with op.batch_alter_table("member", recreate="never") as batch_op:
        batch_op.add_column(sa.Column("admitted_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("questions", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("questions_from", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("ideas", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("ideas_from", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("agrees_to_know", sa.Boolean(), nullable=True))
        batch_op.add_column(sa.Column("agrees_from", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("muted_at", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("outbox", recreate="never") as batch_op:
        batch_op.add_column(sa.Column("copy_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("outbox", recreate="never") as batch_op:
        batch_op.drop_column("copy_id")

    with op.batch_alter_table("member", recreate="never") as batch_op:
        batch_op.drop_column("muted_at")
        batch_op.drop_column("agrees_from")
        batch_op.drop_column("agrees_to_know")
        batch_op.drop_column("ideas_from")
        batch_op.drop_column("ideas")
        batch_op.drop_column("questions_from")
        batch_op.drop_column("questions")
        batch_op.drop_column("admitted_at")

    with op.batch_alter_table("meeting", recreate="never") as batch_op:
        batch_op.drop_index(batch_op.f("ix_meeting_starts_at"))
        batch_op.drop_column("rounded_up_at")

    with op.batch_alter_table("chat_message", recreate="never") as batch_op:
        batch_op.drop_index(batch_op.f("ix_chat_message_copy_id"))
        batch_op.drop_column("copy_id")

    with op.batch_alter_table("answer", recreate="never") as batch_op:
        batch_op.add_column(sa.Column("copies", sa.VARCHAR(length=24), nullable=False, server_default="SAME"))

    with op.batch_alter_table("action_set", recreate="never") as batch_op:
        batch_op.drop_index(batch_op.f("ix_action_set_look_again_at"))
        batch_op.drop_column("look_again_at")
        batch_op.drop_column("erased_at")
        batch_op.drop_column("warned_at")
        batch_op.drop_column("kept_months")
        batch_op.drop_column("newcomers_read")
        batch_op.drop_column("asks_to_know")
        batch_op.drop_column("at_once")

    op.drop_table("copy")
    op.drop_table("report")
    op.drop_table("reply")
    op.drop_table("question")
    op.drop_table("partnership")
    op.drop_table("mute")
    op.drop_table("letter")
    op.drop_table("delivery")

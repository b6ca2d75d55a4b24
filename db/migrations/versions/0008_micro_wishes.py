"""Micro-wishes: people in hardship, their households, consents and visits; rounds, wishes, claims and what is given"""

import sqlalchemy as sa
from alembic import op

from db.migrations.columns import keys, pointing, record

revision = "0008"
down_revision = "0007"

MOST = 9_999_999_999  # cents
POINTERS = {
    "beneficiary": ("office_id", "household_id"),
    "beneficiary_hardship": ("entry_id", "owner_id"),
    "consent": ("beneficiary_id",),
    "opening": ("beneficiary_id",),
    "visit": ("beneficiary_id", "activity_id"),
    "wish_round": ("office_id",),
    "wish": ("round_id", "beneficiary_id", "source_id"),
    "claim": ("wish_id",),
    "claim_party": ("owner_id", "organisation_id", "team_id", "person_id"),
    "claim_good": ("claim_id", "organisation_id"),
    "attachment": ("activity_id", "shift_id", "claim_id", "visit_id", "consent_id"),
}
OLD_OWNERS, NEW_OWNERS = ("activity", "shift"), ("claim", "visit", "consent")
OWNERS = (*OLD_OWNERS, *NEW_OWNERS)


def upgrade() -> None:
    _people()
    _visits()
    _wishes()
    _claims()
    _attachments()
    for table, names in POINTERS.items():
        for name in names:
            if (table, name) not in {("attachment", "activity_id"), ("attachment", "shift_id")} or _sqlite():
                op.create_index(op.f(f"ix_{table}_{name}"), table, [name])
    op.create_index(op.f("ix_wish_carried_from_id"), "wish", ["carried_from_id"], unique=True)


def _sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _texts(*names: str) -> list[sa.Column]:
    return [sa.Column(name, sa.String()) for name in names]


def _days(*names: str) -> list[sa.Column]:
    return [sa.Column(name, sa.Date()) for name in names]


def _names(*names: str, length: int = 50) -> list[sa.Column]:
    return [sa.Column(name, sa.String(length)) for name in names]


def _check(table: str, name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))


def _together(table: str, name: str, *columns: str) -> sa.CheckConstraint:
    first, *rest = columns
    return _check(table, name, " AND ".join(f"({first} IS NULL) = ({one} IS NULL)" for one in rest))


def _one(*names: str) -> str:
    return " + ".join(f"CASE WHEN {name}_id IS NULL THEN 0 ELSE 1 END" for name in names) + " = 1"


def _people() -> None:
    op.create_table(
        "household",
        *record(),
        sa.Column("name", sa.String(50), nullable=False),
        *_texts("note"),
        *keys("household"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "beneficiary",
        *record(),
        sa.Column("name", sa.String(50), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("sort_key", "search_text")),
        sa.Column("sex", sa.String(1)),
        sa.Column("birth", sa.String(10)),
        sa.Column("phone", sa.String(30)),
        sa.Column("id_type", sa.String(10), server_default="居民身份证", nullable=False),
        sa.Column("id_number", sa.String(30)),
        pointing("office_id", "office.id"),
        *_texts("address", "note"),
        pointing("household_id", "household.id"),
        *_names("alias", "guardian_tie", length=20),
        *_names("guardian"),
        *_names("guardian_phone", length=30),
        *_days("keep_until"),
        sa.UniqueConstraint("id_type", "id_number", name=op.f("uq_beneficiary_id_type_id_number")),
        _check("beneficiary", "sex", "sex IS NULL OR sex IN ('男', '女')"),
        *keys("beneficiary"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_beneficiary_order", "beneficiary", ["sort_key", "search_text"])
    op.create_index(op.f("ix_beneficiary_name"), "beneficiary", ["name"])
    op.create_table(
        "beneficiary_hardship",
        sa.Column("id", sa.Integer(), nullable=False),
        pointing("entry_id", "entry.id", nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        pointing("owner_id", "beneficiary.id", "CASCADE", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_beneficiary_hardship")),
        sa.UniqueConstraint("owner_id", "entry_id", name=op.f("uq_beneficiary_hardship_owner_id_entry_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "consent",
        *record(),
        pointing("beneficiary_id", "beneficiary.id", "CASCADE", nullable=False),
        sa.Column("purpose", sa.String(4), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("how", sa.String(2), nullable=False),
        sa.Column("given_by", sa.String(3), server_default="本人", nullable=False),
        *_days("withdrawn_on"),
        *_texts("note"),
        _check("consent", "purpose", "purpose IN ('公开心愿', '拍摄照片')"),
        _check("consent", "how", "how IN ('书面', '口头', '电话', '线上')"),
        _check("consent", "given_by", "given_by IN ('本人', '监护人')"),
        _check("consent", "dates", "withdrawn_on IS NULL OR withdrawn_on >= given_on"),
        *keys("consent"),
        sqlite_autoincrement=True,
    )
    standing = sa.text("withdrawn_on IS NULL")
    op.create_index(
        "uq_consent_live",
        "consent",
        ["beneficiary_id", "purpose"],
        unique=True,
        sqlite_where=standing,
        postgresql_where=standing,
    )


def _visits() -> None:
    op.create_table(
        "opening",
        sa.Column("id", sa.Integer(), nullable=False),
        pointing("beneficiary_id", "beneficiary.id", "CASCADE", nullable=False),
        sa.Column("opened_at", sa.String(25), nullable=False),
        sa.Column("opened_by", sa.String(50), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opening")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "visit",
        *record(),
        pointing("beneficiary_id", "beneficiary.id", nullable=False),
        sa.Column("visited_on", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(4), server_default="走访", nullable=False),
        sa.Column("visitors", sa.String(), nullable=False),
        pointing("activity_id", "activity.id"),
        *_texts("found", "brought"),
        *_days("follow_up_on", "followed_on"),
        _check("visit", "kind", "kind IN ('走访', '慰问', '上门服务')"),
        _check("visit", "dates", "follow_up_on IS NULL OR follow_up_on >= visited_on"),
        _check("visit", "followed", "followed_on IS NULL OR followed_on >= visited_on"),
        *keys("visit"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_visit_visited_on", "visit", ["visited_on"])


def _wishes() -> None:
    op.create_table(
        "wish_round",
        *record(),
        pointing("office_id", "office.id", nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(20), nullable=False),
        *_days("begins", "ends", "held_on"),
        *_texts("note"),
        sa.UniqueConstraint("office_id", "year", "number", name=op.f("uq_wish_round_office_id_year_number")),
        _check("wish_round", "year", "year BETWEEN 2000 AND 2200"),
        _check("wish_round", "number", "number BETWEEN 1 AND 99"),
        _check("wish_round", "dates", "ends >= begins"),
        *keys("wish_round"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "wish",
        *record(),
        pointing("round_id", "wish_round.id", nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(20), nullable=False),
        pointing("beneficiary_id", "beneficiary.id", nullable=False),
        sa.Column("kind", sa.String(2), server_default="物品", nullable=False),
        sa.Column("content", sa.String(200), nullable=False),
        sa.Column("cost", sa.BigInteger()),
        sa.Column("urgency", sa.String(2), server_default="一般", nullable=False),
        sa.Column("collected_on", sa.Date(), nullable=False),
        sa.Column("collected_by", sa.String(50), nullable=False),
        pointing("source_id", "entry.id"),
        *_days("verified_on", "published_on", "closed_on", "archived_on"),
        *_names("verified_by", "published_by", "closed_by", "archived_by"),
        *_texts("verified", "reason", "note"),
        sa.Column("outcome", sa.String(4)),
        pointing("carried_from_id", "wish.id"),
        sa.UniqueConstraint("round_id", "number", name=op.f("uq_wish_round_id_number")),
        _check("wish", "kind", "kind IN ('物品', '服务', '陪伴')"),
        _check("wish", "urgency", "urgency IN ('一般', '紧急')"),
        _check("wish", "outcome_known", "outcome IS NULL OR outcome IN ('退回', '撤销', '转下一轮')"),
        _check("wish", "cost", f"cost BETWEEN 0 AND {MOST}"),
        *(_together("wish", f"{step}_by", f"{step}_on", f"{step}_by") for step in ("verified", "published")),
        _together("wish", "archived_by", "archived_on", "archived_by"),
        _together("wish", "reason", "outcome", "closed_on", "closed_by", "reason"),
        _check("wish", "published", "published_on IS NULL OR verified_on IS NOT NULL"),
        _check("wish", "archived", "archived_on IS NULL OR published_on IS NOT NULL"),
        _check("wish", "ended_once", "archived_on IS NULL OR outcome IS NULL"),
        _check("wish", "verified_after", "verified_on >= collected_on"),
        _check("wish", "published_after", "published_on >= verified_on"),
        _check("wish", "closed_after", "closed_on >= collected_on"),
        *keys("wish"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_wish_code", "wish", ["code"])


def _claims() -> None:
    order = {
        "promised": ("promised_on", "claimed_on"),
        "handed": ("handed_on", "claimed_on"),
        "realised": ("realised_on", "claimed_on"),
        "realised_after": ("realised_on", "handed_on"),
        "feedback_after": ("feedback_on", "realised_on"),
        "revisited_after": ("revisited_on", "realised_on"),
        "cancelled_after": ("cancelled_on", "claimed_on"),
    }
    op.create_table(
        "claim",
        *record(),
        pointing("wish_id", "wish.id", nullable=False),
        sa.Column("claimed_on", sa.Date(), nullable=False),
        sa.Column("claimed_by", sa.String(50), nullable=False),
        *_days("promised_on", "handed_on", "realised_on", "feedback_on", "revisited_on", "cancelled_on"),
        *_names("handed_by", "delivered_by", "received_by", "feedback_by", "revisited_by", "cancelled_by"),
        sa.Column("satisfaction", sa.String(4)),
        *_texts("feedback", "revisit", "reason", "note"),
        _check(
            "claim",
            "satisfaction_known",
            "satisfaction IS NULL OR satisfaction IN ('非常满意', '满意', '一般', '不满意')",
        ),
        _together("claim", "handed_by", "handed_on", "handed_by"),
        _together("claim", "received_by", "realised_on", "delivered_by", "received_by"),
        _together("claim", "satisfaction", "feedback_on", "feedback_by", "satisfaction"),
        _together("claim", "revisited_by", "revisited_on", "revisited_by"),
        _together("claim", "reason", "cancelled_on", "cancelled_by", "reason"),
        _check("claim", "cancelled", "cancelled_on IS NULL OR realised_on IS NULL"),
        _check("claim", "feedback", "feedback_on IS NULL OR realised_on IS NOT NULL"),
        _check("claim", "revisited", "revisited_on IS NULL OR realised_on IS NOT NULL"),
        *(_check("claim", name, f"{later} >= {earlier}") for name, (later, earlier) in order.items()),
        *keys("claim"),
        sqlite_autoincrement=True,
    )
    standing = sa.text("cancelled_on IS NULL")
    op.create_index(
        "uq_claim_live", "claim", ["wish_id"], unique=True, sqlite_where=standing, postgresql_where=standing
    )
    op.create_table(
        "claim_party",
        sa.Column("id", sa.Integer(), nullable=False),
        pointing("owner_id", "claim.id", "CASCADE", nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(5), nullable=False),
        *(pointing(f"{name}_id", f"{name}.id") for name in ("organisation", "team", "person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_party")),
        _check("claim_party", "kind", "kind IN ('社工委成员', '单位', '志愿服务队', '志愿者')"),
        _check("claim_party", "one", _one("organisation", "team", "person")),
        *(
            sa.UniqueConstraint("owner_id", f"{name}_id", name=op.f(f"uq_claim_party_owner_id_{name}_id"))
            for name in ("organisation", "team", "person")
        ),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "claim_good",
        *record(),
        pointing("claim_id", "claim.id", "CASCADE", nullable=False),
        sa.Column("item", sa.String(50), nullable=False),
        sa.Column("quantity", sa.Integer(), server_default="1", nullable=False),
        sa.Column("unit", sa.String(50), server_default="件", nullable=False),
        sa.Column("value", sa.BigInteger()),
        pointing("organisation_id", "organisation.id"),
        *_names("donor"),
        *_days("bought_on"),
        *_texts("note"),
        _check("claim_good", "quantity", "quantity BETWEEN 1 AND 1000000"),
        _check("claim_good", "value", f"value BETWEEN 0 AND {MOST}"),
        *keys("claim_good"),
        sqlite_autoincrement=True,
    )


def _attachments() -> None:
    """Attachments of claims, visits and consents: SQLite can't change a check, so there the table is made anew."""
    if not _sqlite():
        for owner in NEW_OWNERS:
            op.add_column("attachment", pointing(f"{owner}_id", f"{owner}.id", "CASCADE"))
            op.create_unique_constraint(
                op.f(f"uq_attachment_{owner}_id_sha256"), "attachment", [f"{owner}_id", "sha256"]
            )
        op.drop_constraint(op.f("ck_attachment_owner"), "attachment")
        op.create_check_constraint(op.f("ck_attachment_owner"), "attachment", _one(*OWNERS))
        return
    given = op.get_bind().exec_driver_sql("SELECT seq FROM sqlite_sequence WHERE name = 'attachment'").scalar()
    op.create_table("attachment_new", *_attachment(), sqlite_autoincrement=True)
    kept = ", ".join(
        (
            *("id", "uid", "version", "activity_id", "shift_id", "name", "caption", "taken_on", "consent"),
            *("media_type", "size", "sha256"),
        )
    )
    op.execute(f"INSERT INTO attachment_new({kept}) SELECT {kept} FROM attachment")
    op.drop_table("attachment")
    op.rename_table("attachment_new", "attachment")
    if given is not None:  # a number once given never means another row
        op.execute("DELETE FROM sqlite_sequence WHERE name = 'attachment'")
        op.execute(f"INSERT INTO sqlite_sequence(name, seq) VALUES ('attachment', {int(given)})")


def _attachment() -> list[sa.Column | sa.Constraint]:
    return [
        *record(),
        *(pointing(f"{owner}_id", f"{owner}.id", "CASCADE") for owner in OWNERS),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("caption", sa.String(200)),
        sa.Column("taken_on", sa.Date()),
        sa.Column("consent", sa.String(3), server_default="未问", nullable=False),
        sa.Column("media_type", sa.String(30), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        _check("attachment", "owner", _one(*OWNERS)),
        _check("attachment", "consent", "consent IN ('未问', '同意', '不同意')"),
        *keys("attachment"),
        *(
            sa.UniqueConstraint(f"{owner}_id", "sha256", name=op.f(f"uq_attachment_{owner}_id_sha256"))
            for owner in OWNERS
        ),
    ]

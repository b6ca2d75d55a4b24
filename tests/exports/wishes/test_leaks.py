"""Nothing that is made for the public says who is in hardship: every such file of a marked office is searched."""

import re

import pytest
from openpyxl import load_workbook
from PIL import Image
from sqlalchemy import select

from db import attached as attachments
from db.attached import ATTACHMENTS
from db.core.contacts import hide_contacts
from db.core.errors import UserError
from db.core.masking import Audience, mask_name
from db.core.work import no_progress
from db.hardship.listings import BENEFICIARIES, CONSENTS, VISITS
from db.hardship.models import PHOTO, Beneficiary, Consent
from db.subjects import listings
from db.wishes.claim_models import Claim
from db.wishes.claims import CLAIMS
from db.wishes.listings import WISHES
from db.wishes.models import Wish
from exports import all_reports
from exports.reports import Request
from exports.sheet.form import HEAD
from exports.sheet.listing_report import report_for
from tests.exports.leak_markers import ELSEWHERE, HARDSHIP, PEOPLE, marked, read

EVERY = (*all_reports(), *map(report_for, listings()))
PUBLIC = [report for report in EVERY if Audience.PUBLIC in report.audiences]
MOST = 4  # rows that each report is asked for, the round with the markers among them


@pytest.fixture(scope="module")
def searched(models, tmp_path_factory):
    """The marked office, made once; nothing of these tests changes it."""
    from contextlib import closing

    from db.database import Database

    folder = tmp_path_factory.mktemp("marked")
    with closing(Database(models.file(folder, True), actor="测试员", folder=folder)) as database:
        wish_round, secrets = marked(database)
        assert wish_round <= MOST
        yield database, wish_round, secrets, tmp_path_factory.mktemp("files")


def files(searched, report, audience):
    """The files of a report, each under the name that it would have: of whatever it is asked for, and of each row."""
    database, _round, _secrets, folder = searched
    said = []
    for number in (None, *range(1, MOST + 1)):
        with database.read() as session:
            request = Request(number, audience)
            try:
                path = folder / f"{number} {report.name(session, request)}{report.suffix}"
                report.write(session, path, request, no_progress)
            except UserError as error:
                said.append(str(error))
                continue
        yield path
    assert len(said) <= MOST, said  # there was one


def written(searched, report, audience, number=None):
    database, _round, _secrets, folder = searched
    with database.read() as session:
        request = Request(number, audience)
        path = folder / f"{report.name(session, request)}{report.suffix}"
        report.write(session, path, request, no_progress)
    return path


def found(searched, path):
    text = read(path)
    return {secret for secret in searched[2] if re.sub(r"\s", "", secret) in text}


@pytest.mark.parametrize("report", PUBLIC, ids=lambda report: report.key)
def test_no_file_for_the_public_holds_a_marker(searched, report):
    choices = {HARDSHIP} if report.key == "dictionary" else set()  # what one may choose from says nothing of anybody
    for path in files(searched, report, Audience.PUBLIC):
        assert found(searched, path) == choices


@pytest.mark.parametrize("key", ["wish_cards", "wish_poster", "wish_public", "wish_public_list"])
def test_what_hangs_on_a_wall_is_the_same_for_every_audience(searched, key):
    report = next(report for report in all_reports() if report.key == key)
    for audience in Audience:
        path = written(searched, report, audience, searched[1])
        assert found(searched, path) == set()
        assert "可见心愿已公示" in read(path)


def test_the_search_finds_markers_in_text_sheets_names_and_metadata(searched):
    """Else it would find none in the files above either."""
    names = {name for name, *_ in PEOPLE}
    listing = {listing.key: report_for(listing) for listing in listings()}
    people = found(searched, written(searched, listing["beneficiaries"], Audience.INTERNAL))
    assert names | {HARDSHIP} <= people
    assert sum("号" in secret for secret in people) >= 5 * len(PEOPLE)
    receipt = next(report for report in all_reports() if report.key == "claim_receipt")
    assert found(searched, written(searched, receipt, Audience.INTERNAL)) & names
    for key, word in (("claims", "反馈"), ("visits", "走访"), ("consents", "同意备注"), ("claim_goods", "物品备注")):
        assert any(word in secret for secret in found(searched, written(searched, listing[key], Audience.INTERNAL)))
    pictures = found(searched, written(searched, listing["attachments"], Audience.INTERNAL))
    assert any("说明" in secret for secret in pictures)
    ledger = next(report for report in all_reports() if report.key == "wish_ledger")
    assert names <= found(searched, written(searched, ledger, Audience.REPORT, searched[1]))


def test_the_search_sees_into_comments_hidden_sheets_and_properties(searched, tmp_path):
    from openpyxl import Workbook
    from openpyxl.comments import Comment

    from exports.paper import gongwen
    from exports.paper.parts import Document, Paragraph

    name = PEOPLE[0][0]
    places = (
        lambda book: setattr(book.properties, "keywords", name),
        lambda book: setattr(book.create_sheet("b"), "sheet_state", "hidden") or book["b"].append([name]),
        lambda book: setattr(book.active["A1"], "comment", Comment(name, "x")),
        lambda book: book.create_sheet(name),
    )
    for n, put in enumerate(places):
        book = Workbook()
        put(book)
        path = tmp_path / f"{n}.xlsx"
        book.save(path)
        assert name in found(searched, path)
    titled = gongwen.write(tmp_path / "a.pdf", Document(name, (Paragraph("无"),)))
    assert name in found(searched, titled)
    assert name in found(searched, gongwen.write(tmp_path / f"{name}.pdf", Document("无", (Paragraph("无"),))))


def test_people_in_hardship_have_no_public_file_at_all():
    protected = {"beneficiaries", "households", "consents", "visits"}
    assert {listing.key for listing in listings() if listing.protected} == protected
    refused = {*protected, "wish_ledger", "wish_register", "claim_form", "claim_receipt"}
    for report in EVERY:
        if report.key in refused:
            with pytest.raises(UserError, match="没有公开版"):
                report.check(Request(audience=Audience.PUBLIC))


def test_the_public_reads_the_wishes_that_may_be_shown_with_names_masked(searched):
    report = next(report for report in all_reports() if report.key == "wish_public")
    text = read(written(searched, report, Audience.PUBLIC, searched[1]))
    assert text.count("可见心愿") >= 6 * (len(PEOPLE) - 1)
    for name in ("欧阳**", "阿**", "Z**", "某热心老人", hide_contacts(ELSEWHERE)):
        assert name in text


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("欧阳貔貅", "欧阳**"),
        ("欧阳修", "欧阳*"),
        ("欧阳", "欧*"),
        ("龘", "*"),
        ("张伟", "张*"),
        ("司马相如", "司马**"),
        ("阿卜杜拉·麦麦提", "阿**"),
        ("Zebediah Quuxworth", "Z**"),
        ("李#12", "*"),
        ("李雷#12", "李*"),
        ("𬭎䶮㛃", "𬭎**"),
        ("张三、欧阳貔貅", "张*、欧阳**"),
        ("某独居老人", "某独居老人"),
        ("", ""),
    ],
)
def test_names_are_masked_sensibly(name, said):
    assert mask_name(name) == said


def test_a_public_sheet_of_claims_tells_only_of_wishes_on_the_wall(searched):
    listing = next(listing for listing in listings() if listing.key == "claims")
    sheet = load_workbook(written(searched, report_for(listing), Audience.PUBLIC)).worksheets[0]
    titles = [cell.value for cell in sheet[HEAD]]
    cells = [row[titles.index("心愿内容")].value for row in sheet.iter_rows(min_row=HEAD + 1)]
    told = [text for text in cells if text and "可见心愿" in text]
    assert len(told) == 5 * (len(PEOPLE) - 1)  # claimed and further on; those cancelled before aren't told of


@pytest.mark.parametrize(("key", "value"), [("address", "想要一盏"), ("name", "护眼台灯"), ("guardian", "台灯")])
def test_a_record_is_not_changed_into_what_a_published_wish_says(office, key, value):
    with office.read() as session:
        wish = next(row for row in session.execute(WISHES.rows()) if WISHES.value(row, "code") == "2021-1-001")
        person = session.get_one(Wish, wish[0]).beneficiary_id
    with pytest.raises(UserError, match="公示的心愿 2021-1-001 里写着这样的") as refused, office.write("改") as session:
        BENEFICIARIES[key].put(session, session.get_one(Beneficiary, person), value)
    assert refused.value.field == key


def pictures(database, folder):
    """To what the pictures belong that a public sheet of attachments holds."""
    with database.read() as session:
        report_for(ATTACHMENTS).write(session, folder / "a.xlsx", Request(audience=Audience.PUBLIC), no_progress)
    made = load_workbook(folder / "a.xlsx").worksheets[0]
    place = [cell.value for cell in made[HEAD]].index("属于")
    return {row[place].value for row in made.iter_rows(min_row=HEAD + 1)}


def test_a_picture_leaves_the_public_sheet_with_the_consent_to_it(office, tmp_path):
    before = pictures(office, tmp_path)
    for n, (listing, number) in enumerate(((CLAIMS, 1), (VISITS, 1), (CONSENTS, 1))):
        path = tmp_path / f"{n}.png"
        Image.new("RGB", (8, 8), (n, 9, 9)).save(path)
        [made] = attachments.add(office, listing, number, [path]).numbers
        with office.write("同意") as session:
            session.get_one(ATTACHMENTS.model, made).consent = "同意"
    with office.read() as session:
        whose = session.get_one(Wish, session.get_one(Claim, 1).wish_id).beneficiary_id
    [shown] = pictures(office, tmp_path) - before
    assert shown.startswith("认领")
    with office.write("撤回") as session:
        query = select(Consent).where(Consent.beneficiary_id == whose, Consent.purpose == PHOTO)
        row = session.scalars(query).one()
        row.withdrawn_on = row.given_on
    assert pictures(office, tmp_path) == before

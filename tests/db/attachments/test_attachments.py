"""Photos and scans: kept once, whole or not at all, undone and brought back, and one sentence for what doesn't fit."""

import os
import struct
import subprocess
import sys
import zlib
from datetime import date
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from time import perf_counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from reportlab.pdfgen.canvas import Canvas
from sqlalchemy import select

from db.activities.listings import ACTIVITIES, SHIFTS
from db.attached import ATTACHMENTS, MEND, add, attached_to, file_of, thumbnail_of
from db.attachments import file_store
from db.attachments import image_files as pictures
from db.attachments.file_store import LIMIT, Pasted
from db.attachments.models import FORMATS, Attachment
from db.backup import backup, restore
from db.check import check
from db.core.errors import UserError
from db.core.masking import Audience
from db.core.work import Cancelled, no_progress
from db.database import Database
from db.describe import bring_back, recycle_bin
from db.office.listings import OFFICES
from db.people.listings import PERSONS
from db.storage.sqlite_driver import FILE
from exports import report_named
from exports.reports import Request
from exports.sheet.reading import read_sheet
from tests.conftest import ACTOR

SCAN = (Path(__file__).parent.parent.parent.parent / "resources" / "sign_in_scan.jpg").read_bytes()
GPS = 0x8825


def photo(path, size=(600, 400), colour="teal", **options):
    Image.new("RGB", size, colour).save(path, **options)
    return path


def noise(path, size=(1200, 900)):
    Image.frombytes("RGB", size, os.urandom(size[0] * size[1] * 3)).save(path)
    return path


def rows_of(database, listing=SHIFTS, number=2):
    with database.read() as session:
        return session.execute(attached_to(listing).of(number).rows()).all()


def stored(database):
    """What lies in the folder of the attachments besides the thumbnails."""
    found = file_store.store(database.folder).rglob("*")
    return sorted(path.name for path in found if path.is_file() and path.parent.name != "thumbs")


def thumb(database, row):
    with Image.open(thumbnail_of(database.folder, row)) as image:
        image.load()
        return image


def test_a_photo_comes_back_byte_by_byte_with_a_thumbnail(office, tmp_path):
    path = photo(tmp_path / "清洁楼道.jpg", (4000, 3000))
    added = add(office, SHIFTS, 2, [path])
    assert added.refused == []
    (row,) = rows_of(office)
    assert [row[0]] == added.numbers
    assert file_of(office.folder, row).read_bytes() == path.read_bytes()
    told = {
        key: ATTACHMENTS[key].text(ATTACHMENTS.value(row, key)) for key in ("name", "media_type", "consent", "owner")
    }
    assert told == {
        "name": "清洁楼道.jpg",
        "media_type": "JPEG 图片",
        "consent": "未问",
        "owner": "场次：环境卫生与垃圾分类宣传 2021-08-30",
    }
    assert ATTACHMENTS.value(row, "size") == path.stat().st_size
    assert thumb(office, row).size == (320, 240)
    assert check(office)[1] == []


@pytest.mark.parametrize("kind", FORMATS)
def test_every_format_is_known_by_its_content_whatever_it_is_called(office, tmp_path, kind):
    path = tmp_path / "scan.dat"
    photo(path, format=kind.rpartition("/")[2])
    assert add(office, ACTIVITIES, 2, [path]).refused == []
    (row,) = rows_of(office, ACTIVITIES)
    assert ATTACHMENTS.value(row, "media_type") == kind
    assert file_of(office.folder, row).suffix == f".{FORMATS[kind].suffix}"
    red, green, blue = thumb(office, row).getpixel((100, 100))
    assert abs(red - 0) + abs(green - 128) + abs(blue - 128) < 12


def test_the_same_content_is_stored_once_and_attached_once_to_each(office, tmp_path):
    before = stored(office)
    one, other = photo(tmp_path / "一.png"), photo(tmp_path / "二.png")
    assert add(office, SHIFTS, 2, [one, other]).refused == ["“二.png”与“一.png”是同一个文件，只加了一次"]
    assert add(office, SHIFTS, 2, [other]).refused == ["“二.png”已经添加过，不用再加一次"]
    assert add(office, ACTIVITIES, 2, [other]).refused == []
    assert len(stored(office)) == len(before) + 1
    assert [ATTACHMENTS.label_of(row) for row in rows_of(office)] == ["一.png"]
    assert [ATTACHMENTS.label_of(row) for row in rows_of(office, ACTIVITIES)] == ["二.png"]


def test_nothing_is_attached_to_what_is_gone_or_can_have_none(office, tmp_path):
    with pytest.raises(UserError, match="没有编号为 99 的场次"):
        add(office, SHIFTS, 99, [photo(tmp_path / "a.jpg")])
    with pytest.raises(UserError, match=r"“人员”不能带附件；可以带附件的有：活动、认领、同意书、场次、走访$"):
        attached_to(PERSONS)


def test_adding_and_removing_are_undone_and_redone_across_a_restart(office, tmp_path):
    paths = [photo(tmp_path / "一.png"), photo(tmp_path / "二.png", colour="red")]
    add(office, SHIFTS, 2, paths)
    both = rows_of(office)
    with office.write("删除附件") as session:
        ATTACHMENTS.remove(session, [both[0][0]])
    for step, expected in (("undo", both), ("undo", []), ("redo", both), ("redo", both[1:]), ("undo", both)):
        office.close()
        office = Database(office.path, actor=ACTOR)
        assert getattr(office, step)()
        assert rows_of(office) == expected
        assert check(office)[1] == []
    assert [file_of(office.folder, row).read_bytes() for row in both] == [path.read_bytes() for path in paths]
    office.close()


def test_photos_go_and_come_with_their_activity(office, tmp_path):
    with office.write("准备") as session:
        number = ACTIVITIES.create(session, {"title": "义诊", "office": "畅家巷社区"}).id
    add(office, ACTIVITIES, number, [photo(tmp_path / "一.png")])
    with office.write("删除活动") as session:
        ACTIVITIES.remove(session, [number])
    assert rows_of(office, ACTIVITIES, number) == []
    with office.read() as session:
        (removed,) = recycle_bin(session)
    assert removed.name == "义诊"
    bring_back(office, removed)
    (row,) = rows_of(office, ACTIVITIES, number)
    assert file_of(office.folder, row).is_file()


def test_check_names_what_is_missing_or_altered_and_only_counts_what_nobody_uses(office, tmp_path):
    paths = [photo(tmp_path / f"{n}.png", colour=(n, 0, 0)) for n in range(3)]
    add(office, SHIFTS, 2, paths)
    missing, altered, unused = rows_of(office)
    with office.write("删除附件") as session:
        ATTACHMENTS.remove(session, [unused[0]])
    assert check(office)[1] == []
    assert "附件文件 3 个，另有 1 个已没有附件用到" in check(office)[0]
    file_of(office.folder, missing).unlink()
    path = file_of(office.folder, altered)
    path.chmod(0o600)
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    where = "（场次：环境卫生与垃圾分类宣传 2021-08-30）"
    assert check(office)[1] == [
        f"附件“0.png”{where}的文件不见了，{MEND}",
        f"附件“1.png”{where}的文件被改动过或已损坏，{MEND}",
    ]
    with pytest.raises(UserError, match=r"附件“0.png”的文件不见了"):
        file_of(office.folder, missing)


def test_a_viewer_does_not_save_over_the_file(office, tmp_path):
    add(office, SHIFTS, 2, [photo(tmp_path / "一.png")])
    (row,) = rows_of(office)
    assert not file_of(office.folder, row).stat().st_mode & 0o222


@pytest.mark.parametrize("listing", [SHIFTS, ACTIVITIES], ids=lambda listing: listing.key)
@pytest.mark.parametrize("spoil", [Path.unlink, lambda path: path.write_bytes(b"no picture")], ids=["lost", "damaged"])
def test_a_file_lost_or_damaged_is_mended_by_adding_it_again(office, tmp_path, listing, spoil):
    path = photo(tmp_path / "一.png")
    add(office, SHIFTS, 2, [path])
    (row,) = rows_of(office)
    file_of(office.folder, row).chmod(0o600)
    spoil(file_of(office.folder, row))
    assert len(check(office)[1]) == 1
    said = add(office, listing, 2, [path]).refused
    assert said == (["“一.png”原来就有，它缺损的文件已经补好"] if listing is SHIFTS else [])
    assert check(office)[1] == []
    assert file_of(office.folder, row).read_bytes() == path.read_bytes()


def test_a_backup_holds_the_files_and_brings_them_back(office, tmp_path):
    paths = [photo(tmp_path / f"{n}.png", colour=(n, 0, 0)) for n in range(3)]
    add(office, SHIFTS, 2, paths)
    copies = tmp_path / "copies"
    ticks = []
    made = backup(office, copies, lambda done, total: ticks.append((done, total)))
    assert ticks[-1][0] == ticks[-1][1] == sum(path.stat().st_size for path in file_store.files(copies).values())
    assert file_store.files(copies).keys() == file_store.files(office.folder).keys()
    missing, altered, _whole = (file_of(office.folder, row) for row in rows_of(office))
    missing.unlink()
    altered.chmod(0o600)
    altered.write_bytes(b"no picture")
    restore(made, office.folder)
    assert check(office)[1] == []
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    restore(made, elsewhere)
    moved = Database(elsewhere / FILE)
    assert check(moved)[1] == []
    assert rows_of(moved) == rows_of(office)
    moved.close()


def test_a_second_backup_copies_only_what_is_new_and_no_damage(office, tmp_path):
    add(office, SHIFTS, 2, [photo(tmp_path / "一.png"), photo(tmp_path / "二.png", colour="red")])
    copies = tmp_path / "copies"
    backup(office, copies)
    before = {digest: path.stat().st_mtime_ns for digest, path in file_store.files(copies).items()}
    damaged, lost = (file_of(office.folder, row) for row in rows_of(office))
    for path in (damaged, lost):
        path.chmod(0o600)
        path.write_bytes(b"no picture")
    (file_store.files(copies)[lost.stem]).unlink()
    add(office, SHIFTS, 2, [photo(tmp_path / "三.png", colour="blue")])
    backup(office, copies)
    after = {digest: path.stat().st_mtime_ns for digest, path in file_store.files(copies).items()}
    assert {digest: after[digest] for digest in before if digest != lost.stem}.items() <= before.items()
    assert after.keys() - before.keys() == {sha256((tmp_path / "三.png").read_bytes()).hexdigest()}
    assert lost.stem not in after


def test_a_copy_that_was_cut_short_is_made_anew_by_the_next_backup(office, tmp_path):
    add(office, SHIFTS, 2, [photo(tmp_path / "一.png")])
    backup(office, tmp_path / "copies")
    copied, *_others = file_store.files(tmp_path / "copies").values()
    whole = copied.read_bytes()
    copied.chmod(0o600)
    copied.write_bytes(whole[:-1])
    backup(office, tmp_path / "copies")
    assert copied.read_bytes() == whole


def test_a_backup_that_is_given_up_leaves_no_copy(office, tmp_path):
    def give_up(_done, _total):
        raise Cancelled

    with pytest.raises(Cancelled):
        backup(office, tmp_path / "copies", give_up)
    assert [path for path in (tmp_path / "copies").rglob("*") if path.is_file()] == []


def damaged_png(path):
    """A picture of a few bytes that says it is 300,000 px wide and high."""
    head = struct.pack(">IIBBBBB", 300_000, 300_000, 1, 0, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(b"\0" * 1000)), (b"IEND", b""))
    body = b"".join(struct.pack(">I", len(d)) + n + d + struct.pack(">I", zlib.crc32(n + d)) for n, d in parts)
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + body)


def locked_pdf(path):
    paper = Canvas(str(path), encrypt="secret")
    paper.showPage()
    paper.save()


REFUSED = {
    "words called a photo": (lambda path: path.write_text("不是照片" * 999, "utf8"), "不是照片或扫描件"),
    "a program": (lambda path: path.write_bytes(b"MZ" + os.urandom(9999)), "不是照片或扫描件"),
    "a truncated JPEG": (lambda path: path.write_bytes(SCAN[: len(SCAN) // 2]), "已损坏或不完整"),
    "a JPEG of its first bytes": (lambda path: path.write_bytes(SCAN[:30]), "已损坏或不完整"),
    "a truncated PNG": (lambda path: path.write_bytes(noise(path, (99, 99)).read_bytes()[:9999]), "已损坏或不完整"),
    "a bomb": (damaged_png, "像素太多，超过 8947 万"),
    "an empty file": (lambda path: path.touch(), "空文件"),
    "a folder": (lambda path: path.mkdir(), "文件夹"),
    "nothing": (lambda path: None, "找不到"),
    "a HEIC photo": (lambda path: path.write_bytes(b"\0\0\0\x18ftypheic" + b"\0" * 999), "导出为 JPEG"),
    "a PDF that is none": (lambda path: path.write_bytes(b"%PDF-1.7\n" + b"x" * 999), "已损坏或不完整"),
    "a PDF with a password": (locked_pdf, "加了密码"),
    "one byte too much": (lambda path: path.write_bytes(SCAN + b"\0" * (LIMIT + 1 - len(SCAN))), "超过 20 MB"),
}


@pytest.mark.filterwarnings("default::PIL.Image.DecompressionBombWarning")  # as in the office, not as in tests
@pytest.mark.parametrize("name", REFUSED)
def test_what_does_not_fit_is_named_in_one_sentence_and_the_others_are_added(office, tmp_path, name, capfd):
    make, words = REFUSED[name]
    bad, good = tmp_path / "差.png", photo(tmp_path / "好.jpg")
    make(bad)
    before = stored(office)
    assert add(office, SHIFTS, 2, [bad]).numbers == []
    assert stored(office) == before
    added = add(office, SHIFTS, 2, [bad, good])
    (sentence,) = added.refused
    assert sentence.startswith("“差.png”")
    assert words in sentence
    assert "\n" not in sentence
    assert [ATTACHMENTS.label_of(row) for row in rows_of(office)] == ["好.jpg"]
    assert len(stored(office)) == len(before) + 1
    assert check(office)[1] == []
    assert capfd.readouterr() == ("", "")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs a pipe")
def test_a_pipe_is_refused_and_not_waited_for(office, tmp_path):
    os.mkfifo(tmp_path / "pipe.jpg")
    assert add(office, SHIFTS, 2, [tmp_path / "pipe.jpg"]).refused == ["“pipe.jpg”不是普通文件；请选择照片或扫描件"]


@pytest.mark.skipif(sys.platform != "linux", reason="counts what was read as Linux tells it")
def test_two_gigabytes_are_refused_at_once_and_unread(office, tmp_path):
    def read_so_far():
        return int(Path("/proc/self/io").read_text().split()[1])

    path = tmp_path / "录像.jpg"
    with path.open("wb") as file:
        file.truncate(2 * 1024**3)
    add(office, SHIFTS, 2, [photo(tmp_path / "好.jpg")])
    read, began = read_so_far(), perf_counter()
    assert add(office, SHIFTS, 2, [path]).refused == ["“录像.jpg”有 2 GB，超过 20 MB 的上限；请压缩或分成几份再添加"]
    assert perf_counter() - began < 1
    assert read_so_far() - read < 1_000_000


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)
@given(data=st.data())
def test_however_a_file_is_spoilt_it_opens_or_one_sentence_says_not(tmp_path, data):
    whole = data.draw(st.sampled_from(SPOILT))
    place = data.draw(st.integers(0, len(whole) - 1))
    spoilt = whole[:place] + data.draw(st.binary(max_size=40)) + whole[place + data.draw(st.integers(0, 40)) :]
    path = tmp_path / "spoilt"
    path.write_bytes(spoilt)
    try:
        look = pictures.look(path, pictures.media_type(spoilt[: pictures.HEAD]))
    except UserError:
        return  # anything else fails the test
    with Image.open(BytesIO(look.thumbnail)) as image:
        assert max(image.size) <= pictures.THUMB


def in_memory(kind, mode="RGB", **options):
    file = BytesIO()
    Image.new("RGB", (90, 60), "teal").convert(mode).save(file, kind, **options)
    return file.getvalue()


SPOILT = [SCAN[:9000], *(in_memory(kind) for kind in ("JPEG", "PNG", "WEBP", "TIFF", "PDF"))]


def test_the_thumbnail_stands_upright_and_tells_no_place(office, tmp_path):
    image = Image.new("RGB", (800, 400), "red")
    image.paste("blue", (400, 0, 800, 400))
    exif = Image.Exif()
    exif[pictures.ORIENTATION] = 6  # the camera was held so that the right of the picture is its lower end
    exif[0x010F] = "某牌相机"
    exif.get_ifd(pictures.EXIF_BLOCK)[pictures.TAKEN] = "2021:08:30 09:41:07"
    exif.get_ifd(GPS)[2] = (36.0, 3.0, 30.0)
    image.save(tmp_path / "竖.jpg", exif=exif, comment="secret place")
    add(office, SHIFTS, 2, [tmp_path / "竖.jpg"])
    (row,) = rows_of(office)
    small = thumb(office, row)
    assert small.size == (160, 320)
    assert [small.getpixel((80, y))[0] > 128 for y in (20, 300)] == [True, False]
    assert dict(small.getexif()) == {}
    written = thumbnail_of(office.folder, row).read_bytes()
    assert b"Exif" not in written
    assert b"secret place" not in written
    assert ATTACHMENTS.value(row, "taken_on") == date(2021, 8, 30)
    assert file_of(office.folder, row).read_bytes() == (tmp_path / "竖.jpg").read_bytes()


@pytest.mark.parametrize("said", ["0000:00:00 00:00:00", "nonsense", "2921:08:30 09:41:07", ""])
def test_a_camera_that_was_never_set_tells_no_day(office, tmp_path, said):
    exif = Image.Exif()
    exif[pictures.DATED] = said
    photo(tmp_path / "a.jpg", exif=exif)
    assert add(office, SHIFTS, 2, [tmp_path / "a.jpg"]).refused == []
    assert ATTACHMENTS.value(rows_of(office)[0], "taken_on") is None


@pytest.mark.parametrize(
    ("mode", "kind"), [("1", "TIFF"), ("P", "PNG"), ("LA", "PNG"), ("CMYK", "JPEG"), ("I;16", "PNG")]
)
def test_scans_in_few_or_many_colours_are_seen_as_they_are(tmp_path, mode, kind):
    image = Image.new("L", (640, 640), 255)
    image.paste(0, (0, 0, 640, 320))
    if mode == "I;16":
        image = Image.frombytes("I;16", image.size, bytes(part for value in image.tobytes() for part in (value, value)))
    image.convert(mode).save(tmp_path / "scan", kind)
    with Image.open(BytesIO(pictures.look(tmp_path / "scan", f"image/{kind.lower()}").thumbnail)) as small:
        assert small.size == (320, 320)
        assert [round(small.getpixel((160, y))[0] / 255) for y in (40, 280)] == [0, 1]


def test_a_missing_thumbnail_is_made_anew_and_one_of_a_damaged_file_is_not(office):
    (row,) = rows_of(office, SHIFTS, 1)
    path = thumbnail_of(office.folder, row)
    before = path.read_bytes()
    for spoil in (path.unlink, lambda: path.write_bytes(b"")):
        spoil()
        assert thumbnail_of(office.folder, row).read_bytes() == before
    original = file_of(office.folder, row)
    path.unlink()
    original.chmod(0o600)
    original.write_bytes(b"no picture")
    with pytest.raises(UserError, match="已损坏"):
        thumbnail_of(office.folder, row)
    original.unlink()
    with pytest.raises(UserError, match="不见了"):
        thumbnail_of(office.folder, row)


@pytest.mark.parametrize("after", [0, 1, 2])
def test_a_cancel_leaves_nothing(office, tmp_path, after):
    paths = [noise(tmp_path / f"{n}.png") for n in range(3)]

    def tick(done, total):
        if done * len(paths) > after * total:
            raise Cancelled

    before = stored(office)
    with pytest.raises(Cancelled):
        add(office, SHIFTS, 2, paths, tick)
    assert stored(office) == before
    assert rows_of(office) == []
    assert office.undo() is None


def test_what_a_killed_program_left_is_cleared_away_a_day_later(office, tmp_path):
    left = file_store.store(office.folder) / "incoming-killed"
    left.mkdir()
    for name, hours in (("old.part", 30), ("new.part", 1)):
        (left / name).write_bytes(b"half a photo")
        os.utime(left / name, (0, (left / name).stat().st_mtime - hours * 3600))
    add(office, SHIFTS, 2, [photo(tmp_path / "一.png")])
    assert [path.name for path in left.iterdir()] == ["new.part"]
    assert check(office)[1] == []


def test_a_pasted_picture_is_kept_under_the_name_it_was_given(office, tmp_path):
    data = photo(tmp_path / "a.png").read_bytes()
    add(office, SHIFTS, 2, [Pasted("粘贴\x00的图片\u200b.png", data)])
    (row,) = rows_of(office)
    assert ATTACHMENTS.label_of(row) == "粘贴的图片.png"
    assert file_of(office.folder, row).read_bytes() == data
    added = add(office, SHIFTS, 2, [Pasted("长" * 300 + "完.png", data + b"\0")])
    (row,) = [one for one in rows_of(office) if one[0] in added.numbers]
    assert len(ATTACHMENTS.label_of(row)) == 200
    assert ATTACHMENTS.label_of(row).endswith("完.png")


def test_particulars_are_changed_and_wrong_ones_refused_at_their_field(office):
    with office.write("写说明") as session:
        row = session.get_one(Attachment, 1)
        ATTACHMENTS["caption"].put(session, row, "签到表")
        ATTACHMENTS["consent"].put(session, row, "同意")
    with pytest.raises(UserError, match="没有“随便”这个选项") as refused, office.write("改") as session:
        ATTACHMENTS["consent"].put(session, session.get_one(Attachment, 1), "随便")
    assert refused.value.field == "consent"
    with pytest.raises(UserError, match="不能为空") as refused, office.write("改") as session:
        ATTACHMENTS["consent"].put(session, session.get_one(Attachment, 1), "")
    assert refused.value.field == "consent"
    with pytest.raises(UserError, match="要从照片或扫描件添加"), office.write("导入") as session:
        ATTACHMENTS.create(session, {"caption": "没有文件"}, owner="shift", owner_id=1)


def test_a_public_list_holds_only_what_was_agreed_to_and_no_words_about_people(office, tmp_path):
    add(office, SHIFTS, 2, [photo(tmp_path / "王大妈.png"), photo(tmp_path / "李大爷.png", colour="red")])
    with office.write("同意") as session:
        rows = session.scalars(select(Attachment).where(Attachment.owner == "shift", Attachment.owner_id == 2)).all()
        for row, consent in zip(rows, ("同意", "不同意"), strict=True):
            row.caption, row.consent = "王大妈领米面", consent
    titles = [field.title for field in ATTACHMENTS.fields]
    for audience, count in ((Audience.PUBLIC, 1), (Audience.INTERNAL, 3)):
        with office.read() as session:
            path = report_named("attachments").write(
                session, tmp_path / "a.xlsx", Request(audience=audience), no_progress
            )
        found = read_sheet(path, titles)
        assert len(found) == count
        assert ("王大妈" in str(found)) == (audience is Audience.INTERNAL)


@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="needs a small file system of its own")
def test_a_full_disk_takes_what_has_room_and_says_so_of_the_rest(tmp_path):
    place = tmp_path / "small"
    place.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=5m", "tmpfs", place], capture_output=True).returncode:
        pytest.skip("no mount here")
    try:
        database = Database(place / FILE)
        with database.write("准备") as session:
            OFFICES.create(session, {"name": "丁社区", "code": "620102001009", "level": "社区"})
            number = ACTIVITIES.create(session, {"title": "义诊", "office": "丁社区"}).id
        large, small = noise(tmp_path / "大.png", (2000, 1500)), photo(tmp_path / "小.jpg")
        added = add(database, ACTIVITIES, number, [large, small])
        assert added.refused == ["“大.png”没有添加：磁盘空间不足；请腾出空间再做一次"]
        assert [ATTACHMENTS.label_of(row) for row in rows_of(database, ACTIVITIES, number)] == ["小.jpg"]
        assert not list(place.rglob("*.part"))
        assert check(database)[1] == []
        (row,) = rows_of(database, ACTIVITIES, number)
        thumbnail_of(place, row).unlink()
        with pytest.raises(OSError, match="No space"), (place / "filler").open("wb") as filler:
            filler.write(b"x" * 6_000_000)
        with pytest.raises(UserError, match="磁盘空间不足"):
            thumbnail_of(place, row)
        (place / "filler").unlink()
        assert thumb(database, row).size == (320, 213)
        database.close()
    finally:
        subprocess.run(["umount", place], check=True)

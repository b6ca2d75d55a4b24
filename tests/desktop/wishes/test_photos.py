"""Photos of what was given: who may see them, and that each look at them is noted."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from db.attached import ATTACHMENTS
from db.attachments.models import Attachment
from db.hardship.models import Beneficiary, Consent
from db.storage import history
from db.wishes.claim_models import Claim
from tests.desktop.window_helpers import click, stored, visible
from tests.desktop.wishes.wish_window_helpers import looks, wish_of


def photographed(window, tab, qtbot, path, code):
    """Add a photo to the claim of a wish and say that it may be shown; what the field says to that."""
    window.go("claims", stored(window, select(Claim.id).where(Claim.wish_id == wish_of(window, code))))
    click(qtbot, tab.page("claims"), "claims_attachments")
    (dialog,) = visible("attachment_dialog")
    assert dialog.windowTitle() == f"附件　认领：{code}"
    part, picture = dialog.part, QPixmap(400, 300)
    picture.fill(Qt.GlobalColor.yellow)
    picture.save(str(path))
    part.add([path])
    qtbot.waitUntil(lambda: not part.busy and part.form.row_id is not None, timeout=10_000)
    part.form.edited.emit(ATTACHMENTS["consent"], "同意")
    said = part.form.boxes["consent"].error
    part.form.boxes["consent"].editor.restore()
    dialog.close()
    QApplication.processEvents()
    return said


@pytest.mark.parametrize("key", ["claims", "wishes"])
def test_who_looks_at_the_photos_of_a_claim_is_noted(window, tab, qtbot, tmp_path, key):
    photographed(window, tab, qtbot, tmp_path / "灯.png", "2021-1-002")
    assert looks(window) == []  # there was nothing to see yet
    if key == "wishes":
        window.go("wishes", wish_of(window, "2021-1-002"))
    click(qtbot, tab.page(key), "claims_attachments")
    visible("attachment_dialog")[0].close()
    assert looks(window) == ["瞿守拙"]
    with window.store.read() as session:
        assert history.actions(session.connection(), limit=1)[0].label == "查看附件（认领：2021-1-002）"


def test_the_photo_of_the_delivered_lamp_is_shown_only_to_whom_its_owner_agreed(window, tab, qtbot, tmp_path):
    assert photographed(window, tab, qtbot, tmp_path / "灯.png", "2021-1-001") == ""
    said = photographed(window, tab, qtbot, tmp_path / "护膝.png", "2021-1-003")
    assert said.startswith("许愿人没有同意拍照的记录")
    with window.store.read() as session:
        public = ATTACHMENTS.filtered(*ATTACHMENTS.public, Attachment.owner == "claim").ids(session)
        assert len(public) == 1
    with window.store.write("撤回拍照同意") as session:
        agreed = select(Consent).join(Beneficiary).where(Beneficiary.name == "皇甫念", Consent.purpose == "拍摄照片")
        session.scalars(agreed).one().withdrawn_on = date.today()
    with window.store.read() as session:
        assert not ATTACHMENTS.filtered(*ATTACHMENTS.public, Attachment.owner == "claim").ids(session)


def test_the_history_tells_no_file_name_of_somebody_in_hardship(window, tab, qtbot, tmp_path):
    photographed(window, tab, qtbot, tmp_path / "皇甫念低保证.png", "2021-1-001")
    click(qtbot, tab.page("claims"), "claims_attachments")
    (dialog,) = visible("attachment_dialog")
    dialog.part.form.edited.emit(ATTACHMENTS["caption"], "证件")
    dialog.part.remove(list(dialog.part._rows))
    assert dialog.part.bar.text() == "已删除附件"
    click(qtbot, dialog.part.bar, "message_action")
    assert dialog.part.bar.text() == "已撤销：删除附件"
    dialog.close()
    with window.store.read() as session:
        labels = [action.label for action in history.actions(session.connection(), limit=6)]
    added = ["修改附件的说明", "查看附件（认领：2021-1-001）", "修改附件的拍摄与公开同意", "给认领添加附件 1 个"]
    assert labels == ["撤销：删除附件", "删除附件", *added]

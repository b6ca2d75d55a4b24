"""The box about the program."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from PySide6.QtWidgets import QMessageBox, QWidget


def about(window: QWidget, data: Path, database: str) -> None:
    """Say the version, the licence and where the data lies: in a folder or on a server."""
    at_home, away = window.tr("数据只存在本机，不连接网络。"), window.tr("数据保存在数据库服务器上。")
    try:
        number = version("linli")
    except PackageNotFoundError:
        number = "0.1.0"
    words = window.tr(
        "<b>邻里社工委工作台</b> {version}<p>{where}<br>数据文件夹：{data}</p>"
        "<p>程序采用 MIT 许可；字体采用 SIL OFL 1.1 许可。</p>"
    ).format(version=number, where=away if database else at_home, data=data)
    box = QMessageBox(QMessageBox.Icon.NoIcon, window.tr("关于邻里"), words, parent=window)
    box.setObjectName("about")
    box.open()

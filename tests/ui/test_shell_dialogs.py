"""The one module with boxes: what it asks, and that "no" is the harmless answer."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QFileDialog, QInputDialog, QMessageBox

from desktop.ui.dialogs import Dialogs

if TYPE_CHECKING:
    import pytest
    from pytestqt.qtbot import QtBot

HERE = Path("/文档")


def test_files_and_folders(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[object, ...]] = []

    def answer(value: object) -> object:
        return staticmethod(lambda *given: asked.append(given[1:]) or value)

    monkeypatch.setattr(QFileDialog, "getOpenFileName", answer(("/a.xlsx", "")))
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", answer((["/a.xlsx", "/b.xlsx"], "")))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", answer("/c"))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", answer(("", "")))
    dialogs = Dialogs()
    assert dialogs.ask_open_file("打开", HERE) == Path("/a.xlsx")
    assert dialogs.ask_open_files("打开", HERE) == [Path("/a.xlsx"), Path("/b.xlsx")]
    assert dialogs.ask_folder("文件夹", HERE) == Path("/c")
    assert dialogs.ask_save_file("保存", HERE / "d.xlsx") is None
    assert [one[0] for one in asked] == ["打开", "打开", "文件夹", "保存"]


def test_a_question_defaults_to_no(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    pressed = {"继续": True, "取消": False}
    for title, agrees in pressed.items():

        def press(box: QMessageBox, title: str = title) -> int:
            assert box.defaultButton().text() == "取消"
            assert box.escapeButton().text() == "取消"
            next(one for one in box.buttons() if one.text() == title).click()
            return 0

        monkeypatch.setattr(QMessageBox, "exec", press)
        assert Dialogs().confirm("删除", "删除后不能恢复。", "继续", "取消") is agrees


def test_a_reason_is_trimmed_and_refused_by_cancel(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def answer(code: QDialog.DialogCode) -> object:
        def run(box: QInputDialog) -> QDialog.DialogCode:
            box.setTextValue("  更正投资数  ")
            return code

        return run

    monkeypatch.setattr(QInputDialog, "exec", answer(QDialog.DialogCode.Accepted))
    assert Dialogs().ask_reason("原因", "为什么？") == "更正投资数"
    monkeypatch.setattr(QInputDialog, "exec", answer(QDialog.DialogCode.Rejected))
    assert Dialogs().ask_reason("原因", "为什么？") == ""


def test_a_fault_is_told_with_its_details(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []

    def look(box: QMessageBox) -> int:
        shown.extend([box.text(), box.informativeText(), *(one.text() for one in box.buttons())])
        return 0

    monkeypatch.setattr(QMessageBox, "exec", look)
    Dialogs().tell("集群台账", "程序出了一点问题。", ["详情已写入：日志", "请发给维护人员。"])
    assert shown == ["程序出了一点问题。", "详情已写入：日志\n请发给维护人员。", "知道了"]

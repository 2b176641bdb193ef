"""Why a file is not taken: one stable reason code and one Chinese sentence (faults §4).

A refusal names the file, says what is wrong and what to do. Scripts compare ``reason``; people
read ``str(refusal)``. The one table below holds every reason there is.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Self

from forms.errors import ForPeople

if TYPE_CHECKING:
    from collections.abc import Mapping

_ASK_AGAIN = "请重新向报送单位索取"
_SAVE_AS = "请用 Excel 或 WPS 打开后“另存为”Excel 工作簿（.xlsx）再试"

SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        "unreadable": "打不开文件“{file}”（{detail}），请确认文件还在、没有被其他程序占用后再试。",
        "missing_file": "没有找到文件“{file}”，请确认文件还在、U盘已插好后再试。",
        "not_workbook": "“{file}”不是 Excel 工作簿（{detail}），请核对是否选错了文件。",
        "wrong_format": "“{file}”其实是{detail}，不是 Excel 工作簿（.xlsx），" + _SAVE_AS + "。",
        "password": "“{file}”设了打开密码，请先在 Excel 或 WPS 中取消密码、保存后再试。",
        "damaged": "“{file}”已损坏或不完整（{detail}），" + _ASK_AGAIN + "。",
        "too_large": "“{file}”过大（{detail}），请删去多余的工作表、图片和空白行后再试。",
        "too_many_parts": "“{file}”内部的部件过多（{detail}），"
        "不是正常的工作簿，" + _ASK_AGAIN + "。",
        "duplicate_parts": "“{file}”内部有重名的部件（{detail}），不同软件会读出不同内容，"
        + _SAVE_AS + "。",
        "odd_part": "“{file}”内部有不正常的部件名（{detail}），不是办公软件保存的工作簿，"
        + _ASK_AGAIN + "。",
        "macros": "“{file}”带有宏或控件（{detail}），不能接收，"
        "请另存为不含宏的 Excel 工作簿（.xlsx）再试。",
        "dtd": "“{file}”内部含有不允许的定义（{detail}），可能有害，" + _ASK_AGAIN + "。",
        "office_lock": "“{file}”是办公软件打开文件时留下的临时文件，请选择去掉开头符号的那个文件。",
        "out_of_form": "“{file}”在表格范围之外还有内容（{detail}），请删去后再试。",
        "empty": "“{file}”里没有数据（{detail}），请填写后再试。",
        "wrong_template": "“{file}”不是完整的报送表（{detail}），请用本系统重新生成。",
        "other_system": "“{file}”不是本系统的报送表（{detail}），请核对是否选错了文件。",
        "wrong_period": "“{file}”的报告期不对（{detail}），请核对是否选错了文件。",
        "wrong_district": "“{file}”的报送区不对（{detail}），请核对是否选错了文件。",
        "unsupported_version": "“{file}”由其他版本的程序生成（{detail}），"
        "请把两边的程序升级到同一版本。",
        "revision_conflict": "“{file}”与已接收的同一版次（{detail}）内容不同，"
        "请与报送单位核对后重新报送。",
        "control_totals": "“{file}”的控制数与各行不一致（{detail}），"
        "请退回该区，用程序重新导出后再报。",
        "file_name_mismatch": "“{file}”的文件名与内容不一致（{detail}），"
        "请核对后改回原来的文件名。",
        "wrong_kind": "“{file}”不是任务包、回执或退回单（{detail}），请核对是否选错了文件。",
        "altered_letter": "“{file}”生成以后被改动过（{detail}），不能采用，请向市级重新索取。",
        "not_sent": "“{file}”说的是{detail}，本账本没有报出过这一次，请核对是否选错了账本或文件。",
        "other_content": "“{file}”所指的报送内容与本账本报出的不同（{detail}），请与市级核对。",
        "wrong_recipient": "“{file}”是发给{detail}的，不能在本账本采用，请核对是否选错了文件。",
        "bad_signature": "“{file}”的签名与内容不符（{detail}），可能被人改动或冒名，"
        "请与报送单位电话核实后重新报送。",
        "foreign_key": "“{file}”的签名不是该区登记的那一个（{detail}），"
        "请与报送单位核实；确实换了账本的，请在“设置”中撤销登记，再接收并核对新的签名指纹。",
        "unsigned": "“{file}”没有签名（{detail}），不能证明由该区的账本导出，"
        "请报送单位用自己的账本重新导出后再报。",
        "bad_signature_letter": "“{file}”的签名与内容不符（{detail}），可能被人改动或冒名，"
        "没有采用；请与市级电话核实后重新索取。",
        "foreign_key_letter": "“{file}”的签名不是登记的市级签名（{detail}），没有采用；"
        "请与市级核实；市级确实换了账本的，请在“设置”中撤销登记，再打开并核对新的签名指纹。",
        "unsigned_letter": "“{file}”没有签名（{detail}），不能证明由市级出具，没有采用；"
        "请向市级重新索取。",
        "unconfirmed_letter": "“{file}”的签名还没有核对（{detail}），没有采用；"
        "请与市级盖章通知上的签名指纹比对，一致后登记，再打开本文件。",
        "timeout": "读取“{file}”用时过长，已停止；请删去多余内容后再试。",
        "memory": "读取“{file}”需要的内存过多，已停止；请删去多余内容后再试。",
        "reader_failed": "读取“{file}”时出错（{detail}），"
        + _SAVE_AS + "；仍不行时" + _ASK_AGAIN + "。",
        "no_sheet": "“{file}”里没有找到要导入的工作表（{detail}），请核对工作表名称。",
        "no_header": "“{file}”里没有找到表头（{detail}），请确认表头各列的名称与空白模板一致。",
        "duplicate_header": "“{file}”的表头有重复的列（{detail}），请改名或删去多余的一列。",
        "bad_mapping": "列对应文件“{file}”不能使用（{detail}），请改正后再试。",
        "encoding": "“{file}”的文字编码认不出来，"
        "请另存为 UTF-8 编码的 CSV 或 Excel 工作簿（.xlsx）再试。",
    }
)  # fmt: skip
"""reason → sentence; ``{file}`` is the file's name, ``{detail}`` what exactly is wrong."""


class Refusal(ForPeople):
    """A file that is not taken, and why.

    ``reason`` is one of ``SENTENCES``, ``file`` the name as the user knows it, ``detail`` a short
    Chinese phrase.
    """

    def __init__(self, reason: str, file: str, detail: str = "") -> None:
        self.reason = reason
        self.file = file
        self.detail = detail
        sentence = SENTENCES[reason].format(file=file, detail=detail)
        super().__init__(sentence.replace("（）", ""))

    def __reduce__(self) -> tuple[type[Self], tuple[str, str, str]]:
        """Travels between processes by what it was made of, not by its sentence."""
        return type(self), (self.reason, self.file, self.detail)

    @classmethod
    def of(cls, reason: str, file: str, detail: str = "") -> Self:
        """A refusal for ``reason``; a ``KeyError`` here is a programming fault."""
        return cls(reason, file, detail)

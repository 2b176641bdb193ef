"""空白模板: a fill-in workbook for chosen forms with today's code lists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop import files
from forms.catalogue import load_catalogue
from forms.errors import UserMistake
from forms.registry import STANDARD_FORMS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from forms.base import FormSet


@dataclass(frozen=True, slots=True)
class MadeTemplate:
    """Where the template stands and which forms it holds."""

    file: Path
    forms: tuple[str, ...]


def make_template(
    target: Path, codes: Sequence[str], district: str, forms: FormSet = STANDARD_FORMS
) -> MadeTemplate:
    """Write a blank template; all forms that people fill when ``codes`` is empty."""
    unknown = [code for code in codes if code not in forms]
    if unknown:
        raise UserMistake(f"没有“{unknown[0]}”这张表，可选：{'、'.join(forms.codes)}。")
    made = [code for code in codes if not forms[code].spec.is_entered]
    if made:
        raise UserMistake(f"{forms[made[0]].spec.title}由系统生成，没有可填的空白表。")
    chosen = tuple(codes) or tuple(form.spec.code for form in forms.entered_forms)
    catalogue = load_catalogue()
    found = catalogue.codelist("district").find(district) if district else None
    if district and found is None:
        raise UserMistake(f"没有“{district}”这个区，请填 6 位区划代码或区名。")
    code = found.code if found else ""

    from exports.template import write_template  # openpyxl is slow to load, and rarely needed

    def write(temporary: Path) -> None:
        write_template(temporary, forms=forms, catalogue=catalogue, codes=chosen, district=code)

    files.place(target, write)
    return MadeTemplate(target, chosen)

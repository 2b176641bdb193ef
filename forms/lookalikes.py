"""Letters that look alike though they are others: names are compared by what they look like.

After Unicode's UTS #39 (confusables), as far as Chinese names meet them: Latin, Cyrillic and Greek
letters, noughts and circles, and the radicals that fonts draw as the characters themselves. Only
for comparing; what people typed is never changed by it.
"""

from __future__ import annotations

from forms.parsing import fold

_LETTERS = {
    "a": "аα", "b": "вьβ", "c": "сϲ", "d": "ԁ", "e": "еε", "g": "ɡ", "h": "һнη", "j": "јϳ",
    "k": "кκ", "m": "мμ", "n": "пν", "p": "рρ", "q": "ԛ", "s": "ѕ", "t": "тτ", "u": "υ",
    "v": "ѵ", "w": "ԝω", "x": "хχ", "y": "уγ", "z": "ζ",
    "0": "oоοσ〇○◯", "1": "liіιӏ|丨", "-": "‐‑‒–—―−",
}  # fmt: skip
_RADICALS = (
    "⺠民⺻聿⺼肉⻁虎⻄西⻅见⻆角⻉贝⻋车⻓长⻔门⻘青⻙韦⻚页"
    "⻛风⻜飞⻝食⻢马⻣骨⻤鬼⻥鱼⻦鸟⻨麦⻩黄⻬齐⻮齿⻰龙"
)
"""Radicals and their characters in turn; NFKC already folds others, ⼤ to 大."""
_SKELETON = str.maketrans(
    {other: plain for plain, others in _LETTERS.items() for other in others}
    | dict(zip(_RADICALS[::2], _RADICALS[1::2], strict=True))
)


def skeleton(text: str) -> str:
    """What a name looks like: folded, without case, look-alike letters made one."""
    return fold(text).casefold().translate(_SKELETON)

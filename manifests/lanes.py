"""The lane that a customs system gave a declaration, as lists of it write the word.

No public description of ASYCUDA's export names an element for it, so only tables carry it, by a mapping.
"""

from functools import lru_cache

from lake.vague import plain_words
from manifests.cells import Converted, bare

_WORDS = {
    "red": "red,r,красный,красная,қызыл,qizil,წითელი",
    "yellow": "yellow,y,желтый,желтая,сары,sariq,ყვითელი",
    "green": "green,g,зеленый,зеленая,жасыл,yashil,მწვანე",
    "blue": "blue,b,синий,синяя,голубой,көк,koʻk,ლურჯი",
}
_LANES = {plain_words(word): lane for lane, words in _WORDS.items() for word in words.split(",")}
_BESIDE = frozenset(map(plain_words, ("lane", "channel", "corridor", "коридор", "дәліз", "yoʻlak", "დერეფანი")))


@lru_cache(maxsize=1 << 10)
def lane(cell: str) -> Converted:
    """The lane: red, yellow, green or blue; a word beside it for the lane itself says nothing more.

    >>> lane("RED"), lane("Красный коридор"), lane("green lane"), lane("7"), lane("-")
    (('red', None), ('red', None), ('green', None), (None, 'unknown_code'), (None, None))
    """
    kept = bare(cell)
    if kept is None:
        return None, None
    words = [word for word in plain_words(kept.casefold().replace("ё", "е")).split() if word not in _BESIDE]
    found = _LANES.get(" ".join(words))
    return (found, None) if found else (None, "unknown_code")

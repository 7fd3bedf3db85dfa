"""Converters for the code lists of mail: class, category and nature of the transaction, by code or by word."""

from functools import lru_cache

from lake.vague import plain_words
from manifests.cells import Converted, bare


def _by_word(words: dict[str, str]) -> dict[str, str]:
    """Word -> code from code -> words parted by commas."""
    return {plain_words(word): code for code, said in words.items() for word in said.split(",")}


_CLASSES = _by_word(
    {
        "U": "U,L,R,V,LC,letter,letters,letter packet,letter post,small packet,small packets,письмо,письма,"
        "письменная корреспонденция,мелкий пакет,мелкие пакеты,хат,ұсақ пакет,шағын пакет,函件,小包",
        "C": "C,CP,parcel,parcels,postal parcel,посылка,посылки,сәлемдеме,包裹",
        "E": "E,EMS,express,express mail,экспресс,ems отправление,жедел пошта,特快,特快专递",
        "T": "T,empty,empty receptacles,порожняя тара,пустая тара,бос ыдыс,空袋",
    }
)
_SUBCLASS = frozenset("UCET")
_CATEGORIES = _by_word(
    {
        "A": "A,air,airmail,priority,авиа,приоритетная,приоритет,әуе,航空",
        "B": "B,SAL,S A L,surface air lifted,сал,空运水陆路",
        "C": "C,surface,non priority,наземная,наземный,неприоритетная,жерүсті,水陆路",
        "D": "D,priority surface,наземная приоритетная",
    }
)
_NATURES = _by_word(
    {
        "sale": "11,sale,sale of goods,sales,goods sale,merchandise,продажа,продажа товара,продажа товаров,товар,"
        "купля продажа,сату,тауар сату,销售,销售商品,货物销售",
        "returned": "21,return,returned,returned goods,return of goods,возврат,возврат товара,возвращенный товар,"
        "қайтару,қайтарылған тауар,退货,退回物品",
        "gift": "31,gift,gifts,present,подарок,подарки,сыйлық,礼品,礼物",
        "sample": "32,sample,samples,commercial sample,commercial samples,образец,образцы,коммерческий образец,"
        "коммерческие образцы,товарный образец,үлгі,商业样品,样品,货样",
        "documents": "91,document,documents,документ,документы,құжаттар,құжат,文件",
        "other": "99,999,other,others,другое,прочее,иное,басқа,өзге,其他",
    }
)
"""Numbers as in FORMATS.md 3 (nature of the transaction, CN23); words as posts write them in their exports."""


@lru_cache(maxsize=1 << 10)
def mail_class(cell: str) -> Converted:
    """The class of mail: U letter packets, C parcels, E express, T empty; a subclass of S9 (UN, CN) tells it too.

    >>> mail_class("C"), mail_class("посылка"), mail_class("EMS"), mail_class("UN"), mail_class("Z")
    (('C', None), ('C', None), ('E', None), ('U', None), (None, 'unknown_code'))
    """
    kept = bare(cell)
    if kept is None:
        return None, None
    found = _CLASSES.get(plain_words(kept))
    if found is None and len(kept) == len("UN") and kept.isascii() and kept.isalpha() and kept[0].upper() in _SUBCLASS:
        found = kept[0].upper()
    return found, None if found else "unknown_code"


@lru_cache(maxsize=1 << 10)
def mail_category(cell: str) -> Converted:
    """How mail travels: A air, B surface air-lifted, C surface, D priority surface.

    >>> mail_category("air"), mail_category("S.A.L."), mail_category("авиа"), mail_category("X")
    (('A', None), ('B', None), ('A', None), (None, 'unknown_code'))
    """
    return _found(cell, _CATEGORIES)


@lru_cache(maxsize=1 << 10)
def nature(cell: str) -> Converted:
    """What the sender says the transaction is, one of `NATURES` of lake/tables.

    >>> nature("31"), nature("Sale of goods"), nature("Подарок"), nature("礼品"), nature("7")
    (('gift', None), ('sale', None), ('gift', None), ('gift', None), (None, 'unknown_code'))
    """
    return _found(cell, _NATURES)


def _found(cell: str, words: dict[str, str]) -> Converted:
    kept = bare(cell)
    if kept is None:
        return None, None
    found = words.get(plain_words(kept))
    return found, None if found else "unknown_code"

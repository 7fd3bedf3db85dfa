"""Which entries of a watch list a name is alike to, and how much: candidates by 3-grams, then word by word.

How alike two names are is what their words prove, in nats: a word weighs ln(names / names that have it) on this list,
so TRADING and a common surname prove little and a rare word much. Slips and missing words take of it; a word that
differs and is itself well known on the list is another word, no slip. What is left is held against ln(names), for a
long list has something like every name. So a name that proves little must fit exactly.
"""

import math
from collections.abc import Iterator, Sequence
from functools import lru_cache

import pyarrow as pa
from rapidfuzz.distance import OSA, Indel

from parties.watch_grams import GramIndex
from parties.watch_list import Entry
from parties.watch_names import folded, sound, words_of

MATCHES = pa.schema({"text": pa.string(), "entry_id": pa.string(), "score": pa.float64()})
ALIKE = 0.7
"""Scores below are not told: nothing alike."""
BATCH = 16_384
COMMON = frozenset(map(folded, (
    "TRADING", "TRADE", "GROUP", "INTERNATIONAL", "INTERNESHNL", "LOGISTICS", "LOGISTIC", "CARGO", "EXPRESS", "EXPORT",
    "IMPORT", "SERVICE", "SERVICES", "GLOBAL", "INDUSTRY", "INDUSTRIAL", "TECHNOLOGY", "ELECTRONICS", "TEXTILE",
    "TRANSPORT", "TORGOVYY", "TREYD", "TRANS", "STROY", "GRUPP", "SERVIS", "AND", "OF", "THE", "DIS", "TICARET",
    "SANAYI", "SAVDO", "LOGISTIK", "LOGISTIKA", "HOLDING", "ENTERPRISES", "SUPPLY", "SOLUTIONS", "TORG", "EKSPORT",
    "TEKSTIL", "VE", "LOJISTIK", "DZE", "OGLU", "OGLY", "UGLI", "KIZI", "KYZY",
)))  # fmt: skip
"""Words that firms and names share whatever a list says: a short list cannot know it."""
COMMON_PROVES = 1.5
"""Nats; they come together, so each proves less than its share of all names would say."""
ASSUMED = 10_000
"""Names that a list is assumed to be drawn from beside its own, so that a list of three has weights too."""
CHEAP, DEAR = 0.4, 1.6
"""What a letter costs that sounds like the right one, and another slip: found on drawn names, benchmarks/watch.py."""
KNOWN_CHEAP, KNOWN_DEAR = 2.0, 6.0
"""The same where the differing word stands on the list itself: the rarer it is there, the likelier a slip made it."""
LONG = 8
"""Letters of a word below which a slip costs more, as eighths: short words have many that are near."""
FIRST = 2.0
"""What a wrong first letter costs on top: hands and ears seldom miss it."""
INITIAL = 2.4
"""What an initial proves, at most: a letter of 26, unevenly used."""
MISSING, HALF, EXTRA, EXTRA_COMMON = 3.5, 0.5, 1.8, 0.6
"""What a word of the entry costs that the name has not, half its weight at least, and one that only the name has."""
INSTEAD = 3.7
"""What it costs on top when a word stands where another should: with the two above, another word is 9 nats."""
MARGIN = 2.0
"""What must be proved beyond ln(ASSUMED and listed names) for a score of AT_PROOF, in nats."""
AT_PROOF = 0.85
SHORTEST, TWO_SLIPS = 4, 6
"""Letters from which a word may have one slip, and two; in shorter ones it is another word."""
TOGETHER = 0.93
"""Likeness from which names that differ in their blanks only are one, as SILKROAD and SILK ROAD."""
INITIALS = {"I": "IAEOU", "J": "JAUOE", "D": "DJZ", "Z": "ZJ", "T": "TC", "C": "CSK", "K": "KH", "P": "PF"}
"""What a word may begin with after folding, for an initial that was written alone."""


class Matcher:
    """A list made ready; 100,000 names take seconds."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        rows = {(words, e.entry_id) for e in entries for name in (e.name, *e.aliases) if (words := words_of(name))}
        self._names = sorted(rows)
        self._having: dict[str, set[int]] = {}
        for number, (words, _) in enumerate(self._names):
            for word in words:
                self._having.setdefault(word, set()).add(number)
        self._drawn = len(self._names) + ASSUMED
        self._weights = {
            word: min(math.log(self._drawn / (len(names) + 0.5)), COMMON_PROVES if word in COMMON else math.inf)
            for word, names in self._having.items()
        }
        self._never = math.log(self._drawn / 0.5)
        self._wanted = math.log(self._drawn) + MARGIN
        self._index = GramIndex([" ".join(words) for words, _ in self._names]) if self._names else None

    def match(self, names: list[str]) -> pa.Table:
        """Return the entries that each name is alike to, `MATCHES`, in the order of (text, entry_id).

        Scores are 0.7 to 1, four places; a name that is like nothing has no row. The same name has the same rows
        whatever it stands beside.
        """
        texts = sorted(set(names))
        found: list[tuple[str, str, float]] = []
        for at in range(0, len(texts), BATCH):
            found.extend(self._matched(texts[at : at + BATCH]))
        columns = zip(*found, strict=True) if found else ((), (), ())
        return pa.table([pa.array(column, field.type) for column, field in zip(columns, MATCHES, strict=True)], MATCHES)

    def _matched(self, texts: list[str]) -> Iterator[tuple[str, str, float]]:
        if self._index is None:
            return
        asked = [words_of(text) for text in texts]
        best: dict[tuple[int, str], float] = {}
        pairs = self._index.near([" ".join(words) for words in asked])
        for number, listed in zip(*(side.tolist() for side in pairs), strict=True):
            words, entry_id = self._names[listed]
            score = self.alike(asked[number], words)
            if score >= ALIKE and score > best.get((number, entry_id), 0.0):
                best[number, entry_id] = score
        for (number, entry_id), score in sorted(best.items()):
            yield texts[number], entry_id, score

    def alike(self, asked: tuple[str, ...], listed: tuple[str, ...]) -> float:
        """How alike a name is to a listed one, 0 to 1, four places; 1 for the same words in any order, never else."""
        if sorted(asked) == sorted(listed):
            return 1.0
        proof = self._proved(asked, listed)
        if len(asked) != len(listed):
            joined = Indel.normalized_similarity("".join(asked), "".join(listed))
            if joined >= TOGETHER:
                proof = max(proof, joined * sum(self._weights[word] for word in listed) - CHEAP)
        return min(round(1 - (1 - AT_PROOF) ** (max(proof, 0.0) / self._wanted), 4), 0.9999)

    def _proved(self, asked: tuple[str, ...], listed: tuple[str, ...]) -> float:
        """What the words prove together: each word of the one is held against at most one of the other."""
        pairs = [(self._word(a, b), i, j) for i, a in enumerate(asked) for j, b in enumerate(listed)]
        left, missing, proof = set(range(len(asked))), set(range(len(listed))), 0.0
        same: list[str] = []
        for proved, i, j in sorted(pairs, key=lambda pair: (-pair[0], pair[1:])):
            if proved == -math.inf:
                break
            if i in left and j in missing:
                proof += proved
                same += [asked[i]] if asked[i] == listed[j] else []
                left.discard(i)
                missing.discard(j)
        proof -= self._told_twice(same)
        proof -= INSTEAD * min(len(left), len(missing))
        proof -= sum(
            EXTRA_COMMON if listed[j] in COMMON else max(MISSING, HALF * self._weights[listed[j]])
            for j in sorted(missing)
        )
        return proof - sum(EXTRA_COMMON if asked[i] in COMMON else EXTRA for i in sorted(left))

    def _told_twice(self, same: list[str]) -> float:
        """What words that go together on the list, as those of one tongue do, prove too much when each counts alone."""
        if len(same) <= 1:
            return 0.0
        alone = sum(self._weights[word] for word in same)
        together = len(set.intersection(*(self._having[word] for word in same)))
        return max(0.0, alone - math.log(self._drawn / (together + 0.5))) if together > 1 else 0.0

    def _word(self, asked: str, listed: str) -> float:
        """What one word proves for another; minus infinity where they are two words."""
        weight = self._weights[listed]
        if asked == listed:
            return weight
        slips = _slips(asked, listed)
        if slips is None:
            return -math.inf
        cheap, dear, first = slips
        if dear < 0:
            return min(weight, INITIAL)
        own = self._weights.get(asked, self._never)
        others = dear * max(1.0, LONG / len(listed))
        kept = (
            min(weight - CHEAP * cheap - DEAR * others, own - KNOWN_CHEAP * cheap - KNOWN_DEAR * others) - FIRST * first
        )
        return kept if kept > -MISSING - EXTRA - INSTEAD else -math.inf


@lru_cache(maxsize=1 << 18)
def _slips(one: str, other: str) -> tuple[int, int, bool] | None:
    """Letters that sound alike, other slips, and whether the first letter is one; None for two words.

    A slip is a letter changed, lost, added, or two swapped. Other slips are -1 for a word and its initial.

    >>> _slips("IVANOV", "IVANVO"), _slips("MURAT", "MARAT"), _slips("A", "ALIBEK"), _slips("LI", "LU")
    ((0, 1, False), (1, 0, False), (0, -1, False), None)
    """
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) == 1:
        return (0, -1, False) if longer[0] in INITIALS.get(shorter, shorter) else None
    if len(longer) < SHORTEST:
        return None
    allowed = 2 if len(longer) >= TWO_SLIPS else 1
    total = OSA.distance(one, other, score_cutoff=allowed + 2)
    dear = min(OSA.distance(sound(one), sound(other), score_cutoff=allowed), total)
    if dear > allowed or total > allowed + 2:
        return None
    return total - dear, dear, sound(one)[:1] != sound(other)[:1]

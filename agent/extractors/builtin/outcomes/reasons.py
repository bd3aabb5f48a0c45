"""Why a decision was taken: the words around it that give its reasons or conditions.

In the deciding remark these are the clauses beside the choice in its sentence, and the sentences next to it until
somebody else's ways, another topic or a third party come up. Who put forward the same choice before is read in the
same way. Of the remarks before and after only those statements count that bear on the decision. Nothing that only
greets, agrees, jokes, asks, chooses or names the topic is a reason, nor is another plan that came to nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise

from phase_context.agent.extractors.builtin.outcomes.matter import Matter, concludes, subject
from phase_context.agent.extractors.builtin.talk.elsewhere import of_others
from phase_context.agent.extractors.builtin.talk.judged import Proposal
from phase_context.agent.extractors.builtin.talk.passages import passages
from phase_context.agent.extractors.builtin.talk.reactions import agrees
from phase_context.agent.extractors.builtin.talk.remarks import Remark, somebody_else
from phase_context.agent.language.clauses import Clause
from phase_context.agent.language.wording import pattern

_THREAD = 8  # remarks before a decision in which the same choice was put forward
_SUPPORTERS = 2  # of them that are read
_NOD = 4  # words of a remark between two that does not part them
_REMARKABLE = 5  # words of a sentence after a decision that may add to it without agreeing first
_LISTED = 4  # topics in one sentence, from which on it lists decisions
_ENOUGH = 60  # words
_LEAST = 3  # words of a reason
_ASKING = pattern(r"^\W*(?:(?:and|so|but|ok|okay)\W+)?<asks_for_words>(?![\w'’])")


def reasons(talk: Sequence[Remark], proposal: Proposal) -> str | None:
    """The reasons and conditions of a decision in the order they were said; None where nobody gave any."""
    found = _Reasons(talk, proposal)
    kept = [(talk[i], sorted(places)) for i, places in sorted(found.kept.items())]
    known = f"{found.matter.shown} {found.matter.label}"
    return passages(kept, known, found.matter.adds_nothing, longest=_ENOUGH, least=_LEAST)


class _Reasons:
    """The clauses that give the reasons of one decision, gathered remark by remark.

    Attributes:
        kept: by the place of a remark, the places of its clauses.
    """

    def __init__(self, talk: Sequence[Remark], proposal: Proposal) -> None:
        self.matter = Matter(talk, proposal)
        self.kept: dict[int, set[int]] = {}
        self._talk = talk
        at = proposal.at
        starts = {c.start for c in (proposal.settled.choice or proposal.clauses)}
        chosen = [k for k, clause in enumerate(talk[at].clauses) if clause.start in starts]
        self._beside(at, chosen)
        if chosen and talk[at].clauses[chosen[-1]].asks and at + 1 < len(talk):
            self._beside(at + 1, [0])  # "Keycloak?" - "Yes, only the tokens are ten minutes here"
        supporters = self._supporters(at)
        for i, places in supporters:
            self._beside(i, places)
        first = min((i for i, _ in supporters), default=at)
        for i in self._around(at, first):
            self._bearing(i, after=i > at, answered=i in (at - 1, first - 1) or (i < at and self._is_nod(i + 1)))
        if len(self.kept.get(at, ())) == 0 and chosen and concludes(talk[at].clauses[chosen[0]]):
            self._premise(at - 1)

    def _beside(self, i: int, choice: Sequence[int]) -> None:
        """Keep what stands beside the choice in a remark, both ways until something else comes up."""
        clauses = self._talk[i].clauses
        if not choice:
            return
        self.matter.is_of(clauses[k] for k in choice)
        span = set(range(choice[0], choice[-1] + 1))
        for step, edge in () if self._reads_back(i, choice[0]) else ((1, choice[-1]), (-1, choice[0])):
            k = edge + step
            while 0 <= k < len(clauses) and not self.matter.parts(self._talk[i], k, k - step):
                span.add(k)
                k += step
        self._keep(i, [k for k in span if self.matter.tells(clauses[k], beside=True)])
        self.matter.is_of(clauses[k] for k in self.kept[i])

    def _reads_back(self, i: int, k: int) -> bool:
        """Whether the choice stands in a sentence that lists what was decided: "Redis, four in the morning, TLS"."""
        remark = self._talk[i]
        pairs = zip(remark.clauses, remark.labels, strict=True)
        listed = {label for clause, label in pairs if clause.sentence == remark.clauses[k].sentence and label}
        return len(listed) >= _LISTED

    def _keep(self, i: int, places: Iterable[int]) -> None:
        """Keep those clauses, and what stands between two of one sentence."""
        clauses = self._talk[i].clauses
        kept = sorted({*self.kept.get(i, ()), *places})
        between = {
            k
            for one, other in pairwise(kept)
            for k in range(one, other)
            if all(not clauses[j].asks and clauses[j].sentence == clauses[one].sentence for j in range(one, other + 1))
        }
        self.kept[i] = {*kept, *between}

    def _supporters(self, at: int) -> list[tuple[int, list[int]]]:
        """The remarks that put forward the same choice before, the latest first, and where in them."""
        found: list[tuple[int, list[int]]] = []
        for i in range(at - 1, max(-1, at - 1 - _THREAD), -1):
            remark = self._talk[i]
            pairs = zip(remark.clauses, remark.labels, strict=True)
            places = [k for k, (c, label) in enumerate(pairs) if label == self.matter.label and self.matter.is_put(c)]
            if places and not remark.guest:
                found.append((i, places))
            if len(found) == _SUPPORTERS:
                break
        return found

    def _around(self, at: int, first: int) -> Iterator[int]:
        """The places of the remarks before and after that may bear on the decision; ``first`` supports it first."""
        for i in dict.fromkeys((at - 1, at - 2, first - 1)):
            next_to = i in (at - 1, first - 1) or self._is_nod(i + 1)
            if i >= 0 and (next_to or self.matter.label in self._talk[i].own):
                yield i
        for i in (at + 1, at + 2):
            if i < len(self._talk) and (
                i == at + 1 or (self._is_nod(at + 1) and self._talk[i].speaker == self._talk[at].speaker)
            ):
                yield i

    def _is_nod(self, i: int) -> bool:
        return 0 <= i < len(self._talk) and self._talk[i].words <= _NOD and not self._talk[i].asks

    def _premise(self, i: int) -> None:
        """Keep the last sentence of a remark from which the decision follows: "So normalised"."""
        if i < 0 or i in self.kept or not self._talk[i].clauses or self._talk[i].asks:
            return
        clauses = self._talk[i].clauses
        last = [k for k, clause in enumerate(clauses) if clause.sentence == clauses[-1].sentence]
        self._keep(i, [k for k in last if self.matter.tells(clauses[k], beside=False)])

    def _bearing(self, i: int, *, after: bool, answered: bool) -> None:
        """Keep the statements of a remark that bear on the decision; of one after it until something else begins.

        ``answered`` says that the decision answers it, so that what it says of the topic by name counts.
        """
        remark, matter = self._talk[i], self.matter
        if remark.guest or i in self.kept:
            return
        elsewhere = of_others(remark)
        freely = agrees(remark) or remark.speaker is None if after else answered  # captions may go on in the next line
        plain = answered and matter.label in remark.own
        for _, sentence in groupby(range(len(remark.clauses)), key=lambda k: remark.clauses[k].sentence):
            places = list(sentence)
            said = [remark.clauses[k] for k in places]
            if _ASKING.match(said[0].text):
                continue
            if after and any(matter.parts(remark, k, k) for k in places):
                break
            told = [
                k
                for k in places
                if matter.owns(remark, k)
                and matter.tells(remark.clauses[k], beside=False)
                and id(remark.clauses[k]) not in elsewhere
                and not matter.is_of_a_party(remark, k)
            ]
            bears = plain or any(matter.bears(remark.clauses[k], weakly=freely) for k in told)
            bears = bears or (after and bool(told) and self._taken_up(i, said))
            short = sum(len(clause.tokens) for clause in said) < _REMARKABLE
            if bears and not (after and short and not any(matter.has_the_form(clause) for clause in said)):
                self._keep(i, told)

    def _taken_up(self, i: int, said: Sequence[Clause]) -> bool:
        """Whether somebody else goes on about it: "Strict mode, it has spaces" - "Strict mode, and a converter"."""
        following = self._talk[i + 1] if i + 1 < len(self._talk) else None
        if following is None or following.asks or following.own - {self.matter.label, *self._talk[i].labels}:
            return False
        again = subject(said) & subject(following.clauses[:1])
        return bool(again) and somebody_else(self._talk[i], following)

"""The finding of one network: between which strata its presence goes, where rates are published.

Strata whose members were drawn are not spoken of: a rate of the drawn is not that of the stratum.
"""

from __future__ import annotations

from collections.abc import Sequence

from dashboards.findings.base import Finding, Row, Silence, bounds, month_basis, rate_basis, stratum_words
from dashboards.source import Edition


def spread(edition: Edition, network: str, rows: Sequence[Row], path: str) -> Finding | Silence:
    """The least and the greatest published share, from the pooled rates of one network in the counted strata."""
    words, name = edition.words, edition.network(network)
    known = [row for row in rows if row["presence_share"] is not None]
    if not known:
        return Silence(
            words.say("{network} : aucune strate n’est assez connue pour publier un taux de présence", network=name),
            path,
        )
    low, high = (pick(known, key=lambda row: row["presence_share"]) for pick in (min, max))
    basis = (*rate_basis(words, high), *_other(edition, low, high), month_basis(edition))
    told = {
        "network": name, "best": stratum_words(edition, high["stratum"]), "high": words.share(high["presence_share"]),
        "worst": stratum_words(edition, low["stratum"]), "low": words.share(low["presence_share"]),
    }  # fmt: skip
    if len(known) == 1:
        sentence = words.say("{network} : {high} des {best} y ont un compte officiel", **_without(told, "low", "worst"))
    elif told["low"] == told["high"]:
        sentence = words.say(
            "{network} : {high} dans chaque strate dont le taux est publié", **_without(told, "low", "best", "worst")
        )
    elif len(edition.counted_strata) < len(edition.strata):
        sentence = words.say(
            "{network}, dans les strates recensées en entier : de {low} des {worst} à {high} des {best} y ont un compte"
            " officiel",
            **told,
        )
    else:
        sentence = words.say("{network} : de {low} des {worst} à {high} des {best} y ont un compte officiel", **told)
    return Finding(sentence, basis, path)


def _without(told: dict[str, str], *names: str) -> dict[str, str]:
    return {name: text for name, text in told.items() if name not in names}


def _other(edition: Edition, low: Row, high: Row) -> tuple[tuple[str, str], ...]:
    """What the least share rests on, beside the greatest."""
    if low is high:
        return ()
    words, stratum = edition.words, stratum_words(edition, low["stratum"])
    (_, count), (_, known), *_ = rate_basis(words, low)
    return (
        (words.say("n, {stratum}", stratum=stratum), words.say("{present} ; {known}", present=count, known=known)),
        (words.say("Bornes, {stratum}", stratum=stratum), bounds(words, low)),
    )

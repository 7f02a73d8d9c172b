"""The words of light sheets in one language, as a script: sentences by their name, and the texts of `Codes`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from dashboards import labels, worth
from dashboards.export import script
from dashboards.measures import OF_AN_ACCOUNT
from dashboards.peers import Compared
from dashboards.place import Place
from dashboards.reports import edition_name, reference, report_url
from dashboards.sheets.alike import networks_median, people, quartiles
from dashboards.sheets.indicators import FLAG, GAP_FR, label_of
from dashboards.sheets.shards import Codes
from dashboards.sheets.told import CLOSED, LAST, LEAD, NEVER, OVER, UNREAD
from dashboards.source import WINDOWS, Edition
from dashboards.trail import outcome_words, purpose_words
from dashboards.words import NARROW, Words, month_code, phrases, upper_first
from pipelines.config import CONTACT

NAME: Final = "sheet-words.js"
SAID: Final = phrases({
    "territories": "Collectivités",
    "population": "Population",
    "population_of": "{population} (millésime {year})",
    "unpublished": "non publiée",
    "drawn": "Tirée au sort",
    "weight": "poids {weight}",
    "month": "Mois",
    "brief": "En bref",
    "brief_table": "Résumé par réseau",
    "network": "Réseau",
    "status": "Statut",
    "followers": "Abonnés",
    "posts": "Publications du mois",
    "reason_is": "Motif : {reason}.",
    "account": 'Compte : <a href="{url}" rel="external nofollow">{handle}</a>',
    "unofficial": "(non confirmé comme officiel)",
    "followers_of": "Abonnés, {network}",
    "followers_table": "Abonnés à la fin du mois",
    "interval": "Intervalle",
    "reading": "Relevé",
    "archive": "Archive",
    "no_reading": "Aucun relevé ce mois-ci.",
    "closed": CLOSED,
    "last": LAST,
    "never": NEVER,
    "empty": UNREAD,
    "suspect": "stock ou gain ?",
    "indicators": "Indicateurs du mois ({published} publiés sur {total})",
    "indicators_of": "Indicateurs, {network}",
    "indicators_table": 'Indicateurs du compte (<a href="{definitions}">définitions</a>)',
    "indicator": "Indicateur",
    "value": "Valeur",
    "month_change": "Sur un mois",
    "year_change": "Sur douze mois",
    "at_least": "au moins {value}",
    "yes": "oui",
    "no": "non",
    "unchanged": "inchangé",
    "became_active": "devenu actif",
    "no_longer": "cesse de l’être",
    "proofs": "Preuves ({count})",
    "proof": '{evidence} : <a href="{url}" rel="external nofollow">{source}</a>, {instant}',
    "levels": "Messages qui se lisent aussi à un autre niveau",
    "levels_rule": (
        "Même message, à trois jours près, dans un compte d’une collectivité qui contient celle-ci ou en fait partie. "
        "Une publication compte pour chacune des autres. Ce que vaut la règle est "
        '<a href="{worth}">mesuré réseau par réseau</a> ({told}) ; les réseaux où elle est retenue n’y sont pas.'
    ),
    "levels_table": "Publications du mois, de huit mots au moins",
    "other_one": "Autre collectivité",
    "messages": "Publications",
    "later": "Venues après elle",
    "earlier": "Venues avant elle",
    "silent": "Sans compte officiel connu",
    "silent_table": "Réseaux sans compte officiel connu",
    "reason": "Motif",
    "looks": "Où l’on a cherché",
    "site": "Site officiel déclaré :",
    "look": "{source} : {outcome}.",
    "no_look": "Aucune liste n’a été consultée ce mois-ci.",
    "others": "Autres comptes signalés, que cette fiche ne nomme pas : {accounts}.",
    "take": "Prendre",
    "take_rule": 'Sa ligne se prend avec <a href="{table}">la table des communes de son département</a>.',
    "alike": "Comme la vôtre",
    "alike_peers": (
        "Les cinq collectivités de la strate les plus proches par la population, et la médiane de la strate. "
        '<a href="{how}">Comment on compare</a>.'
    ),
    "alike_alone": (
        "La médiane de la strate ; aucune autre collectivité n’est nommée ici. "
        '<a href="{how}">Comment on compare</a>.'
    ),
    "alike_region": "Collectivités comparables",
    "alike_table": "Abonnés pour 100 habitants et, entre parenthèses, progression en douze mois",
    "collectivite": "Collectivité",
    "networks": "Réseaux",
    "first_quartile": "Premier quartile de la strate",
    "median": "Médiane de la strate",
    "third_quartile": "Troisième quartile de la strate",
    "beside": "Les premières côte à côte",
    "trails": "Réponses archivées",
    "trails_rule": (
        "Ce qui fut demandé, et où la réponse est archivée. Les réponses elles-mêmes ne sont pas publiées."
    ),
    "trails_read": "Qui tient l’archive les lit ainsi, réseau par réseau :",
    "trails_digest": (
        "Les seize premiers chiffres de l’empreinte (sha256) de chaque réponse sont ici, tous dans la colonne "
        "<code>answer_sha256</code> de <code>observations.fetches</code>."
    ),
    "trails_count": "Réponses archivées ({count})",
    "trails_region": "Tableau des réponses archivées",
    "asked": "Demandé",
    "instant": "Instant",
    "outcome": "Issue",
    "place": "Fichier WARC, position et longueur (octets)",
    "reader": "Lecteur",
    "mistake": (
        'Une erreur sur cette fiche ? <a href="{contact}" rel="external">La signaler</a>, en citant '
        "<code>{reference}</code>."
    ),
    "missing": "non observé",
    "per_1000": "{gain} pour 1\u202f000 habitants",
    "bad_code": "« {code} » n’est pas le code d’une commune : cinq caractères, comme {example}.",
    "not_here": "La commune {code} n’a pas de fiche légère ici. Une ville de 20 000 habitants a une page.",
    "unread": "Les faits du département {code} n’ont pas pu être lus.",
})  # fmt: skip


def words_script(codes: Codes, edition: Edition, held: Compared, place: Place | None = None) -> str:
    """All that `sheet.js` says in the language of the edition; every text has its spaces."""
    words = edition.words
    site = words.content("site")
    named = reference(edition_name(edition, place), "commune-{code}")
    mistake = {"contact": report_url(CONTACT, named), "reference": named}
    said = {name: str(words.html(sentence)) for name, sentence in SAID.items()}
    said["mistake"] = str(words.html(SAID["mistake"], **mistake))
    said["levels_rule"] = said["levels_rule"].replace("{told}", words.typeset(worth.copies(edition)))
    told = {
        "say": said,
        "lead": str(words.html(LEAD)), "over": {months: str(words.html(sentence)) for months, sentence in OVER.items()},
        "example": min(edition.light, default="").partition(":")[2],
        "level": site["levels"]["commune"],
        "mention": edition.mention, "months": [words.month(edition.before(back)) for back in (0, *WINDOWS)],
        "percent": f"{words.before_percent}%", "points": f"{NARROW}pts",
        "span": words.span("{a}", "{b}"), "clause": words.typeset(words.clauses(["", ""])),
        "instant": words.instant_form, "instant_months": words.instant_months, "day_digits": words.day_digits,
        "follower": [words.noun(count, "abonné") for count in (1, 2)],
        "notes": _notes(codes, edition),
        "own": str(words.own("{name}")), "at_least": codes.places["measures"].get("at_least"),
        **{name: _spaced(words, texts) for name, texts in _texts(codes, edition).items()},
        "parsers": [version or "—" for version in codes.parsers], "month_code": month_code(edition.month),
        "medians": _spaced(words, [_medians(codes, edition, held, code) for code in codes.lists["strata"]]),
    }  # fmt: skip
    return script("words", "sheet", told)


def _spaced(words: Words, value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_spaced(words, item) for item in value]
    return words.typeset(value) if isinstance(value, str) else value


def _texts(codes: Codes, edition: Edition) -> Mapping[str, Sequence[Any]]:
    words = edition.words
    site = words.content("site")
    forms: Mapping[str, Callable[[Any], Any]] = {
        "networks": lambda code: [code, edition.network(code)],
        "states": lambda code: [code, labels.state(words, code)],
        "strata": lambda code: edition.label("stratum", code),
        "reasons": lambda code: labels.reason(edition, code),
        "measures": lambda code: labels.measure(edition, code),
        "metrics": lambda code: labels.metric(edition, code),
        "closings": words.month,
        "rules": lambda code: edition.label("main_rule", code),
        "scopes": lambda code: labels.scope(words, code),
        "sources": lambda code: [site["sources"].get(code, code), upper_first(site["sources"].get(code, code))],
        "evidence": lambda code: [code, site["evidence"][code]],
        "gaps": lambda code: words.say(GAP_FR[code]),
        "purposes": lambda code: purpose_words(words, code),
        "outcomes": lambda code: outcome_words(edition, code),
        "lines": lambda line: [label_of(words, line[0], line[1]), _form(line[0], line[2])],
    }
    return {name: [form(code) for code in codes.lists[name]] for name, form in forms.items()}


def _notes(codes: Codes, edition: Edition) -> Mapping[str, Mapping[int, str]]:
    """What stands beside a line of an account, by network and place of the line."""
    places = {line[0]: place for place, line in enumerate(codes.lists["lines"])}
    told: dict[str, dict[int, str]] = {}
    for (indicator_id, network), text in worth.notes(edition).items():
        if indicator_id in places:
            told.setdefault(network, {})[places[indicator_id]] = edition.words.typeset(text)
    return told


def _medians(codes: Codes, edition: Edition, held: Compared, stratum: str) -> list[Any]:
    """Of a stratum, its median number of networks, then its followers for 100 inhabitants on each network: the text,
    whether it says that there is none, and both quartiles where they are published."""
    medians = held.medians.get(stratum, {})
    told = [
        [*people(edition, medians.get(code)), *quartiles(edition, held, stratum, code)]
        for code in codes.lists["networks"]
    ]
    return [networks_median(edition, medians), *told]


def _form(indicator_id: str, unit_kind: str) -> str | int:
    """How a value is printed: `flag`, `share`, or with so many decimals."""
    if indicator_id == FLAG:
        return "flag"
    return "share" if unit_kind == "share" else OF_AN_ACCOUNT[unit_kind]

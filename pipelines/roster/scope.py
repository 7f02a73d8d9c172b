"""What an account speaks for: the whole body, a theme, a facility, tourism, a person, the State, another country.

Belongs here: the words that tell it, read in handles and in shown names. Rates count accounts of the whole body only
(METHOD, section 2); what follows from a scope is decided in `resolve`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import polars as pl

from pipelines.roster.texts import HANDLE, NAME

GENERALIST: Final = "generaliste"
SPECIALISTS: Final = ("tourisme", "equipement", "thematique")
NEVER_OURS: Final = ("etat", "elu", "hors_territoire")
SCOPES: Final = (*NEVER_OURS, *SPECIALISTS, GENERALIST)
"""In order of precedence: an account of two scopes is of the first."""

SCOPE_FR: Final = {
    "etat": "Service de l’État (préfecture, gendarmerie, rectorat…) : jamais la collectivité.",
    "elu": "Personne élue, candidate ou groupe d’élus : jamais la collectivité.",
    "hors_territoire": "Homonyme d’un autre pays : jamais la collectivité.",
    "tourisme": "Office de tourisme, destination, station.",
    "equipement": "Équipement : médiathèque, musée, piscine, école, port…",
    "thematique": "Un sujet ou un service : jeunesse, sport, culture, transports, emploi…",
    "generaliste": "La collectivité entière : seuls ces comptes entrent dans les taux.",
}
_WHERE_FR: Final = {HANDLE: "identifiant", NAME: "nom affiché"}

FOREIGN_SUFFIXES: Final = ("ca", "be", "ch", "lu", "de", "it", "es", "us", "uk")


@dataclass(frozen=True, slots=True)
class Words:
    """How a scope is told. `inside` may be found within a handle, `start` begins one of its words, `alone` is one of
    its words, after an article or before « de », `short` (acronyms) never after an article; in shown names the first
    two begin a word, the others are one. A space stands for any or no separator; pieces are regular expressions
    without look-around."""

    inside: tuple[str, ...]
    start: tuple[str, ...]
    alone: tuple[str, ...]
    short: tuple[str, ...]


WORDS: Final[dict[str, Words]] = {
    "etat": Words(
        inside=(
            "prefecture", "prefete?", "gendarmerie", "police nationale", "ddtm", "dreal", "rectorat", "dsden", "dgfip",
            "finances publiques", "france travail", "pole emploi", "ministere", "gouvernement", "assemblee nationale",
            "france services", "armee de terre",
        ),
        start=("deets", "tribunal", "cour d appel", "procureur", "douanes?", "urssaf"),
        alone=("senat", "elysee"),
        short=("ddt", "ars", "caf", "cpam", "onf"),
    ),
    "elu": Words(
        inside=(
            "mairesse", "madame le maire", "mme le maire", "monsieur le maire", "mon maire", "votre maire",
            "candidate?", "municipales 20", "cantonales 20", "departementales 20", "regionales 20", "opposition",
            "majorite municipale", "groupe politique", "conseillere? (?:municipal|departemental|regional)e?",
        ),
        start=("le maire", "maire d[eu]", "elue?s? d[eu]", "presidente? d[eu]", "deputee? d[eu]", "senat(?:eur|rice)"),
        alone=("[a-z]*maire", "elue?s?", "presidente?", "deputee?s?", "conseillere?s?"),
        short=(),
    ),
    "hors_territoire": Words(
        inside=("quebec", "canada", "belgique", "belgium", "wallonie", "ontario", "louisiana"),
        start=(),
        alone=("suisse", "luxembourg"),
        short=("qc", "usa"),
    ),
    "tourisme": Words(
        inside=("touris(?:me|tique|m)", "destination", "vacances", "station de ski", "sejours?", "thermes", "explore"),
        start=("visit", "gites?"),
        alone=(),
        short=("ot", "oti", "otsi"),
    ),
    "equipement": Words(
        inside=(
            "mediatheque", "bibliotheque", "ludotheque", "musee", "museum", "theatre", "conservatoire", "cinema",
            "archives", "piscine", "patinoire", "gymnase", "centre aquatique", "centre culturel", "centre social",
            "centres sociaux", "palais des congres", "parc expo", "parc des expositions", "aquarium", "planetarium",
            "lycee", "creche", "ehpad", "hopital", "camping", "aeroport", "dechett?erie", "maison des associations",
            "salle des fetes", "zenith",
        ),
        start=("ecoles?", "colleges?"),
        alone=("opera", "stade", "zoo", "ports?"),
        short=("bm", "bmvr", "mjc", "chu"),
    ),
    "thematique": Words(
        inside=(
            "jeunesse", "enfance", "periscolaire", "environnement", "dechets", "biodiversite", "transport", "mobilite",
            "recrut", "entreprendre", "attractivite", "commerce", "police municipale", "pompier", "logement",
            "urbanisme", "participati[fv]", "je participe", "inforoute", "info route", "info travaux", "open data",
            "numerique", "festival", "carnaval", "marche de noel", "evenement", "patrimoine", "habitat",
            "agenda culturel",
        ),
        start=("sports?", "invest"),
        alone=(
            "jeunes?", "culture", "bus", "tram", "velos?", "emplois?", "economie", "seniors?", "sante", "handicap",
            "egalite", "presse", "travaux",
        ),
        short=("cmj", "cmje", "cvl", "cme", "rh", "csu", "ccas", "sdis"),
    ),
}  # fmt: skip

_LINK: Final = r"(?:d|de|du|des|de la|dela|del)?"
_ARTICLE: Final = r"(?:l|le|la|les)?"
_FALSE_FRIENDS: Final = (
    r"mairies?|primaires?|sommaires?|grammaires?|visiteurs?|visitation|investig[a-z]*|suisse normande|ville prefecture"
    r"|communes? touristiques?"
)
_HEADS: Final = "villes?|villages?|communes?|terres?|cites?|capitales?|pays|stations?|territoires?|departement|region"
_FILLERS: Final = (
    "d|de|du|des|la|le|les|l|et|a|en|art|arts|histoire|classee|verte|balneaire|nautique|thermale|active|amie|amies"
    "|nature|plus|pour|sous|haute|grande?"
)


def _any(*lists: tuple[str, ...]) -> str:
    return "|".join(word.replace(" ", " ?") for words in lists for word in words)


def _joined(pieces: Iterable[tuple[str, str]]) -> str:
    """The pieces (form, words) that have words, as one pattern."""
    return "|".join(form.format(words) for form, words in pieces if words)


def _of_handles(words: Words) -> str:
    return _joined((
        ("({})", _any(words.inside)),
        (f"(?:^|[^a-z]){_ARTICLE}({{}})", _any(words.start)),
        (f"(?:^|[^a-z]){_ARTICLE}({{}}){_LINK}(?:[^a-z]|$)", _any(words.alone)),
        (f"(?:^|[^a-z])({{}}){_LINK}(?:[^a-z]|$)", _any(words.short)),
    ))  # fmt: skip


def _of_names(words: Words) -> str:
    return _joined((
        ("(?:^|[^a-z])({})", _any(words.inside, words.start)),
        ("(?:^|[^a-z])({})(?:[^a-z]|$)", _any(words.alone, words.short)),
    ))  # fmt: skip


_EPITHET: Final = (
    rf"(?:^|[^a-z])(?:{_HEADS}) (?:(?:{_FILLERS}) )*"
    rf"(?:{'|'.join(_any(w.inside, w.start, w.alone) for w in WORDS.values())})[a-z]*"
)


def scopes(texts: pl.DataFrame) -> pl.DataFrame:
    """territory_id, account_id, scope and scope_reason (the word and where it was found, null for `generaliste`) of
    each claim of `texts` (columns of `texts.SCHEMA`).

    Words of the territory's own name never count, nor what a name says of the place rather than of the account:
    « Grenoble, ville de culture », « station classée de tourisme ».
    """
    cleaned = pl.col("bare").str.replace_all(_FALSE_FRIENDS, " ")
    cleaned = pl.when(pl.col("kind") == NAME).then(cleaned.str.replace_all(_EPITHET, " ")).otherwise(cleaned)
    found = texts.with_columns(cleaned=cleaned).with_columns(
        pl.when(pl.col("kind") == HANDLE)
        .then(_first_group("cleaned", _of_handles(words)))
        .otherwise(_first_group("cleaned", _of_names(words)))
        .alias(scope)
        for scope, words in WORDS.items()
    )
    told = found.unpivot(
        on=list(WORDS), index=["territory_id", "account_id", "kind"], variable_name="scope", value_name="word"
    ).drop_nulls("word")
    rank = pl.col("scope").replace_strict({scope: place for place, scope in enumerate(SCOPES)}, return_dtype=pl.Int64)
    told = told.with_columns(rank=rank).sort("rank", "kind", "word")
    where = pl.col("kind").replace_strict(_WHERE_FR, return_dtype=pl.String)
    return told.unique(["territory_id", "account_id"], keep="first", maintain_order=True).select(
        "territory_id",
        "account_id",
        "scope",
        scope_reason=pl.format("{} ({})", pl.col("word").str.strip_chars(), where),
    )


def _first_group(column: str, pattern: str) -> pl.Expr:
    """What the group of the first match of `pattern` that took part in it holds."""
    return pl.coalesce(pl.col(column).str.extract_groups(pattern).struct.field("*"))


def is_foreign(host: str, country_suffixes: tuple[str, ...] = FOREIGN_SUFFIXES) -> bool:
    """Whether a host is under the domain of another country; territories of the Republic have their own."""
    return host.rpartition(".")[2] in country_suffixes

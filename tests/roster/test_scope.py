"""What an account speaks for, on handles and names as they are in the wild: one line per account, negatives too."""

from __future__ import annotations

import polars as pl
import pytest

from pipelines.roster.likeness import affinity, similarity
from pipelines.roster.scope import GENERALIST, SCOPE_FR, SCOPES, WORDS, is_foreign, scopes
from pipelines.roster.texts import handle_words, own_name, texts_of, without_own

# scope : network | handle | shown name | territory
LINES = """
etat : facebook | prefet38 | | Grenoble
etat : facebook | prefetdelisere | | Isère
etat : x | prefetisere | Préfet de l’Isère | Isère
etat : facebook | prefecturedupuydedome | | Puy-de-Dôme
etat : facebook | sousprefecture.saintmalo | | Saint-Malo
etat : facebook | gendarmerie.de.lisere | | Isère
etat : x | policenationale33 | | Gironde
etat : x | police_nationale_33 | | Bordeaux
etat : facebook | 100064 | Direction départementale des territoires (DDT) de l’Ain | Ain
etat : x | ddtm_34 | | Hérault
etat : x | dreal_bretagne | | Bretagne
etat : x | ars_bretagne | | Bretagne
etat : facebook | arsbretagne | | Bretagne
etat : x | rectoratrennes | | Rennes
etat : facebook | caf.du.rhone | | Rhône
etat : facebook | 100065 | CAF du Rhône | Rhône
etat : x | cpam_nord | | Nord
etat : facebook | francetravailbretagne | | Bretagne
etat : facebook | pole.emploi.limoges | | Limoges
etat : x | douanes_lille | | Lille
etat : facebook | franceservices.guingamp | | Guingamp
etat : x | onf_alsace | | Alsace
etat : x | procureur_lyon | | Lyon
etat : facebook | 100066 | Tribunal judiciaire de Lille | Lille
elu : facebook | camille.grenoble.maire | | Grenoble
elu : facebook | jeanmartinmaire2026 | | Grenoble
elu : facebook | le.maire.de.grenoble | | Grenoble
elu : facebook | lemairedegrenoble | | Grenoble
elu : x | mairedegrenoble | | Grenoble
elu : x | mairegrenoble | | Grenoble
elu : facebook | monmairegrenoble | | Grenoble
elu : facebook | madamelemaire.arles | | Arles
elu : facebook | 100067 | Dominique Martin, maire de Pau | Pau
elu : facebook | 100068 | Le maire de Pau vous répond | Pau
elu : x | mairesse_de_x | | Xertigny
elu : facebook | elus.grenoble | | Grenoble
elu : facebook | elusgrenoble | | Grenoble
elu : facebook | elusdelopposition.pau | | Pau
elu : facebook | oppositionmunicipalepau | | Pau
elu : facebook | majoritemunicipale.pau | | Pau
elu : facebook | candidat.municipales.pau | | Pau
elu : facebook | pau.municipales2026 | | Pau
elu : x | deputedelain | | Ain
elu : x | depute_claude_martin | | Ain
elu : x | senateurdelain | | Ain
elu : facebook | 100069 | Claude Martin, président du Département de l’Ain | Ain
elu : facebook | presidentedelaregion | | Bretagne
elu : facebook | 100070 | Sacha Martin, conseillère départementale de l’Ain | Ain
elu : facebook | 100071 | Les élus écologistes de Pau | Pau
elu : facebook | 100072 | Groupe politique Pau ensemble | Pau
hors_territoire : facebook | villelavalqc | | Laval
hors_territoire : facebook | ville.de.quebec | | Laval
hors_territoire : facebook | 100073 | Ville de Laval, Québec | Laval
hors_territoire : facebook | tournai.belgique | | Tournay
hors_territoire : facebook | 100074 | Commune de Rochefort (Belgique) | Rochefort
hors_territoire : facebook | 100075 | Commune de Sion, Suisse | Sion-les-Mines
hors_territoire : x | stjeancanada | | Saint-Jean
tourisme : facebook | grenobletourisme | | Grenoble
tourisme : facebook | officetourismegrenoble | | Grenoble
tourisme : facebook | otparis | | Paris
tourisme : facebook | ot.grenoble | | Grenoble
tourisme : facebook | otdegrenoble | | Grenoble
tourisme : instagram | grenoble_tourism | | Grenoble
tourisme : facebook | visitgrenoble | | Grenoble
tourisme : instagram | visit_lyon | | Lyon
tourisme : facebook | destinationgrenoble | | Grenoble
tourisme : facebook | vacancesbretagne | | Bretagne
tourisme : facebook | 100076 | Office de tourisme de Dinan | Dinan
tourisme : facebook | 100077 | Explore Nice Côte d’Azur | Nice
tourisme : facebook | dinard.thermes | | Dinard
tourisme : instagram | gites.cantal | | Cantal
equipement : facebook | bmgrenoble | | Grenoble
equipement : facebook | bm.lyon | | Lyon
equipement : facebook | mediatheque.saintmalo | | Saint-Malo
equipement : facebook | bibliothequesdegrenoble | | Grenoble
equipement : facebook | museedegrenoble | | Grenoble
equipement : facebook | 100078 | Musée des Beaux-Arts de Lyon | Lyon
equipement : facebook | theatredelaville | | Valence
equipement : facebook | operadelyon | | Lyon
equipement : facebook | opera.lyon | | Lyon
equipement : facebook | conservatoirepau | | Pau
equipement : facebook | archivesisere | | Isère
equipement : facebook | piscinedelarlesienne | | Arles
equipement : facebook | stadegrenoble | | Grenoble
equipement : facebook | mjc.pau | | Pau
equipement : facebook | mjcpau | | Pau
equipement : facebook | centreculturelpau | | Pau
equipement : facebook | centre.social.pau | | Pau
equipement : facebook | zoo.lille | | Lille
equipement : facebook | ecolehugopau | | Pau
equipement : facebook | ecoleprimaire.pau | | Pau
equipement : facebook | collegehugopau | | Pau
equipement : facebook | lyceepau | | Pau
equipement : facebook | ehpadpau | | Pau
equipement : facebook | chulille | | Lille
equipement : facebook | camping.municipal.pau | | Pau
equipement : facebook | aeroportpau | | Pau
equipement : facebook | portdegranville | | Granville
equipement : facebook | 100079 | Port de plaisance de Granville | Granville
thematique : facebook | sportgrenoble | | Grenoble
thematique : facebook | grenoblesport | | Grenoble
thematique : facebook | leportsport | | Le Port
thematique : facebook | 100080 | Ville de Grenoble – Sport | Grenoble
thematique : facebook | jeunessepau | | Pau
thematique : facebook | cmjpau | | Pau
thematique : facebook | cmj.pau | | Pau
thematique : facebook | conseilmunicipaldesjeunespau | Conseil municipal des jeunes de Pau | Pau
thematique : facebook | pau.enfance | | Pau
thematique : facebook | culturegrenoble | | Grenoble
thematique : facebook | grenoble.culture | | Grenoble
thematique : facebook | patrimoine.lyon | | Lyon
thematique : facebook | biodiversitelyon | | Lyon
thematique : facebook | transportsbretagne | | Bretagne
thematique : facebook | bus.pau | | Pau
thematique : facebook | velolyon | | Lyon
thematique : linkedin | company/emploi-bretagne | | Bretagne
thematique : linkedin | company/recrutement-isere | | Isère
thematique : linkedin | company/invest-in-lyon | | Lyon
thematique : facebook | policemunicipalepau | | Pau
thematique : facebook | 100081 | Police municipale de Pau | Pau
thematique : facebook | pompiers.isere | | Isère
thematique : facebook | sdis38 | | Isère
thematique : facebook | ccas.pau | | Pau
thematique : facebook | ccaspau | | Pau
thematique : facebook | seniorspau | | Pau
thematique : facebook | budgetparticipatifpau | | Pau
thematique : x | inforoutes41 | | Loir-et-Cher
thematique : x | info_route_41 | | Loir-et-Cher
thematique : x | presse_lyon | | Lyon
thematique : x | opendatalyon | | Lyon
thematique : facebook | festivaldepau | | Pau
thematique : facebook | marchedenoelcolmar | | Colmar
generaliste : facebook | villedegrenoble | | Grenoble
generaliste : facebook | mairiedegrenoble | | Grenoble
generaliste : facebook | mairie.de.grenoble.officiel | | Grenoble
generaliste : facebook | 100056122073351 | | Grenoble
generaliste : facebook | 100082 | Mairie de Pau | Pau
generaliste : x | ville_grenoble | Ville de Grenoble | Grenoble
generaliste : youtube | @villedepau | Ville de Pau | Pau
generaliste : youtube | UC33uM-AlkyNVLsUmA7MQzlQ | | Pau
generaliste : whatsapp | 0029VaOTbm12 | Ville de Pau | Pau
generaliste : bluesky | grenoble.fr | | Grenoble
generaliste : mastodon | villedelyon@mastodon.quebec | | Lyon
generaliste : linkedin | company/conseil-departemental-de-l-isere | | Isère
generaliste : facebook | cooperationgrenoble | | Grenoble
generaliste : facebook | cooperativedepau | | Pau
generaliste : facebook | ville.de.collegien | | Collégien
generaliste : facebook | 100083 | Mairie de Collégien | Collégien
generaliste : facebook | mairieecolevalentin | | École-Valentin
generaliste : facebook | 100084 | École-Valentin, ma commune | École-Valentin
generaliste : facebook | villejeuneecole | | Jeune-École
generaliste : facebook | mairieestadens | | Estadens
generaliste : facebook | villedeportlouis | Ville de Port-Louis | Port-Louis
generaliste : facebook | villeduport | | Le Port
generaliste : facebook | mairie.ars.sur.moselle | Ville d’Ars-sur-Moselle | Ars-sur-Moselle
generaliste : facebook | mairiesantenay | | Santenay
generaliste : facebook | ccdusanterre | | Terre de Picardie
generaliste : facebook | agriculturepau | | Pau
generaliste : facebook | ville.de.bussy | | Bussy-Saint-Georges
generaliste : facebook | lavisitationpau | | Pau
generaliste : facebook | tramayes | | Tramayes
generaliste : facebook | villedetramayes | | Tramayes
generaliste : facebook | portailpau | | Pau
generaliste : facebook | transparencepau | | Pau
generaliste : facebook | cafedelamairie.pau | | Pau
generaliste : facebook | envillepau | | Pau
generaliste : facebook | oursgrenoble | | Grenoble
generaliste : facebook | 100085 | Grenoble, ville de culture | Grenoble
generaliste : facebook | 100086 | Dinard, station classée de tourisme | Dinard
generaliste : facebook | 100087 | Barjac – Commune touristique | Barjac
generaliste : facebook | 100088 | Foix, ville préfecture de l’Ariège | Foix
generaliste : facebook | 100089 | Ville d’art et d’histoire de Riom | Riom
generaliste : facebook | 100090 | Ville et pays de sport : Vichy | Vichy
generaliste : facebook | 100091 | Le sommaire de Pau | Pau
generaliste : x | cc_suissenormande | Cingal-Suisse Normande | Thury-Harcourt
generaliste : facebook | 100092 | Communauté de communes du Vexin | Vexin Centre
generaliste : facebook | laregionbretagne | Région Bretagne | Bretagne
generaliste : facebook | elusatesville | | Élusates
generaliste : facebook | mairielanuejols | | Lanuéjols
generaliste : facebook | mairedelevescault.mairie | Mairie de Maire-Levescault | Maire-Levescault
""".strip().splitlines()


def _cases() -> list[tuple[str, str, str, str, str]]:
    found = []
    for line in LINES:
        scope, _, rest = line.partition(" : ")
        network, handle, name, territory = (part.strip() for part in rest.split("|"))
        found.append((scope, network, handle, name, territory))
    return found


CASES = _cases()


@pytest.fixture(scope="module")
def found() -> dict[int, tuple[str, str | None]]:
    """Scope and reason of every case, by its place: read together, as in a month."""
    claims = pl.DataFrame(
        [(f"commune:{n}", case[1], f"{case[1]}:{n}", case[2]) for n, case in enumerate(CASES)],
        schema=["territory_id", "network", "account_id", "handle"],
        orient="row",
    )
    members = claims.select("territory_id", name=pl.Series([case[4] for case in CASES]))
    shown = claims.select("account_id", handle_seen=pl.lit(None, pl.String)).with_columns(
        account_name=pl.Series([case[3] or None for case in CASES], dtype=pl.String)
    )
    told = {
        int(row[0].partition(":")[2]): (row[1], row[2])
        for row in scopes(texts_of(claims, members, shown)).select("territory_id", "scope", "scope_reason").rows()
    }
    return {place: told.get(place, (GENERALIST, None)) for place in range(len(CASES))}


@pytest.mark.parametrize("place", range(len(CASES)), ids=[f"{c[2]} {c[3]}".strip() for c in CASES])
def test_scope(found: dict[int, tuple[str, str | None]], place: int) -> None:
    assert found[place][0] == CASES[place][0], found[place]


def test_the_table_holds_enough_and_its_negatives() -> None:
    assert len(CASES) >= 120
    assert len({(case[2], case[3], case[4]) for case in CASES}) == len(CASES)
    by_scope = {scope: sum(case[0] == scope for case in CASES) for scope in SCOPES}
    assert min(by_scope.values()) >= 7
    assert by_scope[GENERALIST] >= 40


def test_the_reason_names_the_word_and_where_it_was(found: dict[int, tuple[str, str | None]]) -> None:
    reasons = {CASES[place][2] + CASES[place][3]: reason for place, (_, reason) in found.items()}
    assert reasons["grenobletourisme"] == "tourisme (identifiant)"
    assert reasons["bmgrenoble"] == "bm (identifiant)"
    assert reasons["100065CAF du Rhône"] == "caf (nom affiché)"
    assert reasons["villedegrenoble"] is None


def test_every_scope_is_explained() -> None:
    assert set(SCOPE_FR) == set(SCOPES) == {*WORDS, GENERALIST}


@pytest.mark.parametrize(
    ("host", "foreign"),
    [("laval.ca", True), ("ville.laval.qc.ca", True), ("rochefort.be", True), ("grenoble.fr", False)]
    + [(f"commune.{suffix}", False) for suffix in ("bzh", "corsica", "alsace", "paris", "re", "gp", "nc", "eu", "com")],
)
def test_hosts_of_other_countries(host: str, foreign: bool) -> None:
    assert is_foreign(host) is foreign


@pytest.mark.parametrize(
    ("network", "handle", "words"),
    [
        ("facebook", "ville.de.pau", "ville de pau"),
        ("facebook", "Ville-de-Pau-100064", "ville de pau 100064"),
        ("facebook", "ville-de-pau-100064123456", "ville de pau"),
        ("facebook", "100064", ""),
        ("linkedin", "company/ville-de-pau", "ville de pau"),
        ("mastodon", "pau@mamot.fr", "pau"),
        ("bluesky", "villedepau.bsky.social", "villedepau"),
        ("youtube", "@villedepau", "villedepau"),
        ("youtube", "UC33uM-AlkyNVLsUmA7MQzlQ", ""),
        ("whatsapp", "0029VaOTbm12", ""),
    ],
)
def test_words_of_a_handle(network: str, handle: str, words: str) -> None:
    assert handle_words(network, handle) == words


@pytest.mark.parametrize(
    ("text", "name", "bare"),
    [
        ("bmgrenoble", "Grenoble", "bm #"),
        ("ville st etienne", "Saint-Étienne", "ville #"),
        ("leportsport", "Le Port", "# sport"),
        ("grenoblealpes", "Grenoble-Alpes-Métropole", "# #"),
        ("ville de la fleche", "La Flèche", "ville de #"),
        ("mairie eu", "Eu", "mairie #"),
        ("lieu dit", "Eu", "lieu dit"),
    ],
)
def test_a_text_without_the_own_name(text: str, name: str, bare: str) -> None:
    assert without_own(text, own_name(name)) == bare


LEVEL_CASES = [
    # level, territory, handle, shown name → affinity, whether the shown name says another level
    ("commune", "Vienne", "villedevienne", None, 1, False),
    ("departement", "Vienne", "villedevienne", None, -1, False),
    ("departement", "Vienne", "departementvienne", None, 1, False),
    ("commune", "Vienne", "departementvienne", None, -1, False),
    ("departement", "Vienne", "villevienne", "Vienne – le Département", 1, False),
    ("commune", "Vienne", "vienne86", "Vienne, le Département", -1, True),
    ("epci", "Grenoble-Alpes-Métropole", "grenoblealpesmetropole", None, 1, False),
    ("commune", "Grenoble", "grenoblealpesmetropole", None, -1, False),
    ("epci", "Grenoble-Alpes-Métropole", "villedegrenoble", None, -1, False),
    ("epci", "Métropole de Lyon", "grandlyon", None, 1, False),
    ("commune", "Lyon", "grandlyon", None, -1, False),
    ("commune", "Grande-Synthe", "grandesynthe", None, 0, False),
    ("commune", "Villeneuve", "villeneuve", None, 0, False),
    ("commune", "Strasbourg", "strasbourg", "Ville et Eurométropole de Strasbourg", 1, False),
    ("epci", "Eurométropole de Strasbourg", "strasbourg", "Ville et Eurométropole de Strasbourg", 1, False),
    ("epci", "CC du Vexin", "100", "Communauté de communes du Vexin", 1, False),
    ("commune", "Vexin", "100", "Communauté de communes du Vexin", -1, True),
    ("departement", "Isère", "cd38", None, 1, False),
    ("departement", "Isère", "isere.le.departement", None, 1, False),
    ("region", "Bretagne", "regionbretagne", None, 1, False),
    ("departement", "Bretagne", "regionbretagne", None, -1, False),
    ("commune", "Pau", "100", "Pau, mairie et agglomération", 1, False),
    ("commune", "Pau", "pau64", None, 0, False),
]


@pytest.mark.parametrize(("level", "territory", "handle", "name", "sign", "by_name"), LEVEL_CASES)
def test_level_affinity(level: str, territory: str, handle: str, name: str | None, sign: int, by_name: bool) -> None:
    texts = texts_of(
        pl.DataFrame({"territory_id": ["t"], "network": ["facebook"], "account_id": ["a"], "handle": [handle]}),
        pl.DataFrame({"territory_id": ["t"], "name": [territory], "level": [level]}),
        pl.DataFrame({"account_id": ["a"], "handle_seen": [None], "account_name": [name]}).cast(pl.String),
    )
    (row,) = affinity(texts).to_dicts()
    assert (row["level_affinity"], row["is_other_level"]) == (sign, by_name)


@pytest.mark.parametrize(
    ("handle", "name", "territory", "low", "high"),
    [
        ("villedegrenoble", None, "Grenoble", 1.0, 1.0),
        ("grenoble_isere", None, "Grenoble", 0.7, 0.8),
        ("100064", None, "Grenoble", 0.0, 0.0),
        ("bordeaux", None, "Grenoble", 0.0, 0.0),
        ("100064", "Ville de Grenoble", "Grenoble", 1.0, 1.0),
        ("villedenoble", None, "Grenoble", 0.0, 0.0),
    ],
)
def test_similarity(handle: str, name: str | None, territory: str, low: float, high: float) -> None:
    texts = texts_of(
        pl.DataFrame({"territory_id": ["t"], "network": ["facebook"], "account_id": ["a"], "handle": [handle]}),
        pl.DataFrame({"territory_id": ["t"], "name": [territory], "level": ["commune"]}),
        pl.DataFrame({"account_id": ["a"], "handle_seen": [None], "account_name": [name]}).cast(pl.String),
    )
    rows = similarity(texts).to_dicts()
    assert low <= max((row["similarity_score"] for row in rows), default=0.0) <= high

"""The enums that are published in the data: outcomes of a fetch, statuses of a measure and of a territory.

Each member carries the sentence that explains it on the site and in the data dictionary.
"""

from __future__ import annotations

from enum import StrEnum


class Existence(StrEnum):
    """What an outcome says about the account or site that was asked for."""

    EXISTS = "exists"
    ABSENT = "absent"
    UNKNOWN = "unknown"


class Outcome(StrEnum):
    """What came of one planned request. Published as `outcome`; explained by `OUTCOME_FR`."""

    OK = "ok"
    NOT_MODIFIED = "not_modified"
    NOT_FOUND = "not_found"
    GONE = "gone"
    SUSPENDED = "suspended"
    RENAMED = "renamed"
    LOGIN_WALL = "login_wall"
    CONSENT_WALL = "consent_wall"
    POLICY_BLOCKED = "policy_blocked"
    FORBIDDEN = "forbidden"
    RATE_LIMITED = "rate_limited"
    QUOTA_EXCEEDED = "quota_exceeded"
    TOKEN_MISSING = "token_missing"
    TOKEN_REJECTED = "token_rejected"
    SERVER_ERROR = "server_error"
    UNREACHABLE = "unreachable"
    DNS_ERROR = "dns_error"
    TIMEOUT = "timeout"
    TLS_ERROR = "tls_error"
    TOO_LARGE = "too_large"
    TRUNCATED = "truncated"
    TOO_MANY_REDIRECTS = "too_many_redirects"
    ADDRESS_REFUSED = "address_refused"
    PARSE_ERROR = "parse_error"
    NOT_ARCHIVED = "not_archived"
    PURGED = "purged"
    NOT_ATTEMPTED = "not_attempted"

    @property
    def existence(self) -> Existence:
        if self.gives_page or self is Outcome.PURGED:
            return Existence.EXISTS
        if self in (Outcome.NOT_FOUND, Outcome.GONE, Outcome.SUSPENDED):
            return Existence.ABSENT
        return Existence.UNKNOWN

    @property
    def gives_page(self) -> bool:
        """True when there is a body of the asked page to read: just received, or confirmed by a 304."""
        return self in (Outcome.OK, Outcome.NOT_MODIFIED)

    @property
    def is_answer(self) -> bool:
        """True when the server's answer is final: asking again in the same month would change nothing.

        A refusal by policy is none: robots.txt, or what the operator declares, may change.
        """
        return self in (
            Outcome.OK,
            Outcome.NOT_MODIFIED,
            Outcome.NOT_FOUND,
            Outcome.GONE,
            Outcome.SUSPENDED,
            Outcome.RENAMED,
            Outcome.LOGIN_WALL,
            Outcome.CONSENT_WALL,
            Outcome.FORBIDDEN,
            Outcome.NOT_ARCHIVED,
            Outcome.PURGED,
        )


OUTCOME_FR: dict[Outcome, str] = {
    Outcome.OK: "La page a répondu et a été archivée.",
    Outcome.NOT_MODIFIED: "La page n’a pas changé depuis le dernier passage ; la copie archivée fait foi.",
    Outcome.NOT_FOUND: "L’adresse n’existe pas (404).",
    Outcome.GONE: "L’adresse a été retirée (410) ou le compte supprimé.",
    Outcome.SUSPENDED: "Le réseau déclare le compte suspendu.",
    Outcome.RENAMED: "L’adresse mène désormais à un autre compte.",
    Outcome.LOGIN_WALL: "Le réseau exige une connexion ; le baromètre ne se connecte pas.",
    Outcome.CONSENT_WALL: "Une page de consentement a répondu à la place du compte.",
    Outcome.POLICY_BLOCKED: "robots.txt ou les conditions d’utilisation excluent la lecture ; rien n’a été contourné.",
    Outcome.FORBIDDEN: "Le serveur refuse l’accès (401, 403, 999).",
    Outcome.RATE_LIMITED: "Le serveur demande de ralentir (429) et l’a redemandé après l’attente.",
    Outcome.QUOTA_EXCEEDED: "Le quota de l’interface officielle est épuisé.",
    Outcome.TOKEN_MISSING: "Aucun jeton n’est configuré pour cette interface.",
    Outcome.TOKEN_REJECTED: "Le jeton de cette interface est refusé ou expiré.",
    Outcome.SERVER_ERROR: "Le serveur répond par une erreur (5xx).",
    Outcome.UNREACHABLE: "La connexion est refusée ou coupée.",
    Outcome.DNS_ERROR: "Le nom de domaine ne répond pas.",
    Outcome.TIMEOUT: "Aucune réponse dans le délai.",
    Outcome.TLS_ERROR: "Le certificat ou la négociation TLS échoue.",
    Outcome.TOO_LARGE: "La réponse dépasse la taille admise.",
    Outcome.TRUNCATED: "La réponse s’interrompt avant sa fin annoncée.",
    Outcome.TOO_MANY_REDIRECTS: "Trop de redirections, ou une boucle.",
    Outcome.ADDRESS_REFUSED: "L’adresse mène hors du web public ; elle n’est pas visitée.",
    Outcome.PARSE_ERROR: "La page est archivée mais sa mise en page n’est pas connue du lecteur.",
    Outcome.NOT_ARCHIVED: "Les archives du web n’ont pas de copie de la page pour ce mois.",
    Outcome.PURGED: "La réponse a été effacée, ou laissée hors d’une édition scellée : les conditions de l’interface "
    "limitent sa conservation.",
    Outcome.NOT_ATTEMPTED: "La requête prévue n’a pas été faite.",
}


class PresenceStatus(StrEnum):
    """What is known of a territory on a network in a month. Unknown is never absent, and never 0."""

    PRESENT_ACTIVE = "present_active"
    PRESENT_DORMANT = "present_dormant"
    PRESENT_UNOBSERVED = "present_unobserved"
    ABSENT_CONFIRMED = "absent_confirmed"
    UNKNOWN = "unknown"


PRESENCE_FR: dict[PresenceStatus, str] = {
    PresenceStatus.PRESENT_ACTIVE: "Le compte officiel répond et a publié au moins une fois dans le mois.",
    PresenceStatus.PRESENT_DORMANT: "Le compte officiel répond ; ses publications ont été lues, aucune n’est du mois.",
    PresenceStatus.PRESENT_UNOBSERVED: "Présente, activité non observée : la porte ne donne pas les publications.",
    PresenceStatus.ABSENT_CONFIRMED: "Rien trouvé, annuaire, Wikidata et site officiel lus depuis moins de 90 jours.",
    PresenceStatus.UNKNOWN: "Inconnue : ni présence ni absence ne sont établies ; la raison est publiée.",
}  # fmt: skip


class MeasureStatus(StrEnum):
    """Why a nullable measure is null, or how a value was obtained. The sibling `_status` of each measure."""

    OBSERVED = "observed"
    ROUNDED = "rounded"
    INTERPOLATED = "interpolated"
    HIDDEN = "hidden"
    NOT_GIVEN = "not_given"
    NOT_ATTEMPTED = "not_attempted"
    NOT_COLLECTED = "not_collected"
    NOT_READ = "not_read"
    QUARANTINED = "quarantined"
    WITHHELD = "withheld"
    NO_REFERENCE = "no_reference"
    SMALL_BASE = "small_base"
    METRIC_BREAK = "metric_break"
    IDENTITY_BREAK = "identity_break"
    GEOGRAPHY_BREAK = "geography_break"
    SUMMED = "summed"
    NO_ACCOUNT = "no_account"
    NO_FEED = "no_feed"
    CLASSIFIER_WITHHELD = "classifier_withheld"
    OTHER_UNREAD = "other_unread"
    PURGED = "purged"
    AT_LEAST = "at_least"
    FEW_POSTS = "few_posts"
    FEW_MESSAGES = "few_messages"
    PARTIAL_WINDOW = "partial_window"
    WINDOW_INCOMPLETE = "window_incomplete"
    LOW_COVERAGE = "low_coverage"
    UNDETERMINED = "undetermined"
    NO_HISTORY = "no_history"


MEASURE_FR: dict[MeasureStatus, str] = {
    MeasureStatus.OBSERVED: "Valeur exacte lue dans la page ou l’interface.",
    MeasureStatus.ROUNDED: "Valeur affichée arrondie ; l’intervalle [lo, hi] dit ce que l’arrondi cache.",
    MeasureStatus.INTERPOLATED: "Valeur interpolée entre deux relevés distants de 35 jours au plus.",
    MeasureStatus.HIDDEN: "Le compte masque ce compteur.",
    MeasureStatus.NOT_GIVEN: "La porte empruntée ne donne pas ce compteur.",
    MeasureStatus.NOT_ATTEMPTED: "Aucun relevé n’a été tenté.",
    MeasureStatus.NOT_COLLECTED: "Non collecté : ce relevé se demande (un jeton ou un réglage) et ne l’a pas été.",
    MeasureStatus.NOT_READ: "Le relevé a échoué ; l’issue de la requête dit pourquoi.",
    MeasureStatus.QUARANTINED: "Valeur invraisemblable, mise en quarantaine et jamais publiée.",
    MeasureStatus.WITHHELD: "Estimation retenue : plus de 10 % d’inconnus.",
    MeasureStatus.NO_REFERENCE: "Pas de relevé au mois de comparaison.",
    MeasureStatus.SMALL_BASE: "Base trop petite pour un taux (moins de 100 abonnés, ou moins de 5 collectivités).",
    MeasureStatus.PURGED: "Valeur effacée, ou laissée hors d’une édition scellée : les conditions de l’interface "
    "limitent sa conservation.",
    MeasureStatus.AT_LEAST: "Au moins cette valeur : la liste lue s’arrête avant le début du mois, ou un statut reste "
    "inconnu.",
    MeasureStatus.FEW_POSTS: "Trop peu de publications pour la mesure ; son seuil est dans sa définition.",
    MeasureStatus.FEW_MESSAGES: "Trop peu de questions d’usagers, ou de réponses, pour la mesure (moins de cinq).",
    MeasureStatus.PARTIAL_WINDOW: "Valeur calculée sur 90 % au moins de la période : le reste n’a pas été vu.",
    MeasureStatus.WINDOW_INCOMPLETE: "Moins de 90 % de la période a été vu.",
    MeasureStatus.LOW_COVERAGE: "Moins de 80 % des comptes ont pu être mesurés.",
    MeasureStatus.UNDETERMINED: "Ce qui n’est pas connu pourrait changer la réponse.",
    MeasureStatus.NO_HISTORY: "Les mois dont il faudrait se souvenir n’ont pas été observés.",
    MeasureStatus.METRIC_BREAK: "La définition du compteur a changé entre les deux mois.",
    MeasureStatus.IDENTITY_BREAK: "Un autre compte répond : deux identités ne sont jamais mises bout à bout.",
    MeasureStatus.GEOGRAPHY_BREAK: "Le périmètre de la collectivité a changé, ou a pu changer, entre-temps "
    "(fusion, partage, succession) : les comptes d’avant et d’après ne parlent pas du même territoire.",
    MeasureStatus.SUMMED: "Somme sur plusieurs prédécesseurs : borne haute, car un même abonné peut les suivre tous.",
    MeasureStatus.NO_FEED: "Aucune actualité du site n’a été lue : ce qui en vient ne peut être reconnu.",
    MeasureStatus.CLASSIFIER_WITHHELD: "Le classifieur n’a pas montré ce qu’il vaut sur ce réseau.",
    MeasureStatus.OTHER_UNREAD: "Aucune publication de l’autre collectivité n’a été lue : ce qui en vient n’est pas "
    "connu.",
    MeasureStatus.NO_ACCOUNT: "Aucun compte : il n’y a rien à compter, pas même zéro.",
}


class Evidence(StrEnum):
    """Why an account is held to be official (METHOD, section 3). Official ⇔ E1 ∨ E4 ∨ (E2 ∧ E3) ∨ E5."""

    E1 = "E1"  # linked from the official site
    E2 = "E2"  # the platform verified an institution
    E3 = "E3"  # the account links back to the official domain
    E4 = "E4"  # listed in the public-service directory
    E5 = "E5"  # reviewed by hand
    W = "W"  # listed in Wikidata: a lead, not a proof


class Aggregation(StrEnum):
    """How strata were put together. A column of every rate; two modes are never compared."""

    POOLED = "pooled"
    MEAN_OF_STRATA = "mean_of_strata"
    MEAN_OF_STRATA_ROUNDED = "mean_of_strata_rounded"
    POP_WEIGHTED = "pop_weighted"
    POSTSTRATIFIED = "poststratified"


AGGREGATION_FR: dict[Aggregation, str] = {
    Aggregation.POOLED: "Toutes strates confondues : présentes / connues.",
    Aggregation.MEAN_OF_STRATA: "Moyenne simple des taux de strate.",
    Aggregation.MEAN_OF_STRATA_ROUNDED: "Moyenne des taux de strate, chacun d’abord arrondi à l’entier (Edgar Quinet).",
    Aggregation.POP_WEIGHTED: "Part de la population des collectivités connues qui vit dans une collectivité présente.",
    Aggregation.POSTSTRATIFIED: "Taux de strate pondérés par l’effectif réel de chaque strate.",
}  # fmt: skip

EVIDENCE_FR: dict[Evidence, str] = {
    Evidence.E1: "Lien depuis le site officiel.",
    Evidence.E2: "Vérification d’une institution par le réseau.",
    Evidence.E3: "Le compte renvoie vers le domaine officiel.",
    Evidence.E4: "Cité par l’annuaire de l’administration.",
    Evidence.E5: "Relu à la main.",
    Evidence.W: "Cité par Wikidata : une piste, pas une preuve.",
}

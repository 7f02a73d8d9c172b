"""Activity and engagement: posts at the hour of the place, hours of posting, what each main account's posts got."""

from __future__ import annotations

from typing import Final

from pipelines.model.fields.base import (
    ACCOUNT,
    MEASURE_STATUSES,
    MONTH,
    NETWORK,
    ROSTER,
    STRATUM,
    TERRITORY,
    Field,
    Table,
    bounded,
    count,
    flag,
    likeness,
    number,
    share,
    text,
)

FORMATS: Final = ("live", "video", "poll", "event", "document", "image", "visual", "link", "text")
COUNTERS: Final = {"like": "Mentions j’aime", "comment": "Commentaires", "share": "Partages", "view": "Vues"}


def _status(stem: str, of: str) -> Field:
    return text(f"{stem}_status", f"Pourquoi {of} manque, ou comment il fut obtenu.", allowed=MEASURE_STATUSES)


def _counters(stem: str, label: str) -> tuple[Field, ...]:
    return tuple(count(f"{stem}{name}_count", f"{text_fr}, {label}.", null=True) for name, text_fr in COUNTERS.items())


POSTED: Final = (
    share("seen_share", "Part du mois que couvrent les listes lues."),
    count(
        "posts_30d_count", "Publications originales des 30 derniers jours ; vide si moins de 90 % en fut vu.", null=True
    ),
    flag(
        "is_active_30d",
        "Au moins une publication originale en 30 jours ; vide si ce qui fut vu ne le dit pas.",
        null=True,
    ),
    _status("active_30d", "le décompte sur 30 jours"),
    count(
        "posts_90d_count", "Publications originales des 90 derniers jours ; vide si moins de 90 % en fut vu.", null=True
    ),
    flag(
        "is_dormant_90d", "Aucune publication originale en 90 jours ; vide si ce qui fut vu ne le dit pas.", null=True
    ),
    _status("dormant_90d", "le décompte sur 90 jours"),
)
"""What `barometer.posting` says of the last 30 and 90 days."""

ACTIVITY: Final = (
    Table("barometer", "posts", "Chaque publication originale une fois, à l’heure du lieu, avec ses compteurs à sept jours et au dernier relevé.",
          ("month", "network", "account_id", "post_id"), (
        MONTH, NETWORK, ACCOUNT, text("post_id", "Identifiant."),
        Field("local_at", "TIMESTAMP", "Instant de publication, à la pendule du lieu.", unit="heure locale"),
        flag("is_office_hour", "Du lundi au vendredi de 9 h à 17 h 59, hors jours fériés du lieu."),
        text("format", "Format ; visual : image ou vidéo, la porte ne dit pas laquelle.", null=True, allowed=FORMATS),
        number("read_age_days", "Âge au dernier relevé.", unit="jours", null=False), *_counters("", "au dernier relevé"),
        number("d7_age_days", "Âge au relevé le plus proche de sept jours, entre six et huit.", unit="jours"),
        *_counters("d7_", "à sept jours"),
    ), is_published=False),
    Table("barometer", "rhythm", "Rythme de chaque compte principal : régularité, formats, heures de bureau, programmation.",
          ("month", "roster_id", "territory_id", "network"), (
        MONTH, ROSTER, TERRITORY, NETWORK, STRATUM, text("account_id", "Compte principal."),
        likeness("regularity_score", "½ des semaines du mois avec publication + ½ (1 − plus long silence / jours du mois).", null=True),
        count("gap_days_count", "Plus long silence du mois.", null=True, unit="jours"),
        count("active_week_count", "Semaines du mois avec au moins une publication.", null=True),
        _status("regularity", "la régularité"),
        count("format_count", "Formats distincts, au moins : image et vidéo n’en font qu’un là où la porte ne les distingue pas.", null=True),
        likeness("mix_score", "Entropie des formats, de 0 à 1 (huit formats) ; vide si une image ne se distingue pas d’une vidéo.", null=True),
        likeness("mix_score_lo", "Borne basse : toutes d’un format.", null=True),
        likeness("mix_score_hi", "Borne haute : images et vidéos à parts égales.", null=True),
        _status("mix", "la diversité des formats"),
        count("office_count", "Publications du mois aux heures de bureau du lieu.", null=True),
        count("measured_post_count", "Publications originales vues dans le mois."),
        share("office_share", "Part publiée du lundi au vendredi de 9 h à 17 h 59, jours fériés exclus, à l’heure du lieu."),
        share("office_share_lo", "Borne basse de cette part, 95 % (Wilson) : les publications du mois y sont un tirage des habitudes."),
        share("office_share_hi", "Borne haute de cette part, 95 % (Wilson)."), _status("office", "cette part"),
        number("schedule_chi2", "χ² des minutes en douze tranches de cinq, contre l’uniforme (11 degrés de liberté), sur 90 jours."),
        share("quarter_share", "Part publiée aux minutes 0, 15, 30 et 45, sur 90 jours."),
        flag("is_schedule_suspect", "χ² > 31,264 (p < 0,001) et plus de la moitié aux quarts d’heure : descriptif, sans effet sur une note.",
              null=True),
        _status("schedule", "l’indice de programmation"),
    )),
    Table("barometer", "replies", "Ce que chaque compte principal répond aux questions d’usagers sous un échantillon de ses publications.",
          ("month", "roster_id", "territory_id", "network"), (
        MONTH, ROSTER, TERRITORY, NETWORK, STRATUM, text("account_id", "Compte principal."),
        count("thread_count", "Conversations lues.", null=True),
        count("message_count", "Questions lues, vieilles d’une semaine au moins.", null=True),
        count("answered_count", "Questions auxquelles le compte a répondu en sept jours.", null=True),
        share("reply_rate", "Part de ces questions."), share("reply_rate_lo", "Borne basse de cette part, 95 % (Wilson)."),
        share("reply_rate_hi", "Borne haute de cette part, 95 % (Wilson)."), _status("reply", "cette part"),
        number("reply_hours", "Délai médian des réponses, à une demi-heure près.", unit="heures"),
        _status("reply_hours", "ce délai"),
    )),
    Table("barometer", "hours", "À quelle heure du lieu les comptes publient : profil de la semaine, sur trois mois, comptes à poids égal.",
          ("month", "roster_id", "network", "stratum", "weekday", "hour"), (
        MONTH, ROSTER, NETWORK, STRATUM, Field("weekday", "BIGINT", "Jour, de 1 (lundi) à 7.", low=1, high=7),
        Field("hour", "BIGINT", "Heure du lieu.", low=0, high=23),
        Field("share", "DOUBLE", "Part des publications ; les 168 parts d’une strate font 1.", unit="part de 0 à 1", low=0, high=1),
        count("account_count", "Comptes d’au moins huit publications ; cinq au moins."),
        Field("month_count", "BIGINT", "Mois observés parmi les trois.", low=1, high=3),
    )),
    Table("barometer", "engagement", "Ce que les publications du mois ont reçu : engagement, PCV (popularité, commentaires, viralité), portée apparente.",
          ("month", "roster_id", "territory_id", "network", "variant"), (
        MONTH, ROSTER, TERRITORY, NETWORK, STRATUM, text("account_id", "Compte principal."),
        text("variant", "d7 : compteurs relevés entre six et huit jours ; as_read : au dernier relevé.", allowed=("d7", "as_read")),
        count("measured_post_count", "Publications originales dont les compteurs furent relevés ainsi."),
        number("age_days", "Âge médian au relevé.", unit="jours"),
        text("code", "Compteurs sommés : L mentions j’aime, C commentaires, S partages, V vues ; deux codes ne se comparent pas.",
              null=True, allowed=("LCS", "LC", "LV")),
        *bounded("engagement_month_rate", "Somme des compteurs du mois / moyenne des abonnés des deux fins de mois", "part de 0 à 1"),
        _status("engagement_month", "ce taux"),
        number("engagement_post_rate", "Moyenne par publication de ses compteurs / abonnés à sa date.", unit="part de 0 à 1"),
        _status("engagement_post", "ce taux"),
        *(field for letter, of in (("p", "j’aime"), ("c", "commentaire"), ("v", "partage")) for field in (
            share(f"{letter}1", f"Part des publications avec un {of} au moins."),
            number(f"{letter}2", f"Nombre par publication ({of})."),
            *bounded(f"{letter}3", f"{letter.upper()}2 pour 1 000 abonnés ; vide aussi quand base_status le dit", "pour 1 000 abonnés"),
            text(f"{letter}_status", f"Pourquoi {letter.upper()}1 et {letter.upper()}2 manquent.", allowed=MEASURE_STATUSES),
        )),
        *bounded("e", "P3 + C3 + V3 ; vide dès que l’un manque", "pour 1 000 abonnés"),
        number("e2", "P3 + C3.", unit="pour 1 000 abonnés"),
        number("apparent_reach_rate", "Portée apparente : médiane des vues / abonnés. Ce n’est pas la portée.", unit="part de 0 à 1"),
        _status("apparent_reach", "cette part"), text("base_status", "Ce que l’on sait des abonnés ; small_base sous 100.",
                                                       allowed=MEASURE_STATUSES),
    )),
)  # fmt: skip

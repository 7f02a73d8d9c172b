"""Tables of dynamics: by when territories came to a network, who left one, and which are comparable."""

from __future__ import annotations

from typing import Final

from pipelines.model.fields.base import MONTH, NETWORK, ROSTER, STRATUM, TERRITORY, Field, Table, count, share, text

ADOPTION_METHODS: Final = ("kaplan_meier", "turnbull")
ADOPTION_STATUSES: Final = ("observed", "interval", "small_base")
DEPARTURE_STATUSES: Final = ("left", "unknown")

DYNAMICS: Final = (
    Table("barometer", "adoption", "Courbe d’adoption : part des collectivités venues sur chaque réseau, à la fin de chaque année.",
          ("month", "roster_id", "network", "stratum", "at_month"), (
        MONTH, ROSTER, NETWORK, STRATUM, Field("at_month", "DATE", "Mois dont la courbe parle : décembre, ou le mois observé."),
        count("known_count", "Collectivités dont on sait quelque chose : venues, ou d’absence confirmée un jour."),
        count("dated_count", "Parmi elles, venues à une date que le réseau donne (création du compte)."),
        count("left_truncated_count", "Parmi elles, déjà là au premier relevé sans date : venues n’importe quand avant lui."),
        share("adopted_share", "Part venue jusque-là ; vide si des intervalles la laissent ouverte."),
        share("adopted_lo", "Borne basse : Greenwood à 95 % (kaplan_meier), ou bas des intervalles (turnbull)."),
        share("adopted_hi", "Borne haute ; vide, comme la basse, si les poids de sondage diffèrent."),
        text("method", "kaplan_meier si chaque venue est datée au mois ou encore à venir, turnbull sinon.", allowed=ADOPTION_METHODS),
        text("adoption_status", "observed ; interval : seules les bornes sont connues ; small_base : moins de cinq collectivités.",
              allowed=ADOPTION_STATUSES),
    )),
    Table("barometer", "departures", "Départs établis dans le mois : un compte actif quatre mois plus tôt, plus aucune publication depuis.",
          ("month", "roster_id", "territory_id", "network"), (
        MONTH, ROSTER, TERRITORY, NETWORK, STRATUM, Field("departed_month", "DATE", "Premier mois sans publication, trois mois plus tôt."),
        text("departure_status", "left : quatre mois silencieux ou fermés ; unknown : l’un d’eux n’a pas pu être lu.",
              allowed=DEPARTURE_STATUSES),
        count("followers_count", "Abonnés à la fin du dernier mois actif.", null=True),
        count("followers_lo", "Borne basse.", null=True), count("followers_hi", "Borne haute.", null=True),
    ), is_published=False),
    Table("barometer", "peers", "Les cinq collectivités de la strate les plus proches de chacune par la population.",
          ("month", "roster_id", "territory_id", "peer_rank"), (
        MONTH, ROSTER, TERRITORY,
        Field("peer_rank", "BIGINT", "Rang, de la plus proche (1) à la cinquième.", low=1, high=5),
        text("peer_id", "Collectivité comparable."),
    )),
)  # fmt: skip

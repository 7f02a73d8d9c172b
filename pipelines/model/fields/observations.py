"""Observations: what was asked, and what answers say, before anything is computed."""

from __future__ import annotations

from typing import Final

from pipelines.model.fields.base import (
    ACCOUNT,
    MEASURE_STATUSES,
    MONTH,
    NETWORK,
    ORIGIN,
    OUTCOME,
    PARSER,
    RECORD,
    SEEN,
    TERRITORY,
    Field,
    Table,
    count,
    flag,
    instant,
    measured,
    number,
    text,
)
from pipelines.model.texts import LONGEST_TEXT, TextStatus

ANIMATIONS: Final = ("none", "contest", "quiz", "qa", "poll", "live")

OBSERVATIONS: Final = (
    Table("observations", "fetches", "Chaque requête prévue et ce qu’il en est advenu.",
          ("month", "network", "request_key"), (
        MONTH, NETWORK, text("request_key", "Porte, objet et adresse."), text("url", "Adresse demandée."),
        text("host", "Hôte."), text("door", "Porte."), text("purpose", "Objet : profile, posts, home, feed…"),
        text("subject_ids", "Comptes ou collectivités visés, séparés par des espaces."),
        instant("fetched_at", "Instant de la réponse ou de l’échec."), OUTCOME,
        count("http_status", "Code HTTP.", null=True), text("final_url", "Adresse finale.", null=True),
        count("attempt_count", "Nombre d’essais."), count("redirect_count", "Nombre de redirections."),
        count("wire_bytes_count", "Octets reçus.", unit="octets"), text("error", "Message d’erreur.", null=True),
        text("answer_sha256", "sha256 de la réponse archivée, décodée (not_modified : de celle qui est confirmée) ; vide sans réponse, ou "
             "si elle est effacée : outcome le dit.", null=True),
        RECORD,
    )),
    Table("observations", "snapshots", "Relevés des comptes : un par compte, porte et instant.",
          ("month", "network", "account_id", "door", "observed_at"), (
        MONTH, NETWORK, ACCOUNT, text("door", "Porte."), SEEN, ORIGIN, OUTCOME,
        text("platform_id", "Identifiant interne du réseau.", null=True),
        text("id_space", "Numérotation de platform_id : deux portes d’un réseau peuvent en avoir deux.", null=True),
        text("handle_seen", "Identifiant lu sur la page.", null=True), text("account_name", "Nom affiché.", null=True),
        text("metric_def", "Ce que compte followers, par exemple facebook.fans.", null=True),
        count("followers_count", "Abonnés ; vide si non observé.", null=True),
        count("followers_lo", "Borne basse de l’arrondi.", null=True),
        count("followers_hi", "Borne haute de l’arrondi.", null=True),
        text("followers_display", "Texte affiché.", null=True),
        text("followers_status", "Pourquoi vide, ou comment lu.", allowed=MEASURE_STATUSES),
        *measured("following", "Abonnements"), *measured("posts", "Publications affichées au total"),
        *measured("talking", "Personnes qui en parlent"),
        flag("is_verified", "Vérification d’institution par le réseau.", null=True),
        text("bio_url", "Lien de la présentation.", null=True),
        instant("account_created_at", "Création du compte.", null=True),
        flag("has_avatar", "Image du compte, autre que celle du réseau ; vide si la porte ne le dit pas.", null=True),
        flag("has_banner", "Bannière ; vide si la porte ne le dit pas.", null=True),
        flag("has_contact", "Téléphone, courriel ou adresse postale ; vide si la porte ne le dit pas.", null=True),
        flag("has_category", "Catégorie ou lieu ; vide si la porte ne le dit pas.", null=True),
        Field("bio_char_count", "BIGINT", "Caractères de la présentation, dont aucun mot n’est gardé ; vide si la porte "
              "ne la donne pas.", is_null=True, unit="caractères", low=0), PARSER, RECORD,
    )),
    Table("observations", "posts", "Métadonnées des publications du mois ; aucun texte.",
          ("month", "network", "account_id", "post_id", "observed_at"), (
        MONTH, NETWORK, ACCOUNT, text("door", "Porte."), text("post_id", "Identifiant."), instant("created_at", "Instant de publication."),
        text("kind", "original, reply ou repost.", allowed=("original", "reply", "repost")),
        *measured("like", "Mentions j’aime"), *measured("comment", "Commentaires"), *measured("share", "Partages"),
        *measured("view", "Vues"), text("post_url", "Adresse.", null=True), text("link_url", "Lien cité.", null=True),
        text("lang", "Langue.", null=True), count("media_count", "Médias joints.", null=True),
        count("alt_text_count", "Médias avec texte alternatif.", null=True),
        text("format", "Format, le premier de cette liste qu’elle contient ; vide si la porte ne le dit pas.", null=True,
             allowed=("live", "video", "poll", "event", "document", "image", "link", "text")),
        text("generator", "Logiciel qui a publié, si le réseau le nomme.", null=True), SEEN, PARSER, RECORD,
    )),
    Table("observations", "post_windows", "Jusqu’où remontent les listes de publications lues.",
          ("month", "network", "account_id", "door", "observed_at"), (
        MONTH, NETWORK, ACCOUNT, text("door", "Porte."), SEEN,
        count("shown_count", "Publications montrées, de toute date."),
        instant("covered_from_at", "La plus ancienne montrée ; vide s’il n’y en a aucune.", null=True),
        flag("is_complete", "Vrai si rien du mois ne manque : la liste remonte avant lui, ou l’interface est lue jusque-là."),
        RECORD,
    )),
    Table("observations", "ads", "Publicités du mois d’après la bibliothèque publicitaire ; aucune dépense.",
          ("month", "network", "account_id", "ad_id", "observed_at"), (
        MONTH, NETWORK, ACCOUNT, text("door", "Porte."), text("ad_id", "Identifiant de la publicité."),
        instant("started_at", "Début de la diffusion."), instant("stopped_at", "Fin, si elle est connue.", null=True),
        *measured("reach", "Comptes touchés dans l’Union européenne"),
        text("page_id", "Identifiant interne de la page.", null=True), SEEN, PARSER, RECORD,
    )),
    Table("observations", "messages", "Questions d’usagers sous les publications : pour chacune, si le compte répond en sept jours, et en "
          "combien d’heures. Ni nom, ni texte, ni identifiant, ni instant d’un usager.",
          ("month", "network", "account_id", "post_id", "message_rank", "observed_at"), (
        MONTH, NETWORK, ACCOUNT, text("door", "Porte."), text("post_id", "Publication du compte."),
        Field("message_rank", "BIGINT", "Place parmi les messages lus sous cette publication, rangés par délai.", low=1),
        flag("is_answered", "Le compte a répondu en sept jours."),
        count("reply_hours", "Heures entières jusqu’à sa première réponse ; vide sans réponse en sept jours.", null=True, unit="heures"),
        SEEN, PARSER, RECORD,
    )),
    Table("observations", "site_items", "Actualités du flux du site officiel.", ("month", "territory_id", "item_url"), (
        MONTH, TERRITORY, text("item_url", "Adresse."), text("title", "Titre."),
        instant("published_at", "Instant de publication.", null=True), RECORD,
    )),
    Table("observations", "texts", "Textes des publications et des actualités, 90 jours au plus, puis leurs signatures.",
          ("month", "network", "account_id", "text_id"), (
        MONTH, NETWORK, ACCOUNT, text("text_id", "Publication (post_id), ou adresse de l’actualité."),
        text("kind", "post : publication originale du compte ; item : actualité du flux du site (titre et contenu).",
              allowed=("post", "item")),
        instant("created_at", "Instant de publication ; vide si le flux n’en donne pas.", null=True),
        text("url", "Adresse.", null=True),
        Field("text", "VARCHAR", f"Texte sans balises, {LONGEST_TEXT} caractères au plus ; vide : text_status dit pourquoi.",
              is_null=True, is_raw=True),
        text("text_status", "observed ; not_given : la porte ne le donne pas ; purged : effacé au bout de 90 jours.",
              allowed=tuple(TextStatus)),
        count("word_count", "Mots, adresses du web non comptées ; reste quand le texte est effacé.", null=True, unit="mots"),
        Field("char_count", "BIGINT", "Caractères ; reste quand le texte est effacé.", is_null=True, unit="caractères",
              low=0, high=LONGEST_TEXT),
        text("signature", "Les 512 plus petites empreintes (BLAKE2b, 32 bits, hexadécimal, triées) des suites de cinq mots ; "
              "vide sans aucun mot.", null=True),
        SEEN, PARSER, RECORD,
    ), is_published=False),
    Table("observations", "labels", "Ce que disent les classifieurs de chaque publication ; aucun texte, et ce qui reste quand il est effacé.",
          ("month", "network", "account_id", "text_id"), (
        MONTH, NETWORK, ACCOUNT, text("text_id", "Publication (post_id)."),
        text("topic_code", "Champ de compétence, ou autre (reference.codes) ; vide sans texte.", null=True),
        number("topic_score", "Somme des poids des expressions de ce champ que le texte contient."),
        text("second_topic_code", "Deuxième champ ; vide s’il n’y en a pas.", null=True),
        text("animation_code", "Ce qui est demandé au lecteur ou montré en direct (reference.codes).", null=True,
              allowed=ANIMATIONS),
        text("classifier_version", "Versions du lexique des champs et des règles d’animation."),
        text("label_status", "observed ; not_given : la porte ne donne pas le texte ; purged : effacé avant d’être lu.",
              allowed=tuple(TextStatus)),
    )),
)  # fmt: skip

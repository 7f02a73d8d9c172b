"""What a text asks of its readers on the network, or shows live there: contest, quiz, poll, questions, live.

Belongs here: the rules, on whole columns. They know the text alone: the format of a post is not asked for.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import Final

import polars as pl

NONE: Final = "none"
ANIMATION_FR: Final = {
    NONE: "Rien n’est demandé au lecteur sur le réseau, rien n’y est montré en direct.",
    "contest": "Jeu ou concours ouvert aux lecteurs.",
    "quiz": "Question qui a une bonne réponse.",
    "qa": "Questions des lecteurs, auxquelles il est répondu sur le réseau.",
    "poll": "Choix ou avis demandé aux lecteurs.",
    "live": "Direct, en cours ou annoncé.",
}
_DAY: Final = (
    r"(?:demain|ce soir|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|(?:a|le) \d|a midi|dans|mise|publiee?)"
)
_COMMENT: Final = r"(?:en|dans les|par|sous|vos) comm?(?:entaires?)?(?-u:\b)"

RULES: Final = {
    "contest": (
        (
            r"jeu[- ]?concours|(?-u:\b)a gagner(?-u:\b)|tirage (?:au sort )?(?:demain|ce soir|lundi|mardi"
            r"|mercredi|jeudi|vendredi|samedi"
            r"|dimanche|midi|le \d)|(?:on tire|tirera|tirons|tire(?:e|es|s)?) au sort|tentez (?:votre chance|de gagner)"
            r"|(?-u:\b)gagne[zr]? (?:t[ao]n?|tes|sa|votre|vos|des|un|une|\d)|(?:met|mettons|mets) en jeu"
            r"|(?-u:\b)remportez(?-u:\b)"
            r"|concours (?:photo|de dessin|d'ecriture|video|de courts|de la plus|du plus|d'innovation|«)"
            r"|#concours(?-u:\b)|(?-u:\b)plus [^.!?]{0,60}gagn(?:e|ent)(?-u:\b)|tirage au sort (?:parmi|:)"
            r"|on (?:vous )?offre (?:\d|deux|trois|le)"
            r"|(?:like|likez|aimez|rt|partagez?) [^.]{0,40}(?:comment|tag|identifi|mentionn|abonne|dites)"
            r"|(?-u:\b)identifie[zr]? (?:la|un|une|deux|2)"
            r"|(?-u:\b)(?:jeu|🎁) ?(?:🎁|—|:|\|)|fin du jeu|petit jeu|participez au concours|au vainqueur"
            r"|les (?:deux|trois|quatre|cinq|dix|vingt|\d+) (?:premier|meilleur|plus)[^.!?]{0,50}"
            r"(?:feront|gagn|partiront|embarqu|recevront|auront|repartent|repartiront|remport)"
            r"|(?-u:\b)un prix de \d|championnat d[eu]s? (?:pire|meilleur|plus)"
        ),
        (
            r"gagnante?s? (?:sont|du|de|des)|laureate?s|concours (?:de recrutement|externe|interne|d'entree)"
            r"|ont gagne|resultats? du (?:jeu|concours)"
            r"|loto d|n'est pas un jeu|rien a gagner|palmares|on a gagne|architectes? |commission d'appel"
            r"|notaire|jures? "
        ),
    ),
    "quiz": (
        (
            r"(?-u:\b)quiz+(?-u:\b)|(?-u:\b)devinette|vrai ?(?:ou|/) ?faux|mythe ou realite|blind ?test"
            r"|(?-u:\b)enigme|(?:qui|que) suis[- ]je"
            rf"|(?:reponse|solution|correction)s?(?: \([^)]*\))? (?:sera [a-z]+ )?{_DAY}"
            rf"|(?:reponse|solution) {_COMMENT}"
            r"|(?-u:\b)devine[zr]?(?-u:\b)|(?-u:\b)deviner(?-u:\b)|(?-u:\b)indice(?-u:\b)|ou a ete prise"
            r"|qui reconnait|(?:le|la|au|1er) premiere? (?:qui|a|juste|bonne)(?-u:\b)[^.]{0,20}(?:trouv|donn|bon)"
            r"|tentez un chiffre|trouve[rz]? (?:la |le |l')(?:[a-z]+ )?(?:erreur|marmotte|intrus|cache)"
            r"|petite colle|test de connaissances"
            r"|selon vous[ ,:]|d'apres vous|ecoutez ce son|quel (?:animal|panneau)[^.?]{0,40}\?"
            r"|question (?:du jour|bonus)|(?-u:\b)traduis(?:ez)?(?-u:\b)|ecrisz? ta (?:lettre|reponse)"
            r"|(?:ce|cet|cette) [a-z]+, c'est quoi"
            r"|une question (?:sur|de|par)[^?]*\?|vous avez jusqu'a ce soir|ecoutez bien|zistoir vre"
            r"|alors, (?:ou|qui|quand|combien|quel)[^.!?]*\?"
        ),
        (
            r"(?:reponse|solution) (?:de|du|a) (?:la |l')?(?:devinette|enigme|quiz)|reponse (?:etait"
            r"|est)(?-u:\b)|resultats? du quiz|saviez|quizz? [^.!?]{0,50}(?:termine|gagne|filme)|on plaisante"
        ),
    ),
    "poll": (
        (
            rf"(?-u:\b)sondage (?:ci|est|ouvert|:|serieux)|📊 sondage|dans le sondage|(?-u:\b)vote[zr]? (?:ici|\d"
            rf"|{_COMMENT}|pour (?:trois|votre|le prenom))|{_COMMENT}"
            r"|(?:dites|dis|ecrivez|racontez)[- ]nous|(?:vous |que |lequel |le[sz]?quelles? )?preferez[- ]?vous"
            r"|(?:vous|tu|zot) prefere[sz]?(?-u:\b)"
            r"|(?-u:\b)pour ou contre(?-u:\b)|qu'en pensez[- ]vous|reagissez|(?-u:\b)commentez(?-u:\b)"
            r"|repond(?:s|ez) (?:avec|en mention|sous)|avec (?:l'|un )emoji"
            r"|plutot[^.?!]{1,60}(?:plutot|ou )[^.?!]*\?|a vous de (?:trancher|choisir)|like si"
            r"|team [^.?!]{2,40} ou (?:team )?|👍[^.]{0,30}👎"
            r"|vos (?:idees|pouces)(?-u:\b)|on hesite|la parole est a vous|petit vote|☐|⬜"
            r"|vote pour le (?:pre)?nom|(?:on|nous) (?:en )?choisit|stop ou encore|vot an komanter"
            r"|(?-u:\b)en un mot(?-u:\b)"
            r"|(?:^|[.:!?—] )[^.!?:/]{1,40} / [^.!?/]{1,40}(?: / |\s*$|\?)|\? repondez(?-u:\b)"
            r"|en mention(?-u:\b)|le plus de j'aime"
            r"|[.:,] ?(?:a |au |aux |on )[^.?!]{1,30} ou (?:a |au |aux |on |pas )[^.?!]{0,30} ?\?"
            r"|^on [^.?!]{1,40} ou [^.?!]{1,40}\?"
            r"|(?-u:\b)vous (?:ajouteriez|choisiriez|mettriez|voulez voir|voudriez)|que voulez-vous voir"
        ),
        (
            r"resultats? du (?:sondage|vote)|(?:merci|bravo) [^.]{0,40}(?:repondu|commentaires|reponses)"
            r"|enquete publique|isoloir|bureau de vote|budget participatif|ecrivez-nous en message|vous preferez quoi"
        ),
    ),
    "qa": (
        (
            r"(?:pose[zr]?|envoyez|balance[zr]?|prend(?:s|re|ra)?|posez-?(?:les?|nous)?"
            r"|attend) (?:[a-z]+ ){0,2}(?:vo|te)s questions|pose[zr]?[- ](?:la votre|les? (?:ci|en|dans|ici|des))"
            r"|pose[zr]? (?:ici|la question|la votre)|repond(?:ra|s|ent|ez)? (?:a (?:vos|tes|tous|tout|chacun)"
            r"|ici(?-u:\b)|dans (?:les|ce)|ci-dessous)|repond ici|y repond"
            r"|vos questions[ ,:(]|questions?[- ]reponses?|demandez[- ]moi|foire aux questions|#(?:ask|faq)"
            r"|vous demandez, on repond|on ouvre les questions|on les (?:prend|trait)|(?-u:\b)poz out kestion"
            r"|voici les reponses d"
        ),
        (
            r"visite « ?questions|rediffusion|numero vert|reunion publique|en mairie|salle des fetes"
            r"|repondu a vos|conference de presse|a lieu en salle|page qui repond|forum pour|avez pose|reunit"
            r"|par telephone|appelez|standard|guichet|permanence|dans ce tutoriel|venue?s? poser"
            r"|repond dans les (?:deux|\d)"
        ),
    ),
    "live": (
        (
            r"(?-u:\b)(?:en|le|notre|un|#) ?(?:direct|live)(?-u:\b)|^live |🔴 ?(?:direct|live)|(?-u:\b)live ?["
            r"|:\]]|\[live\]|(?-u:\b)live (?:de|dans|sur|ce|a|cuisine|demain|twitch|\d)|🎥 ?(?:direct|live|ca)"
            r"|(?-u:\b)direct (?:de|depuis|ce soir|demain|a|sur|des|video|–|:)|retransmi(?:s|se|ses|t|ssion"
            r"|sion)(?-u:\b)|diffuse(?:e|es|s)? (?:ici|maintenant|en (?:direct|ligne)|sur (?:cette|notre))"
            r"|a suivre (?:ici|en|sur)|suivez (?:les|le|la)[^.]{0,40}(?:direct|live|ici|site|chaine)|an direk"
            r"|on y est|🎥 ca commence|# ?direct(?-u:\b)|(?-u:\b)on (?:le |la |vous |les )?(?:diffuse|retransmet)"
            r"|(?:images?|diffusion|video) en continu|diffusion continue|(?-u:\b)webcam (?:du|de|des|allumee)"
            r"|plateau special"
        ),
        (
            r"en direct d(?:u|es|e la|e l'|e nos) (?:producteur|pecheur|mer|ferme|champ|mareyeur|eleveur|paysan"
            r"|jardin)|ventes? en direct|train[s]? (?:en )?direct|(?:re|)play(?-u:\b)|rediffusion"
            r"|(?:a )?(?:re)?voir en (?:direct|replay)|retour sur|avait ete|musique live|concert live"
            r"|en ligne directe|avec un lien|diffuse aussi|ceci est le montage|du verger|direct a la|tant qu'on y est"
            r"|ger(?:e|ent|er|ee?s?) en direct|webcams? routiere"
        ),
    ),
}
"""What each kind says, and what tells that it does not, in lower case without accents; the first that holds is taken:
contest, else quiz, else questions, else poll, else live."""
ORDER: Final = ("contest", "quiz", "qa", "poll", "live")
VERSION: Final = blake2b(repr((RULES, ORDER)).encode(), digest_size=6).hexdigest()


def classify(texts: pl.Series) -> pl.Series:
    """`animation_code` of each text: contest, quiz, qa, poll, live or none; null where there is no text."""
    rows = pl.DataFrame({"text": texts})
    bare = (
        pl.col("text").str.normalize("NFKD").str.to_lowercase().str.replace_all(r"\p{M}+", "").str.replace_all("’", "'")
    )
    code = pl.lit(NONE)
    for kind in reversed(ORDER):
        asks, denies = RULES[kind]
        code = (
            pl.when(pl.col("bare").str.contains(asks) & ~pl.col("bare").str.contains(denies))
            .then(pl.lit(kind))
            .otherwise(code)
        )
    told = rows.lazy().with_columns(bare=bare).select("bare", code=code).collect()
    return told.select(pl.when(pl.col("bare").is_not_null()).then("code").alias("animation_code")).to_series()

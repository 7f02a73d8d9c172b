"""Pages that stand where a site should be: parked domains, suspended hosting, works, a server's default page.

Belongs here: how such a page is told from a site. Not here: walls of the social networks, which their files know.
"""

from __future__ import annotations

import re
from typing import Final

from selectolax.lexbor import LexborHTMLParser

from pipelines.model.errors import LayoutError, Walled
from pipelines.model.outcomes import Outcome

_NOTICE_LENGTH: Final = 900

_PARKED: Final = re.compile(
    r"domain(?: name)? (?:is|may be) (?:for sale|parked)|buy this domain|domaine? (?:est )?(?:à|a) vendre"
    r"|ce (?:nom de )?domaine est (?:parqu|réservé|enregistré|en vente)|domaine (?:a )?expiré|sedo ?parking|parkingcrew"
    r"|this domain (?:has expired|is parked)",
    re.IGNORECASE,
)
_SUSPENDED: Final = re.compile(
    r"account (?:has been )?suspended|(?:site|compte|hébergement) (?:est |a été )?suspendu", re.IGNORECASE
)
_NOT_READY: Final = re.compile(
    r"(?:site|page)\s+(?:\S+\s+){0,3}en (?:cours de )?(?:construction|maintenance|refonte)"
    r"|under construction|coming soon|bientôt (?:en ligne|disponible)|félicitations ! votre domaine"
    r"|site (?:momentanément|temporairement) (?:indisponible|fermé)",
    re.IGNORECASE,
)
_DEFAULT_SERVER: Final = re.compile(
    r"it works!|welcome to nginx|apache2? (?:\S+ )?(?:default|test) page|test page for|index of /|iis windows server"
    r"|plesk default page|site en cours de création chez|page d’accueil par défaut|web server is working",
    re.IGNORECASE,
)


def check_is_a_site(tree: LexborHTMLParser, name: str, url: str) -> None:
    """Refuse a short page that says that there is no site; `name` is the page's title. A long page is a site whatever
    it says, for news mention works and closures.

    Raises:
        Walled: the domain is parked (gone) or its hosting is suspended.
        LayoutError: under construction, closed for maintenance, a server's default page, nothing at all. Whether the
            body has a site is then unknown.
    """
    body = tree.body
    text = " ".join(body.text(separator=" ").split()) if body is not None else ""
    if len(text) > _NOTICE_LENGTH:
        return
    shown = f"{name} {text}"
    if _PARKED.search(shown):
        raise Walled(Outcome.GONE, f"{url} is a parked domain")
    if _SUSPENDED.search(shown):
        raise Walled(Outcome.SUSPENDED, f"{url} is suspended by its host")
    if _NOT_READY.search(shown):
        raise LayoutError(f"{url} is a notice, not a site: under construction or closed for maintenance")
    if _DEFAULT_SERVER.search(shown):
        raise LayoutError(f"{url} is the default page of a web server")
    if not shown.strip() and tree.css_first("a[href], frame, iframe, script, img, object") is None:
        raise LayoutError(f"{url} is an empty page")

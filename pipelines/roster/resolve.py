"""From evidence to accounts: which are official, whose they are, and which one speaks for a territory on a network.

Belongs here: the rule. Not here: where evidence comes from, whose an account is (owners), what it speaks for (scope),
how strong its evidence is (score).

**Official** ⇔ E1 ∨ E4 ∨ (E2 ∧ E3) ∨ E5 (METHOD, section 3).

**Owner**: an account belongs to one territory (`owners.with_owner`). The others keep it with `is_owner` false.

**May be main**: an account that the territory owns, of scope `généraliste`, whose shown names do not say another level
or another département, that is not shared (claimed by three territories or more, like none of them: the host of their
sites, a union), and, while it is unproven, does not present itself with a site that is not the territory's; or any that
a reviewer gave it (E5), unless the review says whose it is and no more (`reassign`), or that it is not main. A
service, a tourist office, a mayor, a prefecture, a homonym elsewhere never is, though the directory lists it: rates
count whole bodies (METHOD, section 2).

**Main**: among those that may be, the first by
 1. reviewed: chosen by a reviewer, then E5;
 2. open: not found closed, nor taken over by somebody else, at the end of the month;
 3. official;
 4. kind: page, then channel, then profile;
 5. name: it bears the whole name of the territory, where another bears that of a former commune;
 6. incumbent and score: the evidence score, to the hundredth, that of the last main account raised by 0,15, so that
    it is replaced by a clear margin only;
 7. similarity of handle or shown name to the territory's name;
 8. depth: linked nearest to the home page;
 9. listed: first in a list or page;
 10. alphabet.
The column `rule` names the first of these in which the main account and the next one differ (owner, scope, shared,
level when the next one may not be main; only when there is no other).
"""

from __future__ import annotations

from typing import Final

import polars as pl

from pipelines.model.fields import TABLES
from pipelines.networks.registry import entity_kinds
from pipelines.roster import likeness, lists, score
from pipelines.roster.decisions import Rulings, held, kept, with_rulings
from pipelines.roster.owners import PARENT_SITE, adopted, with_owner
from pipelines.roster.scope import GENERALIST, NEVER_OURS, scopes
from pipelines.roster.texts import texts_of

KEY: Final = ["month", "territory_id", "account_id"]
PAIR: Final = ["month", "territory_id", "network"]
MARGIN: Final = 0.15
SHARED_BY: Final = 3
UNLIKE: Final = 0.2
ASKED: Final = 2  # accounts of a pair that are asked, at most, beside that of the month before
_KIND_RANK: Final = {"page": 0, "channel": 1, "profile": 2}
_PERSONAL_ADDRESS: Final = r"facebook\.com/(?:people/|profile\.php)"


def resolve(
    evidence: pl.DataFrame,
    members: pl.DataFrame,
    sites: pl.DataFrame | None = None,
    *,
    parents: pl.DataFrame | None = None,
    earlier_main: frozenset[str] = frozenset(),
    ruled: Rulings | None = None,
) -> pl.DataFrame:
    """roster.accounts from rows of roster.evidence, before any account is read: which ones to ask, and who leads.

    `members` (roster.members) give names and levels; a territory that is not one has similarity 0. `sites`
    (roster.sites) tell home pages; `parents` (territory_id, parent_id) the EPCI of each commune. `is_asked` are the
    accounts that may be main: the main one, the next one when its score is within 0,15, and those of `earlier_main`
    (account ids of the month before). `ruled` is what reviewers decided.
    """
    evidence = held(evidence, ruled)
    if evidence.is_empty():
        return lists.frame("roster.accounts", [])
    evidence = pl.concat([evidence, kept(adopted(evidence, members, parents), ruled)])
    claims = with_owner(with_rulings(claims_of(evidence, members, sites), ruled))
    claims = claims.with_columns(
        is_open=True,
        is_incumbent=False,
        is_adrift=False,
        is_namesake=False,
        is_contradicted=pl.col("scope").is_in(NEVER_OURS),
    )
    ranked = decided(claims)
    place = pl.int_range(pl.len()).over(PAIR)
    best = pl.col("evidence_score").first().over(PAIR)
    is_near = (place < ASKED) & (best - pl.col("evidence_score") <= MARGIN)
    is_asked = pl.col("is_eligible") & (is_near | pl.col("account_id").is_in(sorted(earlier_main)))
    return in_columns("roster.accounts", ranked.with_columns(is_asked=is_asked))


def in_columns(full_name: str, claims: pl.DataFrame) -> pl.DataFrame:
    """Claims in the columns and the order of a table of accounts."""
    return claims.select(TABLES[full_name].columns).sort("month", "territory_id", "network", "account_id")


def claims_of(
    evidence: pl.DataFrame, members: pl.DataFrame, sites: pl.DataFrame | None, shown: pl.DataFrame | None = None
) -> pl.DataFrame:
    """One row per month, territory and account: what its evidence amounts to, and what it calls itself.

    `shown` are account_id, handle_seen and account_name of what platforms show.
    """
    evidence = evidence.with_columns(is_home=_is_home(evidence, sites))
    claims = _grouped(evidence).join(score.strengths(evidence), on=KEY, how="left", maintain_order="left")
    texts = texts_of(claims, members, shown)
    own = ["territory_id", "account_id"]
    for told in (scopes(texts), likeness.similarity(texts), likeness.affinity(texts)):
        claims = claims.join(told, on=own, how="left", maintain_order="left")
    is_profile = pl.col("account_url").str.contains(_PERSONAL_ADDRESS)
    kind = pl.col("network").replace_strict(entity_kinds(), default="profile", return_dtype=pl.String)
    return claims.with_columns(
        pl.col("scope").fill_null(GENERALIST),
        pl.col("similarity_score").fill_null(0.0),
        pl.col("level_affinity").fill_null(0),
        pl.col("is_named").fill_null(value=False),
        pl.col("is_other_level").fill_null(value=False),
        entity_kind=pl.when(is_profile).then(pl.lit("profile")).otherwise(kind),
    )


def _grouped(evidence: pl.DataFrame) -> pl.DataFrame:
    has = {code: (pl.col("evidence") == code).any() for code in ("E1", "E2", "E3", "E4", "E5")}
    is_link = pl.col("evidence") == "E1"
    path = pl.col("source_url").filter(is_link).str.strip_suffix("/").str.extract(r"^https?://[^/?#]+([^?#]*)")
    is_own_page = is_link & (pl.col("found_where").fill_null("") != PARENT_SITE)
    same_month = score.found_month() == pl.col("month")
    is_later = pl.col("found_at") >= pl.col("month").cast(pl.Datetime) - pl.duration(days=1)
    return evidence.group_by(KEY, maintain_order=True).agg(
        pl.col("network", "handle", "account_url").first(),
        has_e3=has["E3"],
        has_e4=has["E4"],
        has_e5=has["E5"],
        is_official=has["E1"] | has["E4"] | has["E5"] | (has["E2"] & has["E3"]),
        is_listed_now=(pl.col("evidence").is_in(["E1", "E4"]) & same_month).any(),
        is_reviewed_now=((pl.col("evidence") == "E5") & is_later).any(),
        is_on_own_site=is_own_page.any(),
        is_adopted=(pl.col("found_where") == PARENT_SITE).fill_null(value=False).any(),
        evidence_codes=pl.col("evidence").unique().sort().str.join("+"),
        source_count=pl.col("source_url").n_unique().cast(pl.Int64),
        depth_count=path.str.count_matches("/").min().cast(pl.Int64),
        list_rank=pl.col("list_rank").min(),
    )


def _is_home(evidence: pl.DataFrame, sites: pl.DataFrame | None) -> pl.Series:
    """Whether the page of each row is a home page: the address of a site of the territory, or a host's root."""
    pages = evidence.select("territory_id", page=page_key("source_url")).with_row_index("row")
    root = ~pages["page"].str.contains("/")
    if sites is None or sites.is_empty():
        return root.fill_null(value=False)
    homes = sites.select("territory_id", page=page_key("site_url")).unique()
    found = pages.join(homes, on=["territory_id", "page"], how="semi")["row"]
    return (root | pages["row"].is_in(found.implode())).fill_null(value=False)


def page_key(column: str) -> pl.Expr:
    """An address without scheme, `www.`, query and last slash: what makes two addresses one page."""
    return pl.col(column).str.to_lowercase().str.extract(r"^(?:https?://)?(?:www\.)?([^?#]+)").str.strip_chars_end("/")


def decided(claims: pl.DataFrame) -> pl.DataFrame:
    """`claims` in the order of the rule, with evidence_score, is_eligible, is_main, rule and rival.

    They come with owner_id and is_owner (`with_owner`), is_open, is_adrift, is_namesake, is_incumbent and
    is_contradicted, and with what reviewers said (`decisions.with_rulings`).
    """
    is_shared = (pl.col("claimant_count") >= SHARED_BY) & (pl.col("similarity_score") < UNLIKE) & ~pl.col("has_e4")
    is_doubtful = (
        pl.col("is_other_level") | pl.col("is_namesake") | is_shared | (pl.col("is_adrift") & ~pl.col("is_official"))
    )
    is_whole = (pl.col("scope") == GENERALIST) & ~is_doubtful
    is_reviewed = pl.col("is_chosen") | (pl.col("has_e5") & ~pl.col("is_given"))
    claims = claims.with_columns(
        evidence_score=score.score(),
        is_shared=is_shared,
        is_reviewed=is_reviewed,
        is_eligible=pl.col("is_owner") & (is_whole | is_reviewed) & ~pl.col("is_kept_out"),
        kind_rank=pl.col("entity_kind").replace_strict(_KIND_RANK, return_dtype=pl.Int64),
    )
    raised = pl.when("is_incumbent").then(MARGIN).otherwise(0.0)
    claims = claims.with_columns(standing=(pl.col("evidence_score") + raised).round(2))
    best_first = [
        pl.col("is_eligible"), pl.col("is_chosen"), pl.col("is_reviewed"), pl.col("is_open"), pl.col("is_official"),
        -pl.col("kind_rank"), pl.col("is_named"), pl.col("standing"), pl.col("is_incumbent"),
        pl.col("similarity_score"), -pl.col("depth_count"), -pl.col("list_rank"),
    ]  # fmt: skip
    ranked = claims.sort([*best_first, "account_id"], descending=[*[True] * len(best_first), False], nulls_last=True)
    is_first = pl.int_range(pl.len()).over(PAIR) == 0
    ranked = ranked.with_columns(is_main=is_first & pl.col("is_eligible"))
    is_main = pl.col("is_main")
    return ranked.with_columns(
        rule=pl.when(is_main).then(_rule()),
        rival_account_id=pl.when(is_main).then(_next("account_id")),
        rival_score=pl.when(is_main).then(_next("evidence_score")),
    )


def _next(column: str) -> pl.Expr:
    return pl.col(column).shift(-1).over(PAIR)


def _rule() -> pl.Expr:
    """The first criterion in which a row and the next one of its pair differ."""

    def differs(column: str) -> pl.Expr:
        return pl.col(column).ne_missing(_next(column))

    is_kept_on = pl.col("is_incumbent") & (pl.col("evidence_score") <= _next("evidence_score"))
    return (
        pl.when(_next("account_id").is_null()).then(pl.lit("only"))
        .when(~_next("is_eligible") & ~_next("is_owner")).then(pl.lit("owner"))
        .when(~_next("is_eligible") & _next("is_kept_out")).then(pl.lit("reviewed"))
        .when(~_next("is_eligible") & (_next("scope") != GENERALIST)).then(pl.lit("scope"))
        .when(~_next("is_eligible") & _next("is_shared")).then(pl.lit("shared"))
        .when(~_next("is_eligible")).then(pl.lit("level"))
        .when(differs("is_chosen") | differs("is_reviewed")).then(pl.lit("reviewed"))
        .when(differs("is_open")).then(pl.lit("open"))
        .when(differs("is_official")).then(pl.lit("official"))
        .when(differs("kind_rank")).then(pl.lit("kind"))
        .when(differs("is_named")).then(pl.lit("name"))
        .when((differs("standing") | differs("is_incumbent")) & is_kept_on).then(pl.lit("incumbent"))
        .when(differs("standing")).then(pl.lit("score"))
        .when(differs("similarity_score")).then(pl.lit("similarity"))
        .when(differs("depth_count")).then(pl.lit("depth"))
        .when(differs("list_rank")).then(pl.lit("listed"))
        .otherwise(pl.lit("alphabet"))
    )  # fmt: skip

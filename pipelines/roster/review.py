"""Doubtful cases, as a person gets them: one line each, with the evidence of both sides and what may be answered.

Belongs here: what a case shows and what names it. Not here: which cases there are (`sql/review`), nor what becomes of
the answers (`answers`, `decisions`).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import polars as pl


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of a case; `choices` may be answered, beside ALWAYS; `reason_fr` is filled with its columns."""

    question_fr: str
    reason_fr: str
    choices: tuple[str, ...]
    suggestion: str = ""


ALWAYS: Final = ("keep", "unsure")
QUESTIONS: Final[dict[str, Question]] = {
    "conflict": Question(
        "Lequel de ces comptes est le principal ?",
        "Des sources citent deux comptes ouverts de la même collectivité ; le premier est retenu ({detail_fr}).",
        ("main", "not_main", "not_ours", "other_territory", "scope", "same"),
    ),
    "owner": Question(
        "À quelle collectivité ce compte est-il ?",
        "Des sources le donnent aussi à {rival_territory_id} ({detail}).",
        ("other_territory", "not_ours", "not_main"),
    ),
    "hijacked": Question(
        "Ce compte est-il encore à la collectivité ?",
        "Un autre compte répond à l’identifiant, et rien ne confirme qu’il est à la collectivité.",
        ("hijacked", "main", "same", "closed", "not_ours"),
        "hijacked si la page est celle de quelqu’un d’autre, main si elle est bien à la collectivité",
    ),
    "reused": Question(
        "Ce nouveau compte est-il à la collectivité ?",
        "Un autre compte répond au même identifiant ; la collectivité ou son site le cite encore : une série commence.",
        ("main", "hijacked", "same", "not_ours"),
    ),
    "renamed": Question(
        "Est-ce le même compte sous un autre nom ?",
        "Le réseau dit que le compte a changé d’identifiant ; sa série continue.",
        ("hijacked", "not_ours", "main"),
        "keep si la page parle toujours de la collectivité",
    ),
    "new_main": Question(
        "Faut-il suivre ce nouveau compte principal ?",
        "Le compte principal n’est plus celui du dernier mois observé ({detail_fr}).",
        ("main", "same", "not_main", "not_ours"),
    ),
    "jump": Question(
        "Ce saut d’abonnés est-il vrai ?",
        "Les abonnés passent de {detail} en un mois.",
        ("hijacked", "not_ours", "closed"),
        "keep si le compte est bien le même",
    ),
    "no_link_back": Question(
        "Ce compte est-il bien celui de la collectivité ?",
        "Une seule sorte de preuve, et le compte ne renvoie pas vers le site officiel ({detail_fr}).",
        ("main", "not_ours", "other_territory", "scope"),
    ),
    "excluded": Question(
        "L’annuaire ne cite que ce compte : parle-t-il pour toute la collectivité ?",
        "L’annuaire ne cite qu’un compte que sa portée ({scope}) ou son niveau écarte ; le statut reste inconnu.",
        ("main", "scope", "not_ours", "other_territory"),
    ),
    "unproven": Question(
        "Ce compte est-il à la collectivité ?",
        "Cité par Wikidata seulement, rien ne prouve qu’il est officiel ; le statut reste inconnu.",
        ("main", "not_ours", "other_territory", "scope"),
    ),
}

CHOICES_FR: Final = {
    "main": "le compte (ou decided_account) est le principal",
    "not_main": "le compte est à la collectivité, jamais le principal",
    "not_ours": "le compte n’est pas à la collectivité",
    "other_territory": "le compte est à decided_territory",
    "scope": "le compte est de portée decided_scope",
    "same": "le compte et rival_account_id (ou decided_account) sont un seul",
    "hijacked": "quelqu’un d’autre répond à l’identifiant",
    "closed": "le compte est fermé",
    "keep": "ne rien changer",
    "unsure": "ne sait pas : revient le mois suivant",
}

ANSWERS: Final = (
    "decision", "decided_account", "decided_scope", "decided_territory", "decided_role", "decided_date", "note",
)  # fmt: skip
SHOWN: Final = (
    "case_id", "month", "question", "question_fr", "territory_id", "territory_name", "stratum", "population", "network",
    "account_id", "account_url", "account_name", "scope", "evidence_score", "followers_before", "followers_count",
    "evidence", "rival_account_id", "rival_url", "rival_name", "rival_territory_id", "rival_score", "rival_evidence",
    "other_urls", "reason_fr", "suggestion", "choices",
)  # fmt: skip
COLUMNS: Final = (*SHOWN, *ANSWERS, "evidence_hash")
_ID: Final = 12
_SAME_CASE: Final = {"reused": "hands", "hijacked": "hands"}
_Side = tuple[Mapping[str, Any], list[dict[str, Any]]]
"""A claim of a territory on an account (row of roster.attributions), and its evidence."""


def complete(
    found: pl.DataFrame, known: Mapping[str, pl.DataFrame], rule_fr: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Cases in COLUMNS (but for what is to be filled), sorted by territory and network.

    `found` are rows of sql/review of one month and list; `known` holds that month's rows of `members`, `attributions`,
    `evidence` (roster.*) and `growth` (barometer.growth, one month); `rule_fr` the sentence of each rule.
    """
    members = {row["territory_id"]: row for row in known["members"].iter_rows(named=True)}
    claims = {(row["territory_id"], row["account_id"]): row for row in known["attributions"].iter_rows(named=True)}
    growth = {(row["territory_id"], row["network"]): row for row in known["growth"].iter_rows(named=True)}
    proofs: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in known["evidence"].sort("evidence", "source_url", "source").iter_rows(named=True):
        proofs.setdefault((row["territory_id"], row["account_id"]), []).append(row)
    pairs: dict[tuple[str, str], list[_Side]] = {}
    for side, claim in sorted(claims.items()):
        pairs.setdefault((side[0], claim["network"]), []).append((claim, proofs.get(side, [])))
    cases = []
    for row in found.sort("territory_id", "network", "question", "account_id", "rival_account_id").iter_rows(
        named=True
    ):
        territory, rival = row["territory_id"], row["rival_territory_id"] or row["territory_id"]
        sides = [(territory, row["account_id"])]
        sides += [(rival, row["rival_account_id"] or row["account_id"])] if _has_rival(row) else []
        said: list[_Side] = [(claims.get(side, {}), proofs.get(side, [])) for side in sides]
        case = _case(row, members[territory], said, growth.get((territory, row["network"]), {}), rule_fr)
        weighed = pairs.get((territory, row["network"]), []) if row["question"] == "conflict" else said
        beside = [claim["account_url"] for claim, _ in weighed if claim not in [claim for claim, _ in said]]
        cases.append({**case, "other_urls": " ".join(beside), "evidence_hash": _hash(row, weighed)})
    return cases


def _has_rival(row: Mapping[str, Any]) -> bool:
    return bool(row["rival_account_id"] or row["rival_territory_id"])


def _case(
    row: Mapping[str, Any],
    member: Mapping[str, Any],
    said: Sequence[_Side],
    growth: Mapping[str, Any],
    rule_fr: Mapping[str, str],
) -> dict[str, Any]:
    question = QUESTIONS[row["question"]]
    (own, proofs), (other, other_proofs) = said[0], (said[1] if len(said) > 1 else ({}, []))
    detail_fr = rule_fr.get(row["detail"] or "", row["detail"] or "aucune adresse montrée").rstrip(".")
    shown = {
        **row, "case_id": _case_id(row), "month": row["month"].isoformat(), "question_fr": question.question_fr,
        "territory_name": member["name"], "stratum": member["stratum"], "population": member["population"],
        **{name: own.get(name) for name in ("account_url", "account_name", "scope", "evidence_score")},
        "followers_before": growth.get("reference_count"), "followers_count": growth.get("followers_count"),
        "evidence": _told(proofs), "rival_url": other.get("account_url"), "rival_name": other.get("account_name"),
        "rival_score": other.get("evidence_score"), "rival_evidence": _told(other_proofs),
        "reason_fr": question.reason_fr.format(**{**row, "detail_fr": detail_fr, "scope": own.get("scope")}),
        "suggestion": question.suggestion,
        "choices": " | ".join(f"{name} : {CHOICES_FR[name]}" for name in (*question.choices, *ALWAYS)),
    }  # fmt: skip
    return {name: shown.get(name) for name in COLUMNS if name not in ANSWERS}


def _case_id(row: Mapping[str, Any]) -> str:
    """The same case has the same name, whatever was answered: one conflict for each territory and network, whichever
    account leads; one verdict on a handle that changed hands. A jump is that of its month."""
    question = _SAME_CASE.get(row["question"], row["question"])
    accounts = [] if question == "conflict" else sorted({row["account_id"], row["rival_account_id"] or ""})
    dated = str(row["month"]) if question == "jump" else ""
    parts = (row["territory_id"], row["network"], question, *accounts, row["rival_territory_id"] or "", dated)
    return f"c-{_digest(parts)}"


def _hash(row: Mapping[str, Any], said: Sequence[_Side]) -> str:
    """What was shown, without what the answers themselves add (E5) and without the day on which it was read."""
    sides = sorted(
        "\t".join((
            str(claim.get("account_id")), str(claim.get("account_name")), str(claim.get("platform_id")),
            *sorted({f"{one['evidence']} {one['source_url']}" for one in proofs if one["evidence"] != "E5"}),
        ))
        for claim, proofs in said
    )  # fmt: skip
    figures = row["detail"] if row["question"] in ("jump", "no_link_back") else ""
    return f"h-{_digest((*sides, figures or ''))}"


def _digest(parts: tuple[str, ...]) -> str:
    return sha256("\n".join(parts).encode()).hexdigest()[:_ID]


def _told(proofs: list[dict[str, Any]]) -> str:
    """« E1 https://www.grenoble.fr/ (footer) [2026-10/website/part-0000.warc.gz@12+345] | E4 … »."""
    return " | ".join(
        f"{one['evidence']} {one['source_url']}"
        + (f" ({one['found_where']})" if one["found_where"] else "")
        + (f" [{one['record']}]" if one["record"] else "")
        for one in proofs
    )


def write_cases(cases: list[dict[str, Any]], path: Path) -> None:
    """The cases as a CSV that spreadsheets open as it is: UTF-8 with BOM, `;`. A shown name that a spreadsheet would
    take for a formula gets an apostrophe before it."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([[_cell(case.get(name)) for name in COLUMNS] for case in cases])
    path.write_bytes(text.getvalue().encode("utf-8-sig"))


def _cell(value: object) -> str:
    text = "" if value is None else " ".join(str(value).split())
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text

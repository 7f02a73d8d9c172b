"""Great Expectations, and nothing else: validate a pandas frame against rules, and say which rows break them.

Great Expectations takes seconds to import, so it is imported at the first validation. Its context is ephemeral: no
project directory, no file, no progress bar. It reads pandas only, so DuckDB hands the frame over (integers stay
integers: DuckDB gives nullable pandas types), and row rules arrive as one boolean column each, computed by DuckDB.
"""

from __future__ import annotations

import importlib
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from types import ModuleType
from typing import Any, Final

from pipelines.model.errors import GateError
from pipelines.quality.report import ROWS_KEPT
from pipelines.quality.rules import RowRule, Rule

RULE_PREFIX: Final = "rule_"
TOGETHER: Final = RowRule("all_together", (), "", "Toutes les règles qui portent sur une ligne tiennent.")


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that failed: how many rows break it and the positions of the first ones in the frame."""

    rule: Rule
    unexpected_count: int
    positions: tuple[int, ...]
    observed: str


@cache
def _great_expectations() -> tuple[ModuleType, ModuleType]:
    with warnings.catch_warnings():
        # its file connectors import the standard library's sre_parse and sre_constants, deprecated since 3.11
        warnings.filterwarnings("ignore", r"module 'sre_(constants|parse)' is deprecated", DeprecationWarning)
        return importlib.import_module("great_expectations"), importlib.import_module("great_expectations.expectations")


@cache
def _batch_definition() -> Any:
    module, _ = _great_expectations()
    context = module.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False, "metric_calculations": False}
    source = context.data_sources.add_pandas("duckdb")
    return source.add_dataframe_asset("partition").add_batch_definition_whole_dataframe("whole")


def _expectation(rule: Rule, position: int) -> Any:
    _, classes = _great_expectations()
    meta = {"position": position}
    if isinstance(rule, RowRule):
        return classes.ExpectColumnValuesToBeInSet(
            column=f"{RULE_PREFIX}{rule.name}", value_set=[True], severity=rule.severity, meta=meta
        )
    return getattr(classes, rule.kind)(**rule.kwargs, severity=rule.severity, meta=meta)


def validate(frame: Any, rules: Sequence[Rule]) -> list[Finding]:
    """The rules that `frame` (pandas, index 0..n-1, one column `rule_<name>` per row rule) breaks, in order of `rules`.

    An expectation costs the same whatever the number of rows. So the rules that have a predicate on a row are first
    held as one expectation, on the column `rule_all_together` when the frame has it; only when that one fails is each
    of them held alone, to say which and where.

    Raises:
        GateError: a rule could not be evaluated (its column is missing, or of a type that it cannot compare).
    """
    if f"{RULE_PREFIX}{TOGETHER.name}" not in frame.columns:
        return _validate(frame, rules)
    by_row = [rule for rule in rules if rule.sql]
    findings = _validate(frame, [*(rule for rule in rules if not rule.sql), TOGETHER])
    if any(finding.rule is TOGETHER for finding in findings):
        findings = [finding for finding in findings if finding.rule is not TOGETHER] + _validate(frame, by_row)
    place = {id(rule): position for position, rule in enumerate(rules)}
    return sorted(findings, key=lambda finding: place[id(finding.rule)])


def all_hold(frame: Any) -> bool:
    """Whether each row of `frame` keeps the rule TOGETHER, on the column `rule_all_together`."""
    return not _validate(frame, [TOGETHER])


def _validate(frame: Any, rules: Sequence[Rule]) -> list[Finding]:
    module, _ = _great_expectations()
    suite = module.ExpectationSuite(name="rules")
    suite.expectations = [_expectation(rule, position) for position, rule in enumerate(rules)]
    batch = _batch_definition().get_batch(batch_parameters={"dataframe": frame})
    answer = batch.validate(suite, result_format={"result_format": "SUMMARY", "partial_unexpected_count": ROWS_KEPT})
    failed = [result for result in answer.results if not result.success]
    findings = [(result.expectation_config.meta["position"], result) for result in failed]
    return [_finding(rules[position], result) for position, result in sorted(findings, key=lambda pair: pair[0])]


def _finding(rule: Rule, result: Any) -> Finding:
    if not result.result:
        reasons = [str(info.get("exception_message")) for info in result.exception_info.values()]
        raise GateError(f"rule {name_of(rule)} could not be evaluated: {'; '.join(reasons)}")
    found = result.result
    return Finding(
        rule,
        int(found.get("unexpected_count") or 0),
        tuple(int(position) for position in found.get("partial_unexpected_index_list") or ()),
        _observed(found),
    )


def _observed(found: Any) -> str:
    if "partial_missing_list" in found:
        return f"manquent : {', '.join(sorted(map(str, found['partial_missing_list'])))}"
    return f"trouvé : {found['observed_value']}" if "observed_value" in found else ""


def name_of(rule: Rule) -> str:
    """How reports name a rule: the row rule's own name, or the Great Expectations type in snake case."""
    if isinstance(rule, RowRule):
        return rule.name
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in rule.kind).lstrip("_")


def columns_of(rule: Rule) -> tuple[str, ...]:
    """The columns that a rule reads, beside the key of the table."""
    if isinstance(rule, RowRule):
        return rule.columns
    column = rule.kwargs.get("column")
    return (column,) if isinstance(column, str) else ()

"""The only file that knows Great Expectations: a frame and rules in, the failing rows of each rule out.

Its pandas engine in an ephemeral context, COMPLETE results, a fresh index and no row conditions: failing rows come out
complete, by their number (tests/expectations/test_engine.py holds that at size). Naming them by a column instead
costs 50 us a failing row and says the same. No telemetry, no folder, no progress bars.
"""

import os
from collections.abc import Sequence
from typing import Any

os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")

import great_expectations as gx
import numpy as np
import pandas as pd
from great_expectations.data_context.types.base import ProgressBarsConfig
from great_expectations.execution_engine import PandasExecutionEngine
from great_expectations.expectations.expectation import ColumnMapExpectation
from great_expectations.expectations.metrics import ColumnMapMetricProvider, column_condition_partial

from expectations.rule import Between, CheckDigit, Matches, NotNull, OneOf, Outcome, Rule, Severity
from lake.tables import POSTAL_ITEM, RECEPTACLE

POSTAL = rf"{POSTAL_ITEM}|{RECEPTACLE}"
COMPLETE: dict[str, Any] = {
    "result_format": "COMPLETE",
    "return_unexpected_index_query": False,
    "exclude_unexpected_values": True,
    "include_unexpected_rows": False,
}
SEVERITIES: dict[Severity, str] = {"critical": "critical", "error": "warning", "warning": "info"}


class WaybillCheckDigit(ColumnMapMetricProvider):
    """True where a text is eleven digits and the last one is the seven before it modulo 7, or a number of the post's.

    Postal items and receptacles have rules of their own, which their readers know. Anything else is false and nothing
    raises: blanks, letters, dates and other alphabets come in waybill columns.
    Source: IATA Resolution 600a, serial number and check digit of an air waybill.
    """

    condition_metric_name = "column_values.waybill_check_digit"

    @column_condition_partial(engine=PandasExecutionEngine)
    def _pandas(cls, column: pd.Series, **kwargs: object) -> pd.Series:  # noqa: N805 - the decorator makes it a classmethod
        text = column.astype(str)
        eleven = text.str.contains(r"\A[0-9]{11}\Z")
        number = text.where(eleven, "0").astype("int64")
        of_the_post = text.str.contains(POSTAL)
        return of_the_post | (eleven & (number // 10 % 10_000_000 % 7 == number % 10))


class ExpectColumnValuesToHaveWaybillCheckDigit(ColumnMapExpectation):
    """Expect waybills with a right check digit; null is not judged."""

    map_metric = "column_values.waybill_check_digit"


def validate(name: str, frame: pd.DataFrame, rules: Sequence[Rule]) -> list[Outcome]:
    """Judge every rule on every row.

    Args:
        name: Name of the suite: the table.
        frame: for each rule its column (a `Holds` rule: a column of its name, 1, 0 or NaN).
        rules: At least one; answered in this order.

    Raises:
        ValueError: Great Expectations evaluated fewer rules than it was given, a rule raised inside it, or its count
            of failing rows is not the number of rows it names. A suite that checks nothing must not pass.
    """
    whole = _asset().add_batch_definition_whole_dataframe(name)
    batch = whole.get_batch({"dataframe": frame.reset_index(drop=True)})
    suite = gx.ExpectationSuite(name=name, expectations=[_expectation(rule) for rule in rules])
    answer = batch.validate(suite, result_format=COMPLETE)
    by_name = {result.expectation_config.meta["rule"]: result for result in answer.results}
    if not answer.statistics["evaluated_expectations"] == len(by_name) == len(rules):
        raise ValueError(f"{name}: {len(rules)} rules were given, {sorted(by_name)} were evaluated")
    return [_outcome(rule, by_name[rule.name]) for rule in rules]


def _asset() -> Any:
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    return context.data_sources.add_pandas("slice").add_dataframe_asset("table")


def _expectation(rule: Rule) -> Any:
    say: dict[str, Any] = {"column": rule.judged_in, "meta": {"rule": rule.name}, "severity": SEVERITIES[rule.severity]}
    match rule.expects:
        case NotNull():
            return gx.expectations.ExpectColumnValuesToNotBeNull(**say)
        case Between(_, minimum, maximum):
            return gx.expectations.ExpectColumnValuesToBeBetween(**say, min_value=minimum, max_value=maximum)
        case Matches(_, pattern):  # alone, "$" lets a line end pass and "\d" the digits of every alphabet
            whole = rf"\A(?:{pattern})\Z".replace(r"\d", "[0-9]")
            return gx.expectations.ExpectColumnValuesToMatchRegex(**say, regex=whole)
        case OneOf(_, values):
            return gx.expectations.ExpectColumnValuesToBeInSet(**say, value_set=list(values))
        case CheckDigit():
            return ExpectColumnValuesToHaveWaybillCheckDigit(**say)
    return gx.expectations.ExpectColumnValuesToBeInSet(**say, value_set=[1])


def _outcome(rule: Rule, result: Any) -> Outcome:
    if result.exception_info.get("raised_exception", True):
        raise ValueError(f"{rule.name} could not be evaluated: {result.exception_info}")
    counted = result.result
    rows = np.unique(np.array(counted["unexpected_index_list"], dtype=np.int64))
    if len(rows) != counted["unexpected_count"]:
        raise ValueError(f"{rule.name}: {counted['unexpected_count']} rows fail, {len(rows)} are named")
    known = counted["element_count"] - counted.get("missing_count", 0)
    return Outcome(rule, known, rows)

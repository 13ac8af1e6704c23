#!/usr/bin/env python3
"""Scores edges with lr_v2, a logistic regression over 18 path counts, from the coefficient table beside this file.

Reads edges from stdin and prints answers on stdout, one JSON object a line; docs/scorers.md describes both.
A template for your own: replace Model. Needs nothing but Python 3.
"""
import csv
import json
import math
import pathlib
import sys


class Model:
    """p = 1 / (1 + exp(-(b0 + sum of b * (asinh(100 * x) - mean) / sd))), with one row of the table a feature."""

    def __init__(self, table):
        with open(table, encoding="utf-8", newline="") as file:
            rows = {row["feature"]: row for row in csv.DictReader(file, delimiter="\t")}
        self.intercept = float(rows.pop("intercept")["coef"])
        self.terms = [(name, *(float(row[key]) for key in ("coef", "mean", "sd"))) for name, row in rows.items()]

    def confidence(self, inputs):
        """The probability for one edge; ValueError says which feature is missing or no number."""
        if not isinstance(inputs, dict):
            raise ValueError("the inputs are no object")
        logit = self.intercept
        for name, coef, mean, sd in self.terms:
            logit += coef * (math.asinh(100 * feature(inputs, name)) - mean) / sd
        if not math.isfinite(logit):
            raise ValueError("the inputs are too large")
        return 1 / (1 + math.exp(-logit)) if logit > -700 else 0.0


def feature(inputs, name):
    if name not in inputs:
        raise ValueError(f"feature {name} is missing")
    value = inputs[name]
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise ValueError(f"feature {name} is no number")
    try:
        return float(value)
    except OverflowError:
        raise ValueError(f"feature {name} is too large") from None


def main():
    model = Model(pathlib.Path(__file__).with_name("lr_v2.coefficient.tsv"))
    for line in sys.stdin:
        edge = json.loads(line)
        answer = {"edge_id": edge["edge_id"]}
        try:
            answer["confidence"] = model.confidence(edge["inputs"])
        except ValueError as error:
            answer["error"] = str(error)
        print(json.dumps(answer))


if __name__ == "__main__":
    main()

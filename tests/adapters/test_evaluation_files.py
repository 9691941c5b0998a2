import pytest
from service_examples import pack_with

from desktop_app.adapters.evaluation_files import PackEvaluations
from desktop_app.adapters.pack_files import PackFolders
from desktop_app.domain.errors import PackInvalid
from desktop_app.domain.pack import Pack

CASE = """
case: one
attach: {contract: [{name: contract.txt, text: The fee is EUR 1.}]}
expect: {fee: {facts: [EUR 1]}}
"""


def pack_of(case: str) -> Pack:
    return PackFolders([]).restore({**pack_with().files, "evals/own.yaml": case.encode()})


def test_a_case_says_what_its_rule_tables_values_and_stages_must_be():
    (case,) = PackEvaluations().cases(pack_of(CASE + "outcomes: {size: small}\nvalues: {total: EUR 2}\nstages: []"))
    assert (case.outcomes, case.values, case.stages) == ({"size": "small"}, {"total": "EUR 2"}, ())


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ("outcomes: {sizes: small}", "no decision “sizes”"),
        ("values: {totals: EUR 2}", "no field “totals”"),
        ("stages: [reviews]", "no stage “reviews”"),
    ],
)
def test_what_a_case_expects_of_an_unknown_name_is_told(more, words):
    with pytest.raises(PackInvalid) as refused:
        PackEvaluations().cases(pack_of(CASE + more))
    assert refused.value.faults == (f"evals/own.yaml: one: {words}.",)

"""If a feature were left out of FEATURES, would the rest start and show its pages?"""

from __future__ import annotations

from tests.architecture.inspect_app import inspect


def test_the_rest_works_without_any_one_feature():
    broken = {feature: fault for feature, fault in inspect()["without"].items() if fault}
    assert not broken, "\n".join(f"without {feature}: {fault}" for feature, fault in broken.items())

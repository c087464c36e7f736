"""Back and forward through pages of text."""

from __future__ import annotations

from viewer.ui.page_trail import Trail


def test_one_goes_back_and_forward_as_in_a_browser() -> None:
    trail = Trail("")
    assert [trail.visit(page) for page in ("a", "b", "b")] == [True, True, False]
    assert trail.page == "b"
    assert not trail.go(1)
    assert trail.go(-1)
    assert trail.go(-1)
    assert (trail.page, trail.has(-1), trail.has(1)) == ("", False, True)
    assert trail.go(1)
    assert trail.visit("c")
    assert not trail.has(1)


def test_what_was_read_last_is_remembered_for_each_selection() -> None:
    trail = Trail("x")
    trail.note("x")
    trail.visit("topic")
    trail.note("x")
    trail.visit("y")
    assert (trail.noted("x"), trail.noted("y")) == ("topic", "")

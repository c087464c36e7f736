from __future__ import annotations

from dataclasses import replace

from viewer.state import Labels, ViewState
from viewer.store import Change, Store


def labelled(labels: Labels) -> Change:
    return lambda state: replace(state, labels=labels)


def test_an_equal_state_is_silent_and_leaves_no_step(store: Store) -> None:
    heard: list[ViewState] = []
    store.subscribe(lambda new, _old: heard.append(new))
    store.apply("nothing", lambda state: replace(state))
    assert heard == []
    assert store.undo_label == ""


def test_listeners_hear_new_and_old_in_order(store: Store) -> None:
    heard: list[str] = []
    store.subscribe(lambda new, old: heard.append(f"first {old.labels}->{new.labels}"))
    end = store.subscribe(lambda _new, _old: heard.append("second"))
    store.apply("labels", labelled(Labels.ALL))
    end()
    store.apply("labels", labelled(Labels.OFF))
    end()
    assert heard == ["first selection->all", "second", "first all->off"]


def test_undo_and_redo_carry_their_labels(store: Store) -> None:
    start = store.state
    store.apply("Labels: all", labelled(Labels.ALL))
    end = store.state
    assert store.undo_label == "Labels: all"
    assert store.undo()
    assert store.state == start
    assert store.redo_label == "Labels: all"
    assert store.redo()
    assert store.state == end
    assert not store.redo()


def test_a_new_act_ends_the_redo_line(store: Store) -> None:
    store.apply("one", labelled(Labels.ALL))
    store.undo()
    store.apply("two", labelled(Labels.OFF))
    assert not store.redo()
    assert store.undo_label == "two"


def test_steps_of_one_drag_are_undone_together(store: Store) -> None:
    start = store.state
    for turn in (1.0, 2.0, 3.0):
        camera = replace(start.camera, azimuth_deg=turn)
        store.apply("Turn", lambda s, c=camera: replace(s, camera=c), merge_key="drag")
    store.undo()
    assert store.state == start
    assert not store.undo()


def test_a_drag_that_ends_where_it_began_leaves_no_step(store: Store) -> None:
    start = store.state
    store.apply("Turn", labelled(Labels.ALL), merge_key="drag")
    store.apply("Turn", lambda _s: start, merge_key="drag")
    assert store.undo_label == ""


def test_a_listener_that_answers_with_the_same_act_does_not_loop(store: Store) -> None:
    store.subscribe(lambda _n, _o: store.apply("again", labelled(Labels.ALL)))
    store.apply("labels", labelled(Labels.ALL))
    assert store.state.labels is Labels.ALL


def test_the_history_is_bounded(store: Store) -> None:
    small = Store(store.state, depth=3)
    for labels in (Labels.ALL, Labels.OFF) * 4:
        small.apply("labels", labelled(labels))
    assert [small.undo() for _ in range(4)] == [True, True, True, False]


def test_a_state_that_cannot_be_shown_is_told_and_not_taken(store: Store) -> None:
    told: list[str] = []
    start, heard = store.state, list[ViewState]()
    store.subscribe(lambda new, _old: heard.append(new))
    store.ask(lambda state: "no" if state.labels is Labels.ALL else "", told.append)
    store.apply("labels", labelled(Labels.ALL))
    assert (store.state, store.undo_label, heard, told) == (start, "", [], ["no"])
    store.apply("labels", labelled(Labels.OFF))
    assert store.state.labels is Labels.OFF
    assert told == ["no"]


def test_a_rewritten_history_holds_no_trace_and_still_leads_back(store: Store) -> None:
    store.apply("all", labelled(Labels.ALL))
    for labels in (Labels.OFF, Labels.SELECTION, Labels.OFF, Labels.ALL):
        store.apply("private", labelled(labels))
    heard: list[ViewState] = []
    store.subscribe(lambda new, _old: heard.append(new))

    def clean(state: ViewState) -> ViewState:
        return replace(state, labels=Labels.ALL) if state.labels is Labels.OFF else state

    store.rewrite(clean)
    assert heard == []
    assert store.state.labels is Labels.ALL
    labels = []
    while store.undo():
        labels.append(store.state.labels)
    assert Labels.OFF not in labels
    assert labels[-1] is Labels.SELECTION

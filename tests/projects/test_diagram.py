"""The driver diagram: what is wrong with it, and where everything stands."""

from __future__ import annotations

import itertools

from lhs_community.projects.diagram import AIM, BOX, Fault, Layer, Node, draw, faults, find_circle

PRIMARY = Node("p1", Layer.PRIMARY, "Toilet in time")
OTHER = Node("p2", Layer.PRIMARY, "Causes in the person")
SECONDARY = Node("s1", Layer.SECONDARY, "Help is offered", ["p1", "p2"])
IDEA = Node("i1", Layer.IDEA, "A round at five", ["s1"], "testing", "Testing")


def test_a_whole_diagram_has_no_faults_and_a_secondary_driver_may_serve_several():
    assert faults([PRIMARY, OTHER, SECONDARY, IDEA]) == []


def test_orphans_are_named():
    faulty = faults([PRIMARY, OTHER, Node("s2", Layer.SECONDARY, "Lights"), Node("i2", Layer.IDEA, "Socks")])
    assert Fault("“Lights” serves no primary driver yet.", "s2") in faulty  # it says where to mend it
    found = [fault.words for fault in faulty]
    assert "“Lights” serves no primary driver yet." in found
    assert "“Socks” serves no driver yet." in found
    assert "Nothing works on “Toilet in time” yet." in found
    assert "Nothing works on “Lights” yet." in found


def test_the_order_of_the_layers_is_checked():
    up, down = Node("p1", Layer.PRIMARY, "Up", ["s1"]), Node("s1", Layer.SECONDARY, "Down", ["p1"])
    found = [fault.words for fault in faults([up, down])]
    assert any("“Up” cannot work on “Down”" in one for one in found)
    assert any(one.startswith("These go round in a circle") for one in found)


def test_an_idea_on_a_primary_driver_is_asked_how_it_works():
    help_offered, socks = Node("s1", Layer.SECONDARY, "Help", ["p2"]), Node("i1", Layer.IDEA, "Socks", ["p1"])
    found = faults([PRIMARY, OTHER, help_offered, socks])
    assert Fault("“Socks” hangs on a primary driver: say through which secondary driver it works.", "i1") in found
    assert len(found) == 2  # and nothing works on “Help”


def test_two_to_six_primary_drivers_are_advised():
    def told(count):
        nodes = [Node(f"p{n}", Layer.PRIMARY, f"Primary {n}") for n in range(count)]
        nodes += [Node(f"s{n}", Layer.SECONDARY, f"Secondary {n}", [f"p{n}"]) for n in range(count)]
        nodes += [Node("i1", Layer.IDEA, "A change", [f"s{n}" for n in range(count)])]
        return [fault for fault in faults(nodes) if "primary drivers are usual" in fault.words]

    assert told(1) == [Fault("2 to 6 primary drivers are usual; there is one.", AIM)]
    assert told(7) == [Fault("2 to 6 primary drivers are usual; there are 7.", AIM)]
    assert told(2) == told(6) == faults([]) == []


def test_circles_are_found_and_trees_are_not_circles():
    assert find_circle({"a": ["b"], "b": ["c"], "c": ["a"]}) == ["a", "b", "c", "a"]
    assert find_circle({"a": ["a"]}) == ["a", "a"]
    assert find_circle({"a": ["b", "c"], "b": ["d"], "c": ["d"], "d": []}) == []


def test_boxes_of_a_column_never_overlap_and_lie_inside_the_drawing():
    nodes = [Node(f"p{n}", Layer.PRIMARY, "Something that drives the aim " * n) for n in range(1, 5)]
    nodes += [Node(f"s{n}", Layer.SECONDARY, f"Secondary {n}", [f"p{1 + n % 4}", "p2"]) for n in range(9)]
    nodes += [Node(f"i{n}", Layer.IDEA, "A change " * (1 + n % 7), [f"s{n % 9}"], "idea", "Idea") for n in range(20)]
    nodes += [Node("lost", Layer.IDEA, "Nowhere yet", [], "idea", "Idea")]
    drawing = draw("A very long aim " * 30, nodes)
    assert len(drawing.boxes) == len(nodes) + 1
    for box in drawing.boxes:
        assert box.x >= 0
        assert box.x + BOX <= drawing.width
        assert box.y > 0
        assert box.y + box.height <= drawing.height
    columns = {}
    for box in drawing.boxes:
        columns.setdefault(box.x, []).append(box)
    assert len(columns) == 4
    for boxes in columns.values():
        for above, below in itertools.pairwise(sorted(boxes, key=lambda box: box.y)):
            assert above.y + above.height <= below.y


def test_empty_layers_take_no_room():
    wide, narrow = draw("Aim", [PRIMARY, OTHER, SECONDARY, IDEA]), draw("Aim", [PRIMARY])
    assert narrow.width < wide.width
    assert len(narrow.headings) == 2
    assert len(wide.paths) == 5

"""The words of projects, as types, and how pages say them."""

from __future__ import annotations

import enum


class Stage(enum.StrEnum):
    INTENT = "intent"
    CHARTER = "charter"
    PLANNING = "planning"
    TESTING = "testing"
    IMPROVING = "improving"
    SUSTAINED = "sustained"
    STOPPED = "stopped"


class TeamPart(enum.StrEnum):
    """The part somebody plays in a project."""

    SPONSOR = "sponsor"
    CARE = "care"
    IMPROVEMENT = "improvement"
    MEASUREMENT = "measurement"
    LIVED_EXPERIENCE = "lived_experience"
    MEMBER = "member"


class DriverKind(enum.StrEnum):
    PRIMARY = "primary"
    SECONDARY = "secondary"


class StepKind(enum.StrEnum):
    """What somebody did to the diagram."""

    ADDED = "added"
    CHANGED = "changed"
    MOVED = "moved"
    REMOVED = "removed"
    UNDONE = "undone"


class IdeaStatus(enum.StrEnum):
    IDEA = "idea"
    TESTING = "testing"
    ADAPTED = "adapted"
    ADOPTED = "adopted"
    ABANDONED = "abandoned"


class StageOfTest(enum.StrEnum):
    COLLECT_INFORMATION = "collect_information"
    DEVELOP = "develop"
    TEST = "test"
    IMPLEMENT = "implement"


class CycleState(enum.StrEnum):
    PLANNED = "planned"
    DOING = "doing"
    STUDYING = "studying"
    ACTED = "acted"


class Step(enum.StrEnum):
    """A step that a cycle takes. Closing the study and deciding are two."""

    STARTED = "started"
    DONE = "done"
    STUDIED = "studied"
    ACTED = "acted"


class Act(enum.StrEnum):
    ADOPT = "adopt"
    ADAPT = "adapt"
    ABANDON = "abandon"


class NextMove(enum.StrEnum):
    """What a team means to do after a cycle."""

    SCALE_UP = "scale_up"
    RUN_AGAIN = "run_again"
    NEXT_CYCLE = "next_cycle"


STAGE_LABELS = {
    Stage.INTENT: "Intent",
    Stage.CHARTER: "Charter",
    Stage.PLANNING: "Planning",
    Stage.TESTING: "Testing",
    Stage.IMPROVING: "Improving",
    Stage.SUSTAINED: "Sustained",
    Stage.STOPPED: "Stopped",
}
PART_LABELS = {
    TeamPart.SPONSOR: "Sponsor",
    TeamPart.CARE: "Clinical or care lead",
    TeamPart.IMPROVEMENT: "Improvement support",
    TeamPart.MEASUREMENT: "Measurement",
    TeamPart.LIVED_EXPERIENCE: "Patient, carer or public partner",
    TeamPart.MEMBER: "Team member",
}
STATUS_LABELS = {
    IdeaStatus.IDEA: "Idea",
    IdeaStatus.TESTING: "Testing",
    IdeaStatus.ADAPTED: "Adapted",
    IdeaStatus.ADOPTED: "Adopted",
    IdeaStatus.ABANDONED: "Abandoned",
}
KIND_OF_TEST_LABELS = {
    StageOfTest.COLLECT_INFORMATION: "Collect information",
    StageOfTest.DEVELOP: "Develop a change",
    StageOfTest.TEST: "Test a change",
    StageOfTest.IMPLEMENT: "Implement a change",
}
STATE_LABELS = {
    CycleState.PLANNED: "Planned",
    CycleState.DOING: "Doing",
    CycleState.STUDYING: "Studying",
    CycleState.ACTED: "Acted",
}
ACT_LABELS = {Act.ADOPT: "Adopt", Act.ADAPT: "Adapt", Act.ABANDON: "Abandon"}
MOVE_LABELS = {
    NextMove.SCALE_UP: "Scale up",
    NextMove.RUN_AGAIN: "Run it again",
    NextMove.NEXT_CYCLE: "A next cycle with a changed test",
}
STEP_LABELS = {
    Step.STARTED: "beginning the cycle",
    Step.DONE: "finishing the doing",
    Step.STUDIED: "closing the study",
    Step.ACTED: "the decision",
}

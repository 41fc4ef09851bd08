"""Thirty people, what they have done, and twenty questions with who should be asked: written by hand.

Each topic has three people who worked on it, in words that differ from the questions' words. Everybody has also
replied to something off their topic.
"""

from __future__ import annotations

# topic -> (titles of the three people's work, two questions)
TOPICS = {
    "falls": (
        ("Bed rails and falls at night", "A falls huddle each morning on the ward", "Sensor mats after a fall"),
        ("How do you keep people from falling at night?", "Does a morning huddle lower falls with harm?"),
    ),
    "sepsis": (
        ("Antibiotics within an hour of sepsis", "Sepsis screening at triage", "Blood cultures before antibiotics"),
        ("Who has shortened the time to antibiotics in sepsis?", "Sepsis screening tool for triage nurses"),
    ),
    "appointments": (
        ("Text reminders for missed appointments", "Fewer missed appointments",
         "Reminder letters people can read"),
        ("Do text reminders reduce missed appointments?", "What should a reminder letter say?"),
    ),
    "discharge": (
        ("Medicines ready before discharge", "Discharge lounge before noon",
         "Transport home booked the day before discharge"),
        ("How to have discharge medicines ready by noon?", "Booking transport home before discharge"),
    ),
    "pressure": (
        ("Turning charts and pressure ulcers", "Heel pressure ulcers in orthopaedics",
         "Mattresses that prevent pressure ulcers"),
        ("Which mattresses prevent pressure ulcers?", "Heel ulcers after hip surgery"),
    ),
    "asthma": (
        ("Asthma reviews by telephone", "Inhaler technique in asthma clinics", "Children with asthma in school"),
        ("Are telephone asthma reviews as good as in person?", "Checking inhaler technique quickly"),
    ),
    "dementia": (
        ("This is me leaflets in dementia", "Quiet hour for people with dementia", "Activities on the dementia ward"),
        ("A quiet hour on a dementia ward?", "Activities for people with dementia in the afternoon"),
    ),
    "insulin": (
        ("Insulin errors at meal times", "Hypoglycaemia boxes for insulin", "Self-administered insulin in hospital"),
        ("How to let people give their own insulin in hospital?", "Hypoglycaemia box contents"),
    ),
    "handover": (
        ("SBAR at the nursing handover", "Bedside handover with families", "Electronic handover between shifts"),
        ("Bedside handover: what do families think?", "Moving the handover between shifts to a screen"),
    ),
    "hydration": (
        ("Red jugs and hydration", "Drinks trolleys and hydration in care homes", "Hydration and urinary infections"),
        ("Did red jugs change how much people drink?", "Hydration to prevent urinary infections in care homes"),
    ),
}
NOISE = (
    "Parking for volunteers", "Which printer works?", "Photographs for the newsletter", "Rooms for the meeting",
    "Holiday rota in August", "New badges",
)  # fmt: skip

"""What the people of the example federation tell of themselves. Nobody here exists, and nothing here ever happened."""

from typing import Any, Final

Said = dict[str, dict[str, Any]]

IRIS: Final[Said] = {
    "getting.about": {
        "words": {
            "words": "I am 82 and I have lived on this side of the valley all my life. I wove worsted at Crossley’s"
            " until I married, then I kept the school kitchen for nineteen years. My Walter died in 2019. Adah is in"
            " Leeds and rings every evening at six.\n\nI can be slow to start, but once the kettle is on I will talk"
            " to anybody."
        }
    },
    "getting.days": {
        "words": {
            "good": "I have slept, my hip is quiet, and somebody comes who sits down first and does the jobs after."
            " We do the crossword. If it is dry we get as far as the canal.",
            "bad": "I did not sleep and everything takes for ever. Then I go quiet. Do not cheer me up. Make tea, put"
            " the radio on low and stay in the room.",
        }
    },
    "getting.matters": {
        "words": {"words": "To stay here, in this house, with my own front door and my own chair."},
        "facets": {"matters": ["family", "own-home", "say", "same-people"]},
    },
    "getting.support": {
        "words": {
            "do": "Tell me what you are about to do. Hand me the flannel and let me do my own face.",
            "do_not": "Please do not call me “dear”, and do not tidy my sewing table.",
        },
        "facets": {
            "tasks": ["company", "getting-out", "shopping", "getting-up", "washing"],
            "manner": ["slow", "tell-first", "let-me-try", "on-time"],
        },
    },
    "getting.safe": {
        "words": {"words": "The chain on at night and the landing light on."},
        "facets": {"safe": ["known-people", "knock", "light", "women"]},
    },
    "getting.routines": {
        "words": {
            "morning": "Up at half past seven. Tea first, then the bathroom. Porridge at the window.",
            "daytime": "A sit down after dinner, which is at noon. The library van comes on Thursdays.",
            "evening": "Adah rings at six. Bed at ten, with the radio.",
        }
    },
    "getting.times": {
        "words": {"words": "Not on the first Sunday of the month: that is chapel, and somebody fetches me."},
        "week": {
            "mon": [["07:30", "09:00"], ["17:00", "18:00"]],
            "tue": [["07:30", "09:00"]],
            "wed": [["07:30", "09:00"], ["14:00", "16:00"]],
            "thu": [["07:30", "09:00"]],
            "fri": [["07:30", "09:00"], ["17:00", "18:00"]],
            "sat": [["08:30", "10:00"]],
        },
    },
    "getting.home": {
        "words": {
            "finding": "Up the snicket behind the old Co-op, the green door at the top. Cars stop at the bottom.",
            "inside": "The stairs are steep. Hold the left-hand rail, the right one is loose.",
        },
        "facets": {"home": ["steps", "stairs", "steep", "bus"]},
    },
    "getting.health": {
        "words": {
            "words": "My left hip was replaced in March. High blood pressure. I had a small stroke in 2021.",
            "medicines": "In the blue box by the bread bin, filled by the chemist each Friday. Mornings and nights.",
            "signs": "If my words come out wrong, or my mouth droops: ring 999 at once.",
        },
        "facets": {"health": ["heart", "stroke", "falls"], "medicines-help": ["reminder"]},
    },
    "getting.keys": {"words": {"safe": "Left of the door, behind the ivy.", "code": "1066"}},
    "me.communication": {
        "words": {"words": "My left ear is the good one."},
        "facets": {
            "talking": ["face-me", "one-thing", "hearing-aid"],
            "formats": ["large-print"],
            "contact": ["phone"],
        },
    },
    "me.languages": {"facets": {"languages": ["en"]}},
    "me.culture": {
        "words": {"words": "Methodist. Grace before we eat, if you do not mind."},
        "facets": {"faith": ["christian"], "customs": ["festivals"]},
    },
    "me.food": {
        "words": {"like": "Parkin, kippers, a proper cup of tea.", "dislike": "Anything that comes with its own foam."},
        "facets": {"food": ["anything"]},
    },
    "me.pets": {
        "words": {"words": "Tinker, a very old cat. He is let out, whatever he tells you."},
        "facets": {"pets": ["cat"]},
    },
    "me.smoking": {"facets": {"smoking": ["no"]}},
    "me.birthday": {
        "words": {"words": "Tea with everybody, and no fuss about the number."},
        "rows": [{"born_on": "1944-05-12"}],
    },
    "me.interests": {
        "words": {"words": "I sang alto with the choral society for forty years, and I still know all of the Messiah."},
        "facets": {"interests": ["singing", "reading", "crafts", "history", "nature"]},
    },
    "me.emergency": {
        "words": {"words": "Blood thinner: if I knock my head, I go to hospital even if I say I am fine."},
        "facets": {"allergies": ["penicillin"], "emergency": ["blood-thinner", "alarm"]},
        "rows": [
            {"name": "Adah Greenhalgh", "relation": "My daughter", "phone": "01632 960 118"},
            {"name": "Wendy Crabtree", "relation": "Next door but one", "phone": "01632 960 174"},
        ],
    },
}
SOL: Final[Said] = {
    "giving.about": {
        "words": {
            "words": "I grew up in Todmorden above my parents’ shop. I cooked in restaurants for twelve years, then"
            " looked after my father through his last two. Since then I have not wanted to do anything else.",
            "why": "Because a good hour in somebody’s week is worth more than most things I have made.",
        }
    },
    "giving.days": {
        "words": {
            "good": "We both forget that I am there to help.",
            "bad": "When I am sent from one to the next and nobody gets me properly.",
        }
    },
    "giving.offers": {
        "words": {
            "gladly": "Cook with you, from your recipes. Long slow walks.",
            "rather_not": "Gardens. I kill them.",
        },
        "facets": {"tasks": ["company", "getting-out", "shopping", "cooking", "getting-up", "washing", "medicines"]},
    },
    "giving.skills": {
        "words": {"words": "I know my way round a kitchen that is too small and a person who is too proud."},
        "facets": {"skills": ["dementia", "stroke", "end-of-life", "cooking", "driving"]},
    },
    "giving.lived": {"facets": {"lived": ["carer", "loss"]}},
    "giving.training": {
        "rows": [
            {"course": "care-certificate", "got_on": "2022-05-14"},
            {"course": "moving", "got_on": "2026-02-03", "expires_on": "2027-02-03"},
            {
                "course": "first-aid",
                "called": "Emergency first aid",
                "got_on": "2024-12-01",
                "expires_on": "2027-12-01",
            },
        ]
    },
    "giving.times": {
        "words": {"words": "Evenings only in an emergency: I put my own two to bed."},
        "facets": {"travel": ["bicycle", "car-passengers"], "how-far": ["30"], "when": ["short-notice"]},
        "week": {
            "mon": [["07:00", "14:30"]],
            "tue": [["07:00", "14:30"]],
            "wed": [["07:00", "16:30"]],
            "thu": [["07:00", "14:30"]],
            "fri": [["07:00", "12:00"]],
        },
    },
    "giving.rates": {"rows": [{"unit": "hour", "amount": "15.50"}, {"unit": "holiday-hour", "amount": "23.25"}]},
    "me.languages": {
        "words": {"words": "Bengali at home; a little Sylheti, enough to be laughed at."},
        "facets": {"languages": ["en", "bn", "hi"]},
    },
    "me.food": {"words": {"like": "Everything with mustard seeds."}, "facets": {"food": ["vegetarian"]}},
    "me.pets": {"facets": {"pets": ["none"], "pets-fine": ["dogs-fine", "cats-fine"]}},
    "me.smoking": {"facets": {"smoking": ["no"], "smoking-fine": ["outside"]}},
    "me.interests": {"facets": {"interests": ["music", "cooking", "walking", "cricket"]}},
}
CORA: Final[Said] = {
    "giving.about": {
        "words": {
            "words": "I keep the list of people and the kettle. Ring me before you worry: it is usually quicker.",
            "why": "My gran was cared for by nine strangers in one week. I thought we could do better.",
        }
    },
    "giving.offers": {"facets": {"tasks": ["company", "paperwork", "appointments"]}},
    "me.languages": {"facets": {"languages": ["en"]}},
    "me.interests": {"facets": {"interests": ["gardening", "dancing", "politics"]}},
}
MAUREEN: Final[Said] = {
    "getting.about": {
        "words": {"words": "Four children, eleven grandchildren, one bad knee. I used to run the bingo."}
    },
    "getting.support": {
        "facets": {"tasks": ["housework", "shopping", "garden"], "manner": ["chatty", "ask-each-time"]}
    },
    "me.food": {"words": {"like": "Fish on Fridays."}, "facets": {"food": ["diabetic"]}},
    "me.pets": {"words": {"words": "Duke, who is soft as butter, and Daisy, who is not."}, "facets": {"pets": ["dog"]}},
}
TARIQ: Final[Said] = {
    "giving.about": {"words": {"words": "Nights at the mill shop, days with people. I have a car and no hurry."}},
    "giving.offers": {"facets": {"tasks": ["getting-out", "shopping", "appointments", "computer"]}},
    "me.languages": {"facets": {"languages": ["en", "ur", "pa"]}},
    "me.culture": {"facets": {"faith": ["muslim"], "customs": ["prayer-times", "shoes-off", "fasting"]}},
}
ROSA: Final[Said] = {
    "getting.about": {"words": {"words": "I came from Valencia to nurse, and stayed for the rain. I paint, still."}},
    "getting.matters": {"facets": {"matters": ["say", "outdoors", "looks"]}},
    "me.languages": {"words": {"words": "Spanish when I am tired."}, "facets": {"languages": ["en", "es", "fr"]}},
    "me.interests": {"facets": {"interests": ["art", "music", "films"]}},
}
AMINA: Final[Said] = {
    "giving.about": {"words": {"words": "Ten years a care worker, now for people I can name. I sing while I work."}},
    "giving.skills": {"facets": {"skills": ["dementia", "diabetes", "hoist", "peg"]}},
    "me.languages": {"facets": {"languages": ["en", "so", "ar"]}},
}
MEHMET: Final[Said] = {
    "getting.about": {"words": {"words": "Kırk yıl terzilik yaptım. I made suits for half of Hackney."}},
    "me.languages": {"facets": {"languages": ["tr", "en"]}},
    "me.communication": {"facets": {"professionals": ["interpreter"], "contact": ["letter", "through-someone"]}},
}
# By the address they sign in with.
TOLD: Final[dict[str, Said]] = {
    "iris@calderdale.example": IRIS,
    "sol@calderdale.example": SOL,
    "cora@calderdale.example": CORA,
    "maureen@calderdale.example": MAUREEN,
    "tariq@calderdale.example": TARIQ,
    "rosa@clapton.example": ROSA,
    "amina@clapton.example": AMINA,
    "mehmet@clapton.example": MEHMET,
}
# Who lets their circle get to know them: those who give support, mostly.
OPEN: Final = {"sol@calderdale.example", "cora@calderdale.example", "tariq@calderdale.example", "amina@clapton.example"}
# What stays a draft for the moment, so that there is one to be looked at.
DRAFTS: Final = {("iris@calderdale.example", "getting.routines"), ("sol@calderdale.example", "giving.rates")}
# What the circle has checked: person, kind, state, day, way.
CHECKED: Final = (
    ("sol@calderdale.example", "dbs_barred", "in_order", "2026-03-19", "self_employed"),
    ("sol@calderdale.example", "reference", "in_order", "2025-11-04", ""),
    ("sol@calderdale.example", "identity", "in_order", "2025-11-04", ""),
    ("june@both.example", "dbs_barred", "in_order", "2026-06-02", "employer"),
    ("tariq@calderdale.example", "dbs_enhanced", "asked", "2026-11-02", "employer"),
)

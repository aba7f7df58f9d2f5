"""Puts what there really is into requests that fit the document.

A number made up by chance names nothing, so all that lies behind "not found" would never be asked.
Requests that are meant not to fit are left alone.
"""

import json
import os
import random

import schemathesis

KNOWN = json.loads(os.environ["JIELI_KNOWN"])
CHANCE = random.Random(20261124)
# How many of a hundred.
REAL = 80


@schemathesis.hook
def before_call(ctx, case, kwargs):
    if case.meta is None or not case.meta.generation.mode.is_positive:
        return
    for part in (case.path_parameters, case.query, case.body):
        if isinstance(part, dict):
            for name in part:
                if name in KNOWN and CHANCE.randrange(100) < REAL:
                    part[name] = CHANCE.choice(KNOWN[name])

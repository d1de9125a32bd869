"""One of fifty people for Locust: asks for a page of theirs, thinks 5 to 10 seconds, asks for another.

Runs alone, in an environment that holds Locust only. VISITORS names a JSON file: for each their session and pages.
"""

import itertools
import json
import os
import random
from pathlib import Path

from locust import HttpUser, between, task

VISITORS = json.loads(Path(os.environ["VISITORS"]).read_text())
turn = itertools.cycle(VISITORS)


class Visitor(HttpUser):
    wait_time = between(5, 10)

    def on_start(self) -> None:
        mine = next(turn)
        self.pages = mine["pages"]
        self.client.cookies.set("sessionid", mine["session"])

    @task
    def look(self) -> None:
        """Any other answer than the page itself is an error, the way to the door too."""
        name, path = random.choice(self.pages)
        with self.client.get(
            path, name=name, allow_redirects=False, catch_response=True, headers={"Accept-Encoding": "gzip"}
        ) as got:
            if got.status_code != 200:
                got.failure(f"{got.status_code} at {path}")

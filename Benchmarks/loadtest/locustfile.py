"""Users of Locust that ask for one body again and again, together RATE times a second; each waits from its own last start (constant_throughput)."""
import os

from locust import FastHttpUser, constant_throughput, task

USERS = int(os.environ["LOCUST_USER_COUNT"])
RATE = float(os.environ["REQUEST_RATE"])
BODY = open(os.environ["REQUEST_BODY"], "rb").read()


class Client(FastHttpUser):
    wait_time = constant_throughput(RATE / USERS)

    @task
    def ask(self):
        self.client.post("/predict", data=BODY, headers={"Content-Type": "application/json"})

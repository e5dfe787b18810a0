"""Python's requests on a running server: every way to ask, every kind of refusal, on one kept connection.

    requests_client.py DATA_URL ADMIN_URL MODEL CASES.json

CASES is [{"row": {...}, "features": [...], "probability": number}, ...]; the answers must have exactly these numbers. Ends with 0 and one
line, or with the first difference.
"""
import gzip
import json
import sys
import zlib

import requests

data, admin, model, cases = sys.argv[1], sys.argv[2], sys.argv[3], json.load(open(sys.argv[4]))
session = requests.Session()
url = f"{data}/predict/{model}"
checks = 0


def ask(method, where, status=200, **arguments):
    answer = session.request(method, where, timeout=30, **arguments)
    check(answer.status_code == status, f"{method} {where}: {answer.status_code} {answer.text}")
    return answer


def check(holds, what):
    global checks
    checks += 1
    if not holds:
        sys.exit(what)


for case in cases:
    for body in (case["row"], {"features": case["features"]}):
        answer = ask("POST", url, json=body).json()
        check(answer["model"] == model and answer["probability"] == case["probability"], f"{body}: {answer}")

expected = [case["probability"] for case in cases]
for rows in ([case["features"] for case in cases], [case["row"] for case in cases]):
    answer = ask("POST", url, json={"instances": rows}).json()
    check([row["probability"] for row in answer["predictions"]] == expected, f"{answer}")
    check("probability" not in answer or len(rows) == 1, f"{answer}")

body = json.dumps({"instances": [case["row"] for case in cases]}).encode()
# A generator makes requests send the body in chunks.
answer = ask("POST", url, data=(body[at:at + 100] for at in range(0, len(body), 100)), headers={"Content-Type": "application/json"})
check([row["probability"] for row in answer.json()["predictions"]] == expected, "chunked")

for coding, coded in (("gzip", gzip.compress(body)), ("deflate", zlib.compress(body)), ("gzip", gzip.compress(body[:50]) + gzip.compress(body[50:]))):
    answer = ask("POST", url, data=coded, headers={"Content-Type": "application/json", "Content-Encoding": coding})
    check([row["probability"] for row in answer.json()["predictions"]] == expected, coding)
    # requests takes gzip and deflate unless it is told otherwise.
    check(answer.headers["Content-Encoding"] == "gzip" and answer.headers["Vary"] == "Accept-Encoding", f"{answer.headers}")
    plain = ask("POST", url, data=body, headers={"Accept-Encoding": "identity"})
    check("Content-Encoding" not in plain.headers and plain.content == answer.content, f"{plain.headers}")

answer = ask("OPTIONS", url, 204)
check(answer.headers["Allow"] == "POST, OPTIONS" and answer.content == b"", f"{answer.headers}")

one = ask("POST", url, params={"margin": 1, "probabilities": 1}, json=cases[0]["row"]).json()
check(isinstance(one["margin"], float) and abs(sum(one["probabilities"].values()) - 1) < 1e-6, f"{one}")

for method, where, status, arguments in (
    ("POST", f"{url}x", 404, {"json": cases[0]["row"]}),
    ("GET", url, 405, {}),
    ("POST", url, 415, {"data": b"a,b", "headers": {"Content-Type": "text/csv"}}),
    ("POST", url, 415, {"data": b"{}", "headers": {"Content-Type": "application/json", "Content-Encoding": "br"}}),
    ("POST", url, 400, {"data": b"{", "headers": {"Content-Type": "application/json"}}),
    ("POST", url, 400, {"json": {"features": []}}),
    ("POST", url, 400, {"json": {"instances": []}}),
    ("POST", url, 400, {"json": [1]}),
    ("POST", url, 400, {"data": b'{"features":[\xff]}', "headers": {"Content-Type": "application/json"}}),
    ("GET", f"{data}/metrics", 404, {}),
    ("POST", f"{admin}/predict/{model}", 404, {"json": cases[0]["row"]}),
    ("GET", f"{admin}/models/{model}x", 404, {}),
):
    answer = ask(method, where, status, **arguments)
    check(list(answer.json()) == ["error"] and answer.headers["Content-Type"] == "application/json", answer.text)

check(ask("POST", url, json=cases[0]["row"]).json()["probability"] == expected[0], "after refusals")
for base in (data, admin):
    for path, status in (("/health", "ok"), ("/health/live", "live"), ("/health/ready", "ready")):
        check(ask("GET", base + path).json()["status"] == status, base + path)
    check(ask("HEAD", base + "/health").content == b"", "HEAD")

listed = ask("GET", f"{admin}/models").json()["models"]
check([entry["name"] for entry in listed] == [model] and listed[0]["modelName"] == model and "modelUrl" in listed[0], f"{listed}")
details = ask("GET", f"{admin}/models/{model}").json()
check(details["name"] == model, f"{details}")
metrics = ask("GET", f"{admin}/metrics")
check(metrics.headers["Content-Type"].startswith("text/plain; version=0.0.4"), metrics.headers["Content-Type"])
check("espalier_predictions_total" in metrics.text, metrics.text)
check(ask("GET", f"{admin}/metrics/prometheus").status_code == 200, "alias")

# One connection to each listener carried all of it: no refusal cost the connection.
for base in (data, admin):
    pool = session.get_adapter(base).poolmanager.connection_from_url(base)
    check(pool.num_connections == 1, f"{pool.num_connections} connections to {base}")
print(f"{checks} checks")

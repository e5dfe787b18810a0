"""Clients that ask many things at once on a running server: httpx and aiohttp, each on a pool of kept connections.

    async_clients.py httpx|aiohttp URL CASES.json

CASES is [{"row": {...}, "features": [...], "probability": number}, ...]. Every case is asked by name, by position, and all in one request, in
chunks too; the answers must have exactly these numbers. Ends with 0 and one line, or with the first difference.
"""
import asyncio
import json
import sys

library, url, cases = sys.argv[1], sys.argv[2], json.load(open(sys.argv[3]))
rounds, at_once = 20, 16
expected = [case["probability"] for case in cases]
body = json.dumps({"instances": [case["row"] for case in cases]}).encode()
headers = {"Content-Type": "application/json"}


async def pieces():
    for at in range(0, len(body), 100):
        yield body[at:at + 100]


def check(holds, what):
    if not holds:
        sys.exit(f"{library}: {what}")


async def ask_all(post):
    """`post(**arguments)` gives status and text. A few at a time, so that connections are used again."""
    room = asyncio.Semaphore(at_once)
    count = 0

    async def ask(probabilities, **arguments):
        nonlocal count
        async with room:
            status, text = await post(**arguments)
        check(status == 200, f"{status} {text}")
        answer = json.loads(text)
        found = [row["probability"] for row in answer.get("predictions", [answer])]
        check(found == probabilities, f"{found} instead of {probabilities}")
        count += 1

    questions = []
    for _ in range(rounds):
        for case in cases:
            questions += [ask([case["probability"]], json=case["row"]), ask([case["probability"]], json={"features": case["features"]})]
        questions += [ask(expected, body=body), ask(expected, body=pieces())]
    await asyncio.gather(*questions)
    print(f"{count} answers")


async def run_httpx():
    import httpx

    async with httpx.AsyncClient(timeout=60, trust_env=False) as client:
        async def post(json=None, body=None):
            arguments = dict(json=json) if json is not None else dict(content=body, headers=headers)
            answer = await client.post(url, **arguments)
            return answer.status_code, answer.text
        await ask_all(post)


async def run_aiohttp():
    import aiohttp

    async with aiohttp.ClientSession() as session:
        async def post(json=None, body=None):
            arguments = dict(json=json) if json is not None else dict(data=body, headers=headers)
            async with session.post(url, **arguments) as answer:
                return answer.status, await answer.text()
        await ask_all(post)


asyncio.run({"httpx": run_httpx, "aiohttp": run_aiohttp}[library]())

"""Makes tests/erlang/golden.json: Erlang values to 40 digits, by other ways than routing/erlang-*.ts.

Erlang B and C: the defining sums of load^k / k!, term by term. Erlang A: the density of the wait that
an infinitely patient contact would meet (Baccelli and Hebuterne 1981), integrated numerically.

    python3 tests/erlang/golden.py > tests/erlang/golden.json      (needs python3-mpmath)
"""

import json
from mpmath import mp, mpf, quad, exp, expm1, linspace

mp.dps = 50

QUEUES = [  # servers, load per server
    (1, "0.5"), (2, "0.9"), (3, "0.05"), (5, "0.8"), (10, "0.95"), (25, "0.7"), (60, "0.999"),
    (200, "0.97"), (750, "0.9"), (2000, "0.99"), (5000, "0.2"), (5000, "0.98"), (5000, "0.9999"),
]
IMPATIENT = [  # servers, load per server, patience in handle times
    (1, "0.5", "1"), (2, "0.9", "2.5"), (3, "3", "0.5"), (5, "1", "2.5"), (12, "1.2", "0.1"),
    (40, "0.85", "20"), (100, "1.3", "2.5"), (200, "0.99", "2.5"), (1000, "1.02", "1"),
    (1000, "1.1", "30"), (5000, "0.98", "2.5"), (5000, "1.05", "0.5"),
]
HANDLE = mpf(3)  # minutes, so that a mix-up of units shows
WITHIN = mpf(20) / 60


def terms(servers, load):
    """load^k / k!, k = 0 … servers."""
    out = [mpf(1)]
    for k in range(1, servers + 1):
        out.append(out[-1] * load / k)
    return out


def patient(servers, share):
    load = servers * mpf(share)
    weights = terms(servers, load)
    blocked = weights[-1] / sum(weights)
    queue = weights[-1] * servers / (servers - load)
    waiting = queue / (sum(weights[:-1]) + queue)
    asa = waiting * HANDLE / (servers - load)
    level = 1 - waiting * exp(-(servers - load) * WITHIN / HANDLE)
    return {"servers": servers, "arrivalRate": load / HANDLE, "blocked": blocked, "waiting": waiting,
            "asa": asa, "serviceLevel": level}


def impatient(servers, share, patience):
    load = servers * mpf(share)
    arrival, service, leaving = load / HANDLE, servers / HANDLE, 1 / (mpf(patience) * HANDLE)
    weights = terms(servers - 1, load)
    scale = weights[-1]
    at_once = sum(weights) / scale

    def density(v):
        return arrival * exp(-arrival / leaving * expm1(-leaving * v) - service * v)

    # The density has one hill; it is cut where its flank is 60 digits below the top.
    from mpmath import log
    top = max(mpf(0), log(arrival / service) / leaving)
    end = top + HANDLE / servers
    while density(end) > density(top) * mpf(10) ** -60:
        end = top + (end - top) * mpf("1.5")
    def integral(f, a, b):
        if b <= a:
            return mpf(0)
        return quad(f, linspace(a, b, 60))
    cut = min(WITHIN, end)
    everything = at_once + integral(density, 0, cut) + integral(density, cut, end)
    served_f = lambda v: exp(-leaving * v) * density(v)
    soon = at_once + integral(served_f, 0, cut)
    late = integral(served_f, cut, end)
    longer = integral(density, cut, end)
    wait = integral(lambda v: v * exp(-leaving * v) * density(v), 0, cut)
    wait += integral(lambda v: v * exp(-leaving * v) * density(v), cut, end)
    served = (soon + late) / everything
    left_late = (exp(-leaving * WITHIN) * longer - late) / everything
    return {"servers": servers, "arrivalRate": arrival, "patienceTime": 1 / leaving,
            "waiting": 1 - at_once / everything, "abandonment": 1 - served,
            "asa": wait / everything / served, "occupancy": arrival / service * served,
            "serviceLevel": soon / everything / (served + left_late),
            "answeredWithin": soon / everything}


def plain(row):
    return {k: v if isinstance(v, int) else float(v) for k, v in row.items()}


print(json.dumps({
    "handleTime": float(HANDLE),
    "within": float(WITHIN),
    "patient": [plain(patient(*q)) for q in QUEUES],
    "impatient": [plain(impatient(*q)) for q in IMPATIENT],
}, indent=2))

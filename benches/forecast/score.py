#!/usr/bin/env python3
"""Score forecasts of team flow by rolling origin.

    python score.py --data DIR --forecasts DIR [--reference mc13] [--history 52] [--out FILE.csv]

DATA      DIR/*.csv with the columns id,start,done (ISO dates; an empty `done` is an item still open).
FORECASTS DIR/NAME.csv with the columns dataset,origin,quantity,q5,q10,q25,q50,q75,q90,q95; NAME is the method.
          Every forecaster must have seen only `history(items, origin)`: what was known at the end of the day `origin`.

QUANTITIES, all from the end of day T (the origin)
    thr_w1..thr_w13      items finished in week 1..13 after T (week h is T+7(h-1) < day <= T+7h)
    thr_4 thr_8 thr_13   items finished in the first 4, 8, 13 weeks together
    wip_4 wip_8 wip_13   items started by and not finished by T+7h
    ct_p50 ct_p85        percentiles of done-start (days) of the items finished in the 13 weeks

ORIGINS are 13 weeks apart (horizons do not overlap). One counts if the year before it had at least 3 finished items a
week: a rule that looks only back. The last 16 of them are used (about four active years). The last origin leaves
13+26 weeks of data after it, for WIP near the end of a file is undercounted when open items are missing from the file.

SCORE     WIS = 2 * mean pinball loss over the seven quantiles (a CRPS from quantiles; lower is better). It is divided by
          the mean WIS of the reference method in the same dataset and quantity, so that datasets weigh the same.
COVERAGE  share of outcomes inside the 50, 80, 90% interval; an outcome exactly on its edge counts a half (counts are whole).
ERRORS    paired over (dataset, origin), two-stage cluster bootstrap: datasets, then origins within them.
"""
import argparse, csv, datetime as dt, glob, os
from collections import namedtuple
import numpy as np

LEVELS = np.array([.05, .10, .25, .50, .75, .90, .95])
QCOLS = ["q5", "q10", "q25", "q50", "q75", "q90", "q95"]
HORIZON, STEP, KEEP, MIN_RATE, TAIL = 13, 13, 16, 3.0, 26
TINY = 0.2      # a dataset in which the reference errs by less than this (items, days) is left out of that quantity: the
                # median cycle time of a team that finishes half of its items on the day they begin is always 0
QUANTITIES = [f"thr_w{h}" for h in range(1, 14)] + ["thr_4", "thr_8", "thr_13", "wip_4", "wip_8", "wip_13", "ct_p50", "ct_p85"]

Items = namedtuple("Items", "start done")              # ordinals of days; done = OPEN where not finished
OPEN = 10 ** 7
History = namedtuple("History", "origin weeks starts dones wip items open_age")


# ---------------------------------------------------------------- data
def read_items(path):
    day = lambda s: dt.date.fromisoformat(s[:10]).toordinal()
    with open(path, newline="") as f:
        rows = [(day(r["start"]), day(r["done"]) if r["done"].strip() else OPEN) for r in csv.DictReader(f)]
    a = np.array(rows, dtype=int).reshape(-1, 2)
    return Items(a[:, 0], a[:, 1])


def weekly(days, origin, first, last):
    """Counts in weeks first..last, week h being origin+7(h-1) < day <= origin+7h; week 0 ends at the origin."""
    w = np.ceil((days - origin) / 7).astype(int)
    return np.bincount(w[(w >= first) & (w <= last)] - first, minlength=last - first + 1)


def wip_at(items, day):
    return int(np.sum((items.start <= day) & (items.done > day)))


def history(items, origin, weeks=52):
    """All that is known at the end of day `origin`: weekly starts, dones, WIP at week ends (oldest first), the finished
    items (start, done) of the window, and the ages of open items. `done` after the origin is never shown. What leaks all
    the same: in data of merged changes an open item is known to be finished some day."""
    fin = (items.done <= origin) & (items.done > origin - 7 * weeks)
    opn = (items.start <= origin) & (items.done > origin)
    return History(origin, weeks,
                   weekly(items.start[items.start <= origin], origin, 1 - weeks, 0),
                   weekly(items.done[items.done <= origin], origin, 1 - weeks, 0),
                   np.array([wip_at(items, origin - 7 * k) for k in range(weeks - 1, -1, -1)]),
                   Items(items.start[fin], items.done[fin]), origin - items.start[opn])


def truth(items, origin):
    w = weekly(items.done[items.done < OPEN], origin, 1, HORIZON)
    t = {f"thr_w{h}": w[h - 1] for h in range(1, 14)}
    for h in (4, 8, 13):
        t[f"thr_{h}"], t[f"wip_{h}"] = w[:h].sum(), wip_at(items, origin + 7 * h)
    f = (items.done > origin) & (items.done <= origin + 7 * HORIZON)
    ct = (items.done - items.start)[f]
    if len(ct) >= 5:                                    # percentiles of fewer items say nothing
        t["ct_p50"], t["ct_p85"] = np.percentile(ct, [50, 85])
    return t


def origins(items):
    d = items.done[items.done < OPEN]
    last, first = d.max() - 7 * (HORIZON + TAIL), d.min() + 7 * 52
    out = []
    for o in range(last, first - 1, -7 * STEP):
        if np.sum((d <= o) & (d > o - 364)) >= MIN_RATE * 52:
            out.append(o)
        if len(out) == KEEP:
            break
    return out[::-1]


def datasets(folder):
    for p in sorted(glob.glob(os.path.join(folder, "*.csv"))):
        items = read_items(p)
        os_ = origins(items) if len(items.done) else []
        if len(os_) >= 4:
            yield os.path.splitext(os.path.basename(p))[0], items, os_


# ---------------------------------------------------------------- forecasts
def write_forecasts(path, rows):
    """rows: (dataset, origin ordinal, quantity, seven quantiles)."""
    with open(path, "w", newline="") as f:
        w = csv.writer(f)
        w.writerow(["dataset", "origin", "quantity"] + QCOLS)
        for ds, o, q, qs in rows:
            w.writerow([ds, dt.date.fromordinal(int(o)).isoformat(), q] + [f"{x:.4g}" for x in qs])


def read_forecasts(path):
    with open(path, newline="") as f:
        return {(r["dataset"], dt.date.fromisoformat(r["origin"]).toordinal(), r["quantity"]):
                np.sort([float(r[c]) for c in QCOLS]) for r in csv.DictReader(f)}


def quantiles_of(paths, wip, ct50, ct85):
    """Seven quantiles of every quantity from simulations: paths (n,13) weekly throughput, wip (n,13) at week ends."""
    cum = np.cumsum(paths, 1)
    out = {f"thr_w{h}": paths[:, h - 1] for h in range(1, 14)}
    out.update({f"thr_{h}": cum[:, h - 1] for h in (4, 8, 13)})
    out.update({f"wip_{h}": wip[:, h - 1] for h in (4, 8, 13)})
    out.update(ct_p50=ct50, ct_p85=ct85)
    return {k: np.nanquantile(v, LEVELS) for k, v in out.items()}


# ---------------------------------------------------------------- scores
def wis(q, y):
    e = y - q
    return 2 * np.mean(np.maximum(LEVELS * e, (LEVELS - 1) * e))


def inside(q, y, lo, hi):
    """1 inside, 0 outside, 1/2 on an edge; an interval that is one point, and hit, counts its nominal share."""
    a, b = q[lo], q[hi]
    return 1.0 if a < y < b else 0.0 if not a <= y <= b else LEVELS[hi] - LEVELS[lo] if a == b else 0.5


def score_all(data, forecasts):
    """{method: {(dataset, origin, quantity): (wis, in50, in80, in90, below-median, |error of median|)}}"""
    tr = {(ds, o, q): v for ds, it, os_ in datasets(data) for o in os_ for q, v in truth(it, o).items()}
    out = {}
    for p in sorted(glob.glob(os.path.join(forecasts, "*.csv"))):
        f = read_forecasts(p)
        miss = [k for k in tr if k not in f]
        if miss:
            print(f"{os.path.basename(p)}: {len(miss)} of {len(tr)} forecasts missing, e.g. {miss[0]}; not scored")
            continue
        out[os.path.splitext(os.path.basename(p))[0]] = {
            k: (wis(f[k], y), inside(f[k], y, 2, 4), inside(f[k], y, 1, 5), inside(f[k], y, 0, 6),
                (y < f[k][3]) + .5 * (y == f[k][3]), abs(y - f[k][3])) for k, y in tr.items()}
    return out


GROUPS = {"weekly": [f"thr_w{h}" for h in range(1, 14)], **{q: [q] for q in QUANTITIES[13:]}}


def table(scores, ref, boot=2000, seed=1):
    """Rows: method, group, mean WIS/reference, 90% interval, share of clusters won, coverage 50/80/90, share below median, mean
    over datasets of the median's mean absolute error over the reference's."""
    rng, rows = np.random.default_rng(seed), []
    for g, qs in GROUPS.items():
        keys = [k for k in scores[ref] if k[2] in qs]
        scale = {}
        for ds in {k[0] for k in keys}:
            for q in qs:
                v = [scores[ref][k][0] for k in keys if k[0] == ds and k[2] == q]
                if v and np.mean(v) > TINY:
                    scale[ds, q] = np.mean(v)
        keys = [k for k in keys if (k[0], k[2]) in scale]
        for m, s in scores.items():
            cl = {}
            for k in keys:
                cl.setdefault(k[0], {}).setdefault(k[1], []).append((s[k][0] / scale[k[0], k[2]], scores[ref][k][0] / scale[k[0], k[2]]))
            per = [np.array([np.mean(v, 0) for v in d.values()]) for d in cl.values()]
            mean = np.mean([p[:, 0].mean() for p in per])   # the reference's mean is 1 by construction
            bs = []
            for _ in range(boot):
                pick = [per[i] for i in rng.integers(len(per), size=len(per))]
                pick = [p[rng.integers(len(p), size=len(p))] for p in pick]
                a = np.mean([p.mean(0) for p in pick], 0)
                bs.append(a[0] / a[1])
            allp = np.concatenate(per)
            cov = np.mean([[s[k][i] for i in (1, 2, 3, 4)] for k in keys], 0)
            mae = np.mean([np.sum([s[k][5] for k in keys if k[0] == d]) / np.sum([scores[ref][k][5] for k in keys if k[0] == d])
                           for d in cl if np.sum([scores[ref][k][5] for k in keys if k[0] == d]) > TINY])
            rows.append((m, g, mean, *np.quantile(bs, [.05, .95]), np.mean(allp[:, 0] < allp[:, 1]), *cov, mae))
    return rows


def by_dataset(scores, ref, quantity="thr_13"):
    """{method: {dataset: (origins, WIS over the reference's, coverage 80, coverage 90)}}"""
    out = {}
    for m, s in scores.items():
        for ds in sorted({k[0] for k in s}):
            keys = [k for k in s if k[0] == ds and k[2] == quantity]
            rel = np.mean([s[k][0] for k in keys]) / max(np.mean([scores[ref][k][0] for k in keys]), 1e-9)
            out.setdefault(m, {})[ds] = (len(keys), rel, *np.mean([[s[k][i] for i in (2, 3)] for k in keys], 0))
    return out


def main():
    a = argparse.ArgumentParser(description="Score forecasts of team flow by rolling origin.")
    a.add_argument("--data", required=True); a.add_argument("--forecasts", required=True)
    a.add_argument("--reference", default="mc13"); a.add_argument("--out")
    a = a.parse_args()
    s = score_all(a.data, a.forecasts)
    n = [(ds, len(o)) for ds, _, o in datasets(a.data)]
    print(f"{len(n)} datasets, {sum(x for _, x in n)} origins:", ", ".join(f"{d} {x}" for d, x in n))
    rows = table(s, a.reference)
    head = ("method", "quantity", "wis_rel", "lo90", "hi90", "won", "cov50", "cov80", "cov90", "below_median", "mae_rel")
    if a.out:
        with open(a.out, "w", newline="") as f:
            w = csv.writer(f); w.writerow(head); w.writerows([r[:2] + tuple(round(float(x), 4) for x in r[2:]) for r in rows])
    for g in GROUPS:
        print(f"\n{g}: WIS relative to {a.reference} (90% interval) | won | coverage 50 80 90 | below median | error of the median, relative")
        for r in sorted((r for r in rows if r[1] == g), key=lambda r: r[2]):
            print(f"  {r[0]:<16} {r[2]:.3f} ({r[3]:.2f} to {r[4]:.2f}) | {r[5]:.2f} | {r[6]:.2f} {r[7]:.2f} {r[8]:.2f} | {r[9]:.2f} | {r[10]:.2f}")
    for q in ("thr_13", "wip_13", "ct_p85"):
        print(f"\n{q} by dataset: WIS relative to {a.reference} | coverage 80 90")
        for m, each in by_dataset(s, a.reference, q).items():
            print(f"  {m}: " + ", ".join(f"{d} ({n}) {r:.2f} | {c80:.2f} {c90:.2f}" for d, (n, r, c80, c90) in each.items()))


if __name__ == "__main__":
    main()

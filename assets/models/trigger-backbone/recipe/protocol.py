"""The measurement: who is tested in what noise, what a take becomes, and what half a false accept an hour costs."""
import hashlib

import numpy as np

import audio as A
import network

WORDS = ["computer", "alexa", "jarvis", "view_glass"]
STEP = 1280
VARIANTS = 40


def clips(group, part):
    items = dict(A.word(group) if group in WORDS else A.corpus(group, part))
    return [(f, items[f]) for f in sorted(items, key=lambda f: hashlib.sha256(f.encode()).hexdigest())]


def stream(group, part="test"):
    """One long recording: names, where each begins (samples), clean, in noise (10 dB in the test, 0 to 20 dB in training)."""
    bank, names, clean, noisy, starts, at = A.noises(part), [], [], [], [], 0
    for f, x in clips(group, part):
        rng = np.random.RandomState(A.seed_of("neg" + f))
        noise = A.noise_piece(bank, len(x), rng)
        names.append(f)
        clean.append(x)
        noisy.append(A.mix(x, noise, 10 if part == "test" else rng.uniform(0, 20)))
        starts.append(at)
        at += len(x)
    return names, starts + [at], np.concatenate(clean), np.concatenate(noisy)


def positives(word):
    """[(name, clean, in noise at 10 dB)], each with 1 s before and 0.6 s after it; the noise goes through."""
    bank, out = A.noises("test"), []
    for f, x in A.word(word):
        rng = np.random.RandomState(A.seed_of("pos" + f))
        y = np.concatenate([np.zeros(A.RATE, np.float32), x, np.zeros(int(0.6 * A.RATE), np.float32)])
        y = y + 1e-4 * rng.randn(len(y)).astype(np.float32)
        noise = A.noise_piece(bank, len(y), rng)
        out.append((f, y, y + noise * np.sqrt(A.active_power(x) / (np.mean(noise**2) + 1e-12) / 10)))
    return out


def takes(word, seed):
    names = sorted(f for f, _ in A.word(word))
    return [names[i] for i in np.random.RandomState(1000 + seed).permutation(len(names))[:20]]


def variant(x, rng, bank, speech):
    """(wave, word start, word end) in samples; HEAD.md tells the distribution."""
    s, e = A.word_bounds(x)
    begin = max(0, s - A.RATE // 4)
    core = x[begin : min(len(x), e + int(0.35 * A.RATE))]
    ratio = np.exp(rng.uniform(np.log(0.88), np.log(1.14)))
    tempo = np.exp(rng.uniform(np.log(0.87), np.log(1.15)))
    y = A.stretch(A.speed(core, ratio), tempo)
    scale, fade = len(y) / len(core), min(160, len(y) // 4)
    y[:fade] *= np.linspace(0, 1, fade)
    y[-fade:] *= np.linspace(1, 0, fade)
    lead = int(rng.uniform(1.0, 1.4) * A.RATE)
    z = np.concatenate([np.zeros(lead, np.float32), y, np.zeros(A.RATE // 2, np.float32)])
    if rng.rand() < 0.15:
        other = speech[rng.randint(len(speech))][1]
        if len(other) > lead + A.RATE:
            o, gap = rng.randint(len(other) - lead), int(rng.uniform(0.05, 0.4) * A.RATE)
            z[: lead - gap] += other[o : o + lead - gap] * np.sqrt(A.active_power(y) / A.active_power(other))
    if rng.rand() < 0.4:
        z = A.room(z, rng)
    z = z + 1e-4 * rng.randn(len(z)).astype(np.float32)
    if rng.rand() < 0.8:
        babble = rng.rand() >= 0.65
        if babble:
            noise = np.zeros(len(z), np.float32)
            for _ in range(rng.randint(2, 6)):
                other = speech[rng.randint(len(speech))][1]
                noise += np.resize(np.roll(other, -rng.randint(len(other))), len(z))
        else:
            noise = A.noise_piece(bank, len(z), rng)
        z = z + noise * np.sqrt(A.active_power(y) / (np.mean(noise**2) + 1e-12) / 10 ** (rng.uniform(5 if babble else 0, 20) / 10))
    z = z * np.sqrt(10 ** (rng.uniform(-36, -12) / 10) / A.active_power(y))
    return np.clip(z, -1, 1), lead + int((s - begin) * scale), lead + int((e - begin) * scale)


def variants(word, name):
    rng = np.random.RandomState(A.seed_of("var" + name))
    x, bank, speech = dict(A.word(word))[name], A.noises("train"), A.corpus("librispeech", "train")
    return [variant(x, rng, bank, speech) for _ in range(VARIANTS)]


def bank_segments(net, librispeech=24000, an4=4000):
    """[(name, features)] of the bundled negatives: train parts only, every other utterance in noise, and synthetic phrases of many words."""
    segments = [(f"background/{f}", network.run(net, [x])[0]) for f, x in A.noises("train")]
    for group, limit in (("librispeech", librispeech), ("an4", an4)):
        names, starts, clean, noisy = stream(group, "train")
        clean, noisy = network.run(net, [clean, noisy])
        rows = 0
        for i, f in enumerate(names):
            a, b = starts[i] // STEP, starts[i + 1] // STEP
            if rows + b - a <= limit:
                rows += b - a
                hidden = A.seed_of(f) % 2
                segments.append((f"{group}/{f}" + (" in noise" if hidden else ""), (noisy if hidden else clean)[a:b]))
    rng = np.random.RandomState(3)
    for name, hours in (("flite", 0.35), ("espeak", 0.25)):
        x = np.load(f"{A.WORK}/stream-{name}.npz")["wave"][: int(hours * 3600 * A.RATE) // STEP * STEP].astype(np.float32) / 32768
        for o in range(0, len(x), A.RATE * 4):
            piece = x[o : o + A.RATE * 4]
            if rng.rand() < 0.5:
                piece = A.mix(piece, A.noise_piece(A.noises("train"), len(piece), rng), rng.uniform(0, 20))
            x[o : o + A.RATE * 4] = piece * 10 ** (rng.uniform(-12, 6) / 20)
        segments.append((f"synthetic/{name}", network.run(net, [x])[0]))
    return segments


def events(scores, refractory=12):
    """Heights of the 60 highest peaks that lie more than a refractory second apart."""
    out, dead = [], np.zeros(len(scores), bool)
    for i in np.argsort(-scores):
        if len(out) == 60 or scores[i] == -np.inf:
            break
        if not dead[i]:
            out.append(float(scores[i]))
            dead[max(0, i - refractory) : i + refractory + 1] = True
    return out


def false_rejects(positive, negative, hours, per_hour=0.5):
    """Share of `positive` (best score per clip) under the smallest threshold that allows `per_hour` events of `negative`."""
    return float(np.mean(np.array(positive) <= sorted(negative, reverse=True)[int(per_hour * hours)]))

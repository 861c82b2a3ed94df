"""Writes torchaudio.json: what torchaudio makes of one signal, for AudioNumbersTests.

Run where torch and torchaudio are installed (Debian: python3-torchaudio; the numbers here are from torchaudio 0.13.1):
    python3 tests/Data.Tests/Audio/torchaudio_numbers.py
"""
import json
import pathlib

import torch
import torchaudio.functional as F
import torchaudio.transforms as T

# Tables too: rounded to 32 bits they would shift cepstral coefficients beside others in the thousands.
torch.set_default_dtype(torch.float64)


def signal(length):
    """Noise and a triangle of multiples of 2^-16, the same in any language."""
    state, samples = 1, []
    for i in range(length):
        state = (state * 1103515245 + 12345) % 2**31
        samples.append(((state >> 16) - 16384) / 65536 + (i * 37 % 128) / 256)
    return torch.tensor(samples, dtype=torch.float64)


SPEECH = dict(sample_rate=8000, n_fft=256, win_length=200, hop_length=80, f_min=50.0, f_max=3800.0, n_mels=20)
MELS = {
    "mel defaults": dict(sample_rate=16000, n_fft=400, n_mels=128),
    "mel speech": SPEECH,
    "mel magnitudes": dict(SPEECH, power=1.0),
    "mel slaney": dict(SPEECH, mel_scale="slaney", norm="slaney"),
    "mel not centered": dict(SPEECH, center=False),
    "mel prime": dict(SPEECH, n_fft=251, win_length=251),
    "mel large prime factor": dict(SPEECH, n_fft=254, win_length=254),
}
MFCCS = {
    "mfcc defaults": dict(sample_rate=16000, n_mfcc=40, melkwargs=dict(n_fft=400, n_mels=128)),
    "mfcc log mels": dict(
        sample_rate=8000, n_mfcc=13, log_mels=True,
        melkwargs={name: value for name, value in SPEECH.items() if name != "sample_rate"}),
}
RATES = [(16000, 8000), (8000, 16000), (44100, 16000), (8000, 11025), (8000, 8001), (48000, 1000)]

x = signal(1200)
numbers = {}
for name, settings in MELS.items():
    numbers[name] = torch.log(T.MelSpectrogram(**settings)(x) + 1e-6)
for name, settings in MFCCS.items():
    numbers[name] = T.MFCC(**settings)(x)
# Loud at first and silent then: the clipping at 80 dB acts.
quiet = torch.cat([x[:600], x[600:] * 2**-15])
numbers["mfcc of a silence"] = T.MFCC(**MFCCS["mfcc defaults"])(quiet)
for old, new in RATES:
    numbers[f"resample {old} {new}"] = F.resample(x, old, new)
saved = {name: [float(f"{value:.7g}") for value in values.flatten().tolist()] for name, values in numbers.items()}
path = pathlib.Path(__file__).with_name("torchaudio.json")
path.write_text("{\n" + ",\n".join(f"{json.dumps(k)}: {json.dumps(v, separators=(',', ':'))}" for k, v in saved.items()) + "\n}\n")

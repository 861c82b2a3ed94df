#!/usr/bin/env python3
"""Writes pair_*.json: what PyTorch makes of steps of small adversarial pairs, both networks in training. Run as make_states.py, beside which it stands."""
import json, pathlib, sys

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
from make_states import *

COUNT, STEPS = 17, 3
GENERATOR = ([5], [dense(18, Bias=False), norm(), relu, reshape(2, 3, 3), transposed(2, 4, Stride=2, Padding=1), tanh])
DISCRIMINATOR = ([2, 6, 6], [conv(4, 3, Stride=2, Padding=1), layer("LeakyReLU", Slope=0.2), conv(5, 3, Padding=1), norm(), layer("LeakyReLU", Slope=0.2), flatten, dense(1)])


def network(shape, layers, seed):
    module, parameters, _, _ = build(shape, [*layers, squares])
    for i, (name, p) in enumerate(parameters.items()):
        p.data.copy_(formula(seed + i, p.numel(), 0.5 if p.dim() == 1 else 1.5 / math.sqrt(p[0].numel())).reshape(p.shape))
        if name.endswith("running_var"):
            p.data.copy_((p.data + 1).float().double())
    module.train()
    return module, parameters


def pair(loss):
    generator, g = network(*GENERATOR, 7000)
    discriminator, d = network(*DISCRIMINATOR, 8000)
    state = dict(generator={n: pack(p) for n, p in g.items()}, discriminator={n: pack(p) for n, p in d.items()})
    state["real"] = pack(real := formula(9000, COUNT * 72, 1.0).reshape(COUNT, 2, 6, 6))
    state["noise"] = pack(noise := formula(9001, COUNT * 5, 1.5).reshape(COUNT, 5))
    optimizers = [torch.optim.SGD([p for p in m.values() if p.requires_grad], lr=0.1) for m in (g, d)]
    ones, zeros, state["losses"] = torch.ones(COUNT, 1).double(), torch.zeros(COUNT, 1).double(), []
    for _ in range(STEPS):
        optimizers[1].zero_grad()
        generated = generator(noise)
        on_real, on_generated = loss(discriminator(real), ones), loss(discriminator(generated.detach()), zeros)
        (on_real + on_generated).backward()
        optimizers[1].step()
        # The discriminator's statistics do not learn of the generator's step.
        statistics = {n: p.clone() for n, p in d.items() if "running" in n}
        optimizers[0].zero_grad()
        through = loss(discriminator(generated), ones)
        through.backward()
        optimizers[0].step()
        for n, p in statistics.items():
            d[n].copy_(p)
        state["losses"] += [through.item(), on_real.item(), on_generated.item()]
    return dict(count=COUNT, steps=STEPS, **state, generator_after={n: pack(p) for n, p in g.items()}, discriminator_after={n: pack(p) for n, p in d.items()})


if __name__ == "__main__":
    for name, loss in dict(NonSaturating=F.binary_cross_entropy_with_logits, LeastSquares=F.mse_loss).items():
        (pathlib.Path(__file__).parent / f"{name}.json").write_text(json.dumps(pair(loss), indent=1) + "\n")

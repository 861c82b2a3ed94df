#!/usr/bin/env python3
"""Writes the PyTorch states of this folder. Run: apt-get install python3-torch; /usr/bin/python3 make_states.py [NAME…]

Each file holds one small network: its declaration, a batch, the initial parameters, and what PyTorch makes of them: outputs, loss,
every gradient at the first step, and losses and parameters after ten steps of SGD (momentum 0.9) and of Adam (eps 1e-3), every step on
the same batch; for some networks also six steps of each of OPTIMIZERS. Outputs are those of inference, loss and gradients those of training. PyTorch runs in doubles from values that are floats, so that the files do not depend on its version, its kernels or its
threads; tensors are kept as base64 of little-endian floats. LeNet-5 is too large for that: its inputs and parameters follow a formula
(see `formula`), and of its gradients and final parameters every 16th element is kept.
"""
import base64, functools, json, math, pathlib, struct, sys
import torch
from torch import nn
from torch.nn import functional as F

STEPS, SGD, ADAM = 10, dict(lr=0.05, momentum=0.9), dict(lr=0.01, eps=1e-3)

# Adaptive ones with eps=1e-3: with the default, the noise of a gradient that is zero becomes a whole step, in PyTorch as well.
OPTIMIZERS = {
    "sgd": lambda p: torch.optim.SGD(p, lr=0.05, weight_decay=0.01),
    "momentum": lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.9),
    "nesterov": lambda p: torch.optim.SGD(p, lr=0.03, momentum=0.8, nesterov=True, weight_decay=0.02),
    "adam": lambda p: torch.optim.Adam(p, lr=0.01, betas=(0.8, 0.99), eps=1e-3, weight_decay=0.03),
    "adamw": lambda p: torch.optim.AdamW(p, lr=0.01, eps=1e-3, weight_decay=0.05),
    "adagrad": lambda p: torch.optim.Adagrad(p, lr=0.05, lr_decay=0.1, weight_decay=0.01, eps=1e-3),
    "rmsprop": lambda p: torch.optim.RMSprop(p, lr=0.01, alpha=0.9, eps=1e-3, momentum=0.5, centered=True, weight_decay=0.01),
}
OPTIMIZED = {"lenet_small", "batch_norm_images", "lstm", "tokens", "recurrent_stack", "projection", "repeat_tied"}


def formula(seed, count, scale):
    """scale·(u − ½)·2 with u the top 24 bits of a 64-bit mix (SplitMix64) of seed and index: the same floats in any language."""
    mask, values = (1 << 64) - 1, []
    for i in range(count):
        z = (seed * 0x9E3779B97F4A7C15 + (i + 1) * 0xBF58476D1CE4E5B9) & mask
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & mask
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & mask
        z ^= z >> 31
        values.append(scale * ((z >> 40) / (1 << 23) - 1.0))
    return torch.tensor(values, dtype=torch.float32).double()


def layer(kind, **fields):
    return dict(layer=kind, **fields)


def dense(units, **options):
    return layer("Dense", Units=units, **options)


def conv(filters, height, width=None, **options):
    return layer("Conv2D", Filters=filters, KernelHeight=height, KernelWidth=width or height, **options)


def pool(kind, size, **options):
    return layer(f"{kind}Pool2D", Size=size, **options)


def conv1d(filters, kernel, **options):
    return layer("Conv1D", Filters=filters, Kernel=kernel, **options)


def transposed(filters, height, width=None, **options):
    return layer("ConvTranspose2D", Filters=filters, KernelHeight=height, KernelWidth=width or height, **options)


def reshape(*shape):
    return layer("Reshape", Shape=shape)


def norm(kind="BatchNorm", **options):
    return layer(kind, **options)


def recurrent(kind, units, **options):
    return layer(kind, Units=units, **options)


def embedding(vocabulary, units):
    return layer("Embedding", Vocabulary=vocabulary, Units=units)


def part(name, *layers):
    return dict(Name=name, Layers=list(layers))


def composite(kind, *parts, **options):
    return layer(kind, **(dict(Parts=list(parts)) if kind == "Branch" else dict(Part=parts[0])), **options)


def join(kind, *names, **options):
    return layer(kind, Names=list(names), **options)


relu, tanh, sigmoid, softmax, flatten = (layer(k) for k in ("ReLU", "Tanh", "Sigmoid", "Softmax", "Flatten"))
entropy, squares = layer("SoftmaxCrossEntropy"), layer("MeanSquaredError")


def conv_block(name, filters, stride=1):
    return part(name, conv(filters, 3, Padding=1, Stride=stride), norm(), relu, conv(filters, 3, Padding=1), norm())


mix = part("Mix", dense(6), tanh)
narrow, wide, pooled = (part("Narrow", conv(2, 1), relu), part("Wide", conv(3, 3, Padding=1), tanh),
                        part("Pooled", pool("Max", 3, Stride=1, Padding=1), conv(2, 1)))

NETWORKS = {
    "mlp": (5, [6], [dense(9), tanh, dense(7), relu, dense(5), entropy]),
    "regression": (17, [13], [dense(11, Bias=False), layer("LeakyReLU", Slope=0.2), dense(6), sigmoid, dense(3), squares]),
    "probabilities": (37, [9], [dense(8), sigmoid, dense(6), softmax, squares]),
    "sequence": (17, [5, 7], [dense(6), relu, dense(4, Name="head"), entropy]),
    "lenet_small": (37, [1, 12, 12], [conv(4, 3), relu, pool("Max", 2), conv(6, 2), relu, pool("Max", 2),
                                      flatten, dense(20), relu, dense(10), entropy]),
    "strides": (5, [3, 13, 11], [conv(4, 3, 2, StrideHeight=2, StrideWidth=3, PaddingHeight=2, PaddingWidth=1), tanh,
                                 conv(5, 3, Stride=2, Padding=1, Name="body.1"), squares]),
    "dilation": (17, [2, 14, 11], [conv(3, 3, Dilation=2), layer("LeakyReLU"), conv(4, 2, 3, DilationHeight=3, DilationWidth=2, Padding=2),
                                   relu, flatten, dense(6), entropy]),
    "groups": (17, [4, 9, 9], [conv(6, 3, Groups=2, Bias=False), relu, pool("Avg", 3, Stride=2, Padding=1), conv(9, 2, Groups=3), tanh,
                               flatten, dense(5, Bias=False), entropy]),
    "depthwise": (37, [3, 10, 7], [conv(6, 3, Groups=3, Padding=1), conv(5, 1), relu, pool("Max", 3, Stride=2, Padding=1),
                                   flatten, dense(4), entropy]),
    "overlaps": (5, [2, 9, 12], [conv(3, 2, Padding=3), sigmoid, pool("Max", 3, Stride=1), pool("Avg", 2, Stride=3, Padding=1), squares]),
    "pools_first": (17, [3, 11, 8], [pool("Avg", 2), conv(7, 3, 2, Padding=1), relu, pool("Max", 2), tanh, flatten, dense(3), squares]),
    "lenet5": (17, [1, 28, 28], [conv(6, 5), relu, pool("Max", 2), conv(16, 5), relu, pool("Max", 2),
                                 flatten, dense(120), relu, dense(84), relu, dense(10), entropy]),
    "global_pool": (17, [3, 9, 7], [conv(6, 3, Padding=1), relu, layer("GlobalAvgPool2D"), dense(12), tanh, reshape(3, 2, 2), conv(4, 2), reshape(4),
                                    entropy]),
    "lines": (17, [4, 29], [conv1d(6, 5, Stride=2, Padding=3, Groups=2), relu, layer("MaxPool1D", Size=3, Stride=2, Padding=1),
                            conv1d(8, 3, Dilation=2, Bias=False), tanh, layer("AvgPool1D", Size=2, Stride=1, Padding=1), flatten, dense(5), entropy]),
    "causal": (37, [3, 17], [conv1d(5, 3, Causal=True), relu, conv1d(6, 2, Causal=True, Dilation=2, Name="tcn.1"), tanh,
                             conv1d(4, 3, Causal=True, Dilation=4, Stride=2), squares]),
    "transpose": (17, [4, 15], [conv1d(5, 3), relu, layer("Transpose"), dense(4), tanh, layer("Transpose"), conv1d(3, 2), layer("Transpose"), entropy]),
    "decoder": (5, [9], [dense(12), relu, reshape(3, 2, 2), transposed(4, 3, Stride=2, Padding=1, OutputPadding=1), tanh,
                         transposed(6, 2, 3, StrideHeight=2, StrideWidth=3, Groups=2, Bias=False, Name="up.1"), relu,
                         transposed(2, 3, Dilation=2, PaddingHeight=1, OutputPaddingWidth=1), squares]),
    "activations": (17, [7], [dense(12), layer("GELU"), dense(9), layer("ELU", Alpha=0.7), dense(9), layer("SiLU"), dense(8),
                              layer("Softplus", Beta=2.0, Threshold=3.0), dense(8), layer("HardSwish"), dense(4), entropy]),
    "smooth_images": (5, [2, 9, 8], [conv(4, 3), layer("SiLU"), pool("Max", 2), layer("HardSwish"), conv(6, 2), layer("GELU"), flatten,
                                     dense(5), layer("Softplus"), dense(3), layer("ELU"), squares]),
    "smoothing": (17, [8], [dense(9), relu, dense(6), layer("SoftmaxCrossEntropy", LabelSmoothing=0.1)]),
    "smoothing_steps": (17, [3, 5], [dense(6), tanh, dense(4), layer("SoftmaxCrossEntropy", LabelSmoothing=0.3)]),
    "absolute": (17, [8], [dense(9), relu, dense(35), layer("MeanAbsoluteError")]),
    "huber": (17, [8], [dense(9), tanh, dense(6), layer("Huber", Delta=0.4)]),
    "binary": (17, [8], [dense(9), relu, dense(6), layer("BinaryCrossEntropy")]),
    "divergence": (17, [8], [dense(9), relu, dense(6), layer("KLDivergence")]),
    "batch_norm": (37, [6], [dense(9, Bias=False), norm(), relu, dense(5, Bias=False), norm(Epsilon=1e-3, Momentum=0.3), tanh, dense(4), entropy]),
    "batch_norm_images": (37, [2, 7, 6], [conv(3, 3), norm(), relu, pool("Max", 2), conv(4, 2, Bias=False), norm(Bias=False, Name="bn.2"), flatten,
                                          dense(3), entropy]),
    "batch_norm_steps": (17, [5, 4], [dense(6), norm(), relu, dense(3), layer("SoftmaxCrossEntropy", LabelSmoothing=0.1)]),
    "batch_norm_lines": (17, [3, 11], [conv1d(4, 3), norm(), tanh, layer("Transpose"), recurrent("Gru", 3), dense(2), squares]),
    "layer_norm": (17, [4, 7], [dense(6), norm("LayerNorm"), tanh, norm("LayerNorm", Epsilon=1e-2, Bias=False), dense(3), entropy]),
    "lstm": (17, [6, 3], [recurrent("Lstm", 5), dense(3), entropy]),
    "gru": (37, [5, 4], [recurrent("Gru", 6, Bias=False, Name="encoder.rnn"), dense(3), squares]),
    "recurrent_stack": (5, [7, 3], [recurrent("Lstm", 5, ReturnSequences=True), recurrent("Gru", 4, ReturnSequences=True),
                                    recurrent("Rnn", 6, ReturnSequences=True, Nonlinearity="ReLU"), recurrent("Rnn", 3), dense(2), squares]),
    "tokens": (17, [7], [embedding(11, 4), recurrent("Lstm", 5, ReturnSequences=True), dense(11), entropy]),
    "token_last": (37, [5], [embedding(9, 3), recurrent("Gru", 4), dense(2), squares]),
    "causal_gru": (5, [3, 9], [conv1d(4, 3, Causal=True), relu, layer("Transpose"), recurrent("Gru", 5), dense(2), squares]),
    "regularized": (17, [6], [dense(8, L2=0.05), norm(L2=0.1), relu, dense(5, L1=0.02, L2=0.01, RegularizeBias=True), entropy]),
    "frozen": (17, [2, 6, 6], [conv(3, 3, Frozen=True), norm(Frozen=True), relu, flatten, dense(4), entropy]),
    "frozen_norm": (17, [6], [dense(7), norm(Frozen=True), relu, dense(4), entropy]),
    "distributions": (17, [6], [dense(8), tanh, dense(5), layer("SoftmaxCrossEntropy", LabelSmoothing=0.1)]),
    "distribution_steps": (5, [3, 6], [dense(5), entropy]),
    "residual": (17, [3, 6, 7], [composite("Residual", conv_block("Keep", 3)), relu, flatten, dense(4), entropy]),
    "projection": (17, [3, 6, 7], [composite("Residual", conv_block("Shrink", 5, 2), Projection=True), relu, layer("GlobalAvgPool2D"), dense(4), entropy]),
    "branches": (17, [3, 5, 6], [composite("Branch", narrow, wide, pooled), relu, conv(3, 2), flatten, dense(3), squares]),
    "branch_sum": (5, [6], [composite("Branch", mix, part("Other", dense(6), sigmoid), Join="Add"), dense(3), squares]),
    "repeat": (17, [6], [composite("Repeat", mix, Count=3), dense(3), entropy]),
    "repeat_tied": (17, [6], [composite("Repeat", mix, Count=3, Tied=True), dense(3), entropy]),
    "frozen_prefix": (17, [2, 8, 8], [composite("Use", part("Backbone", conv(3, 3), norm(), relu, pool("Max", 2), flatten), Frozen=True), dense(4), entropy]),
    "joins": (17, [6], [dense(5), relu, dense(5), join("Add", "relu1"), tanh, join("Concat", "dense1", "tanh1"), dense(4, From="dense2"), join("Concat", "concat1"),
                        dense(3), entropy]),
    "nested": (17, [6], [composite("Residual", part("Outer", composite("Repeat", mix, Count=2), norm("LayerNorm"))), composite("Use", mix, Name="neck.0"), dense(2), squares]),
    "resnet8": (5, [3, 32, 32], [conv(16, 3, Padding=1), norm(), relu, composite("Residual", conv_block("Stage1", 16)), relu,
                                 composite("Residual", conv_block("Stage2", 32, 2), Projection=True), relu,
                                 composite("Residual", conv_block("Stage3", 64, 2), Projection=True), relu, layer("GlobalAvgPool2D"), dense(10), entropy]),
    # ResNet-18's eight blocks over an eighth of its channels, and the strided 1x1 convolution with which ResNet-50 halves its maps.
    "resnet18": (16, [3, 48, 40], [conv(8, 7, Stride=2, Padding=3, Bias=False), norm(), relu, pool("Max", 3, Stride=2, Padding=1),
                                  composite("Residual", conv_block("Keep8", 8)), relu, composite("Residual", conv_block("Keep8", 8)), relu,
                                  composite("Residual", conv_block("Shrink16", 16, 2), Projection=True), relu, composite("Residual", conv_block("Keep16", 16)), relu,
                                  composite("Residual", conv_block("Shrink32", 32, 2), Projection=True), relu, composite("Residual", conv_block("Keep32", 32)), relu,
                                  composite("Residual", conv_block("Shrink64", 64, 2), Projection=True), relu, composite("Residual", conv_block("Keep64", 64)), relu,
                                  layer("GlobalAvgPool2D"), dense(10), entropy]),
    "downsampling": (17, [6, 9, 8], [conv(6, 1), relu, conv(12, 1, Stride=2, Bias=False), norm(), relu, layer("GlobalAvgPool2D"), dense(3), entropy]),
    "log_softmax": (17, [8], [dense(9), tanh, dense(6), layer("LogSoftmax"), layer("KLDivergence")]),
    "log_softmax_steps": (5, [3, 6], [dense(7), layer("LogSoftmax"), dense(4), squares]),
    "weighted": (37, [7], [dense(8), tanh, dense(5), entropy]),
    "weighted_steps": (17, [3, 5], [dense(6), relu, dense(4), entropy]),
    # Shapes that are odd in every way to tiles of two and four outputs.
    "winograd": (17, [9, 5, 7], [conv(12, 3, Padding=1, Algorithm="Winograd"), relu, conv(10, 3, Padding=2, Algorithm="Winograd"), tanh,
                                 conv(8, 3, Algorithm="Winograd"), relu, pool("Max", 2), flatten, dense(4), entropy]),
    "winograd_lines": (37, [8, 21], [conv1d(9, 3, Padding=1, Algorithm="Winograd"), relu, conv1d(11, 3, Padding=2, Bias=False, Algorithm="Winograd"), norm(),
                                     tanh, conv1d(8, 3, Algorithm="Winograd"), flatten, dense(3), squares]),
    "bounded": (17, [7], [dense(12), layer("ReLU6"), dense(9), layer("Clip", Min=-0.4, Max=0.6), dense(9), layer("HardSigmoid"), dense(8),
                          layer("HardSigmoid", Alpha=0.7, Beta=0.4), dense(8), layer("ThresholdedReLU", Alpha=0.05), dense(4), entropy]),
    "smooth": (17, [7], [dense(12), layer("SELU"), dense(9), layer("CELU", Alpha=0.7), dense(9), layer("Softsign"), dense(8), layer("Mish"), dense(8),
                         layer("GELU", Approximate="Tanh"), dense(4), entropy]),
    "functions": (17, [5], [dense(8), layer("Exp"), layer("Reciprocal"), layer("Neg"), layer("Abs"), layer("Pow", Exponent=1.5), layer("Log"), dense(6),
                            layer("Softplus"), layer("Sqrt"), dense(3), tanh, layer("Pow", Exponent=3), squares]),
    "prelu": (17, [3, 6, 5], [conv(4, 3), layer("PReLU"), conv(3, 2), layer("PReLU", Shared=True, Name="act.1"), flatten, dense(3), entropy]),
    "sample_norms": (17, [4, 7, 6], [conv(6, 3, Bias=False), norm("GroupNorm", Groups=2), relu, conv(5, 2, Bias=False), norm("InstanceNorm", Affine=True), tanh,
                                     conv(4, 1, Bias=False), norm("InstanceNorm"), flatten, norm("RMSNorm"), dense(4), entropy]),
    "group_norm_lines": (17, [3, 11], [conv1d(6, 3), norm("GroupNorm", Groups=3, Epsilon=1e-2), tanh, layer("LocalResponseNorm", Size=4, Alpha=0.8, Beta=0.6, K=1.5),
                                       layer("Transpose"), norm("RMSNorm", Epsilon=1e-3), dense(3), entropy]),
    "response_norm": (5, [5, 4, 3], [conv(7, 2), layer("LocalResponseNorm", Size=5, Alpha=0.9), conv(4, 1), layer("LocalResponseNorm", Size=2), flatten, dense(3), squares]),
    "excitation": (17, [3, 6, 5], [conv(6, 3), tanh, layer("Mean", Axes=[1, 2]), dense(3), layer("SiLU"), dense(6), layer("HardSigmoid"), join("Multiply", "tanh1"),
                                   layer("Max", Axes=[2]), join("Subtract", "hardsigmoid1"), layer("Mean", Axes=[]), dense(3), entropy]),
    "element_joins": (17, [4, 6], [dense(5), tanh, dense(5, From="dense1"), join("Maximum", "tanh1"), dense(5), join("Minimum", "tanh1", "dense2"), layer("Exp"),
                                   layer("Sum", Axes=[-1], KeepDimensions=True), join("Divide", "sum1", From="exp1"), layer("Min", Axes=[0]), squares]),
    "paddings": (17, [2, 9, 8], [conv(4, 3, PaddingTop=2, PaddingRight=1), tanh, conv(5, 2, 4, Same="Upper"), sigmoid, conv(4, 2, Same="Lower", Stride=2), tanh,
                                 transposed(3, 3, Stride=2, PaddingTop=1, PaddingLeft=2, OutputPadding=1), squares]),
    "pools": (17, [3, 12, 13], [conv(4, 2), tanh, pool("Max", 3, Stride=2, Padding=1, Dilation=2, CeilMode=True), conv(4, 1),
                                pool("Avg", 3, Stride=1, StrideWidth=2, Padding=1, CeilMode=True, CountIncludePad=False), tanh,
                                pool("Avg", 2, SizeWidth=3, PaddingWidth=1, CeilMode=True), flatten, dense(3), entropy]),
    "pool_lines": (5, [3, 23], [conv1d(4, 3, PaddingBefore=2, PaddingAfter=1), tanh, layer("AvgPool1D", Size=4, Stride=3, Padding=2, CeilMode=True), conv1d(3, 2, Same="Upper"),
                                layer("MaxPool1D", Size=2, Dilation=2, CeilMode=True), layer("AvgPool1D", Size=2, Padding=1, CountIncludePad=False), squares]),
    "moves": (17, [4, 5, 4], [conv(8, 2, Same="Upper"), layer("PixelShuffle", Factor=2), tanh, layer("Pad", Amounts=[2, 1, 0, 3], Mode="Reflect"), conv(3, 3),
                              layer("Pad", Amounts=[1, 2], Mode="Edge"), layer("Slice", Axis=1, Start=-2, End=0, Step=-3), layer("Pad", Amounts=[1, 0, 1, 0], Value=0.5),
                              layer("Transpose", Axes=[2, 0, 1]), conv(2, 1), layer("Pad", Amounts=[-1, 2, 1, 0], Mode="Constant"), relu, flatten, dense(3), entropy]),
    "shuffle": (5, [6, 4, 6], [conv(6, 1, Groups=2), layer("Reshape", Shape=[2, 3, 4, 6]), layer("Transpose", Axes=[1, 0, 2, 3]), layer("Reshape", Shape=[6, 4, 6]), relu,
                               layer("PixelUnshuffle", Factor=2), conv(3, 2), layer("Pad", Amounts=[1, 2], Mode="Wrap"), squares]),
    "upsampling": (5, [2, 3, 3], [conv(2, 2), layer("Upsample", Factor=2), tanh, conv(3, 2), layer("Upsample", Factor=2, FactorWidth=3, Mode="Linear"), sigmoid, conv(2, 3),
                                   layer("Upsample", Factor=2, Mode="Linear", AlignCorners=True), squares]),
    "upsampled_lines": (5, [2, 7], [conv1d(3, 2), layer("Upsample", Factor=3, Mode="Linear"), tanh, conv1d(2, 3), layer("Upsample", Factor=2), squares]),
    "both_ways": (17, [6, 3], [recurrent("Lstm", 4, Bidirectional=True, ReturnSequences=True), recurrent("Gru", 3, Bidirectional=True, ReturnSequences=True),
                               recurrent("Rnn", 5, Bidirectional=True), dense(3), entropy]),
    "both_ways_last": (5, [5, 4], [recurrent("Gru", 6, Bidirectional=True, Bias=False, InitialState=True), dense(2), squares]),
    "initial_states": (17, [4, 3], [recurrent("Lstm", 4, ReturnSequences=True, InitialState=True), recurrent("Rnn", 3, InitialState=True), dense(2), squares]),
    "volumes": (5, [2, 5, 6, 5], [layer("Conv3D", Filters=4, KernelDepth=3, KernelHeight=2, KernelWidth=3, Numbers=dict(Padding=1, StrideWidth=2, Groups=2)), norm(), relu,
                                  layer("MaxPool3D", Size=2, Numbers=dict(StrideDepth=1, Padding=1), CeilMode=True), layer("Conv3D", Filters=3, KernelDepth=2, KernelHeight=2, KernelWidth=1), tanh,
                                  layer("AvgPool3D", Size=2, Numbers=dict(Stride=1, PaddingHeight=1), CountIncludePad=False), flatten, dense(3), entropy]),
}

# Each step of a deep network over the statistics of five samples magnifies the rounding of floats.
FEWER = {"resnet8": 1, "resnet18": 1}

# Networks whose targets are probabilities instead of labels.
DISTRIBUTIONS = {"distributions", "distribution_steps"}

# Networks whose classes weigh differently in the mean loss.
WEIGHTS = {"weighted": [0.5, 2.0, 1.0, 0.0, 3.25], "weighted_steps": [1.5, 0.25, 1.0, 4.0]}


class Function(nn.Module):
    """A function of values, element by element."""

    def __init__(self, function):
        super().__init__()
        self.function = function

    def forward(self, *values):
        return self.function(*values)


class RMSNorm(nn.Module):
    """PyTorch's of version 2.4 and later."""

    def __init__(self, features, epsilon):
        super().__init__()
        self.weight, self.epsilon = nn.Parameter(torch.ones(features)), epsilon

    def forward(self, x):
        return x * (x * x).mean(-1, keepdim=True).add(self.epsilon).rsqrt() * self.weight


class Joined(nn.Module):
    """Values joined from left to right; one of a single axis has an element for each channel of the others."""

    def __init__(self, operation, first):
        super().__init__()
        self.operation, self.first = operation, first

    def forward(self, *values):
        rank = max(v.dim() for v in values)
        first = rank == 4 or (rank == 3 and self.first)
        return functools.reduce(self.operation, [v.reshape(*v.shape, *[1] * (rank - 2)) if first and v.dim() == 2 else v for v in values])


class Reduced(nn.Module):
    """One number of all elements along some axes, those of a sample."""

    def __init__(self, kind, axes, keep):
        super().__init__()
        self.function, self.axes, self.keep = {"Sum": torch.sum, "Mean": torch.mean, "Max": torch.amax, "Min": torch.amin}[kind], axes, keep

    def forward(self, x):
        y = self.function(x, dim=[axis if axis < 0 else axis + 1 for axis in self.axes], keepdim=self.keep)
        return y if y.dim() > 1 else y.unsqueeze(1)


JOINS = {"Add": torch.add, "Subtract": torch.sub, "Multiply": torch.mul, "Divide": torch.div, "Maximum": torch.maximum, "Minimum": torch.minimum}
CHANNELS_FIRST = {"Conv1D", "MaxPool1D", "AvgPool1D", "GroupNorm", "InstanceNorm", "LocalResponseNorm"}


class Conv1d(nn.Conv1d):
    """PyTorch's, and with zeros in front alone if it is causal."""

    def __init__(self, *arguments, causal):
        super().__init__(*arguments)
        self.front = self.dilation[0] * (self.kernel_size[0] - 1) if causal else 0

    def forward(self, x):
        return super().forward(F.pad(x, (self.front, 0)))


class Last:
    """A recurrent layer's outputs: all steps', or the last one's of each direction, from an initial state of its own if it has one."""

    def begin(self):
        ends = ["", "_reverse"] if self.bidirectional else [""]
        for state in "hc" if self.mode == "LSTM" else "h":
            for end in ends:
                self.register_parameter(f"initial_{state}{end}", nn.Parameter(torch.zeros(self.hidden_size)))
        return self

    def initial(self, state, samples):
        ends = ["", "_reverse"] if self.bidirectional else [""]
        return torch.stack([getattr(self, f"initial_{state}{end}").expand(samples, -1) for end in ends])

    def forward(self, x):
        states = [self.initial(state, len(x)).contiguous() for state in "hc" if hasattr(self, f"initial_{state}")]
        y, last = super().forward(x, *([tuple(states)] if len(states) == 2 else states))
        last = last[0] if isinstance(last, tuple) else last
        return y if self.every else torch.cat(list(last), -1)


class Lstm(Last, nn.LSTM):
    pass


class Gru(Last, nn.GRU):
    pass


class Rnn(Last, nn.RNN):
    pass


class Around(nn.Module):
    """A layer whose parameters keep their names, and amounts that differ from side to side."""

    def __init__(self, amounts, part):
        super().__init__()
        self.amounts = amounts
        for name, parameter in part.named_parameters():
            self.register_parameter(name, parameter)
        object.__setattr__(self, "part", part)


class Padded(Around):
    """A layer behind padding."""

    def forward(self, x):
        return self.part.double()(F.pad(x, self.amounts))


class Cropped(Around):
    """A transposed convolution, of whose output more is taken away on some sides."""

    def forward(self, x):
        return F.pad(self.part.double()(x), [-amount for amount in self.amounts])


class Apply(nn.Module):
    """A function."""

    def __init__(self, function):
        super().__init__()
        self.function = function

    def forward(self, x):
        return self.function(x)


def slice_of(x, axis, start, end, step):
    axis = axis + 1 if axis >= 0 else axis
    places = list(range(x.shape[axis]))[start:end:step]
    return x.index_select(axis, torch.tensor(places))


def padded(x, amounts, mode, value):
    if mode == "Constant":
        return F.pad(x, amounts, value=value)
    # PyTorch's other modes want amounts for all axes behind the channels.
    return F.pad(x, amounts + [0] * (2 * (x.dim() - 2) - len(amounts)), {"Reflect": "reflect", "Edge": "replicate", "Wrap": "circular"}[mode])


def sides(spec, kernel, stride, dilation, shape):
    """Padding before and after each axis, by numbers or by what `Same` says."""
    names, result = (("Height", "Top", "Bottom"), ("Width", "Left", "Right")) if len(shape) == 2 else (("", "Before", "After"),), []
    for i, (axis, before, after) in enumerate(names):
        own = spec.get("Padding" + axis, spec.get("Padding", 0))
        ends = [spec.get("Padding" + before, own), spec.get("Padding" + after, own)]
        if "Same" in spec:
            outputs = -(-shape[i] // stride[i])
            zeros = max(0, (outputs - 1) * stride[i] + dilation[i] * (kernel[i] - 1) + 1 - shape[i])
            ends = [zeros // 2, zeros - zeros // 2]
            ends = ends if spec["Same"] == "Upper" else ends[::-1]
        result.append(ends)
    return [amount for ends in reversed(result) for amount in ends]


class BatchNorm(nn.BatchNorm1d):
    """PyTorch's, for channels first or features last, and with its running statistics if it is frozen."""

    def __init__(self, channels, epsilon, momentum, features_last, frozen, bias):
        super().__init__(channels, epsilon, momentum)
        self.features_last, self.frozen = features_last, frozen
        if not bias:
            self.register_parameter("bias", None)

    def _check_input_dim(self, x):
        pass

    def train(self, mode=True):
        return super().train(mode and not self.frozen)

    def forward(self, x):
        return super().forward(x.transpose(1, 2)).transpose(1, 2) if self.features_last and x.dim() == 3 else super().forward(x)


class Transpose(nn.Module):
    def forward(self, x):
        return x.transpose(1, 2)


def per_axis(spec, name, default):
    return tuple(spec.get(name + axis, spec.get(name, default)) for axis in ("Height", "Width"))


def per_volume(numbers, name, default):
    return tuple(numbers.get(name + axis, numbers.get(name, default)) for axis in ("Depth", "Height", "Width"))


def module(spec, shape, channels_first):
    kind = spec["layer"]
    if kind.endswith("3D"):
        numbers = spec.get("Numbers", {})
        padding, dilation = per_volume(numbers, "Padding", 0), per_volume(numbers, "Dilation", 1)
        if kind == "Conv3D":
            return nn.Conv3d(shape[0], spec["Filters"], (spec["KernelDepth"], spec["KernelHeight"], spec["KernelWidth"]), per_volume(numbers, "Stride", 1),
                             padding, dilation, numbers.get("Groups", 1), spec.get("Bias", True))
        size, ceil = per_volume(numbers, "Size", spec["Size"]), dict(ceil_mode=spec.get("CeilMode", False))
        stride = tuple(numbers.get("Stride" + axis, numbers.get("Stride", size[i])) for i, axis in enumerate(("Depth", "Height", "Width")))
        return (nn.MaxPool3d(size, stride, padding, dilation, **ceil) if kind == "MaxPool3D"
                else nn.AvgPool3d(size, stride, padding, count_include_pad=spec.get("CountIncludePad", True), **ceil))
    if kind == "BatchNorm":
        last = len(shape) < 3 and not channels_first
        return BatchNorm(shape[-1] if last else shape[0], spec.get("Epsilon", 1e-5), spec.get("Momentum", 0.1), last, spec.get("Frozen", False),
                         spec.get("Bias", True))
    if kind == "LayerNorm":
        part = nn.LayerNorm(shape[-1], spec.get("Epsilon", 1e-5))
        if not spec.get("Bias", True):
            part.register_parameter("bias", None)
        return part
    if kind == "RMSNorm":
        return RMSNorm(shape[-1], spec.get("Epsilon", torch.finfo(torch.float32).eps))
    if kind == "GroupNorm":
        return nn.GroupNorm(spec["Groups"], shape[0], spec.get("Epsilon", 1e-5))
    if kind == "InstanceNorm":
        return (nn.InstanceNorm1d if len(shape) == 2 else nn.InstanceNorm2d)(shape[0], affine=spec.get("Affine", False))
    if kind == "LocalResponseNorm":
        return nn.LocalResponseNorm(spec["Size"], spec.get("Alpha", 1e-4), spec.get("Beta", 0.75), spec.get("K", 1.0))
    if kind == "PReLU":
        return nn.PReLU(1 if spec.get("Shared", False) else shape[0] if len(shape) == 3 or channels_first else shape[-1])
    if kind in ("Sum", "Mean", "Max", "Min"):
        places = [0] if len(shape) == 1 else [1, 2] if len(shape) == 3 else [1] if channels_first else [0]
        return Reduced(kind, spec["Axes"] or places, spec.get("KeepDimensions", False))
    if kind == "HardSigmoid" and "Alpha" in spec:
        return Function(lambda x: (spec["Alpha"] * x + spec["Beta"]).clamp(0, 1))
    functions = {"Exp": torch.exp, "Log": torch.log, "Sqrt": torch.sqrt, "Abs": torch.abs, "Neg": torch.neg, "Reciprocal": torch.reciprocal,
                 "Pow": lambda x: x.pow(spec["Exponent"])}
    if kind in functions:
        return Function(functions[kind])
    if kind == "Embedding":
        return nn.Embedding(spec["Vocabulary"], spec["Units"])
    if kind in ("Lstm", "Gru", "Rnn"):
        options = dict(nonlinearity=spec.get("Nonlinearity", "tanh").lower()) if kind == "Rnn" else {}
        part = {"Lstm": Lstm, "Gru": Gru, "Rnn": Rnn}[kind](shape[1], spec["Units"], batch_first=True, bias=spec.get("Bias", True),
                                                            bidirectional=spec.get("Bidirectional", False), **options)
        part.every = spec.get("ReturnSequences", False)
        return part.begin() if spec.get("InitialState", False) else part
    if kind == "Dense":
        return nn.Linear(shape[-1], spec["Units"], bias=spec.get("Bias", True))
    if kind == "Conv2D":
        kernel, stride, dilation = (spec["KernelHeight"], spec["KernelWidth"]), per_axis(spec, "Stride", 1), per_axis(spec, "Dilation", 1)
        part = lambda padding: nn.Conv2d(shape[0], spec["Filters"], kernel, stride, padding, dilation, spec.get("Groups", 1), spec.get("Bias", True))
        if any(name in spec for name in ("Same", "PaddingTop", "PaddingBottom", "PaddingLeft", "PaddingRight")):
            return Padded(sides(spec, kernel, stride, dilation, shape[1:]), part(0))
        return part(per_axis(spec, "Padding", 0))
    if kind in ("MaxPool2D", "AvgPool2D"):
        size = per_axis(spec, "Size", 0)
        places = (size, tuple(spec.get("Stride" + axis, spec.get("Stride", size[i])) for i, axis in enumerate(("Height", "Width"))), per_axis(spec, "Padding", 0))
        ceil = dict(ceil_mode=spec.get("CeilMode", False))
        return (nn.MaxPool2d(*places, dilation=per_axis(spec, "Dilation", 1), **ceil) if kind == "MaxPool2D"
                else nn.AvgPool2d(*places, count_include_pad=spec.get("CountIncludePad", True), **ceil))
    if kind == "Conv1D" and any(name in spec for name in ("Same", "PaddingBefore", "PaddingAfter")):
        kernel, stride, dilation = [spec["Kernel"]], [spec.get("Stride", 1)], [spec.get("Dilation", 1)]
        return Padded(sides(spec, kernel, stride, dilation, shape[1:]),
                      nn.Conv1d(shape[0], spec["Filters"], kernel[0], stride[0], 0, dilation[0], spec.get("Groups", 1), spec.get("Bias", True)))
    if kind == "Conv1D":
        return Conv1d(shape[0], spec["Filters"], spec["Kernel"], spec.get("Stride", 1), spec.get("Padding", 0), spec.get("Dilation", 1),
                      spec.get("Groups", 1), spec.get("Bias", True), causal=spec.get("Causal", False))
    if kind in ("MaxPool1D", "AvgPool1D"):
        places, ceil = (spec["Size"], spec.get("Stride", spec["Size"]), spec.get("Padding", 0)), dict(ceil_mode=spec.get("CeilMode", False))
        return (nn.MaxPool1d(*places, dilation=spec.get("Dilation", 1), **ceil) if kind == "MaxPool1D"
                else nn.AvgPool1d(*places, count_include_pad=spec.get("CountIncludePad", True), **ceil))
    if kind == "ConvTranspose2D" and any(name in spec for name in ("PaddingTop", "PaddingBottom", "PaddingLeft", "PaddingRight")):
        return Cropped(sides(spec, None, None, None, shape[1:]), module({k: v for k, v in spec.items() if not k.startswith("Padding")}, shape, channels_first))
    if kind == "ConvTranspose2D":
        return nn.ConvTranspose2d(shape[0], spec["Filters"], (spec["KernelHeight"], spec["KernelWidth"]), per_axis(spec, "Stride", 1),
                                  per_axis(spec, "Padding", 0), per_axis(spec, "OutputPadding", 0), spec.get("Groups", 1), spec.get("Bias", True),
                                  per_axis(spec, "Dilation", 1))
    if kind == "Transpose":
        return Apply(lambda x: x.permute(0, *[axis + 1 for axis in spec["Axes"]])) if "Axes" in spec else Transpose()
    if kind == "Pad":
        return Apply(lambda x: padded(x, spec["Amounts"], spec.get("Mode", "Constant"), spec.get("Value", 0.0)))
    if kind == "Slice":
        return Apply(lambda x: slice_of(x, spec["Axis"], spec["Start"], spec.get("End"), spec.get("Step", 1)))
    if kind == "Upsample":
        axes = ("Height", "Width") if len(shape) == 3 else ("",)
        mode = ("bilinear" if len(shape) == 3 else "linear") if spec.get("Mode") == "Linear" else "nearest"
        corners = dict(align_corners=spec.get("AlignCorners", False)) if mode != "nearest" else {}
        return nn.Upsample(scale_factor=tuple(float(spec.get("Factor" + axis, spec["Factor"])) for axis in axes), mode=mode, **corners)
    if kind in ("PixelShuffle", "PixelUnshuffle"):
        return getattr(nn, kind)(spec["Factor"])
    if kind == "Reshape":
        return nn.Unflatten(1, spec["Shape"]) if len(shape) == 1 else nn.Sequential(nn.Flatten(), nn.Unflatten(1, spec["Shape"]))
    if kind == "GlobalAvgPool2D":
        return nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten())
    return {"ReLU": nn.ReLU, "LeakyReLU": lambda: nn.LeakyReLU(spec.get("Slope", 0.01)), "Sigmoid": nn.Sigmoid, "Tanh": nn.Tanh,
            "ELU": lambda: nn.ELU(spec.get("Alpha", 1.0)), "GELU": lambda: nn.GELU(spec.get("Approximate", "none").lower()), "SiLU": nn.SiLU, "HardSwish": nn.Hardswish,
            "ReLU6": nn.ReLU6, "Clip": lambda: nn.Hardtanh(spec["Min"], spec["Max"]), "SELU": nn.SELU, "CELU": lambda: nn.CELU(spec.get("Alpha", 1.0)),
            "HardSigmoid": nn.Hardsigmoid, "Softsign": nn.Softsign, "Mish": nn.Mish,
            "ThresholdedReLU": lambda: nn.Threshold(spec.get("Alpha", 1.0), 0.0),
            "Softplus": lambda: nn.Softplus(spec.get("Beta", 1), spec.get("Threshold", 20)),
            "Softmax": lambda: nn.Softmax(dim=-1), "LogSoftmax": lambda: nn.LogSoftmax(dim=-1), "Flatten": nn.Flatten}[kind]()


class Chain(nn.Module):
    """Layers in order, where some take the outputs of earlier ones."""

    def __init__(self, steps):
        super().__init__()
        self.steps, self.parts = steps, nn.ModuleList(step[0] for step in steps)

    def forward(self, x):
        values = {None: x}
        for part, name, sources in self.steps:
            x = values[None] = values[name] = part(*[values[s] for s in sources])
        return x


class Sum(nn.Module):
    def forward(self, *values):
        return sum(values)


class Concatenation(nn.Module):
    def __init__(self, axis):
        super().__init__()
        self.axis = axis

    def forward(self, *values):
        return torch.cat(values, self.axis)


class Split(nn.Module):
    """Parts of one input, joined."""

    def __init__(self, parts, joined):
        super().__init__()
        self.parts, self.joined = nn.ModuleList(parts), joined

    def forward(self, x):
        return self.joined(*[part(x) for part in self.parts])


class Builder:
    """The network, its parameters and statistics named as Unrolled names them, and the penalties of the regularised ones."""

    def __init__(self):
        self.parameters, self.penalties = {}, []

    def chain(self, layers, prefix, shape, first, frozen=False):
        """Gives the module, its output's shape, and whether an output of two axes is channels and length."""
        steps, counts, shapes, firsts = [], {}, {None: shape}, {None: first}
        for spec in layers:
            kind = spec["layer"]
            counted = (spec["Part"]["Name"] if "Part" in spec else kind).lower()
            counts[counted] = counts.get(counted, 0) + 1
            name, before = spec.get("Name", counted + str(counts[counted])), spec.get("From")
            shape, first = shapes[before], kind in CHANNELS_FIRST or firsts[before]
            sources = [before, *spec.get("Names", [])]
            spec = {**spec, "Frozen": True} if frozen else spec
            if "Names" in spec:
                step = Joined(JOINS[kind], first) if kind in JOINS else self.concatenation([shapes[s] for s in sources], first)
                shape = self.output(step, [shapes[s] for s in sources])
            elif "Part" in spec or "Parts" in spec:
                step, shape, first = self.composite(spec, prefix + name, shape, first)
            else:
                step = self.leaf(spec, prefix + name, shape, first)
                shape = self.output(step, [shape])
            # Where the axis of channels stays, what is left of an image is channels and length.
            first = first or (kind in ("Sum", "Mean", "Max", "Min") and len(shapes[before]) == 3 and 0 not in spec["Axes"])
            first = not first if kind == "Transpose" else first
            steps.append((step, name, sources))
            shapes[None] = shapes[name] = shape
            firsts[None] = firsts[name] = first
        return Chain(steps), shape, first

    def leaf(self, spec, name, shape, first):
        part = module(spec, shape, first).double()
        if spec.get("Frozen", False):
            part.requires_grad_(False)
        tensors = [*part.named_parameters(), *((n, b) for n, b in part.named_buffers() if b.is_floating_point())]
        self.parameters.update((f"{name}.{n}", p) for n, p in tensors)
        self.penalties += [(p, spec.get("L1", 0.0), spec.get("L2", 0.0)) for n, p in part.named_parameters()
                           if (p.dim() > 1 or spec.get("RegularizeBias", False)) and ("L1" in spec or "L2" in spec)]
        return part

    def composite(self, spec, name, shape, first):
        kind, frozen = spec["layer"], spec.get("Frozen", False)
        if kind == "Branch":
            ordinals, parts = {}, []
            for p in spec["Parts"]:
                ordinals[p["Name"]] = ordinals.get(p["Name"], 0) + 1
                parts.append(self.chain(p["Layers"], f"{name}.{p['Name'].lower()}{ordinals[p['Name']]}.", shape, first, frozen))
            shapes, first = [p[1] for p in parts], parts[0][2]
            joined = Sum() if spec.get("Join") == "Add" else self.concatenation(shapes, first)
            return Split([p[0] for p in parts], joined), self.output(joined, shapes), first
        layers = spec["Part"]["Layers"]
        if kind == "Repeat" and spec.get("Tied", False):
            part, shape, first = self.chain(layers, name + ".", shape, first, frozen)
            return nn.Sequential(*[part] * spec["Count"]), shape, first
        if kind == "Repeat":
            parts = []
            for i in range(spec["Count"]):
                part, shape, first = self.chain(layers, f"{name}.{i}.", shape, first, frozen)
                parts.append(part)
            return nn.Sequential(*parts), shape, first
        part, output, after = self.chain(layers, name + ".", shape, first, frozen)
        if kind == "Use":
            return part, output, after
        shortcut = nn.Identity()
        if output != shape:
            strides = [(a + b - 1) // b for a, b in zip(shape[1:], output[1:])]
            shortcut = self.leaf(conv(output[0], 1, StrideHeight=strides[0], StrideWidth=strides[1], Frozen=frozen), name + ".projection", shape, first)
        return Split([part, shortcut], Sum()), output, after

    def concatenation(self, shapes, first):
        return Concatenation(1 if len(shapes[0]) != 2 or first else 2)

    def output(self, part, shapes):
        part.eval()
        tokens = isinstance(part, nn.Embedding)
        return list(part(*[torch.zeros([1, *shape], dtype=torch.long if tokens else torch.double) for shape in shapes]).shape[1:])


def build(shape, layers):
    builder = Builder()
    network, output, _ = builder.chain(layers[:-1], "", shape, False)
    return network, builder.parameters, builder.penalties, output


def differentiate(network, penalties, inputs, targets, spec, weights=None):
    """The loss of the data alone; the gradients with what regularisation adds to them."""
    network.train()
    loss = loss_of(network(inputs), targets, spec, weights)
    loss.backward()
    for p, l1, l2 in penalties:
        p.grad += l2 * p.detach() + l1 * p.detach().sign()
    return loss


def loss_of(outputs, targets, spec, weights=None):
    kind = spec["layer"]
    if kind == "SoftmaxCrossEntropy":
        outputs = outputs.reshape(-1, outputs.shape[-1])
        return F.cross_entropy(outputs, targets if targets.dim() == 1 else targets.reshape(outputs.shape), weight=weights,
                               label_smoothing=spec.get("LabelSmoothing", 0.0))
    return {"MeanSquaredError": F.mse_loss, "MeanAbsoluteError": F.l1_loss, "BinaryCrossEntropy": F.binary_cross_entropy_with_logits,
            "Huber": lambda x, t: F.huber_loss(x, t, delta=spec.get("Delta", 1.0)),
            "KLDivergence": lambda x, t: F.kl_div(x, t, reduction="batchmean")}[kind](outputs, targets)


def pack(tensor, every=1):
    values = tensor.detach().reshape(-1)[::every].tolist()
    return base64.b64encode(struct.pack(f"<{len(values)}f", *values)).decode()


def train(network, parameters, penalties, start, optimizer, inputs, targets, spec, every, steps=STEPS, weights=None):
    for name, p in parameters.items():
        p.data.copy_(start[name])
    losses = []
    for _ in range(steps):
        optimizer.zero_grad()
        loss = differentiate(network, penalties, inputs, targets, spec, weights)
        optimizer.step()
        losses.append(loss.item())
    return dict(losses=losses, parameters={n: pack(p, every) for n, p in parameters.items()})


def state(title, seed, count, shape, layers):
    network, parameters, penalties, output = build(shape, layers)
    large = sum(p.numel() for p in parameters.values()) > 10_000
    every = 16 if large else 1
    inputs = formula(seed, count * math.prod(shape), 1.0)
    if layers[0]["layer"] == "Embedding":
        inputs = ((inputs + 1) / 2 * layers[0]["Vocabulary"]).floor()
    targets = formula(seed + 1, count * math.prod(output), 1.0).reshape([count, *output])
    if layers[-1]["layer"] in ("BinaryCrossEntropy", "KLDivergence"):
        # Probabilities, some of them exactly 0 or 1.
        targets = ((targets + 1) * 0.625 - 0.125).clamp(0, 1).float().double()
    if title in DISTRIBUTIONS:
        targets = targets.mul(2).softmax(-1).float().double()
    elif layers[-1]["layer"] == "SoftmaxCrossEntropy":
        targets = targets.argmax(-1).reshape(-1)
        targets[3::7] = -100
    start = {n: formula(seed + 2 + i, p.numel(), 0.5 if p.dim() == 1 else 1.5 / math.sqrt(p[0].numel())).reshape(p.shape)
             for i, (n, p) in enumerate(parameters.items())}
    for n in start:
        if n.endswith("running_var"):
            start[n] = (start[n] + 1).float().double()
    for name, p in parameters.items():
        p.data.copy_(start[name])
    batch = inputs.reshape([count, *shape])
    if layers[0]["layer"] == "Embedding":
        batch = batch.long()
    network.eval()
    outputs = network(batch)
    weights = torch.tensor(WEIGHTS[title], dtype=torch.double) if title in WEIGHTS else None
    loss = differentiate(network, penalties, batch, targets, layers[-1], weights)
    learned = {n: p for n, p in parameters.items() if p.requires_grad}
    result = dict(seed=seed, count=count, every=every, input=shape, layers=layers)
    if not large:
        result.update(inputs=pack(inputs), initial={n: pack(p) for n, p in start.items()})
    result["labels" if targets.dtype == torch.long else "values"] = targets.tolist() if targets.dtype == torch.long else pack(targets)
    if weights is not None:
        result["weights"] = WEIGHTS[title]
    result.update(outputs=pack(outputs), loss=loss.item(), gradients={n: pack(p.grad, every) for n, p in learned.items()})
    def trained(optimizer, steps=STEPS):
        return train(network, parameters, penalties, start, optimizer(learned.values()), batch, targets, layers[-1], every, steps, weights)

    result["sgd"] = trained(lambda p: torch.optim.SGD(p, **SGD), FEWER.get(title, STEPS))
    result["adam"] = trained(lambda p: torch.optim.Adam(p, **ADAM), FEWER.get(title, STEPS))
    if title in OPTIMIZED:
        result["optimizers"] = {kind: trained(optimizer, 6) for kind, optimizer in OPTIMIZERS.items()}
    return result


if __name__ == "__main__":
    folder = pathlib.Path(__file__).parent
    for number, (name, (count, shape, layers)) in enumerate(NETWORKS.items()):
        if sys.argv[1:] and name not in sys.argv[1:]:
            continue
        text = json.dumps(state(name, 100 * (number + 1), count, shape, layers), indent=1)
        (folder / f"{name}.json").write_text(text + "\n")
        print(f"{name}.json", len(text))

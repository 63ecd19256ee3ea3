"""The network and its quantization-aware training, in the manner of TensorFlow 1's fake-quantized MobileNets.

A small MobileNetV2: a stem, inverted residual blocks with linear bottlenecks, average pooling and a 1x1 classifier.
Every tensor that exists in the integer model has a fake-quantization step here: uint8, one scale and one zero point per
tensor, real zero always exactly representable.

* Weights: range taken anew from the folded weights at every step; values 1..255 (TensorFlow's "narrow range").
* ReLU6 outputs: fixed range 0..6. Linear outputs: moving averages of the minimum and maximum seen.
* Batch norm is folded into the weights before they are quantized. While its statistics are still moving, the weights
  are folded with the moving variance and the output is corrected by moving / batch deviation, so that the quantized
  weights do not jitter with every batch; once frozen, the moving statistics alone are used, as in the exported model.
"""

from dataclasses import dataclass

import numpy as np
import torch
from torch import nn
from torch.nn import functional

CLASSES = 10
BATCH_NORM_EPSILON = 1e-3
BATCH_NORM_DECAY = 0.97
RANGE_DECAY = 0.99


@dataclass
class Quantization:
    scale: np.float32
    zero_point: int
    low: float | None = None
    high: float | None = None


def nudged(low: float, high: float, q_min: int, q_max: int = 255) -> Quantization:
    """The range closest to low..high whose zero falls on an integer."""
    low, high = min(low, 0.0), max(high, 0.0)
    scale = np.float32(max((high - low) / (q_max - q_min), 1e-8))
    zero_point = int(np.clip(round(q_min - low / float(scale)), q_min, q_max))
    return Quantization(scale, zero_point, (q_min - zero_point) * float(scale), (q_max - zero_point) * float(scale))


def fake_quantize(x, q: Quantization):
    """Rounds to the grid and clips to the range; the gradient passes where nothing was clipped."""
    scale = float(q.scale)
    clipped = x.clamp(q.low, q.high)
    return clipped + (torch.round(clipped / scale) * scale - clipped).detach()


class MovingRange(nn.Module):
    """Fake quantization of a linear activation."""

    def __init__(self):
        super().__init__()
        self.register_buffer("ends", torch.zeros(2))
        self.register_buffer("seen", torch.zeros((), dtype=torch.bool))
        self.enabled = False

    def quantization(self) -> Quantization:
        low, high = self.ends.tolist()
        return nudged(low, high, q_min=0)

    def forward(self, x):
        if self.training:
            now = torch.stack([x.detach().min(), x.detach().max()])
            self.ends.copy_(torch.lerp(now, self.ends, RANGE_DECAY) if self.seen else now)
            self.seen.fill_(True)
        return fake_quantize(x, self.quantization()) if self.enabled else x


class FixedRange(nn.Module):
    """Fake quantization of a ReLU6 output."""

    def __init__(self):
        super().__init__()
        self.enabled = False

    def quantization(self) -> Quantization:
        return Quantization(np.float32(6 / 255), 0, 0.0, 6.0)

    def forward(self, x):
        x = functional.relu6(x)
        return fake_quantize(x, self.quantization()) if self.enabled else x


class Convolution(nn.Module):
    """Convolution, folded batch norm (or a bias), activation and their fake quantization."""

    def __init__(self, name, inputs, outputs, kernel=1, stride=1, depthwise=False, relu6=True, batch_norm=True):
        super().__init__()
        self.name, self.stride, self.depthwise, self.relu6 = name, stride, depthwise, relu6
        fan_in = kernel * kernel * (1 if depthwise else inputs)
        self.weight = nn.Parameter(torch.randn(outputs, 1 if depthwise else inputs, kernel, kernel)
                                   * (2 / fan_in) ** 0.5)
        self.groups = inputs if depthwise else 1
        self.beta = nn.Parameter(torch.zeros(outputs))    # the bias, where there is no batch norm
        self.batch_norm = batch_norm
        if batch_norm:
            self.gamma = nn.Parameter(torch.ones(outputs))
            self.register_buffer("mean", torch.zeros(outputs))
            self.register_buffer("variance", torch.ones(outputs))
        self.output = FixedRange() if relu6 else MovingRange()
        self.enabled = self.frozen = False

    def folded(self):
        """Weights and bias of the inference convolution."""
        if not self.batch_norm:
            return self.weight, self.beta
        factor = self.gamma / torch.sqrt(self.variance + BATCH_NORM_EPSILON)
        return self.weight * factor.view(-1, 1, 1, 1), self.beta - self.mean * factor

    def quantized_weight(self, weight):
        return fake_quantize(weight, self.weight_quantization(weight)) if self.enabled else weight

    @staticmethod
    def weight_quantization(weight) -> Quantization:
        return nudged(weight.detach().min().item(), weight.detach().max().item(), q_min=1)

    def _convolve(self, x, weight):
        kernel = weight.shape[-1]
        total = max((-(-x.shape[-1] // self.stride) - 1) * self.stride + kernel - x.shape[-1], 0)
        before, after = total // 2, total - total // 2    # TensorFlow's SAME padding: the odd one goes after
        return functional.conv2d(functional.pad(x, (before, after, before, after)), weight,
                                 stride=self.stride, groups=self.groups)

    def forward(self, x):
        weight, bias = self.folded()
        y = self._convolve(x, self.quantized_weight(weight))
        if self.batch_norm and self.training and not self.frozen:
            y, bias = self._correct_to_batch(x, y)
        return self.output(y + bias.view(1, -1, 1, 1))

    def _correct_to_batch(self, x, y):
        raw = self._convolve(x, self.weight)
        mean, variance = raw.mean((0, 2, 3)), raw.var((0, 2, 3), unbiased=False)
        deviation = torch.sqrt(variance + BATCH_NORM_EPSILON)
        correction = torch.sqrt(self.variance + BATCH_NORM_EPSILON) / deviation
        with torch.no_grad():
            self.mean.lerp_(mean, 1 - BATCH_NORM_DECAY)
            self.variance.lerp_(variance, 1 - BATCH_NORM_DECAY)
        return y * correction.view(1, -1, 1, 1), self.beta - self.gamma * mean / deviation


class InvertedResidual(nn.Module):
    """Expand, depthwise, project; with a residual ADD where the shape stays the same."""

    def __init__(self, name, inputs, expanded, outputs, stride):
        super().__init__()
        self.name = name
        self.expand = Convolution(f"{name}/expand", inputs, expanded)
        self.depthwise = Convolution(f"{name}/depthwise", expanded, expanded, 3, stride, depthwise=True)
        self.project = Convolution(f"{name}/project", expanded, outputs, relu6=False)
        self.sum = MovingRange() if stride == 1 and inputs == outputs else None

    def forward(self, x):
        y = self.project(self.depthwise(self.expand(x)))
        return y if self.sum is None else self.sum(x + y)


class DigitsNet(nn.Module):
    """8x8x1 pixels, as real values in -1..1, to ten logits."""

    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(
            Convolution("Digits/Conv", 1, 16, 3),
            Convolution("Digits/expanded_conv/depthwise", 16, 16, 3, depthwise=True),
            Convolution("Digits/expanded_conv/project", 16, 16, relu6=False),
            InvertedResidual("Digits/expanded_conv_1", 16, 48, 16, stride=1),
            InvertedResidual("Digits/expanded_conv_2", 16, 64, 24, stride=2),
            InvertedResidual("Digits/expanded_conv_3", 24, 96, 24, stride=1),
            Convolution("Digits/Conv_1", 24, 128))
        self.classifier = Convolution("Digits/Logits", 128, CLASSES, relu6=False, batch_norm=False)

    def forward(self, x):
        x = functional.avg_pool2d(self.features(x), 4)
        if self.features[-1].enabled:    # the integer pool rounds to the grid of its input
            x = fake_quantize(x, self.features[-1].output.quantization())
        return self.classifier(x).flatten(1)

    def set_quantized(self, enabled: bool):
        for module in self.modules():
            if hasattr(module, "enabled"):
                module.enabled = enabled

    def freeze_batch_norm(self):
        for module in self.modules():
            if isinstance(module, Convolution):
                module.frozen = True

"""TFLite's uint8 integer arithmetic in numpy: what the reference kernels compute, value for value.

Only the operators of this sample, only uint8 with one scale per tensor, default ("double rounding") build.
int64 arrays hold what the kernels hold in int32, so nothing can overflow unnoticed. Sums of products are taken in
float64 matrix products where that is faster: every sum is far below 2^53 and therefore exact.
"""

import math

import numpy as np

INT32_MAX = 2**31 - 1


# ---------------------------------------------------------------- fixed-point primitives

def quantize_multiplier(real: float) -> tuple[int, int]:
    """real = m / 2^31 * 2^shift with m in [2^30, 2^31)."""
    if real == 0:
        return 0, 0
    fraction, shift = math.frexp(real)
    m = math.floor(fraction * 2**31 + 0.5)
    if m == 2**31:
        m, shift = 2**30, shift + 1
    return (m, shift) if shift >= -31 else (0, 0)


def high_mul(a, b):
    """Rounded high half of the doubled product; ties go up. The one product that does not fit is saturated."""
    return np.minimum((np.int64(a) * b + 2**30) >> 31, INT32_MAX)


def shift_right(x, exponent):
    """Division by 2^exponent, rounded to nearest, ties away from zero."""
    mask = (np.int64(1) << exponent) - 1
    return (x >> exponent) + ((x & mask) > (mask >> 1) + (x < 0))


def rescale(x, real_multiplier: float):
    m, shift = quantize_multiplier(real_multiplier)
    return shift_right(high_mul(x << max(shift, 0), m), max(-shift, 0))


# ---------------------------------------------------------------- shared by the kernels

def activation_bounds(activation: str, tensor) -> tuple[int, int]:
    def quantized(value):    # round half away from zero, on the float32 quotient
        quotient = float(np.float32(value) / tensor.scale)
        return tensor.zero_point + int(math.copysign(math.floor(abs(quotient) + 0.5), quotient))

    low, high = 0, 255
    if activation in ("RELU", "RELU6"):
        low = max(low, quantized(0.0))
    if activation == "RELU6":
        high = min(high, quantized(6.0))
    return low, high


def finish(acc, real_multiplier: float, tensor, activation: str):
    low, high = activation_bounds(activation, tensor)
    return np.clip(rescale(acc, real_multiplier) + tensor.zero_point, low, high).astype(np.uint8)


def pad_before_after(size: int, kernel: int, stride: int, padding: str) -> tuple[int, int]:
    if padding == "VALID":
        return 0, 0
    out = -(-size // stride)
    total = max((out - 1) * stride + kernel - size, 0)
    return total // 2, total - total // 2


def windows(x, kernel_h: int, kernel_w: int, options: dict):
    """[N,H,W,C] -> [N,OH,OW,C,KH,KW]; x has its zero point removed, so that zero is the padding."""
    rows = pad_before_after(x.shape[1], kernel_h, options["stride_h"], options["padding"])
    columns = pad_before_after(x.shape[2], kernel_w, options["stride_w"], options["padding"])
    padded = np.pad(x, ((0, 0), rows, columns, (0, 0)))
    view = np.lib.stride_tricks.sliding_window_view(padded, (kernel_h, kernel_w), axis=(1, 2))
    return view[:, ::options["stride_h"], ::options["stride_w"]]


def convolution_multiplier(x, weights, bias, y) -> float:
    """The product of the two scales is taken in float32 for uint8; the bias must be on that scale."""
    product = np.float32(x.scale * weights.scale)
    assert abs(float(x.scale) * float(weights.scale) - float(bias.scale)) / float(y.scale) <= 0.02, "bias scale"
    assert bias.zero_point == 0 and bias.dtype == np.int32
    return float(product) / float(y.scale)


# ---------------------------------------------------------------- kernels: (operator, tensors in, tensor out, values in) -> value

def conv_2d(op, tensors, y, values):
    x, weights, bias = tensors
    kernel = weights.value.astype(np.float64) - weights.zero_point    # [O,KH,KW,I]
    out, kernel_h, kernel_w, _ = kernel.shape
    taps = windows(values[0].astype(np.float64) - x.zero_point, kernel_h, kernel_w, op.options)
    columns = taps.reshape(*taps.shape[:3], -1)
    acc = columns @ kernel.transpose(3, 1, 2, 0).reshape(-1, out)
    return finish(acc.astype(np.int64) + bias.value, convolution_multiplier(x, weights, bias, y), y,
                  op.options["activation"])


def depthwise_conv_2d(op, tensors, y, values):
    x, weights, bias = tensors
    kernel = weights.value[0].astype(np.int64) - weights.zero_point    # [KH,KW,C]
    assert op.options["depth_multiplier"] == 1 and kernel.shape[2] == values[0].shape[3]
    taps = windows(values[0].astype(np.int64) - x.zero_point, *kernel.shape[:2], op.options)
    acc = np.einsum("nhwcij,ijc->nhwc", taps, kernel)
    return finish(acc + bias.value, convolution_multiplier(x, weights, bias, y), y, op.options["activation"])


def add(op, tensors, y, values):
    left_shift = 20
    twice_max = float(np.float32(2) * max(tensors[0].scale, tensors[1].scale))
    terms = []
    for tensor, value in zip(tensors, values):
        real = float(tensor.scale) / twice_max
        assert real < 1, "ADD input multiplier"
        terms.append(rescale((value.astype(np.int64) - tensor.zero_point) << left_shift, real))
    real = twice_max / float(np.float32(2**left_shift) * y.scale)
    assert real < 1, "ADD output multiplier"
    return finish(terms[0] + terms[1], real, y, op.options["activation"])


def average_pool_2d(op, tensors, y, values):
    (x,) = tensors
    assert x.scale == y.scale and x.zero_point == y.zero_point, "AVERAGE_POOL_2D does not rescale"
    size = (op.options["filter_h"], op.options["filter_w"])
    total = windows(values[0].astype(np.int64), *size, op.options).sum(axis=(4, 5))
    count = windows(np.ones((1, *values[0].shape[1:3], 1), np.int64), *size, op.options).sum(axis=(4, 5))
    return np.clip((total + count // 2) // count, *activation_bounds(op.options["activation"], y)).astype(np.uint8)


def reshape(op, tensors, y, values):
    return values[0].reshape(values[0].shape[0], *y.shape[1:])


def softmax(op, tensors, y, values):
    (x,) = tensors
    assert y.scale == np.float32(1 / 256) and y.zero_point == 0, "SOFTMAX output scale"
    m, shift = quantize_multiplier(min(op.options["beta"] * float(x.scale) * 2**26, INT32_MAX))
    smallest = -((31 * 2**26) >> shift)
    difference = values[0].astype(np.int64) - values[0].max(axis=-1, keepdims=True)
    counted = difference >= smallest
    scaled = high_mul(np.maximum(difference, smallest) << shift, m)    # Q5.26
    exponentials = np.where(counted, exp_of_negative(scaled), 0)       # Q0.31
    total = shift_right(exponentials, 12).sum(axis=-1, keepdims=True)  # Q12.19
    leading_zeros = 32 - np.frexp(total.astype(np.float64))[1].astype(np.int64)
    reciprocal = one_over_one_plus((total << leading_zeros) - 2**31)
    result = shift_right(high_mul(reciprocal, exponentials), 12 - leading_zeros + 31 - 8)
    return np.where(counted, np.clip(result, 0, 255), 0).astype(np.uint8)


KERNELS = {"CONV_2D": conv_2d, "DEPTHWISE_CONV_2D": depthwise_conv_2d, "ADD": add,
           "AVERAGE_POOL_2D": average_pool_2d, "RESHAPE": reshape, "SOFTMAX": softmax}


# ---------------------------------------------------------------- the two functions inside softmax

def exp_of_negative(a):
    """exp(a / 2^26) for a <= 0, as Q0.31: a polynomial for the last quarter, then one factor per remaining bit."""
    remainder = (a & (2**24 - 1)) - 2**24    # in [-1/4, 0)
    x = (remainder << 5) + 2**28             # Q0.31, centred on -1/8
    x2 = high_mul(x, x)
    x3, x4 = high_mul(x2, x), high_mul(x2, x2)
    third = round(2**31 / 3)
    tail = shift_right(high_mul(shift_right(x4, 2) + x3, third) + x2, 1)
    centre = round(math.exp(-1 / 8) * 2**31)
    result = centre + high_mul(x + tail, centre)
    bits = remainder - a
    for k in range(-2, 5):
        factor = round(math.exp(-(2.0**k)) * 2**31)
        result = np.where(bits & 2**(26 + k), high_mul(result, factor), result)
    return np.where(a == 0, INT32_MAX, result)


def one_over_one_plus(a):
    """1 / (1 + a / 2^31) for a in [0, 2^31), as Q0.31: three Newton-Raphson steps."""
    half = (a + INT32_MAX + 1) >> 1
    x = round(48 / 17 * 2**29) + high_mul(half, -round(32 / 17 * 2**29))    # Q2.29
    for _ in range(3):
        x = x + saturate(high_mul(x, 2**29 - high_mul(half, x)) << 2)
    return saturate(x << 1)


def saturate(x):
    return np.clip(x, -(2**31), INT32_MAX)


# ---------------------------------------------------------------- whole models

def run(model, images, trace: dict | None = None):
    """Runs the model on a batch (the file says batch 1; every kernel is per sample). `trace` collects all activations."""
    values = {model.inputs[0]: images}
    for op in model.operators:
        # A constant second input of RESHAPE is not an activation.
        inputs = [i for i in op.inputs if i in values or op.name in ("CONV_2D", "DEPTHWISE_CONV_2D")]
        output = op.outputs[0]
        values[output] = KERNELS[op.name](op, [model.tensors[i] for i in inputs], model.tensors[output],
                                          [values[i] for i in inputs if i in values])
        assert list(values[output].shape[1:]) == model.tensors[output].shape[1:], f"{op.name}: shape in the file"
    if trace is not None:
        trace.update(values)
    return values[model.outputs[0]]

#!/usr/bin/env python3
"""Makes the QuickStart sample's model and data.

    python3 train.py            split the data, train, write models/digits.tflite and data/*.npz, then check
    python3 train.py --check    only re-read the written files and measure them (needs numpy alone)

The model is a TensorFlow-1-style quantized network: uint8, asymmetric, one scale per tensor. The number of epochs is fixed
and the last state is kept; PROVENANCE.md says what other seeds reach. Seeds are fixed and one thread is
used, so a run repeats itself on the same machine and libraries; another CPU may round differently and give a slightly
different network.

See network.py (network, fake quantization), data.py (split, augmentation), tflite_writer.py, tflite_reader.py (an
independent parser) and integer_reference.py (TFLite's integer arithmetic).
"""

import argparse
from pathlib import Path

import numpy as np

import data
import integer_reference
import tflite_reader

SAMPLE = Path(__file__).resolve().parent.parent
MODEL_FILE = SAMPLE / "models" / "digits.tflite"
DATA_FOLDER = SAMPLE / "data"

SEED = 7
BATCH = 64
FLOAT_EPOCHS, QUANTIZED_EPOCHS, FROZEN_EPOCHS = 60, 25, 25    # batch norm statistics stand still in the last part
LEARNING_RATE, WEIGHT_DECAY, LABEL_SMOOTHING = 4e-3, 1e-2, 0.05


# ---------------------------------------------------------------- training

def train(images, labels):
    """Float first, then fake-quantized, then fake-quantized with frozen batch norm."""
    import torch
    from torch.nn import functional

    from network import DigitsNet

    torch.set_num_threads(1)
    torch.manual_seed(SEED)
    generator = torch.Generator().manual_seed(SEED)
    pixels = torch.from_numpy(images.transpose(0, 3, 1, 2).astype(np.float32))
    targets = torch.from_numpy(labels.astype(np.int64))
    net = DigitsNet()
    optimizer = torch.optim.AdamW(net.parameters(), lr=LEARNING_RATE, weight_decay=WEIGHT_DECAY)
    epochs = FLOAT_EPOCHS + QUANTIZED_EPOCHS + FROZEN_EPOCHS
    steps = len(pixels) // BATCH
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, epochs * steps, eta_min=1e-5)
    net.train()
    for epoch in range(epochs):
        if epoch == FLOAT_EPOCHS:
            net.set_quantized(True)
        if epoch == FLOAT_EPOCHS + QUANTIZED_EPOCHS:
            net.freeze_batch_norm()
        total = 0.0
        order = torch.randperm(len(pixels), generator=generator)
        for batch in order[:steps * BATCH].view(steps, BATCH):
            x = (data.augment(pixels[batch], generator) - data.INPUT_ZERO_POINT) * float(data.INPUT_SCALE)
            loss = functional.cross_entropy(net(x), targets[batch], label_smoothing=LABEL_SMOOTHING)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            total += loss.item()
        if epoch % 10 == 9 or epoch == epochs - 1:
            print(f"epoch {epoch + 1:3}: training loss {total / steps:.4f}", flush=True)
    return net.eval()


def fake_quantized_accuracy(net, images, labels) -> float:
    import torch

    real = (images.transpose(0, 3, 1, 2).astype(np.float32) - data.INPUT_ZERO_POINT) * data.INPUT_SCALE
    with torch.no_grad():
        return float((net(torch.from_numpy(real)).argmax(1).numpy() == labels).mean())


# ---------------------------------------------------------------- export

def export(net) -> bytes:
    from network import CLASSES, Convolution, InvertedResidual, Quantization
    from tflite_writer import TfliteWriter

    writer = TfliteWriter("Handwritten digits, quantization-aware trained: uint8, asymmetric, one scale per tensor")
    quantizations = {}    # of activations, by tensor index

    def activation(name, shape, quantization):
        index = writer.tensor(name, shape, np.uint8, quantization)
        quantizations[index] = quantization
        return index

    def convolution(layer: Convolution, x: int) -> int:
        weight, bias = (p.detach().double().numpy() for p in layer.folded())
        q = layer.weight_quantization(layer.folded()[0])
        integers = np.clip(np.rint(weight / float(q.scale)) + q.zero_point, 1, 255).astype(np.uint8)    # O,I,H,W
        integers = integers.transpose((1, 2, 3, 0) if layer.depthwise else (0, 2, 3, 1))
        bias_scale = np.float32(quantizations[x].scale * q.scale)
        bias_integers = np.rint(bias / float(bias_scale)).astype(np.int32)
        inputs = [x, writer.tensor(f"{layer.name}/weights", integers.shape, np.uint8, q, integers),
                  writer.tensor(f"{layer.name}/bias", bias.shape, np.int32, Quantization(bias_scale, 0), bias_integers)]
        size = -(-writer.tensors[x][1][1] // layer.stride)
        kind = "Relu6" if layer.relu6 else "BiasAdd"
        y = activation(f"{layer.name}/{kind}", [1, size, size, len(bias)], layer.output.quantization())
        return writer.operator("DEPTHWISE_CONV_2D" if layer.depthwise else "CONV_2D", inputs, y,
                               stride=layer.stride, activation="RELU6" if layer.relu6 else "NONE")

    def block(module: InvertedResidual, x: int) -> int:
        y = x
        for layer in (module.expand, module.depthwise, module.project):
            y = convolution(layer, y)
        if module.sum is None:
            return y
        total = activation(f"{module.name}/add", writer.tensors[y][1], module.sum.quantization())
        return writer.operator("ADD", [x, y], total)

    pixels = Quantization(data.INPUT_SCALE, data.INPUT_ZERO_POINT, -1.0, 127 / 128)
    graph_input = x = activation("input", [1, 8, 8, 1], pixels)
    for module in net.features:
        x = block(module, x) if isinstance(module, InvertedResidual) else convolution(module, x)
    _, size, _, channels = writer.tensors[x][1]
    pooled = activation("Digits/Logits/AvgPool", [1, 1, 1, channels], quantizations[x])
    writer.operator("AVERAGE_POOL_2D", [x], pooled, padding="VALID", stride=size, size=size)
    logits = convolution(net.classifier, pooled)
    shape = np.array([1, CLASSES], np.int32)
    shape_tensor = writer.tensor("Digits/Logits/Squeeze_shape", shape.shape, np.int32, value=shape)
    flat = activation("Digits/Logits/Squeeze", [1, CLASSES], quantizations[logits])
    writer.operator("RESHAPE", [logits, shape_tensor], flat, shape=shape.tolist())
    result = activation("Digits/Predictions/Softmax", [1, CLASSES], Quantization(np.float32(1 / 256), 0, 0.0, 255 / 256))
    writer.operator("SOFTMAX", [flat], result)
    return writer.finish([graph_input], [result])


# ---------------------------------------------------------------- check

def describe(model):
    outside = 0
    for op in model.operators:
        y = model.tensors[op.outputs[0]]
        line = f"{op.name:17} v{op.version} {str(y.shape):15} scale {y.scale:.9g} zp {y.zero_point}"
        if op.name in ("CONV_2D", "DEPTHWISE_CONV_2D"):
            w = model.tensors[op.inputs[1]]
            centred = w.value.astype(int) - w.zero_point
            beyond = int((abs(centred) > 127).sum())
            outside += beyond
            line += (f" {op.options['activation']:5} stride {op.options['stride_w']} | weights {str(w.shape):15} "
                     f"scale {w.scale:.9g} zp {w.zero_point} range {centred.min()}..{centred.max()} beyond 127: {beyond}")
        print(line)
    total = sum(t.value.size for t in model.tensors if t.value is not None and t.dtype is np.uint8)
    print(f"weights further than 127 from their zero point: {outside} of {total}")


def check() -> float:
    """What the written file answers on the written data; the kernels assert TFLite's own conditions on the way."""
    content = MODEL_FILE.read_bytes()
    model = tflite_reader.read(content)
    assert len(content) < 200_000
    assert all(t.position % 16 == 0 for t in model.tensors if t.value is not None), "constants must be 16-byte aligned"
    evaluation = np.load(DATA_FOLDER / "eval.npz")
    calibration = np.load(DATA_FOLDER / "calibration.npz")["images"]
    images, labels = evaluation["images"], evaluation["labels"]
    shape = tuple(model.tensors[model.inputs[0]].shape[1:])
    assert images.shape == (data.EVALUATION, *shape) and images.dtype == np.uint8 and labels.dtype == np.int32
    assert calibration.shape == (data.CALIBRATION, *shape) and calibration.dtype == np.uint8
    answers = integer_reference.run(model, images)
    describe(model)
    right = int((answers.argmax(axis=1) == labels).sum())
    print(f"{MODEL_FILE.name}: {len(content)} bytes; integer accuracy {right} of {len(labels)} = {right / len(labels):.2%}")
    return right / len(labels)


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--check", action="store_true", help="measure the files that are there, train nothing")
    if not arguments.parse_args().check:
        data.save(DATA_FOLDER)
        (eval_images, eval_labels), _, training = data.split(*data.load())
        net = train(*training)
        print(f"fake-quantized accuracy {fake_quantized_accuracy(net, eval_images, eval_labels):.2%}")
        MODEL_FILE.parent.mkdir(parents=True, exist_ok=True)
        MODEL_FILE.write_bytes(export(net))
    if check() <= 0.95:
        raise SystemExit("the model is worse than it should be")


if __name__ == "__main__":
    main()

"""The handwritten digits, split, quantized and augmented."""

from pathlib import Path

import numpy as np

SPLIT_SEED = 20231
EVALUATION, CALIBRATION = 400, 64
INPUT_SCALE, INPUT_ZERO_POINT = np.float32(1 / 128), 128


def load():
    """All digits as uint8 [1797,8,8,1] (the model's input values) and int32 labels."""
    from sklearn.datasets import load_digits

    digits = load_digits()
    pixels = np.floor(digits.images * 255 / 16 + 0.5).astype(np.uint8)    # 0..16 to 0..255
    return pixels[..., None], digits.target.astype(np.int32)


def split(images, labels):
    """Disjoint evaluation, calibration and training parts, as (images, labels) pairs."""
    order = np.random.RandomState(SPLIT_SEED).permutation(len(labels))
    parts = np.split(order, [EVALUATION, EVALUATION + CALIBRATION])
    return [(images[part], labels[part]) for part in parts]


def save(folder: Path):
    """Writes eval.npz and calibration.npz. numpy stamps zip entries with 1980-01-01: the files are reproducible."""
    (eval_images, eval_labels), (calibration_images, _), _ = split(*load())
    folder.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(folder / "eval.npz", images=eval_images, labels=eval_labels)
    np.savez_compressed(folder / "calibration.npz", images=calibration_images)


def augment(images, generator):
    """Random small rotation, scaling and shift of a float tensor [N,1,8,8] of pixel values 0..255."""
    import torch
    from torch.nn import functional

    n = len(images)
    angle, shift_x, shift_y, size = (torch.rand(4, n, generator=generator) * 2 - 1)
    angle, size = angle * 0.2, 1 + size * 0.1
    cosine, sine = torch.cos(angle) * size, torch.sin(angle) * size
    # One pixel is 1/4 in the sampling grid's coordinates, which run from -1 to 1 over eight pixels.
    theta = torch.stack([cosine, -sine, shift_x / 4, sine, cosine, shift_y / 4], dim=1).view(n, 2, 3)
    grid = functional.affine_grid(theta, images.shape, align_corners=False)
    return torch.round(functional.grid_sample(images, grid, align_corners=False))

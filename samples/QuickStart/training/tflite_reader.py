"""Reads a .tflite file by walking its bytes.

Deliberately independent of tflite_writer.py: it uses no FlatBuffers library, only `struct`, so that a mistake in the
writer shows up as a difference instead of being repeated here. It knows just enough of the schema for the operators of
this sample.
"""

import struct
from dataclasses import dataclass, field

import numpy as np

TENSOR_TYPES = {0: np.float32, 2: np.int32, 3: np.uint8}
OPERATORS = {0: "ADD", 1: "AVERAGE_POOL_2D", 3: "CONV_2D", 4: "DEPTHWISE_CONV_2D", 22: "RESHAPE", 25: "SOFTMAX"}
PADDINGS = {0: "SAME", 1: "VALID"}
ACTIVATIONS = {0: "NONE", 1: "RELU", 3: "RELU6"}

# Options by operator: name -> (field number, struct format, default).
OPTIONS = {
    "CONV_2D": {"padding": (0, "b", 0), "stride_w": (1, "i", 0), "stride_h": (2, "i", 0), "activation": (3, "b", 0),
                "dilation_w": (4, "i", 1), "dilation_h": (5, "i", 1)},
    "DEPTHWISE_CONV_2D": {"padding": (0, "b", 0), "stride_w": (1, "i", 0), "stride_h": (2, "i", 0),
                          "depth_multiplier": (3, "i", 0), "activation": (4, "b", 0),
                          "dilation_w": (5, "i", 1), "dilation_h": (6, "i", 1)},
    "AVERAGE_POOL_2D": {"padding": (0, "b", 0), "stride_w": (1, "i", 0), "stride_h": (2, "i", 0),
                        "filter_w": (3, "i", 0), "filter_h": (4, "i", 0), "activation": (5, "b", 0)},
    "ADD": {"activation": (0, "b", 0)},
    "RESHAPE": {},
    "SOFTMAX": {"beta": (0, "f", 0.0)},
}
UNION_MEMBER = {"CONV_2D": 1, "DEPTHWISE_CONV_2D": 2, "AVERAGE_POOL_2D": 5, "SOFTMAX": 9, "ADD": 11, "RESHAPE": 17}


class Table:
    """One FlatBuffers table: fields are found through the vtable, absent ones give the default."""

    def __init__(self, data: bytes, position: int):
        self.data, self.position = data, position
        self.vtable = position - struct.unpack_from("<i", data, position)[0]
        self.vtable_size = struct.unpack_from("<H", data, self.vtable)[0]

    def _locate(self, number: int) -> int:
        entry = 4 + 2 * number
        if entry >= self.vtable_size:
            return 0
        offset = struct.unpack_from("<H", self.data, self.vtable + entry)[0]
        return self.position + offset if offset else 0

    def _follow(self, at: int) -> int:
        return at + struct.unpack_from("<I", self.data, at)[0]

    def scalar(self, number: int, form: str, default):
        at = self._locate(number)
        return struct.unpack_from("<" + form, self.data, at)[0] if at else default

    def table(self, number: int):
        at = self._locate(number)
        return Table(self.data, self._follow(at)) if at else None

    def vector_span(self, number: int) -> tuple[int, int]:
        """Position of the first element and number of elements."""
        at = self._locate(number)
        if not at:
            return 0, 0
        start = self._follow(at)
        return start + 4, struct.unpack_from("<I", self.data, start)[0]

    def vector(self, number: int, form: str) -> list:
        start, count = self.vector_span(number)
        return list(struct.unpack_from(f"<{count}{form}", self.data, start)) if count else []

    def tables(self, number: int) -> list["Table"]:
        start, count = self.vector_span(number)
        return [Table(self.data, self._follow(start + 4 * i)) for i in range(count)]

    def string(self, number: int) -> str:
        start, count = self.vector_span(number)
        return self.data[start:start + count].decode()


@dataclass
class Tensor:
    name: str
    shape: list
    dtype: type
    scale: np.float32 | None
    zero_point: int
    value: np.ndarray | None    # constants only
    position: int               # of the constant's data in the file


@dataclass
class Operator:
    name: str
    version: int
    inputs: list
    outputs: list
    options: dict = field(default_factory=dict)


@dataclass
class Model:
    tensors: list
    operators: list
    inputs: list
    outputs: list


def read(data: bytes) -> Model:
    assert data[4:8] == b"TFL3", "not a TFLite file"
    root = Table(data, struct.unpack_from("<I", data, 0)[0])
    assert root.scalar(0, "I", 0) == 3, "schema version"
    buffers = root.tables(4)
    assert buffers[0].vector_span(0)[1] == 0, "buffer 0 must be empty"
    codes = [_read_operator_code(t) for t in root.tables(1)]
    (graph,) = root.tables(2)
    return Model(tensors=[_read_tensor(t, buffers) for t in graph.tables(0)],
                 operators=[_read_operator(t, codes) for t in graph.tables(3)],
                 inputs=graph.vector(1, "i"), outputs=graph.vector(2, "i"))


def _read_operator_code(table: Table) -> tuple[str, int]:
    # Files older than TensorFlow 2.4 have the code in field 0 only; the larger of the two fields counts.
    code = max(table.scalar(0, "b", 0), table.scalar(3, "i", 0))
    return OPERATORS[code], table.scalar(2, "i", 1)


def _read_tensor(table: Table, buffers: list[Table]) -> Tensor:
    shape = table.vector(0, "i")
    dtype = TENSOR_TYPES[table.scalar(1, "b", 0)]
    start, count = buffers[table.scalar(2, "I", 0)].vector_span(0)
    value = None
    if count:
        value = np.frombuffer(table.data, dtype, count // np.dtype(dtype).itemsize, start).reshape(shape)
    quantization = table.table(4)
    scales = quantization.vector(2, "f") if quantization else []
    zero_points = quantization.vector(3, "q") if quantization else []
    assert len(scales) <= 1, "one scale per tensor"
    return Tensor(name=table.string(3), shape=shape, dtype=dtype, scale=np.float32(scales[0]) if scales else None,
                  zero_point=zero_points[0] if zero_points else 0, value=value, position=start)


def _read_operator(table: Table, codes: list) -> Operator:
    name, version = codes[table.scalar(0, "I", 0)]
    union = table.scalar(3, "B", 0)
    assert union in (0, UNION_MEMBER[name]), f"{name}: options of another operator"
    stored = table.table(4)
    options = {key: stored.scalar(number, form, default) if stored else default
               for key, (number, form, default) in OPTIONS[name].items()}
    if "padding" in options:
        options["padding"] = PADDINGS[options["padding"]]
    if "activation" in options:
        options["activation"] = ACTIVATIONS[options["activation"]]
    assert options.get("dilation_w", 1) == options.get("dilation_h", 1) == 1, "dilation is not supported here"
    return Operator(name, version, table.vector(1, "i"), table.vector(2, "i"), options)

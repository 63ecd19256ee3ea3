"""Builds a .tflite file with Debian's FlatBuffers runtime (python3-flatbuffers).

There is no generated schema code here: every table is written by field number, with the numbers of TFLite's schema.
Tensors and operators are declared in execution order; constants get a buffer each, activations share the empty
buffer 0, and constant data is aligned to 16 bytes, as runtimes that map the file into memory expect.
"""

import flatbuffers
import numpy as np

SCHEMA_VERSION = 3
TENSOR_TYPE = {np.dtype(np.int32): 2, np.dtype(np.uint8): 3}
PADDING = {"SAME": 0, "VALID": 1}
ACTIVATION = {"NONE": 0, "RELU6": 3}

# Operator -> (BuiltinOperator, member number in the BuiltinOptions union).
OPERATOR = {"ADD": (0, 11), "AVERAGE_POOL_2D": (1, 5), "CONV_2D": (3, 1), "DEPTHWISE_CONV_2D": (4, 2),
            "RESHAPE": (22, 17), "SOFTMAX": (25, 9)}


class TfliteWriter:
    def __init__(self, description: str):
        self.description = description
        self.tensors = []      # (name, shape, dtype, quantization or None, buffer)
        self.operators = []    # (name, inputs, outputs, options)
        self.constants = []    # bytes of buffers 1, 2, ...

    def tensor(self, name: str, shape, dtype, quantization=None, value: np.ndarray | None = None) -> int:
        """Declares a tensor and returns its index; `quantization` has scale, zero_point and optionally low, high."""
        buffer = 0
        if value is not None:
            assert value.dtype == dtype and value.shape == tuple(shape)
            self.constants.append(np.ascontiguousarray(value).tobytes())
            buffer = len(self.constants)
        self.tensors.append((name, list(shape), np.dtype(dtype), quantization, buffer))
        return len(self.tensors) - 1

    def operator(self, name: str, inputs: list, output: int, **options) -> int:
        self.operators.append((name, inputs, [output], options))
        return output

    def finish(self, graph_inputs: list, graph_outputs: list) -> bytes:
        b = self.b = flatbuffers.Builder(1 << 16)
        codes = list(dict.fromkeys(name for name, *_ in self.operators))    # in order of first use
        buffers = self._offsets([self._table(1, [])] + [self._buffer(data) for data in self.constants])
        tensors = self._offsets([self._tensor(*t) for t in self.tensors])
        operators = self._offsets([self._operator(codes, *o) for o in self.operators])
        graph = self._table(5, [(0, "offset", tensors), (1, "offset", self._numbers(graph_inputs, "Int32")),
                                (2, "offset", self._numbers(graph_outputs, "Int32")), (3, "offset", operators)])
        # The code is in two fields: the first is all that readers older than TensorFlow 2.4 know.
        code_tables = [self._table(4, [(0, "Int8", OPERATOR[c][0]), (2, "Int32", 1), (3, "Int32", OPERATOR[c][0])],
                                   defaults={2: 1}) for c in codes]
        model = self._table(5, [(0, "Uint32", SCHEMA_VERSION), (1, "offset", self._offsets(code_tables)),
                                (2, "offset", self._offsets([graph])),
                                (3, "offset", b.CreateString(self.description)), (4, "offset", buffers)])
        b.Finish(model, file_identifier=b"TFL3")
        return bytes(b.Output())

    # FlatBuffers are written from the leaves up: each helper returns the offset of what it wrote, and the arguments
    # of _table must exist before the table is started.

    def _table(self, field_count: int, fields: list, defaults: dict | None = None) -> int:
        b = self.b
        b.StartObject(field_count)
        for number, kind, value in fields:
            if kind == "offset":
                b.PrependUOffsetTRelativeSlot(number, value, 0)
            else:
                getattr(b, f"Prepend{kind}Slot")(number, value, (defaults or {}).get(number, 0))
        return b.EndObject()

    def _offsets(self, offsets: list) -> int:
        self.b.StartVector(4, len(offsets), 4)
        for offset in reversed(offsets):
            self.b.PrependUOffsetTRelative(offset)
        return self.b.EndVector()

    def _numbers(self, numbers: list, kind: str) -> int:
        size = int("".join(filter(str.isdigit, kind))) // 8
        self.b.StartVector(size, len(numbers), size)
        for number in reversed(numbers):
            getattr(self.b, f"Prepend{kind}")(number)
        return self.b.EndVector()

    def _buffer(self, data: bytes) -> int:
        b = self.b
        b.StartVector(1, len(data), 16)
        b.head = b.Head() - len(data)
        b.Bytes[b.Head():b.Head() + len(data)] = data
        return self._table(1, [(0, "offset", b.EndVector())])

    def _tensor(self, name, shape, dtype, quantization, buffer) -> int:
        fields = [(0, "offset", self._numbers(shape, "Int32")), (1, "Int8", TENSOR_TYPE[dtype]),
                  (2, "Uint32", buffer), (3, "offset", self.b.CreateString(name))]
        if quantization is not None:
            fields.append((4, "offset", self._quantization(quantization)))
        return self._table(5, fields)

    def _quantization(self, q) -> int:
        fields = [(2, "offset", self._numbers([float(q.scale)], "Float32")),
                  (3, "offset", self._numbers([int(q.zero_point)], "Int64"))]
        if q.low is not None:
            fields += [(0, "offset", self._numbers([float(q.low)], "Float32")),
                       (1, "offset", self._numbers([float(q.high)], "Float32"))]
        return self._table(4, fields)

    def _operator(self, codes: list, name, inputs, outputs, options) -> int:
        fields = [(0, "Uint32", codes.index(name)), (1, "offset", self._numbers(inputs, "Int32")),
                  (2, "offset", self._numbers(outputs, "Int32")), (3, "Uint8", OPERATOR[name][1]),
                  (4, "offset", self._options(name, **options))]
        return self._table(5, fields)

    def _options(self, name, padding="SAME", stride=1, size=0, activation="NONE", shape=()) -> int:
        window = [(0, "Int8", PADDING[padding]), (1, "Int32", stride), (2, "Int32", stride)]
        act = ACTIVATION[activation]
        if name == "CONV_2D":
            return self._table(4, window + [(3, "Int8", act)])
        if name == "DEPTHWISE_CONV_2D":
            return self._table(5, window + [(3, "Int32", 1), (4, "Int8", act)])    # 3: depth multiplier
        if name == "AVERAGE_POOL_2D":
            return self._table(6, window + [(3, "Int32", size), (4, "Int32", size), (5, "Int8", act)])
        if name == "ADD":
            return self._table(1, [(0, "Int8", act)])
        if name == "RESHAPE":
            return self._table(1, [(0, "offset", self._numbers(list(shape), "Int32"))])
        if name == "SOFTMAX":
            return self._table(1, [(0, "Float32", 1.0)])    # beta
        raise ValueError(name)

#!/usr/bin/env python3
"""Writes people-hog.onnx: OpenCV's default people detector (HOG and a linear SVM) as an ONNX graph.

Needs Debian's python3-onnx, python3-opencv and python3-numpy, and only to make the file: nothing else in the project does.

    /usr/bin/python3 models/people-hog/make_model.py

The graph computes what cv2.HOGDescriptor() computes with its defaults: square-root gamma, per pixel the colour channel of
largest gradient, 9 unsigned orientation bins with linear votes, blocks of 2 x 2 cells of 8 pixels at stride 8 with
Gaussian and bilinear weights, L2-Hys, and the SVM at every window of 64 x 128 pixels. (Dalal and Triggs, Histograms of
Oriented Gradients for Human Detection, CVPR 2005.) The SVM's coefficients are read out of the installed OpenCV.

input   level   uint8   [N, 3, 8r + 2, 10c]     RGB: one level of a picture's pyramid, cut to r x c whole cells, with a border of
                                                one pixel (what is beyond the cut, or the reflection about the edge pixel).
                                                The columns of a row are sorted by their place in their cell: run s of
                                                ten holds column 8k + s - 1 of every cell k.
output  scores  float32 [N, r - 15, c - 7]      SVM margin of the window whose corner is at (8 column, 8 row)

What makes it fast on a CPU, where a convolution per block is not:
 - A pixel's linear vote into bin k is a hat function of its angle, and a hat is the second difference of ramps. One
   1 x 1 convolution with a fused Relu makes all ramps from (magnitude, magnitude x angle); the second difference is linear
   and therefore waits until pixels have become cells, 40 times fewer numbers.
 - Pixels are kept apart by their place in their cell and cells are innermost, so that neighbours of all cells, and all cells
   of a place, are contiguous. The input comes sorted for it, because whoever resizes a picture can sort for nothing.
 - Gaussian x bilinear weights are a product of a function of x and one of y: two thin matrix products, eight rows (then
   columns) of a cell times what they weigh in each half of the blocks that share the cell.
 - The SVM is one matrix product of every block with its weights at all 15 x 7 places a window can have it, and the sum
   over places is a reshape that skews the rows against each other, and a reduction.
"""
import hashlib
import pathlib
import re

import cv2
import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

BINS, CELL = 9, 8
SLOTS = CELL + 2  # columns of a cell, one before it and one behind it
WINDOW_ROWS, WINDOW_COLUMNS = 15, 7  # blocks in a window
FOLDER = pathlib.Path(__file__).resolve().parent


class Graph:
    """Collects nodes and constants."""

    def __init__(self):
        self.nodes, self.constants, self.count = [], {}, 0

    def op(self, kind, *inputs, name=None, **attributes):
        self.count += 1
        output = name or f"{kind.lower()}_{self.count}"
        inputs = [i if isinstance(i, str) else self.constant(i) for i in inputs]
        self.nodes.append(helper.make_node(kind, inputs, [output], name=output, **attributes))
        return output

    def constant(self, value):
        value = np.asarray(value)
        if value.dtype == np.float64:
            value = value.astype(np.float32)
        key = (value.tobytes(), value.shape, value.dtype.str)
        if key not in self.constants:
            self.constants[key] = numpy_helper.from_array(value, f"c{len(self.constants)}")
        return self.constants[key].name

    def slice(self, data, ranges):
        """ranges: axis -> (start, end)"""
        axes = list(ranges)
        last = np.iinfo(np.int64).max
        starts = [ranges[a][0] or 0 for a in axes]
        ends = [last if ranges[a][1] is None else ranges[a][1] for a in axes]
        return self.op("Slice", data, np.int64(starts), np.int64(ends), np.int64(axes))


def half_weights():
    """[4, 8]: what the pixel i of a cell weighs in the block that begins with this cell (for its first and second cell),
    and in the block that ends with it. Gaussian of sigma 4 about the block's middle (8, as OpenCV has it, not 7.5)."""
    i = np.arange(2 * CELL)
    gauss = np.exp(-((i - CELL) ** 2) / (2 * 4.0**2))
    place = (i + 0.5) / CELL - 0.5
    first = gauss * np.clip(1 - np.abs(place), 0, None)
    second = gauss * np.clip(1 - np.abs(place - 1), 0, None)
    return np.stack([first[:CELL], second[:CELL], first[CELL:], second[CELL:]])


def build():
    g = Graph()
    pixels = g.op("Reshape", "level", np.int64([0, 0, 0, SLOTS, -1]))
    gamma = g.op("Sqrt", g.op("Cast", pixels, to=TensorProto.FLOAT))

    def select(a, b):
        """Per pixel the gradient of larger magnitude; the first where they are equal."""
        (ax, ay, am), (bx, by, bm) = a, b
        take = g.op("HardSigmoid", g.op("Sub", bm, am), alpha=1e30, beta=0.0)
        pick = lambda p, q: g.op("Add", p, g.op("Mul", take, g.op("Sub", q, p)))
        return pick(ax, bx), pick(ay, by), g.op("Max", am, bm)

    def gradient(channel):
        c = {1: (channel, channel + 1)}
        dx = g.op("Sub", g.slice(gamma, {**c, 2: (1, -1), 3: (2, None)}), g.slice(gamma, {**c, 2: (1, -1), 3: (None, -2)}))
        dy = g.op("Sub", g.slice(gamma, {**c, 2: (2, None), 3: (1, -1)}), g.slice(gamma, {**c, 2: (None, -2), 3: (1, -1)}))
        return dx, dy, g.op("Add", g.op("Mul", dx, dx), g.op("Mul", dy, dy))

    dx, dy, squared = select(select(gradient(2), gradient(1)), gradient(0))  # blue, green, red: OpenCV's order
    magnitude = g.op("Sqrt", squared)
    # Angle in bins, -4.5 to 4.5: unsigned, so the quotient is enough. The smallest number keeps 0 / 0 out.
    turn = g.op("Atan", g.op("Div", dy, g.op("Add", dx, 1e-20)))
    both = g.op("Concat", magnitude, g.op("Mul", magnitude, turn), axis=1)  # [N, 2, 8r, 8, c]

    shape = g.op("Shape", both)
    n, h, columns = (g.op("Gather", shape, np.int64([i]), axis=0) for i in (0, 2, 4))
    rows = g.op("Div", h, np.int64([CELL]))
    one, two, eight = np.int64([1]), np.int64([2]), np.int64([CELL])
    block_rows, block_columns = g.op("Sub", rows, one), g.op("Sub", columns, one)
    places = g.op("Mul", block_rows, block_columns)
    reshape = lambda data, *to: g.op("Reshape", data, g.op("Concat", n, *to, axis=0))

    # Pixels by their place in a cell, cells innermost: [N, 2, 8r, 8, c] -> [N, 2, 8 8 r c]
    both = reshape(both, two, rows, eight, eight, columns)
    both = g.op("Transpose", both, perm=[0, 1, 3, 4, 2, 5])
    both = reshape(both, two, np.int64([-1]))

    # Ramps relu(m (a - k)) at k = -6 ... 3, with a = angle in bins - 0.5, which lies in [-5, 4].
    knots = np.arange(-6, 4)
    ramp_weights = np.stack([-(knots + 0.5), np.full(knots.size, BINS / np.pi)], 1).reshape(knots.size, 2, 1)
    ramps = g.op("Relu", g.op("Conv", both, ramp_weights, kernel_shape=[1]))
    # hat(a - k) = ramp(k - 1) - 2 ramp(k) + ramp(k + 1), k = -5 ... 4; ramps at 4 and 5 are always 0; bin k mod 9.
    mix = np.zeros((BINS, knots.size))
    for k in range(-5, 5):
        for knot, weight in ((k - 1, 1), (k, -2), (k + 1, 1)):
            if knot <= 3:
                mix[k % BINS, knot + 6] += weight

    # Eight rows of a cell into its parts of two blocks, then both parts of a block together.
    half = half_weights()
    ten, four, rest = np.int64([knots.size]), np.int64([4]), np.int64([-1])
    y = g.op("MatMul", half, reshape(ramps, ten, eight, rest))
    y = reshape(y, ten, four, eight, rows, columns)
    y = g.op("Add", g.slice(y, {2: (0, 2), 4: (None, -1)}), g.slice(y, {2: (2, 4), 4: (1, None)}))
    # The same with columns: [N, 10, 2, 8, (r-1) c] -> [.., 4, (r-1) c] -> [.., 2, r-1, c-1]
    x = g.op("MatMul", half, reshape(y, ten, two, eight, rest))
    x = reshape(x, np.int64([2 * knots.size]), four, block_rows, columns)
    x = g.op("Add", g.slice(x, {2: (0, 2), 4: (None, -1)}), g.slice(x, {2: (2, 4), 4: (1, None)}))
    # Ramps into bins.
    features = reshape(g.op("MatMul", mix, reshape(x, ten, rest)), np.int64([4 * BINS]), places)

    # L2-Hys with OpenCV's own small numbers.
    ones = np.ones((1, 4 * BINS))
    norm = g.op("Sqrt", g.op("MatMul", ones, g.op("Mul", features, features)))
    features = g.op("Min", g.op("Div", features, g.op("Add", norm, 4 * BINS * 0.1)), 0.2)
    norm = g.op("Sqrt", g.op("MatMul", ones, g.op("Mul", features, features)))
    features = g.op("Div", features, g.op("Add", norm, 1e-3))

    # SVM: OpenCV's order is window column, window row, cell column, cell row, bin; ours is bin, cell row, cell column.
    detector = cv2.HOGDescriptor_getDefaultPeopleDetector().reshape(-1)
    assert detector.size == WINDOW_ROWS * WINDOW_COLUMNS * 4 * BINS + 1, detector.size
    bias = detector[-1]
    svm = detector[:-1].reshape(WINDOW_COLUMNS, WINDOW_ROWS, 2, 2, BINS).transpose(1, 0, 4, 3, 2)
    svm = svm.reshape(WINDOW_ROWS * WINDOW_COLUMNS, 4 * BINS)
    parts = g.op("MatMul", svm, features)  # [N, 105, places]
    # Sum over columns: row j of 7 begins j further on, so 7 rows of (places + 1) numbers lie under each other.
    zero4 = np.int64([0, 0, 0, 0])
    parts = g.op("Reshape", parts, g.op("Concat", n, np.int64([WINDOW_ROWS]), g.op("Mul", places, np.int64([WINDOW_COLUMNS])), axis=0))
    parts = g.op("Pad", parts, np.int64([0, 0, 0, 0, 0, WINDOW_COLUMNS]))
    parts = g.op("Reshape", parts, g.op("Concat", n, np.int64([WINDOW_ROWS, WINDOW_COLUMNS]), g.op("Add", places, one), axis=0))
    parts = g.op("ReduceSum", parts, np.int64([2]), keepdims=0)  # [N, 15, places + 1]
    parts = g.op("Slice", parts, np.int64([0]), places, np.int64([2]))
    # Sum over rows: row i of 15 begins i x (r - 1) further on.
    parts = g.op("Reshape", parts, g.op("Concat", n, np.int64([-1]), axis=0))
    extra = g.op("Mul", block_columns, np.int64([WINDOW_ROWS]))
    parts = g.op("Pad", parts, g.op("Concat", np.int64([0, 0, 0]), extra, axis=0))
    parts = g.op("Reshape", parts, g.op("Concat", n, np.int64([WINDOW_ROWS]), rows, block_columns, axis=0))
    sums = g.op("ReduceSum", parts, np.int64([1]), keepdims=0)  # [N, r, c - 1]
    sums = g.slice(sums, {1: (None, -WINDOW_ROWS), 2: (None, -(WINDOW_COLUMNS - 1))})
    g.op("Add", sums, float(bias), name="scores")

    graph = helper.make_graph(
        g.nodes,
        "people-hog",
        [helper.make_tensor_value_info("level", TensorProto.UINT8, ["N", 3, "H", "W"])],
        [helper.make_tensor_value_info("scores", TensorProto.FLOAT, ["N", "window rows", "window columns"])],
        list(g.constants.values()),
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], producer_name="make_model.py")
    model.ir_version = 8
    onnx.checker.check_model(model, full_check=True)
    return model


def main():
    path = FOLDER / "people-hog.onnx"
    path.write_bytes(build().SerializeToString(deterministic=True))
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    manifest = FOLDER / "model.yaml"
    if manifest.exists():
        manifest.write_text(re.sub(r"(?m)^(\s*sha256:\s*).*$", rf"\g<1>{digest}", manifest.read_text()))
    print(f"{path.name}: {path.stat().st_size} bytes, SHA-256 {digest}")


if __name__ == "__main__":
    main()

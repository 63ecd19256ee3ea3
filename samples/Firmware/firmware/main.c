/*
 * Firmware has the model as an array, and an engine that computes it. This engine computes one kind of layer, CONV_2D of 8 bits, written from TFLite's specification: integers all through.
 * It takes each such layer's input from what the emulator dumped for one sample (`mrq run --dump`), and its output must be the emulator's, bit for bit.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "flatbuffer.h"
#include "digits.h"

enum { MOST_CHANNELS = 256, CONV_2D = 3, RELU = 1, RELU6 = 3, SAME = 0 };

typedef struct { int n, h, w, c; } shape;
typedef struct { place table, scales, zero_points; shape shape; } tensor;

static place model, graph;

static tensor tensor_of(int index)
{
    tensor t;
    t.table = table_item(vector_field(graph, 0), (uint32_t)index);
    place dimensions = vector_field(t.table, 0), quantization = vector_field(t.table, 4);
    t.scales = quantization ? vector_field(quantization, 2) : NULL;
    t.zero_points = quantization ? vector_field(quantization, 3) : NULL;
    int d[4] = { 1, 1, 1, 1 };
    for (uint32_t i = 0; i < count(dimensions) && i < 4; i++) d[i] = i32(item(dimensions, i, 4));
    t.shape = (shape){ d[0], d[1], d[2], d[3] };
    return t;
}

static place constant(const tensor *t) { return vector_field(table_item(vector_field(model, 4), u32(field(t->table, 2))), 0) + 4; }
static double scale(const tensor *t, int i) { return f32(item(t->scales, count(t->scales) > 1 ? (uint32_t)i : 0, 4)); }
static int zero_point(const tensor *t) { return count(t->zero_points) ? (int)i32(item(t->zero_points, 0, 8)) : 0; }

/* x * m * 2^(shift - 31), rounded twice as gemmlowp does. */
static int32_t rescaled(int32_t x, int32_t m, int shift)
{
    int64_t product = (int64_t)x * ((int64_t)1 << (shift > 0 ? shift : 0)) * m;
    int32_t high = (int32_t)((product + (product >= 0 ? 1 << 30 : 1 - (1 << 30))) / ((int64_t)1 << 31));
    int right = shift < 0 ? -shift : 0;
    int32_t mask = (int32_t)(((int64_t)1 << right) - 1), threshold = (mask >> 1) + (high < 0);
    return (high >> right) + ((high & mask) > threshold);
}

static signed char *dumped(const char *folder, int index, const shape *s)
{
    char path[1024];
    size_t length = (size_t)s->n * s->h * s->w * s->c;
    snprintf(path, sizeof path, "%s/%d.bin", folder, index);
    FILE *file = fopen(path, "rb");
    signed char *bytes = malloc(length);
    if (!file || !bytes || fread(bytes, 1, length, file) != length) { fprintf(stderr, "%s cannot be read\n", path); exit(2); }
    fclose(file);
    return bytes;
}

static int pad_before(int in, int out, int stride, int reach) { int all = (out - 1) * stride + reach - in; return all > 0 ? all / 2 : 0; }

/* Elements that differ from the emulator's. */
static int check(place op, const char *folder)
{
    place inputs = vector_field(op, 1), options = vector_field(op, 4);
    int from = i32(item(inputs, 0, 4)), to = i32(item(vector_field(op, 2), 0, 4));
    tensor x = tensor_of(from), w = tensor_of(i32(item(inputs, 1, 4))), b = tensor_of(i32(item(inputs, 2, 4))), y = tensor_of(to);
    signed char *in = dumped(folder, from, &x.shape), *expected = dumped(folder, to, &y.shape);
    place weights = constant(&w), biases = constant(&b);
    int stride_w = int_field(options, 1), stride_h = int_field(options, 2), activation = byte_field(options, 3), is_same = byte_field(options, 0) == SAME;
    int top = is_same ? pad_before(x.shape.h, y.shape.h, stride_h, w.shape.h) : 0, left = is_same ? pad_before(x.shape.w, y.shape.w, stride_w, w.shape.w) : 0;
    int least = activation == RELU || activation == RELU6 ? zero_point(&y) : -128, most = activation == RELU6 ? zero_point(&y) + (int)round(6 / scale(&y, 0)) : 127;
    int differ = 0, at = 0;
    if (most > 127) most = 127;
    for (int r = 0; r < y.shape.h; r++)
        for (int c = 0; c < y.shape.w; c++)
            for (int o = 0; o < y.shape.c; o++, at++)
            {
                int32_t sum = i32(biases + 4 * o);
                for (int i = 0; i < w.shape.h; i++)
                    for (int j = 0; j < w.shape.w; j++)
                    {
                        int p = r * stride_h + i - top, q = c * stride_w + j - left;
                        if (p < 0 || p >= x.shape.h || q < 0 || q >= x.shape.w) continue;
                        for (int k = 0; k < x.shape.c; k++)
                            sum += (in[(p * x.shape.w + q) * x.shape.c + k] - zero_point(&x)) * (signed char)weights[((o * w.shape.h + i) * w.shape.w + j) * x.shape.c + k];
                    }
                int shift;
                int64_t m = (int64_t)round(frexp(scale(&x, 0) * scale(&w, o) / scale(&y, 0), &shift) * 2147483648.0);
                if (m == (int64_t)1 << 31) { m /= 2; shift++; }
                int value = rescaled(sum, (int32_t)m, shift) + zero_point(&y);
                value = value < least ? least : value > most ? most : value;
                differ += value != expected[at];
            }
    free(in);
    free(expected);
    return differ;
}

int main(int argc, char **argv)
{
    if (argc != 2) { fprintf(stderr, "usage: firmware FOLDER of dumped tensors\n"); return 2; }
    model = follow(digits);
    graph = table_item(vector_field(model, 2), 0);
    place operators = vector_field(graph, 3);
    int layers = 0, differ = 0;
    for (uint32_t i = 0; i < count(operators); i++)
    {
        place op = table_item(operators, i), code = table_item(vector_field(model, 1), (uint32_t)int_field(op, 0));
        if (byte_field(code, 0) != CONV_2D && int_field(code, 3) != CONV_2D) continue;
        layers++;
        differ += check(op, argv[1]);
    }
    printf("firmware: %d layers of CONV_2D, %d elements differ from the emulator\n", layers, differ);
    return layers == 0 || differ > 0;
}

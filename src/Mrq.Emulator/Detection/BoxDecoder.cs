using Mrq.Core.Operators;
using Mrq.Emulator.Context;
using Mrq.Emulator.Numerics;

namespace Mrq.Emulator.Detection;

/// <summary>
/// Encodings relative to anchors as boxes: the center is y / y_scale · anchor height + anchor y, half the height exp(h / h_scale) / 2 · anchor height, each computed in double
/// and rounded to float32.
/// </summary>
internal sealed class BoxDecoder
{
    private const int Coordinates = 4;
    private readonly KernelContext _context;
    private readonly DetectionPostProcess _step;
    private readonly RealSource _encodings;
    private readonly RealSource _anchors;
    private readonly int _stride;

    public BoxDecoder(KernelContext context)
    {
        (_context, _step) = (context, (DetectionPostProcess)context.Operator);
        var shape = context.Dimensions(context.Input(0));
        context.Require(shape.Length == 3 && shape[0] == 1 && shape[2] >= Coordinates, $"box encodings are [1, boxes, {Coordinates} or more], not {context.Input(0).Shape}.");
        (Count, _stride) = (shape[1], shape[2]);
        context.Require(context.Dimensions(context.Input(2)).Length == 2 && context.Input(2).Shape.ElementCount >= (long)Count * Coordinates, $"there must be {Coordinates} numbers of an anchor for each box, and {context.Input(2).Shape} is less.");
        (_encodings, _anchors) = (new RealSource(context, 0), new RealSource(context, 2));
    }

    /// <summary>The number of boxes.</summary>
    public int Count { get; }

    public BoxCorners[] Decode(TensorMemory memory)
    {
        using var scratch = new FloatScratch(_encodings.BufferLength + _anchors.BufferLength);
        var encodings = _encodings.Read(memory, scratch.Take(_encodings.BufferLength));
        var anchors = _anchors.Read(memory, scratch.Take(_anchors.BufferLength));
        var boxes = new BoxCorners[Count];
        for (var i = 0; i < boxes.Length; i++)
        {
            var encoding = encodings.Slice(i * _stride, Coordinates);
            var anchor = anchors.Slice(i * Coordinates, Coordinates);
            var (y, x) = (Center(encoding[0], _step.YScale, anchor[2], anchor[0]), Center(encoding[1], _step.XScale, anchor[3], anchor[1]));
            var (height, width) = (Half(encoding[2], _step.HScale, anchor[2]), Half(encoding[3], _step.WScale, anchor[3]));
            boxes[i] = new BoxCorners(y - height, x - width, y + height, x + width);
            if (boxes[i].IsTurned)
            {
                throw _context.Invalid(FormattableString.Invariant($"box {i} ends before it begins, as its anchor's size is negative."));
            }
        }

        return boxes;
    }

    private static float Center(float encoded, float scale, float size, float center) => (float)(((double)encoded / scale * size) + center);

    private static float Half(float encoded, float scale, float size) => (float)(0.5 * Math.Exp((double)encoded / scale) * size);
}

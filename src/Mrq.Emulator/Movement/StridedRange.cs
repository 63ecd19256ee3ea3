using Mrq.Core.Operators;
using Mrq.Emulator.Context;

namespace Mrq.Emulator.Movement;

/// <summary>What STRIDED_SLICE takes of one axis: Count elements from Start on, Stride apart.</summary>
/// <param name="Axis">The axis of the input; null for a new one.</param>
/// <param name="Start">The first index.</param>
/// <param name="Stride">Negative to go backwards.</param>
/// <param name="Count">0 for an empty range.</param>
/// <param name="IsDropped">Whether the output lacks the axis.</param>
internal readonly record struct StridedRange(int? Axis, int Start, int Stride, int Count, bool IsDropped = false)
{
    /// <summary>The ranges in the order of the output, dropped axes among them.</summary>
    public static List<StridedRange> ForAxes(KernelContext context, int[] input)
    {
        var step = (StridedSlice)context.Operator;
        var begin = context.Integers(1, allowInt64: false);
        var end = context.Integers(2, begin.Length, allowInt64: false);
        var strides = context.Integers(3, begin.Length, allowInt64: false);
        context.Require(begin.Length < 32, "more than 31 entries are not supported.");
        context.Require(strides.All(stride => stride is not 0 and not int.MinValue), "strides must not be 0 or the smallest int32.");

        bool Has(int mask, int entry) => (mask >> entry & 1) != 0;
        var entries = Enumerable.Range(0, begin.Length).ToList();
        var ellipses = entries.Count(entry => Has(step.EllipsisMask, entry));
        var added = entries.Count(entry => !Has(step.EllipsisMask, entry) && Has(step.NewAxisMask, entry));
        var untouched = input.Length - (begin.Length - ellipses - added);
        context.Require(ellipses <= 1, "there is more than one ellipsis.");

        // TFLite lets an ellipsis take at least one axis and then misses the last entry.
        context.Require(untouched >= ellipses, $"{begin.Length} entries do not fit an input of {input.Length} dimensions.");

        var ranges = new List<StridedRange>();
        var axis = 0;
        void TakeWhole(int count)
        {
            for (; count > 0; count--, axis++)
            {
                ranges.Add(new StridedRange(axis, 0, 1, input[axis]));
            }
        }

        foreach (var entry in entries)
        {
            if (Has(step.EllipsisMask, entry))
            {
                TakeWhole(untouched);
            }
            else if (Has(step.NewAxisMask, entry))
            {
                ranges.Add(new StridedRange(null, 0, 1, 1));
            }
            else
            {
                var first = Has(step.BeginMask, entry) ? null : (long?)begin[entry];
                var last = Has(step.EndMask, entry) ? null : (long?)end[entry];
                ranges.Add(Has(step.ShrinkAxisMask, entry)
                    ? One(context, axis, input[axis], first, strides[entry])
                    : Create(axis, input[axis], first, last, (int)strides[entry], step.Offset));
                axis++;
            }
        }

        TakeWhole(input.Length - axis);
        return ranges;
    }

    private static StridedRange One(KernelContext context, int axis, int size, long? begin, long stride)
    {
        var index = begin is null ? 0 : begin < 0 ? begin.Value + size : begin.Value;
        context.Require(stride > 0 && index >= 0 && index < size, $"index {begin} is outside a dimension of {size}.");
        return new StridedRange(axis, (int)index, 1, 1, IsDropped: true);
    }

    /// <summary>Negative bounds count from the end; then they are clamped to where a loop in the stride's direction may stand.</summary>
    private static StridedRange Create(int axis, int size, long? begin, long? end, int stride, bool endIsOffset)
    {
        if (size == 0)
        {
            return new StridedRange(axis, 0, stride, 0);
        }

        var (lowest, highest) = stride > 0 ? (0, size) : (-1, size - 1);
        long Bound(long value) => Math.Clamp(value < 0 ? value + size : value, lowest, highest);
        var start = begin is null ? (stride > 0 ? lowest : highest) : Bound(begin.Value);
        var stop = end is null ? (stride > 0 ? highest : lowest) : Bound(endIsOffset ? end.Value + start : end.Value);
        var distance = stride > 0 ? stop - start : start - stop;
        var count = distance <= 0 ? 0 : (int)(((distance - 1) / Math.Abs((long)stride)) + 1);
        return new StridedRange(axis, (int)start, stride, count);
    }
}

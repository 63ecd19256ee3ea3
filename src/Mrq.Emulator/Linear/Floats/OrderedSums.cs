using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Mrq.Emulator.Linear.Floats;

/// <summary>Sums of float32 products side by side, each in the order that a <see cref="ProductOrder"/> says.</summary>
internal static class OrderedSums
{
    /// <summary>Rows that <see cref="AddFour(int, ReadOnlySpan{float}, ReadOnlySpan{float}, Span{float})"/> takes.</summary>
    public const int Rows = 4;

    /// <summary>sum j += Σ left k · right k,j.</summary>
    /// <param name="order">The order of each sum.</param>
    /// <param name="left">One value for each k, or as many for each k as there are sums.</param>
    /// <param name="right">A value for each k and sum, the sums innermost.</param>
    /// <param name="sums">What the products are added to.</param>
    public static void Add(ProductOrder order, ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<float> sums)
    {
        var depth = right.Length / Math.Max(sums.Length, 1);
        switch (order.Kind)
        {
            case SumOrder.Blocks:
                for (var start = 0; start < depth; start += order.Block)
                {
                    AddBlock(left, right, sums, start, Math.Min(start + order.Block, depth));
                }

                break;
            case SumOrder.Fours:
                for (var start = 0; start < depth;)
                {
                    var count = depth - start >= 4 ? 4 : depth - start >= 2 ? 2 : 1;
                    AddFew(left, right, sums, start, count);
                    start += count;
                }

                break;
            default:
                for (var j = 0; j < sums.Length; j++)
                {
                    sums[j] = OfEights(left, right, j, sums.Length, GroupOf(j, sums.Length)) + sums[j];
                }

                break;
        }
    }

    /// <summary>The same in <see cref="SumOrder.Blocks"/> for four rows at once, which read the right side once.</summary>
    /// <param name="block">Products in a block.</param>
    /// <param name="lefts">Four rows, one value for each k.</param>
    /// <param name="right">A value for each k and sum, the sums innermost.</param>
    /// <param name="sums">Four rows of sums.</param>
    public static void AddFour(int block, ReadOnlySpan<float> lefts, ReadOnlySpan<float> right, Span<float> sums)
    {
        var (depth, count) = (lefts.Length / Rows, sums.Length / Rows);
        ArgumentOutOfRangeException.ThrowIfNotEqual(right.Length, depth * count);
        for (var start = 0; start < depth; start += block)
        {
            AddFour(lefts, right, sums, depth, count, start, Math.Min(start + block, depth));
        }
    }

    /// <summary>One sum of <see cref="SumOrder.Eights"/>.</summary>
    /// <param name="left">As above.</param>
    /// <param name="right">As above.</param>
    /// <param name="j">Which sum.</param>
    /// <param name="count">The number of sums that lie side by side.</param>
    /// <param name="group">How many sums the runtime computes at once there: 4, 2 or 1.</param>
    public static float OfEights(ReadOnlySpan<float> left, ReadOnlySpan<float> right, int j, int count, int group)
    {
        Span<float> lanes = stackalloc float[8];
        lanes.Clear();
        var isShared = left.Length < right.Length || count == 1;
        for (var (k, at) = (0, j); at < right.Length; k++, at += count)
        {
            lanes[k & 7] += left[isShared ? k : at] * right[at];
        }

        return group switch
        {
            4 => lanes[0] + lanes[1] + lanes[2] + lanes[3] + (lanes[4] + lanes[5] + lanes[6] + lanes[7]),
            2 => lanes[0] + lanes[2] + (lanes[4] + lanes[6]) + (lanes[1] + lanes[3] + (lanes[5] + lanes[7])),
            _ => lanes[0] + lanes[1] + (lanes[2] + lanes[3]) + (lanes[4] + lanes[5] + (lanes[6] + lanes[7])),
        };
    }

    /// <summary>How many results the runtime computes at once where <paramref name="count"/> are computed in turn.</summary>
    public static int GroupOf(int index, int count) => index < (count & ~3) ? 4 : (count & 2) != 0 && index < (count & ~1) ? 2 : 1;

    /// <summary>Two vectors of sums of four rows stay in registers over a block.</summary>
    private static void AddFour(ReadOnlySpan<float> lefts, ReadOnlySpan<float> right, Span<float> sums, int depth, int count, int start, int end)
    {
        var width = Vector<float>.Count;
        ref var left = ref MemoryMarshal.GetReference(lefts);
        ref var from = ref MemoryMarshal.GetReference(right);
        var j = 0;
        for (; j + (2 * width) <= count; j += 2 * width)
        {
            var (a0, a1, b0, b1) = (Vector<float>.Zero, Vector<float>.Zero, Vector<float>.Zero, Vector<float>.Zero);
            var (c0, c1, d0, d1) = (Vector<float>.Zero, Vector<float>.Zero, Vector<float>.Zero, Vector<float>.Zero);
            for (var k = start; k < end; k++)
            {
                var at = (nuint)((k * count) + j);
                var (first, second) = (Vector.LoadUnsafe(ref from, at), Vector.LoadUnsafe(ref from, at + (nuint)width));
                var (a, b) = (new Vector<float>(Unsafe.Add(ref left, k)), new Vector<float>(Unsafe.Add(ref left, depth + k)));
                (a0, a1) = (Vector.FusedMultiplyAdd(a, first, a0), Vector.FusedMultiplyAdd(a, second, a1));
                (b0, b1) = (Vector.FusedMultiplyAdd(b, first, b0), Vector.FusedMultiplyAdd(b, second, b1));
                var (c, d) = (new Vector<float>(Unsafe.Add(ref left, (2 * depth) + k)), new Vector<float>(Unsafe.Add(ref left, (3 * depth) + k)));
                (c0, c1) = (Vector.FusedMultiplyAdd(c, first, c0), Vector.FusedMultiplyAdd(c, second, c1));
                (d0, d1) = (Vector.FusedMultiplyAdd(d, first, d0), Vector.FusedMultiplyAdd(d, second, d1));
            }

            AddTo(sums[j..], a0);
            AddTo(sums[(j + width)..], a1);
            AddTo(sums[(count + j)..], b0);
            AddTo(sums[(count + j + width)..], b1);
            AddTo(sums[((2 * count) + j)..], c0);
            AddTo(sums[((2 * count) + j + width)..], c1);
            AddTo(sums[((3 * count) + j)..], d0);
            AddTo(sums[((3 * count) + j + width)..], d1);
        }

        for (; j < count; j++)
        {
            for (var row = 0; row < Rows; row++)
            {
                var sum = 0f;
                for (var k = start; k < end; k++)
                {
                    sum = MathF.FusedMultiplyAdd(lefts[(row * depth) + k], right[(k * count) + j], sum);
                }

                sums[(row * count) + j] += sum;
            }
        }
    }

    private static void AddBlock(ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<float> sums, int start, int end)
    {
        var count = sums.Length;
        var isShared = left.Length < right.Length || count == 1;
        var j = 0;
        for (; j + (4 * Vector<float>.Count) <= count; j += 4 * Vector<float>.Count)
        {
            var (first, second, third, fourth) = (Vector<float>.Zero, Vector<float>.Zero, Vector<float>.Zero, Vector<float>.Zero);
            for (var k = start; k < end; k++)
            {
                var at = (k * count) + j;
                first = Vector.FusedMultiplyAdd(Left(left, k, at, isShared), new Vector<float>(right[at..]), first);
                second = Vector.FusedMultiplyAdd(Left(left, k, at + Vector<float>.Count, isShared), new Vector<float>(right[(at + Vector<float>.Count)..]), second);
                third = Vector.FusedMultiplyAdd(Left(left, k, at + (2 * Vector<float>.Count), isShared), new Vector<float>(right[(at + (2 * Vector<float>.Count))..]), third);
                fourth = Vector.FusedMultiplyAdd(Left(left, k, at + (3 * Vector<float>.Count), isShared), new Vector<float>(right[(at + (3 * Vector<float>.Count))..]), fourth);
            }

            AddTo(sums[j..], first);
            AddTo(sums[(j + Vector<float>.Count)..], second);
            AddTo(sums[(j + (2 * Vector<float>.Count))..], third);
            AddTo(sums[(j + (3 * Vector<float>.Count))..], fourth);
        }

        for (; j + Vector<float>.Count <= count; j += Vector<float>.Count)
        {
            var sum = Vector<float>.Zero;
            for (var k = start; k < end; k++)
            {
                sum = Vector.FusedMultiplyAdd(Left(left, k, (k * count) + j, isShared), new Vector<float>(right[((k * count) + j)..]), sum);
            }

            AddTo(sums[j..], sum);
        }

        for (; j < count; j++)
        {
            var sum = 0f;
            for (var k = start; k < end; k++)
            {
                sum = MathF.FusedMultiplyAdd(left[isShared ? k : (k * count) + j], right[(k * count) + j], sum);
            }

            sums[j] += sum;
        }
    }

    private static void AddFew(ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<float> sums, int start, int products)
    {
        var count = sums.Length;
        var isShared = left.Length < right.Length || count == 1;
        var j = 0;
        for (; j + Vector<float>.Count <= count; j += Vector<float>.Count)
        {
            var sum = Left(left, start, (start * count) + j, isShared) * new Vector<float>(right[((start * count) + j)..]);
            for (var k = start + 1; k < start + products; k++)
            {
                sum += Left(left, k, (k * count) + j, isShared) * new Vector<float>(right[((k * count) + j)..]);
            }

            AddTo(sums[j..], sum);
        }

        for (; j < count; j++)
        {
            var sum = left[isShared ? start : (start * count) + j] * right[(start * count) + j];
            for (var k = start + 1; k < start + products; k++)
            {
                sum += left[isShared ? k : (k * count) + j] * right[(k * count) + j];
            }

            sums[j] += sum;
        }
    }

    private static Vector<float> Left(ReadOnlySpan<float> left, int k, int at, bool isShared) => isShared ? new Vector<float>(left[k]) : new Vector<float>(left[at..]);

    private static void AddTo(Span<float> sums, Vector<float> sum) => (new Vector<float>(sums) + sum).CopyTo(sums);
}

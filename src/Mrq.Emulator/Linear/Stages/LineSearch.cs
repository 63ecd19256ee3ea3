using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Mrq.Core.Numerics;
using Mrq.Emulator.Numerics;

namespace Mrq.Emulator.Linear.Stages;

/// <summary>
/// Looks for the <see cref="OutputLine"/> of one channel and proves it. Requantization and line are both monotone functions of the sum, so they are
/// equal everywhere if they agree on both sides of every step of the former; the steps are found by asking the <see cref="OutputStage"/> itself, so
/// that every arithmetic is served without a theory of its own.
/// </summary>
/// <remarks>
/// A plain line has to reach output v at the sum T, the least that gives v or more, and not before. A signed one has to reach magnitude u above the
/// zero point at the sum T, and below it at −(T − 1). Both are called an edge: where the line has to reach a height, and one sum before it not.
/// </remarks>
internal sealed class LineSearch
{
    private const int Lanes = 8;

    /// <summary>How far the first guess of a step may lie from it.</summary>
    private const int LargestDetour = 16;

    /// <summary>
    /// What a line may multiply by. From one on a sum passes several outputs at once, and an output that no sum gives has the edge of the next one; channels of small
    /// weights come to it where each has a power of two of its own.
    /// </summary>
    private const double LargestFactor = 1 << 8;

    /// <summary>Products beyond it might not convert to 32 bits.</summary>
    private const double LargestProduct = 1 << 30;

    /// <summary>Integers up to it are exact in float32.</summary>
    private const int LargestExact = 1 << 24;

    /// <summary>Neighbours of the factor in float32 that are tried as slopes, by their distance.</summary>
    private static readonly int[] Distances = [0, 1, -1, 2, -2, 3, -3, 4, -4];

    /// <summary>Where in the interval that the edges leave the intercept is tried.</summary>
    private static readonly double[] Places = [0.5, 0.35, 0.65, 0.2, 0.8];

    private readonly OutputStage _stage;

    /// <summary>What the sums can reach for which a line is searched.</summary>
    private int _lowest;
    private int _highest;

    /// <summary>Buffers that one search after another fills, and some lanes more: the edges' sums, or magnitudes of sums, and heights.</summary>
    private readonly int[] _sums = new int[byte.MaxValue + Lanes];
    private readonly int[] _heights = new int[byte.MaxValue + Lanes];

    private LineSearch(OutputStage stage)
    {
        _stage = stage;
        SearchWithin(stage.Accumulator.Bound);
        UnreachableSum = _highest < int.MaxValue ? _highest + 1 : _lowest - 1;
        var isSymmetric = stage.RealBias is null && (stage.Scaling is not null || stage.IsDouble || stage.Requantization.Rounding == Rounding.HalfAwayFromZero);
        Kind = isSymmetric && stage.Range.Minimum < stage.ZeroPoint ? LineKind.Signed : LineKind.Plain;
    }

    /// <summary>Plain, or signed where numbers below zero round as those above it do and both are seen. A plain line may come raised.</summary>
    public LineKind Kind { get; }

    /// <summary>A sum that no channel can have.</summary>
    public int UnreachableSum { get; }

    /// <summary>The search in a stage of 8-bit outputs whose sums fit 32 bits and leave one of them out; else null.</summary>
    public static LineSearch? TryCreate(OutputStage stage)
    {
        var (bound, range) = (stage.Accumulator.Bound, stage.Range);
        var isServed = stage.Accumulator.FitsInt32 && bound.Minimum > int.MinValue && !stage.GivesSums && range.Minimum <= range.Maximum && range.Maximum - range.Minimum <= byte.MaxValue;
        return isServed ? new LineSearch(stage) : null;
    }

    /// <summary>From now on lines have to be right for these sums.</summary>
    public void SearchWithin(AccumulatorBound bound) => (_lowest, _highest) = ((int)bound.Minimum, (int)bound.Maximum);

    /// <summary>The channel's line, or null where none was found.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="oracle">The stage of this channel in all lanes, as <see cref="OutputStage.Requantize"/> but for zero point and clamp.</param>
    public OutputLine? Find<TLanes>(int channel, TLanes oracle)
        where TLanes : struct, IStageLanes
    {
        var factor = _stage.Factor(channel);
        if (factor is not (> 0 and <= LargestFactor) || Math.Max(_highest, -(long)_lowest) * factor > LargestProduct)
        {
            // Larger numbers might leave 32 bits on their way, and then no order is kept.
            return null;
        }

        var (first, last) = (_stage.Requantize(_lowest, channel), _stage.Requantize(_highest, channel));
        if (first == last)
        {
            // A channel that has died out gives one number, whatever its factor.
            var constant = new OutputLine(0, Kind == LineKind.Plain ? first : 0);
            return GivesOutput(constant, _lowest, first) && GivesOutput(constant, _highest, last) ? constant : null;
        }

        var count = last - first;
        return FindSteps(first, count, factor, channel, oracle) && AreExact(count) && ToEdges(first, count)
            ? Search(new Edges(_sums, _heights, count), first, last, (float)factor)
            : null;
    }

    /// <summary>For each output above the first the least sum that gives it or more: guessed for eight at once, and searched where the guess is wrong.</summary>
    private bool FindSteps<TLanes>(int first, int count, double factor, int channel, TLanes given)
        where TLanes : struct, IStageLanes
    {
        var oracle = given;
        var (spacing, lift, offset) = (1 / factor, _stage.Lift(channel), _stage.Offset(channel));
        var zeroPoint = Vector256.Create(TLanes.HasZeroPoint ? 0 : _stage.ZeroPoint);
        var (minimum, maximum) = (Vector256.Create(_stage.Range.Minimum), Vector256.Create(_stage.Range.Maximum));
        for (var i = 0; i < count; i += Lanes)
        {
            var heights = Vector256.Create(first + i) + Vector256.Create(1, 2, 3, 4, 5, 6, 7, 8);
            var sums = Vector256.Create(Guess(heights.GetLower(), spacing, lift, offset), Guess(heights.GetUpper(), spacing, lift, offset));
            sums.CopyTo(_sums, i);
            heights.CopyTo(_heights, i);
            var at = Vector256.Min(Vector256.Max(oracle.Apply(sums) + zeroPoint, minimum), maximum);
            var before = Vector256.Min(Vector256.Max(oracle.Apply(sums - Vector256<int>.One) + zeroPoint, minimum), maximum);
            var reached = Vector256.GreaterThanOrEqual(at, heights) & Vector256.LessThan(before, heights);
            if (reached == Vector256<int>.AllBitsSet)
            {
                continue;
            }

            for (var lane = i; lane < Math.Min(i + Lanes, count); lane++)
            {
                if (reached[lane - i] == 0)
                {
                    if (FirstSum(_heights[lane], _sums[lane], channel) is not { } sum)
                    {
                        return false;
                    }

                    _sums[lane] = sum;
                }
            }
        }

        return true;
    }

    /// <summary>Where outputs begin: half a step before them, less what a first rounding lifts; below zero, where ties fall, more.</summary>
    private Vector128<int> Guess(Vector128<int> outputs, double spacing, double lift, double offset)
    {
        var heights = Avx.ConvertToVector256Double(outputs) - Vector256.Create((double)_stage.ZeroPoint);
        var lifts = Vector256.ConditionalSelect(Vector256.GreaterThan(heights, Vector256<double>.Zero), Vector256.Create(-lift), Vector256.Create(lift));
        var sums = Vector256.Ceiling((heights - Vector256.Create(0.5 + offset) + lifts) * spacing);
        return Avx.ConvertToVector128Int32(Vector256.Min(Vector256.Max(sums, Vector256.Create((double)_lowest)), Vector256.Create((double)_highest)));
    }

    /// <summary>The least sum that gives an output or more, from a guess on; null where that lies too far.</summary>
    private int? FirstSum(int output, int sum, int channel)
    {
        var detour = 0;
        for (; _stage.Requantize(sum, channel) < output; sum++)
        {
            if (++detour > LargestDetour)
            {
                return null;
            }
        }

        for (; sum > _lowest && _stage.Requantize(sum - 1, channel) >= output; sum--)
        {
            if (++detour > LargestDetour)
            {
                return null;
            }
        }

        return sum;
    }

    /// <summary>Whether float32 tells each step from the sum before it; where it does not, no line does.</summary>
    private bool AreExact(int count) => count == 0 || (_sums[0] > -LargestExact && _sums[count - 1] <= LargestExact);

    /// <summary>Steps as edges; false where zero itself does not give the zero point.</summary>
    private bool ToEdges(int first, int count)
    {
        if (Kind == LineKind.Plain)
        {
            return true;
        }

        for (var i = 0; i < count; i++)
        {
            var output = first + i + 1;
            (_sums[i], _heights[i]) = output > _stage.ZeroPoint ? (_sums[i], output - _stage.ZeroPoint) : (1 - _sums[i], _stage.ZeroPoint - output + 1);
            if (_sums[i] < 1)
            {
                return false;
            }
        }

        return true;
    }

    private OutputLine? Search(Edges edges, int first, int last, float factor)
    {
        // Without a raise if possible: that costs two instructions.
        return Search(edges, first, last, factor, mayRaise: false) ?? Search(edges, first, last, factor, mayRaise: true);
    }

    private OutputLine? Search(Edges edges, int first, int last, float factor, bool mayRaise)
    {
        foreach (var distance in Distances)
        {
            var slope = FloatingPoint.Neighbour(factor, distance);
            var (low, high) = Intercepts(edges, first, last, slope, mayRaise);
            if (low > high)
            {
                continue;
            }

            foreach (var place in Places)
            {
                var line = new OutputLine(slope, (float)(low + ((high - low) * place)));
                if (Prove(line, edges, first, last, mayRaise) is { } proven)
                {
                    return proven;
                }
            }
        }

        return null;
    }

    /// <summary>The intercepts that, but for rounding of the line itself, put every edge where it belongs; the strictest from below is left out if it may be raised.</summary>
    private (double Low, double High) Intercepts(Edges edges, int first, int last, float slope, bool mayRaise)
    {
        var isPlain = Kind == LineKind.Plain;
        var low = !isPlain || first == _stage.Range.Minimum ? double.NegativeInfinity : first - 0.5 - ((double)_lowest * slope);
        var high = !isPlain || last == _stage.Range.Maximum ? double.PositiveInfinity : last + 0.5 - ((double)_highest * slope);
        var bounds = InterceptBounds.Of(edges.Sums, edges.Heights, slope);
        low = Math.Max(low, mayRaise ? bounds.LowButOne : bounds.Low);
        high = Math.Min(high, bounds.High);
        return double.IsFinite(low) ? (low, Math.Min(high, low + 1)) : double.IsFinite(high) ? (high - 1, high) : (0, 0);
    }

    /// <summary>The line, raised where it must be, if it is right on both sides of every edge and at both ends.</summary>
    private OutputLine? Prove(OutputLine line, Edges edges, int first, int last, bool mayRaise)
    {
        if (Math.Abs(line.Intercept) > LargestProduct)
        {
            return null;
        }

        for (var i = 0; i < edges.Count; i++)
        {
            if (i % Lanes == 0)
            {
                // Most edges are right, eight at a time.
                while (i + Lanes <= edges.Count && AreRight(line, edges, i))
                {
                    i += Lanes;
                }

                if (i == edges.Count)
                {
                    break;
                }
            }

            var (sum, height) = (edges.Sums[i], edges.Heights[i]);
            var reached = line.Unraised(sum);
            if (reached < height)
            {
                if (!mayRaise || line.Raised is not null || reached != height - 1 || line.Unraised(sum + 1) < height)
                {
                    return null;
                }

                line = line with { Raised = Kind == LineKind.Signed && first + i + 1 <= _stage.ZeroPoint ? -sum : sum };
            }

            // A signed line gives zero at zero, whatever its intercept.
            if ((sum > 1 || Kind == LineKind.Plain) && line.Unraised(sum - 1) >= height)
            {
                return null;
            }
        }

        return GivesOutput(line, _lowest, first) && GivesOutput(line, _highest, last) ? line : null;
    }

    private static bool AreRight(OutputLine line, Edges edges, int at)
    {
        var lanes = new LineLanes(Vector256.Create(line.Slope), Vector256.Create(line.Intercept));
        var (sums, heights) = (Vector256.Create<int>(edges.Sums.Slice(at, Lanes)), Vector256.Create<int>(edges.Heights.Slice(at, Lanes)));
        return Vector256.GreaterThanOrEqualAll(lanes.Apply(sums), heights) && Vector256.LessThanAll(lanes.Apply(sums - Vector256<int>.One), heights);
    }

    private bool GivesOutput(OutputLine line, int sum, int output) => _stage.Range.Clamp(line.Apply(sum, Kind, _stage.ZeroPoint)) == output;

    /// <summary>Where a line has to reach heights: the least sums, or the least magnitudes of sums on one side of zero.</summary>
    private readonly ref struct Edges(int[] sums, int[] heights, int count)
    {
        public readonly ReadOnlySpan<int> Sums = sums.AsSpan(0, count);
        public readonly ReadOnlySpan<int> Heights = heights.AsSpan(0, count);
        public readonly int Count = count;
    }
}

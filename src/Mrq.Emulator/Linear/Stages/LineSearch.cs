using Mrq.Core.Numerics;

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
    /// <summary>How far the first guess of a step may lie from it.</summary>
    private const int LargestDetour = 16;

    /// <summary>Products beyond it might not convert to 32 bits.</summary>
    private const double LargestProduct = 1 << 30;

    /// <summary>Neighbours of the factor in float32 that are tried as slopes, by their distance.</summary>
    private static readonly int[] Distances = [0, 1, -1, 2, -2, 3, -3, 4, -4];

    /// <summary>Where in the interval that the edges leave the intercept is tried.</summary>
    private static readonly double[] Places = [0.5, 0.35, 0.65, 0.2, 0.8];

    private readonly OutputStage _stage;
    private readonly int _lowest;
    private readonly int _highest;

    /// <summary>A buffer that one search after another fills.</summary>
    private readonly Edge[] _edges = new Edge[byte.MaxValue];

    private LineSearch(OutputStage stage)
    {
        (_stage, _lowest, _highest) = (stage, (int)stage.Accumulator.Bound.Minimum, (int)stage.Accumulator.Bound.Maximum);
        var isSymmetric = stage.Scaling is not null || stage.IsDouble || stage.Requantization.Rounding == Rounding.HalfAwayFromZero;
        Kind = isSymmetric && stage.Range.Minimum < stage.ZeroPoint ? LineKind.Signed : LineKind.Plain;
    }

    /// <summary>Plain, or signed where numbers below zero round as those above it do and both are seen. A plain line may come raised.</summary>
    public LineKind Kind { get; }

    /// <summary>A sum that no channel can have.</summary>
    public int UnreachableSum => _highest < int.MaxValue ? _highest + 1 : _lowest - 1;

    /// <summary>The search in a stage of 8-bit outputs whose sums fit 32 bits and leave one of them out; else null.</summary>
    public static LineSearch? TryCreate(OutputStage stage)
    {
        var (bound, range) = (stage.Accumulator.Bound, stage.Range);
        var isServed = stage.Accumulator.FitsInt32 && bound.Minimum > int.MinValue && !stage.GivesSums && range.Minimum <= range.Maximum && range.Maximum - range.Minimum <= byte.MaxValue;
        return isServed ? new LineSearch(stage) : null;
    }

    /// <summary>The channel's line, or null where none was found.</summary>
    public OutputLine? Find(int channel)
    {
        var factor = _stage.Factor(channel);
        var reach = Math.Max(_highest, -(long)_lowest) * factor;
        if (factor is not (> 0 and <= 0.5) || reach > LargestProduct)
        {
            return null;
        }

        var (first, last) = (_stage.Requantize(_lowest, channel), _stage.Requantize(_highest, channel));
        var edges = _edges.AsSpan(0, last - first);
        return FindEdges(edges, first, factor, channel) ? Search(edges, first, last, (float)factor) : null;
    }

    private bool FindEdges(Span<Edge> edges, int first, double factor, int channel)
    {
        var spacing = 1 / factor;
        for (var i = 0; i < edges.Length; i++)
        {
            var output = first + i + 1;
            if (FirstSum(output, Math.Ceiling((output - _stage.ZeroPoint - 0.5) * spacing), channel) is not { } sum)
            {
                return false;
            }

            edges[i] = Kind == LineKind.Plain ? new Edge(sum, output, IsBelow: false)
                : output > _stage.ZeroPoint ? new Edge(sum, output - _stage.ZeroPoint, IsBelow: false)
                : new Edge(1 - sum, _stage.ZeroPoint - output + 1, IsBelow: true);
            if (Kind == LineKind.Signed && edges[i].Sum < 1)
            {
                // Zero itself does not give the zero point.
                return false;
            }
        }

        return true;
    }

    /// <summary>The least sum that gives an output or more, from a guess on; null where that lies too far.</summary>
    private int? FirstSum(int output, double guess, int channel)
    {
        var sum = (int)Math.Clamp(guess, _lowest, _highest);
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

    private OutputLine? Search(ReadOnlySpan<Edge> edges, int first, int last, float factor)
    {
        // Without a raise if possible: that costs two instructions.
        return Search(edges, first, last, factor, mayRaise: false) ?? Search(edges, first, last, factor, mayRaise: true);
    }

    private OutputLine? Search(ReadOnlySpan<Edge> edges, int first, int last, float factor, bool mayRaise)
    {
        foreach (var distance in Distances)
        {
            var slope = BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(factor) + distance);
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
    private (double Low, double High) Intercepts(ReadOnlySpan<Edge> edges, int first, int last, float slope, bool mayRaise)
    {
        var isPlain = Kind == LineKind.Plain;
        var low = !isPlain || first == _stage.Range.Minimum ? double.NegativeInfinity : first - 0.5 - ((double)_lowest * slope);
        var high = !isPlain || last == _stage.Range.Maximum ? double.PositiveInfinity : last + 0.5 - ((double)_highest * slope);
        var strictest = double.NegativeInfinity;
        foreach (var (sum, height, _) in edges)
        {
            // Products of a float and an integer that a float holds are exact in double.
            var least = height - 0.5 - ((double)(float)sum * slope);
            low = Math.Max(low, Math.Min(least, strictest));
            strictest = Math.Max(strictest, least);
            high = Math.Min(high, height - 0.5 - ((double)(float)(sum - 1) * slope));
        }

        low = mayRaise ? low : Math.Max(low, strictest);
        return double.IsFinite(low) ? (low, Math.Min(high, low + 1)) : double.IsFinite(high) ? (high - 1, high) : (0, 0);
    }

    /// <summary>The line, raised where it must be, if it is right on both sides of every edge and at both ends.</summary>
    private OutputLine? Prove(OutputLine line, ReadOnlySpan<Edge> edges, int first, int last, bool mayRaise)
    {
        if (Math.Abs(line.Intercept) > LargestProduct)
        {
            return null;
        }

        foreach (var (sum, height, isBelow) in edges)
        {
            var reached = line.Unraised(sum);
            if (reached < height)
            {
                if (!mayRaise || line.Raised is not null || reached != height - 1 || line.Unraised(sum + 1) < height)
                {
                    return null;
                }

                line = line with { Raised = isBelow ? -sum : sum };
            }

            // A signed line gives zero at zero, whatever its intercept.
            if ((sum > 1 || Kind == LineKind.Plain) && line.Unraised(sum - 1) >= height)
            {
                return null;
            }
        }

        return GivesOutput(line, _lowest, first) && GivesOutput(line, _highest, last) ? line : null;
    }

    private bool GivesOutput(OutputLine line, int sum, int output) => _stage.Range.Clamp(line.Apply(sum, Kind, _stage.ZeroPoint)) == output;

    /// <summary>The least sum, or the least magnitude of sums on one side of zero, at which the line has to reach a height.</summary>
    private readonly record struct Edge(int Sum, int Height, bool IsBelow);
}

namespace Mrq.Emulator.Linear.Stages;

/// <summary>
/// Looks for the <see cref="OutputLine"/> of one channel and proves it. Requantization and line are both monotone functions of the sum, so they are
/// equal everywhere if they agree on both sides of every step of the former; the steps are found by asking the <see cref="OutputStage"/> itself, so
/// that every arithmetic is served without a theory of its own.
/// </summary>
/// <remarks>One search after another reuses the buffer of steps.</remarks>
internal sealed class LineSearch
{
    /// <summary>How far the first guess of a step may lie from it.</summary>
    private const int LargestDetour = 16;

    /// <summary>Products beyond it might not convert to 32 bits.</summary>
    private const double LargestProduct = 1 << 30;

    /// <summary>Neighbours of the factor in float32 that are tried as slopes, by their distance.</summary>
    private static readonly int[] Distances = [0, 1, -1, 2, -2, 3, -3, 4, -4];

    /// <summary>Where in the interval that the steps leave the intercept is tried.</summary>
    private static readonly double[] Places = [0.5, 0.35, 0.65, 0.2, 0.8];

    private readonly OutputStage _stage;
    private readonly int _lowest;
    private readonly int _highest;

    /// <summary>For each output above the lowest one: the least sum that gives it or more.</summary>
    private readonly int[] _steps = new int[byte.MaxValue];

    private LineSearch(OutputStage stage) => (_stage, _lowest, _highest) = (stage, (int)stage.Accumulator.Bound.Minimum, (int)stage.Accumulator.Bound.Maximum);

    /// <summary>The search in a stage of 8-bit outputs whose sums fit 32 bits, or null for one in which lines hardly ever hold.</summary>
    public static LineSearch? TryCreate(OutputStage stage) =>
        stage.Accumulator.FitsInt32 && !stage.GivesSums && stage.Range.Maximum - stage.Range.Minimum <= byte.MaxValue && !HasKink(stage) ? new LineSearch(stage) : null;

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
        var steps = _steps.AsSpan(0, last - first);
        return FindSteps(steps, first, factor, channel) ? Search(steps, first, last, (float)factor) : null;
    }

    /// <summary>
    /// Whether numbers below zero round otherwise than those above and both are seen: ties away from zero, which no line follows on both sides. It
    /// is a shortcut alone; a line that is found is proven in any case.
    /// </summary>
    private static bool HasKink(OutputStage stage) =>
        stage.Scaling is null && stage.Range.Minimum < stage.ZeroPoint && (stage.IsDouble || stage.Requantization.Rounding == Core.Numerics.Rounding.HalfAwayFromZero);

    private bool FindSteps(Span<int> steps, int first, double factor, int channel)
    {
        var spacing = 1 / factor;
        for (var i = 0; i < steps.Length; i++)
        {
            var output = first + i + 1;
            var guess = Math.Ceiling((output - _stage.ZeroPoint - 0.5) * spacing);
            var step = (int)Math.Clamp(guess, _lowest, _highest);
            var detour = 0;
            for (; _stage.Requantize(step, channel) < output; step++)
            {
                if (++detour > LargestDetour)
                {
                    return false;
                }
            }

            for (; step > _lowest && _stage.Requantize(step - 1, channel) >= output; step--)
            {
                if (++detour > LargestDetour)
                {
                    return false;
                }
            }

            steps[i] = step;
        }

        return true;
    }

    private OutputLine? Search(ReadOnlySpan<int> steps, int first, int last, float factor)
    {
        foreach (var distance in Distances)
        {
            var slope = BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(factor) + distance);
            var (low, high) = Intercepts(steps, first, slope);
            if (low > high)
            {
                continue;
            }

            foreach (var place in Places)
            {
                var line = new OutputLine(slope, (float)(low + ((high - low) * place)));
                if (IsProven(line, steps, first, last))
                {
                    return line;
                }
            }
        }

        return null;
    }

    /// <summary>The intercepts that, but for rounding of the line itself, put every step where it belongs.</summary>
    private (double Low, double High) Intercepts(ReadOnlySpan<int> steps, int first, float slope)
    {
        var last = first + steps.Length;
        var low = first == _stage.Range.Minimum ? double.NegativeInfinity : first - 0.5 - ((double)_lowest * slope);
        var high = last == _stage.Range.Maximum ? double.PositiveInfinity : last + 0.5 - ((double)_highest * slope);
        for (var i = 0; i < steps.Length; i++)
        {
            // Products of a float and an integer that a float holds are exact in double.
            var middle = first + i + 0.5;
            low = Math.Max(low, middle - ((double)(float)steps[i] * slope));
            high = Math.Min(high, middle - ((double)(float)(steps[i] - 1) * slope));
        }

        return double.IsFinite(low) ? (low, Math.Min(high, low + 1)) : double.IsFinite(high) ? (high - 1, high) : (0, 0);
    }

    private bool IsProven(OutputLine line, ReadOnlySpan<int> steps, int first, int last)
    {
        var range = _stage.Range;
        if (Math.Abs(line.Intercept) > LargestProduct || range.Clamp(line.Apply(_lowest)) != first || range.Clamp(line.Apply(_highest)) != last)
        {
            return false;
        }

        for (var i = 0; i < steps.Length; i++)
        {
            var output = first + i + 1;
            if (line.Apply(steps[i]) < output || line.Apply(steps[i] - 1) >= output)
            {
                return false;
            }
        }

        return true;
    }
}

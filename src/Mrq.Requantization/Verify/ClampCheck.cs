using static System.FormattableString;

namespace Mrq.Requantization.Verify;

/// <summary>
/// A clamp of the source is kept: the integers between which the target's operator leaves its output, by its type and by its activation
/// together, are the source's bounds in real numbers, within a step. A target may saturate what is rare, so that bounds
/// may lie further in. Further out nothing would be clamped; only where the source's type ends before its
/// activation does may the target's go on up to that.
/// </summary>
internal static class ClampCheck
{
    /// <summary>Range calibration saturates at most half of a range, equalization of single channels at most three quarters.</summary>
    private const double Narrowest = 0.5 / 4;

    public static IEnumerable<Violation> Of(Conversion conversion)
    {
        var (source, target) = (conversion.Source, conversion.Target);
        for (var step = 0; step < source.Operators.Length; step++)
        {
            if (source.Operators[step].Outputs.IsEmpty || Clamps.Of(source.Operators[step]) == Core.Graph.ActivationFunctionType.None)
            {
                continue;
            }

            var output = source.Operators[step].Outputs[0];
            var (before, after) = (source.Tensors[output], target.Tensors[output]);
            if (!RawOperators.IsActivation(before) || !RawOperators.IsActivation(after))
            {
                continue;
            }

            double Source(int integer) => before.Quantization!.Scale * (double)(integer - before.Quantization.ZeroPoint);
            var (lowest, highest) = Clamps.Integers(source.Operators[step], before);
            var (low, high) = (Source(lowest), Source(highest));
            var (bottom, top) = Clamps.Bounds(Clamps.Of(source.Operators[step]));
            var bounds = Clamps.Integers(target.Operators[step], after);
            for (var channel = 0; channel < (conversion.HasChannelFactors(output) ? after.Shape[^1] : 1); channel++)
            {
                var tolerance = 1.001 * Math.Max(before.Quantization!.Scale, Math.Abs(conversion.Real(output, 1, channel) - conversion.Real(output, 0, channel)));
                var (from, to) = (conversion.Real(output, bounds.Low, channel), conversion.Real(output, bounds.High, channel));
                if (!IsKept(-low, -bottom, -from, tolerance) || !IsKept(high, top, to, tolerance))
                {
                    yield return Violation.At(target, step, output, Invariant($"it lets {from:G4} to {to:G4} through, in the source {low:G4} to {high:G4} (a step is {tolerance:G3})."));
                    break;
                }
            }
        }
    }

    /// <summary>Whether an end of a range, counted outward from zero, is neither further out nor much further in.</summary>
    private static bool IsKept(double source, double activation, double target, double tolerance) =>
        target <= Math.Max(source, activation) + tolerance && target >= Math.Min(source, Narrowest * source) - tolerance;
}

using Mrq.Requantization.Layers;

namespace Mrq.Requantization.Passes;

/// <summary>
/// Rounding error folding: b = b' + W'·E[x°] − W·E[x], where W' and b' are the source's in the target's units, W is what the target
/// holds, x° the source's input and x what the target really computed up to there. It is the last pass of a layer, because it sees
/// all that was clipped and rounded before it.
/// </summary>
/// <remarks>Source: bias correction (Nagel et al., arXiv 1906.04721), sequentially, with exact means; the reading of MRQ's rounding error folding (arXiv 2308.01867).</remarks>
internal static class RoundingErrorFolding
{
    /// <summary>Real biases of the target, one for each output channel.</summary>
    public static double[] Fold(FoldedLayer folded, IReadOnlyList<RowGroup> groups, RoundedLayer rounded, double[] sourceMeans, double[] targetMeans, LayerUnits units)
    {
        var bias = new double[folded.Bias.Length];
        foreach (var group in groups)
        {
            foreach (var row in group.Rows)
            {
                var (before, after) = (0d, 0d);
                for (var column = 0; column < group.Inputs.Length; column++)
                {
                    var input = group.Inputs[column];
                    before += folded.Rows[row][column] * (sourceMeans[input] * folded.InputScales[input]);
                    after += rounded.Integers[row][column] * targetMeans[input];
                }

                bias[row] = folded.Bias[row] + units.OutputShift + before - (after * (units.InputScale * rounded.Scales[row]));
            }
        }

        return bias;
    }
}

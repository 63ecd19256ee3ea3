using System.Globalization;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Schemes;

namespace Mrq.Requantization.Layers;

/// <summary>
/// What legal shifts leave of a layer's weight scales: S_y/S_x·2^−b ≤ S_w ≤ S_y/S_x·2^−a for a shift in a..b. It is the last place where a shift can be made legal;
/// <see cref="Passes.ShiftLimitsPass"/> has moved the output before.
/// </summary>
internal static class LayerShifts
{
    /// <summary>Clipping weights by more bits than these would leave of a layer little but its sign.</summary>
    private const int MostBitsClipped = 2;

    /// <summary>The smallest scale and the largest.</summary>
    public static (double Smallest, double Largest) ScaleBounds(LayerUnits units, ShiftRange? limits) => limits is not { } range
        ? (0, double.PositiveInfinity)
        : (Math.ScaleB(units.OutputScale / units.InputScale, -range.Maximum), Math.ScaleB(units.OutputScale / units.InputScale, -range.Minimum));

    /// <summary>The scale of weights that clips none.</summary>
    public static double Covering(double[][] rows, int largest)
    {
        var range = rows.Max(row => row.Length == 0 ? 0 : row.Max(Math.Abs));
        return range > 0 ? PowerOfTwo.Ceiling(range / largest) : 0;
    }

    /// <exception cref="MrqException"><see cref="MrqCodes.UnsupportedConversion"/> where no scale gives a legal shift and still holds weights and bias.</exception>
    public static void Require(QuantizedGraph target, FoldedLayer folded, int largest, (double Smallest, double Largest) bounds, double[] smallestForBias, ShiftRange? limits)
    {
        if (limits is not { } range)
        {
            return;
        }

        var needed = Math.Max(smallestForBias.Max(), Math.ScaleB(Covering(folded.Rows, largest), -MostBitsClipped));
        if (needed > bounds.Largest)
        {
            var layer = folded.Layer;
            throw new MrqException(
                MrqCodes.UnsupportedConversion,
                string.Create(CultureInfo.InvariantCulture, $"its shift cannot be made legal ({range}): beside the scales of '{target.Tensors[layer.Input].Name}' and '{target.Tensors[layer.Output].Name}' the scale of '{target.Tensors[layer.Weights].Name}' must be at most {bounds.Largest:G4}, and weights and bias need {needed:G4}; convert the operator by another scheme."),
                new MrqPlace(Tensor: target.Tensors[layer.Weights].Name, Operator: target.Describe(layer.Step)));
        }
    }
}

using Mrq.Core.Graph;
using Mrq.Requantization.Plan;

namespace Mrq.Requantization.Layers;

/// <summary>
/// A layer in the target's units: W' = W·c_y/c_x and b' = b·c_y, exact in real numbers, with the scale of the source's grid in the
/// same units.
/// </summary>
/// <param name="Layer">Where it is.</param>
/// <param name="Rows">W', one row for each output channel.</param>
/// <param name="Bias">b'.</param>
/// <param name="GridScales">For each row the scale at which the source's integers are W'; null where the factors of its inputs differ.</param>
/// <param name="InputScales">For each index of the layer's input windows the real value c_x·s_x of one step of the source's input.</param>
internal sealed record FoldedLayer(LinearLayer Layer, double[][] Rows, double[] Bias, double[]? GridScales, double[] InputScales)
{
    public static FoldedLayer Of(QuantizedGraph source, LinearLayer layer, ActivationFolding folding)
    {
        var weights = source.Tensors[layer.Weights];
        var data = weights.Data!.Value.Span;
        var inputChannels = source.Tensors[layer.Input].Shape[^1];
        var length = layer.Layout.RowLength;
        var rows = new double[layer.Channels][];
        var gridScales = new double[layer.Channels];
        var uniform = true;
        var groups = layer.Groups().ToList();
        foreach (var group in groups)
        {
            double[] factors = [.. group.Inputs.Select(input => folding.Factor(layer.Input, input % inputChannels))];
            var first = factors.Length > 0 ? factors[0] : 1;
            uniform &= Array.TrueForAll(factors, factor => factor == first);
            foreach (var row in group.Rows)
            {
                rows[row] = new double[length];
                var scale = weights.Quantization!.ScaleOf(row) * folding.Factor(layer.Output, row);
                var zeroPoint = (int)weights.Quantization.ZeroPoints[weights.Quantization.IsPerTensor ? 0 : row];
                gridScales[row] = scale / first;
                for (var column = 0; column < length; column++)
                {
                    rows[row][column] = (weights.Type.IntegerAt(data, layer.Layout.IndexOf(row, column)) - zeroPoint) * (scale / factors[column]);
                }
            }
        }

        var bias = BiasGrid.RealValues(source, layer);
        for (var row = 0; row < bias.Length; row++)
        {
            bias[row] *= folding.Factor(layer.Output, row);
        }

        double inputScale = source.Tensors[layer.Input].Quantization!.Scale;
        var windows = Enumerable.Range(0, groups.SelectMany(group => group.Inputs).Max() + 1);
        return new FoldedLayer(layer, rows, bias, uniform ? gridScales : null, [.. windows.Select(input => inputScale * folding.Factor(layer.Input, input % inputChannels))]);
    }
}

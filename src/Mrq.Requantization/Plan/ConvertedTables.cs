using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;

namespace Mrq.Requantization.Plan;

/// <summary>
/// The entries of a TABLE between other scales: its function where the source says it, else a line between two neighbouring entries of the source, taken at each real number that an
/// integer of the target stands for.
/// </summary>
internal static class ConvertedTables
{
    private const int Entries = 256;

    /// <summary>Whether the entries can be computed anew: what the table reads and writes has a meaning, and nobody else reads its entries.</summary>
    public static bool CanConvert(QuantizedGraph graph, Table step) =>
        step is { Inputs: [var input, var table], Outputs: [var output] } && input >= 0 && table >= 0
        && IsBytes(graph.Tensors[input]) && !graph.Tensors[input].IsConstant
        && graph.Tensors[table] is { Data.Length: var length, Shape.ElementCount: Entries, Type: var type } && length == Entries * type.BitWidth() / 8
        && type == graph.Tensors[output].Type && (IsBytes(graph.Tensors[output]) || (type == ElementType.Float32 && graph.Tensors[output].Quantization is null))
        && graph.Operators.Sum(other => other.Inputs.Count(read => read == table)) == 1;

    /// <summary>A graph whose activations have their new parameters, with the entries that these ask for.</summary>
    public static QuantizedGraph Of(ConversionPlan plan, QuantizedGraph target)
    {
        var source = plan.Graph;
        return target.WithTensors(source.Operators.OfType<Table>()
            .Where(step => CanConvert(source, step) && (IsMoved(step.Inputs[0]) || IsMoved(step.Outputs[0])))
            .ToDictionary(step => step.Inputs[1], step => Converted(plan, source, target, step)));

        bool IsMoved(int tensor) => source.Tensors[tensor].Type != target.Tensors[tensor].Type || !Equals(source.Tensors[tensor].Quantization, target.Tensors[tensor].Quantization);
    }

    /// <summary>The least and the largest real number that a table has for what its input can be, before the output's range ends them.</summary>
    public static (double Low, double High) Reach(QuantizedGraph graph, Table step)
    {
        var (function, input) = (FunctionOf(graph, step), graph.Tensors[step.Inputs[0]]);
        var values = Enumerable.Range(0, Entries).Select(bits => (double)function(RealAt(input, bits))).Where(value => !double.IsNaN(value)).ToList();
        return values.Count == 0 ? (double.NegativeInfinity, double.PositiveInfinity) : (values.Min(), values.Max());
    }

    private static bool IsBytes(Tensor tensor) => tensor is { Type: ElementType.UInt8 or ElementType.Int8, Quantization.IsPerTensor: true };

    private static Tensor Converted(ConversionPlan plan, QuantizedGraph source, QuantizedGraph target, Table step)
    {
        var (input, output) = (target.Tensors[step.Inputs[0]], target.Tensors[step.Outputs[0]]);
        if (!IsBytes(input) || output.Type.BitWidth() is not (8 or 32))
        {
            return source.Tensors[step.Inputs[1]];
        }

        var function = FunctionOf(source, step);
        var range = output.Quantization is null ? default : (plan.RuleOf(step.Outputs[0]).Minimum, plan.RuleOf(step.Outputs[0]).Maximum);
        var data = new byte[Entries * output.Type.BitWidth() / 8];
        for (var bits = 0; bits < Entries; bits++)
        {
            var real = function(RealAt(input, bits));
            if (output.Quantization is { } grid)
            {
                data[bits] = unchecked((byte)LinearQuantization.Quantize(real, grid.Scale, grid.ZeroPoint, range));
            }
            else
            {
                BitConverter.TryWriteBytes(data.AsSpan(bits * sizeof(float)), real);
            }
        }

        return source.Tensors[step.Inputs[1]] with { Type = output.Type, Data = data };
    }

    /// <summary>What the source computes: its saturation is a part of that, since a wider range of the target would go on.</summary>
    private static Func<float, float> FunctionOf(QuantizedGraph source, Table step) => step.SaturatedFunction(source.Tensors[step.Outputs[0]]) ?? Interpolated(source, step);

    /// <summary>The real number that an integer with these bits stands for.</summary>
    private static float RealAt(Tensor input, int bits) => LinearQuantization.Dequantize(input.Type == ElementType.Int8 ? (sbyte)bits : bits, input.Quantization!.Scale, input.Quantization.ZeroPoint);

    /// <summary>The source's entries as real numbers, and straight lines between them; beyond the ends the last entry.</summary>
    private static Func<float, float> Interpolated(QuantizedGraph source, Table step)
    {
        var (input, table, output) = (source.Tensors[step.Inputs[0]], source.Tensors[step.Inputs[1]], source.Tensors[step.Outputs[0]]);
        var (low, high) = input.Type.IntegerRange();
        var reals = new double[Entries];
        for (var integer = low; integer <= high; integer++)
        {
            var bits = integer & (Entries - 1);
            reals[integer - low] = output.Quantization is { } grid
                ? LinearQuantization.Dequantize(table.Type.IntegerAt(table.Data!.Value.Span, bits), grid.Scale, grid.ZeroPoint)
                : BitConverter.ToSingle(table.Data!.Value.Span[(bits * sizeof(float))..]);
        }

        var (scale, zeroPoint) = (input.Quantization!.Scale, input.Quantization.ZeroPoint);
        return value =>
        {
            var position = Math.Clamp(((double)value / scale) + zeroPoint - low, 0, Entries - 1);
            var below = Math.Min((int)position, Entries - 2);
            var part = position - below;

            // Not a sum of two products: an entry that is infinite is no reason for what is not a number.
            return (float)(part == 0 ? reals[below] : part == 1 ? reals[below + 1] : reals[below] + (part * (reals[below + 1] - reals[below])));
        };
    }
}

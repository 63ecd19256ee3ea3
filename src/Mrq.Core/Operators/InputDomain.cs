using Mrq.Core.Graph;

namespace Mrq.Core.Operators;

/// <summary>
/// Which numbers a graph can tell apart at one of its inputs: the real values that the input's own quantization and every QUANTIZE that reads it
/// represent, and the rows of the tables that it indexes. A float input says nothing of this by itself.
/// </summary>
public sealed record InputDomain
{
    /// <summary>Real values that survive all of these quantizations, the ends included; null where nothing quantizes the input.</summary>
    public (double Minimum, double Maximum)? Range { get; private init; }

    /// <summary>Bits of the coarsest of these quantizations; 32 where there is none.</summary>
    public int Bits { get; private init; } = 32;

    /// <summary>The number of rows of the smallest table that the input's values are indices into; null for an input of other numbers.</summary>
    public int? Rows { get; private init; }

    /// <summary>What can be said of an input of the graph.</summary>
    /// <param name="graph">A validated graph.</param>
    /// <param name="input">The tensor's index.</param>
    public static InputDomain Of(QuantizedGraph graph, int input)
    {
        var domain = new InputDomain().Within(graph.Tensors[input]);
        var carriers = new HashSet<int> { input };
        foreach (var step in graph.Operators)
        {
            for (var position = 0; position < step.Inputs.Length; position++)
            {
                if (!carriers.Contains(step.Inputs[position]))
                {
                    continue;
                }

                if (step is Quantize)
                {
                    domain = step.Outputs.Aggregate(domain, (known, output) => known.Within(graph.Tensors[output]));
                }
                else if (step.Traits.CarriesValues && step.Traits.RoleAt(position) == InputRole.Data)
                {
                    carriers.UnionWith(step.Outputs);
                }
                else
                {
                    domain = domain.Below(RowsOf(graph, step, position));
                }
            }
        }

        return domain;
    }

    /// <summary>Ranges that have nothing in common cannot both be kept to; then each value keeps to one of them.</summary>
    private InputDomain Within(Tensor tensor)
    {
        if (RealRange(tensor) is not { } range)
        {
            return this;
        }

        var (minimum, maximum) = Range is not { } known ? range
            : known.Minimum < range.Maximum && range.Minimum < known.Maximum ? (Math.Max(known.Minimum, range.Minimum), Math.Min(known.Maximum, range.Maximum))
            : (Math.Min(known.Minimum, range.Minimum), Math.Max(known.Maximum, range.Maximum));
        return this with { Range = (minimum, maximum), Bits = Math.Min(Bits, tensor.Type.BitWidth()) };
    }

    private InputDomain Below(int? rows) => rows is not { } count ? this : this with { Rows = Math.Min(Rows ?? count, count) };

    private static (double Minimum, double Maximum)? RealRange(Tensor tensor)
    {
        if (tensor.Quantization is not { IsPerTensor: true } quantization || !(quantization.Scale > 0) || !float.IsFinite(quantization.Scale)
            || tensor.Type is not (ElementType.Int4 or ElementType.UInt4 or ElementType.Int8 or ElementType.UInt8 or ElementType.Int16 or ElementType.UInt16 or ElementType.Int32))
        {
            return null;
        }

        var (minimum, maximum) = tensor.Type.IntegerRange();
        double zeroPoint = quantization.ZeroPoints[0];
        return (Float(quantization.Scale * (minimum - zeroPoint)), Float(quantization.Scale * (maximum - zeroPoint)));

        // What no float32 holds cannot be given to a float input.
        static double Float(double value) => Math.Clamp(value, float.MinValue, float.MaxValue);
    }

    /// <summary>How many indices a table that the operator reads by this input has; null where the input is no index.</summary>
    private static int? RowsOf(QuantizedGraph graph, Operator step, int position)
    {
        var (table, axis) = (step, position) switch
        {
            (Gather gather, 1) => (step.Inputs[0], gather.Axis),
            (OpaqueOperator { OperatorName: "EMBEDDING_LOOKUP" }, 0) when step.Inputs.Length > 1 => (step.Inputs[1], 0),
            _ => (-1, 0),
        };
        if (table < 0)
        {
            return null;
        }

        var shape = graph.Tensors[table].Shape;
        axis += axis < 0 ? shape.Rank : 0;
        return axis >= 0 && axis < shape.Rank && shape[axis] > 0 ? shape[axis] : null;
    }
}

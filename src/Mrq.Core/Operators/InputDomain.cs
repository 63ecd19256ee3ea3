using Mrq.Core.Graph;

namespace Mrq.Core.Operators;

/// <summary>
/// Which numbers a graph can tell apart at one of its inputs: the real values that the input's own quantization and every QUANTIZE that reads it
/// represent, the rows of the tables that it indexes, and what the operators that read it are defined for. A float input says nothing of this by itself.
/// </summary>
public sealed record InputDomain
{
    /// <summary>Real values that survive all of these quantizations, the ends included; null where nothing quantizes the input.</summary>
    public (double Minimum, double Maximum)? Range { get; private init; }

    /// <summary>Bits of the coarsest of these quantizations; 32 where there is none.</summary>
    public int Bits { get; private init; } = 32;

    /// <summary>The number of rows of the smallest table that the input's values are indices into; null for an input of other numbers.</summary>
    public int? Rows { get; private init; }

    /// <summary>The least real value that every operator which reads the input is defined for; null where each is for all of them.</summary>
    public double? Least { get; private init; }

    /// <summary>How many signs the words of a pixel hold, where the input's bits are signs; null for an input of numbers.</summary>
    public int? Signs { get; private init; }

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
                else if (SignsOf(graph, step, position) is { } signs)
                {
                    domain = domain with { Signs = Math.Min(domain.Signs ?? signs, signs) };
                }
                else if (step.Traits.CarriesValues && step.Traits.RoleAt(position) == InputRole.Data)
                {
                    carriers.UnionWith(step.Outputs);
                }
                else
                {
                    domain = domain.Below(RowsOf(graph, step, position)).From(LeastOf(graph, step, position));
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

    private InputDomain From(double? least) => least is not { } value ? this : this with { Least = Math.Max(Least ?? value, value) };

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

    /// <summary>How many indices what the operator reads by this input has; null where the input is no index.</summary>
    private static int? RowsOf(QuantizedGraph graph, Operator step, int position)
    {
        var indices = graph.Tensors[step.Inputs[position]].Shape;
        return (step, position) switch
        {
            (Gather gather, 1) => SizeOf(step.Inputs[0], gather.Axis),
            (OpaqueOperator { OperatorName: "EMBEDDING_LOOKUP" }, 0) when step.Inputs.Length > 1 => SizeOf(step.Inputs[1], 0),
            (GatherND, 1) => SmallestOf(step.Inputs[0]),
            (ScatterND, 0) when step.Outputs.Length > 0 => SmallestOf(step.Outputs[0]),
            _ => null,
        };

        int? SizeOf(int table, int axis)
        {
            var shape = table >= 0 ? graph.Tensors[table].Shape : new TensorShape();
            axis += axis < 0 ? shape.Rank : 0;
            return axis >= 0 && axis < shape.Rank && shape[axis] > 0 ? shape[axis] : null;
        }

        // A row of indices is one for each of the first dimensions; that which fits the smallest fits all.
        int? SmallestOf(int table) =>
            indices.Rank > 0 && table >= 0 ? Enumerable.Range(0, Math.Clamp(indices[^1], 0, graph.Tensors[table].Shape.Rank)).Min(axis => SizeOf(table, axis)) : null;
    }

    /// <summary>How many signs what the operator reads by this input has in a pixel; of a pooling all that its words hold.</summary>
    private static int? SignsOf(QuantizedGraph graph, Operator step, int position) => (step, position) switch
    {
        (LceBconv2d { ChannelsIn: > 0 } convolution, 0) => convolution.ChannelsIn,
        (LceDequantize, 0) when step.Outputs is [var output, ..] && graph.Tensors[output].Shape is { Rank: > 0 } shape && shape[^1] > 0 => shape[^1],
        (LceBMaxPool2d, 0) => int.MaxValue,
        _ => null,
    };

    /// <summary>Roots are of numbers that are not negative, and no quotient has a divisor of 0: the least that the tensor holds above it is one step.</summary>
    private static double? LeastOf(QuantizedGraph graph, Operator step, int position) => (step, position) switch
    {
        (Sqrt or Rsqrt, 0) => 0,
        (Div or FloorDiv or FloorMod, 1) => graph.Tensors[step.Inputs[1]].Quantization is { IsPerTensor: true, Scale: > 0 } quantization ? quantization.Scale : 1,
        _ => null,
    };
}

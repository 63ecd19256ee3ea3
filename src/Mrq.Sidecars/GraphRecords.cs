using System.Collections.Immutable;
using Mrq.Core.Graph;
using Mrq.Core.Operators;

namespace Mrq.Sidecars;

/// <summary>The records of a quantized graph, in the order in which it runs.</summary>
public static class GraphRecords
{
    /// <summary>Of each tensor that a consumer can be told of, once: inputs, then what each operator multiplies, adds and computes.</summary>
    public static ImmutableArray<SidecarTensor> Tensors(QuantizedGraph graph)
    {
        var (records, seen) = (ImmutableArray.CreateBuilder<SidecarTensor>(), new HashSet<int>());
        foreach (var input in graph.Inputs)
        {
            Add(input, SidecarRole.Activation, null);
        }

        foreach (var step in graph.Operators)
        {
            for (var place = 0; place < step.Inputs.Length; place++)
            {
                if (step.InputAt(place) is { } tensor && step.Traits.RoleAt(place) is not InputRole.Parameter and var role)
                {
                    Add(tensor, graph.Tensors[tensor].IsConstant ? role switch { InputRole.Weights => SidecarRole.Weights, InputRole.Bias => SidecarRole.Bias, _ => SidecarRole.Weights } : SidecarRole.Activation, step);
                }
            }

            foreach (var output in step.Outputs)
            {
                Add(output, SidecarRole.Activation, step);
            }
        }

        return records.ToImmutable();

        void Add(int tensor, SidecarRole role, Operator? step)
        {
            if (seen.Add(tensor) && Of(graph.Tensors[tensor], role, AxisOf(graph.Tensors[tensor], role, step)) is { } record)
            {
                records.Add(record);
            }
        }
    }

    /// <summary>What a format names its records after.</summary>
    public static ImmutableArray<SidecarTensor> Of(QuantizedGraph graph, SidecarKeys keys) => keys switch
    {
        SidecarKeys.Layers => Layers(graph),
        SidecarKeys.ActivationsAndLayers => [.. Tensors(graph).Where(tensor => tensor.Role == SidecarRole.Activation), .. Layers(graph).Where(tensor => tensor.Role is SidecarRole.Weights or SidecarRole.Bias)],
        _ => Tensors(graph),
    };

    /// <summary>
    /// Of each linear layer, by the name of what it computes: its input, its weights, its bias and its output; of each pool, its input and output. These are
    /// the layers that formats with names of layers speak of.
    /// </summary>
    public static ImmutableArray<SidecarTensor> Layers(QuantizedGraph graph)
    {
        var records = ImmutableArray.CreateBuilder<SidecarTensor>();
        foreach (var step in graph.Operators.Where(step => (step.Traits.IsLinear || step is AveragePool2D) && step.Outputs.Length > 0))
        {
            var (name, data) = (graph.Tensors[step.Outputs[0]].Name, step.InputOf(InputRole.Data));
            foreach (var (tensor, role) in new[] { (data, SidecarRole.LayerInput), (step.InputOf(InputRole.Weights), SidecarRole.Weights), (step.InputOf(InputRole.Bias), SidecarRole.Bias), (step.Outputs[0], SidecarRole.LayerOutput) })
            {
                if (tensor is { } index && Of(graph.Tensors[index], role, AxisOf(graph.Tensors[index], role, step)) is { } record)
                {
                    records.Add(record with { Name = name, Channels = step.Traits.ChannelAxis is { } channels && role == SidecarRole.Weights ? graph.Tensors[index].Shape[channels] : null, Values = role == SidecarRole.Bias ? Reals(graph.Tensors[index]) : [] });
                }
            }
        }

        return records.ToImmutable();
    }

    private static SidecarTensor? Of(Tensor tensor, SidecarRole role, int? axis)
    {
        var record = new SidecarTensor { Name = tensor.Name, Role = role, Type = tensor.Type };
        if (tensor.Type is ElementType.Float32 or ElementType.Float16)
        {
            return record;
        }

        // Sums of 64 bits are said as those of 32, the widest that any format has.
        var type = tensor.Type == ElementType.Int64 && role == SidecarRole.Bias ? ElementType.Int32 : tensor.Type;
        return tensor.Quantization is not { } parameters || type.BitWidth() is 0 or > 32 || type == ElementType.Bool ? null : record with
        {
            Type = type,
            Range = IntegerRange.Of(type),
            Scales = [.. parameters.Scales.Select(scale => (double)scale)],
            ZeroPoints = parameters.ZeroPoints,
            Axis = parameters.IsPerTensor ? null : axis,
        };
    }

    /// <summary>Axes are those of an ONNX file, which consumers take, whatever the model is read from: weights of its convolutions are [O, I, H, W], those of its transposed ones [I, O, H, W], and a Gemm's are [O, I].</summary>
    private static int AxisOf(Tensor tensor, SidecarRole role, Operator? step) =>
        role == SidecarRole.Weights && step is { Traits.IsLinear: true } ? (step is TransposeConv ? 1 : 0) : tensor.Quantization?.Axis ?? 0;

    /// <summary>Real values of a constant of integers of 32 or 64 bits.</summary>
    private static ImmutableArray<double> Reals(Tensor tensor)
    {
        if (tensor.Data is not { } data || tensor.Quantization is not { } parameters || tensor.Type is not (ElementType.Int32 or ElementType.Int64))
        {
            return [];
        }

        var width = tensor.Type.BitWidth() / 8;
        var values = ImmutableArray.CreateBuilder<double>(data.Length / width);
        for (var i = 0; i < data.Length / width; i++)
        {
            var bytes = data.Span.Slice(i * width, width);
            values.Add((width == 4 ? BitConverter.ToInt32(bytes) : BitConverter.ToInt64(bytes)) * (double)parameters.ScaleOf(i));
        }

        return values.MoveToImmutable();
    }
}

using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Core.Schemes;
using Mrq.Emulator;

namespace Mrq.Requantization.Plan;

/// <summary>
/// Operators that the target computes in float32 stand between DEQUANTIZE and QUANTIZE, and so does what moves values from one of them to another. The source is brought to this form before
/// anything is planned: what it computes there is real, too, and is rounded to the source's own grid where integers go on, so that passes see real numbers as they see those that a model has itself.
/// </summary>
/// <param name="Graph">The graph with its islands; tensors keep their indices, real ones are appended.</param>
/// <param name="Schemes">The schemes of its operators.</param>
internal sealed record FloatIslands(QuantizedGraph Graph, SchemeAssignment Schemes)
{
    /// <param name="graph">A quantized graph.</param>
    /// <param name="schemes">The schemes of its operators.</param>
    /// <exception cref="MrqException"><see cref="MrqCodes.UnsupportedConversion"/> with all operators that there is no float32 kernel for.</exception>
    public static FloatIslands Of(QuantizedGraph graph, SchemeAssignment schemes)
    {
        var isReal = Reals(graph, schemes);
        if (!isReal.Contains(true))
        {
            return new(graph, schemes);
        }

        var islands = new Builder(graph, schemes, isReal).Build();
        RequireKernels(islands);
        return islands;
    }

    /// <summary>Which operators compute real numbers: those that no list has, and what moves their results alone.</summary>
    private static bool[] Reals(QuantizedGraph graph, SchemeAssignment schemes)
    {
        var (isReal, written) = (new bool[graph.Operators.Length], new HashSet<int>());
        for (var step = 0; step < isReal.Length; step++)
        {
            var own = graph.Operators[step];
            var data = own.Inputs.Where((tensor, place) => tensor >= 0 && own.Traits.RoleAt(place) == InputRole.Data && !graph.Tensors[tensor].IsConstant).ToList();
            isReal[step] = OperatorRules.IsQuantized(graph, own) && !own.Traits.KeepsQuantization
                && (QuantizedOperatorRule.IsNeutral(own) ? own is not (Quantize or Dequantize) && data.Count > 0 && data.TrueForAll(written.Contains) && !TakesPlaces(own) : schemes[step].QuantizedOperators.IsReal(own));
            if (isReal[step])
            {
                written.UnionWith(own.Outputs);
            }
        }

        return isReal;
    }

    /// <summary>Operators whose results are no values of their input.</summary>
    private static bool TakesPlaces(Operator step) => step is ArgMax or ArgMin or Shape;

    private static void RequireKernels(FloatIslands islands)
    {
        var graph = islands.Graph;
        var missing = Enumerable.Range(0, graph.Operators.Length)
            .Where(step => islands.Schemes[step].QuantizedOperators.IsReal(graph.Operators[step]) && !EmulatorCoverage.Contains(graph, step, islands.Schemes[step].Arithmetic))
            .ToList();
        if (missing.Count > 0)
        {
            var names = string.Join(", ", missing.Select(step => EmulatorCoverage.Describe(graph, step)).Distinct().Order(StringComparer.Ordinal));
            throw new MrqException(
                MrqCodes.UnsupportedConversion,
                $"the target computes some operators in float32 for which the emulator has no kernel: {names}; name them in QuantizedOperators, or in an override with \"float\": false.",
                new MrqPlace(Operator: graph.Describe(missing[0])));
        }
    }

    private sealed class Builder(QuantizedGraph graph, SchemeAssignment schemes, bool[] isReal)
    {
        private readonly List<Tensor> _tensors = [.. graph.Tensors];
        private readonly List<Operator> _operators = [];
        private readonly Dictionary<int, QuantizationScheme> _schemes = [];

        /// <summary>For each quantized tensor the real one that holds its values.</summary>
        private readonly Dictionary<int, int> _reals = [];

        /// <summary>Tensors whose integers somebody reads.</summary>
        private readonly HashSet<int> _read = [.. graph.Outputs, .. graph.Operators.Where((_, step) => !isReal[step]).SelectMany(step => step.Inputs)];

        public FloatIslands Build()
        {
            for (var step = 0; step < isReal.Length; step++)
            {
                if (isReal[step])
                {
                    AddReal(step, graph.Operators[step]);
                }
                else
                {
                    Add(step, graph.Operators[step]);
                }
            }

            return new(graph with { Tensors = [.. _tensors], Operators = [.. _operators] }, schemes with { ByOperator = _schemes.ToImmutableDictionary() });
        }

        private void AddReal(int index, Operator step)
        {
            int[] inputs = [.. step.Inputs.Select((tensor, place) => (tensor < 0 ? InputRole.Parameter : step.Traits.RoleAt(place)) switch
            {
                InputRole.Data or InputRole.Weights => Real(index, tensor),
                InputRole.Bias => RealBias(step, tensor),
                _ => tensor,
            })];
            int[] outputs = [.. step.Outputs.Select(tensor => IsQuantized(tensor) ? _reals[tensor] = AddTensor(tensor, null) : tensor)];
            Add(index, step with { Inputs = [.. inputs], Outputs = [.. outputs] });
            foreach (var tensor in step.Outputs.Where(tensor => IsQuantized(tensor) && _read.Contains(tensor)))
            {
                Add(index, new Quantize { Inputs = [_reals[tensor]], Outputs = [tensor] });
            }
        }

        /// <summary>The real values of a tensor.</summary>
        private int Real(int index, int tensor)
        {
            if (!IsQuantized(tensor) && !IsQuantizedConstant(graph.Tensors[tensor]))
            {
                return tensor;
            }

            if (!_reals.TryGetValue(tensor, out var real))
            {
                var given = graph.Tensors[tensor];
                _reals[tensor] = real = AddTensor(tensor, given.IsConstant ? Values(given) : null);
                if (!given.IsConstant)
                {
                    Add(index, new Dequantize { Inputs = [tensor], Outputs = [real] });
                }
            }

            return real;
        }

        /// <summary>A bias is on the grid of the products, whatever its tensor says.</summary>
        private int RealBias(Operator step, int tensor)
        {
            var bias = graph.Tensors[tensor];
            if (bias is not { Type: ElementType.Int32 or ElementType.Int64, Data: { } data } || graph.Tensors[step.InputOf(InputRole.Data)!.Value].Quantization is not { } input || graph.Tensors[step.InputOf(InputRole.Weights)!.Value].Quantization is not { } weights)
            {
                return tensor;
            }

            var values = new float[bias.Shape.ElementCount];
            for (var i = 0; i < values.Length; i++)
            {
                var stored = bias.Type == ElementType.Int32 ? MemoryMarshal.Cast<byte, int>(data.Span)[i] : MemoryMarshal.Cast<byte, long>(data.Span)[i];
                values[i] = (float)(stored * ((double)input.Scale * weights.ScaleOf(i)));
            }

            return AddTensor(tensor, MemoryMarshal.AsBytes<float>(values).ToArray());
        }

        /// <summary>Weights, which may have a scale for each channel.</summary>
        private static bool IsQuantizedConstant(Tensor tensor) => tensor is { IsConstant: true, Quantization: not null, Type: ElementType.Int8 or ElementType.UInt8 or ElementType.Int16 };

        private bool IsQuantized(int tensor) => tensor >= 0 && ActivationParameters.IsQuantized(graph.Tensors[tensor]);

        private int AddTensor(int of, byte[]? data)
        {
            var given = graph.Tensors[of];
            _tensors.Add(new Tensor { Name = $"{given.Name}/float", Type = ElementType.Float32, Shape = given.Shape, Data = data is null ? default(ReadOnlyMemory<byte>?) : data });
            return _tensors.Count - 1;
        }

        private static byte[] Values(Tensor constant)
        {
            var (values, quantization) = (new float[constant.Shape.ElementCount], constant.Quantization!);
            var run = quantization.IsPerTensor ? 1 : constant.Shape.Dimensions.Skip(quantization.Axis + 1).Aggregate(1, (product, size) => product * size);
            for (var i = 0; i < values.Length; i++)
            {
                var channel = i / run % quantization.Scales.Length;
                values[i] = (float)((constant.Type.IntegerAt(constant.Data!.Value.Span, i) - quantization.ZeroPoints[channel]) * (double)quantization.Scales[channel]);
            }

            return MemoryMarshal.AsBytes<float>(values).ToArray();
        }

        private void Add(int index, Operator step)
        {
            if (schemes.ByOperator.TryGetValue(index, out var scheme))
            {
                _schemes[_operators.Count] = scheme;
            }

            _operators.Add(step);
        }
    }
}

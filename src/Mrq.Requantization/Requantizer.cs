using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Graph.Operators;
using Mrq.Core.Numerics;
using Mrq.Core.Schemes;

namespace Mrq.Requantization;

/// <summary>Takes a quantized graph to a scheme: activation parameters, weights on the kept grid, biases, then rounding error folding.</summary>
public static class Requantizer
{
    /// <param name="source">A graph quantized to 8 bits.</param>
    /// <param name="scheme">The target.</param>
    /// <param name="calibration">Samples for rounding error folding; null to leave the pass out.</param>
    /// <param name="parallel">Threads and cancellation; the result does not depend on the number of threads.</param>
    /// <param name="progress">One line for each layer.</param>
    /// <exception cref="MrqException"><see cref="MrqCodes.UnsupportedConversion"/> where the scheme cannot hold the graph.</exception>
    public static RequantizedModel Convert(QuantizedGraph source, QuantizationScheme scheme, ICalibrationInputs? calibration, ParallelOptions parallel, IProgress<string>? progress = null)
    {
        RequireConvertible(source);
        var layers = LinearLayer.Of(source);
        var reports = ImmutableArray.CreateBuilder<LayerReport>(layers.Length);
        var tensors = ConvertActivations(source, scheme, layers);
        foreach (var layer in layers)
        {
            var (weights, report) = WeightGrid.Convert(source, layer, RuleFor(scheme.Weights, source.Operators[layer.Step]));
            tensors[layer.Weights] = weights;
            reports.Add(report);
        }

        var target = source.WithTensors(tensors);
        target = target.WithTensors(layers
            .Where(layer => layer.Bias is not null)
            .ToDictionary(layer => layer.Bias!.Value, layer => BiasGrid.Encode(target, layer, BiasGrid.RealValues(source, layer))));
        var converted = new RequantizedModel(target, reports.ToImmutable());
        return calibration is null ? converted : BiasFolding.Apply(source, converted, scheme.Arithmetic, calibration, parallel, progress);
    }

    private static Dictionary<int, Tensor> ConvertActivations(QuantizedGraph source, QuantizationScheme scheme, ImmutableArray<LinearLayer> layers)
    {
        var parameters = layers.SelectMany(layer => new[] { layer.Weights, layer.Bias ?? layer.Weights }).ToHashSet();
        var converted = new Dictionary<int, Tensor>();
        foreach (var (index, quantization) in ActivationParameters.Choose(source, scheme, parameters))
        {
            var tensor = source.Tensors[index];
            converted[index] = tensor with
            {
                Type = scheme.Activations.Type,
                Quantization = quantization,
                Data = tensor.Data is { } data ? Encode(data.Span, tensor, quantization, scheme.Activations) : (ReadOnlyMemory<byte>?)null,
            };
        }

        return converted;
    }

    /// <summary>A constant that is used as an activation, such as an operand of ADD, on its new grid.</summary>
    private static byte[] Encode(ReadOnlySpan<byte> data, Tensor source, QuantizationParameters target, TensorRule rule)
    {
        var encoded = new sbyte[data.Length];
        for (var i = 0; i < data.Length; i++)
        {
            var q = source.Type == ElementType.UInt8 ? data[i] : (int)(sbyte)data[i];
            var real = (double)source.Quantization!.Scale * (q - source.Quantization.ZeroPoint);
            encoded[i] = (sbyte)FloatingPoint.RoundAndClamp((real / target.Scale) + target.ZeroPoint, rule.Minimum, rule.Maximum);
        }

        return MemoryMarshal.AsBytes<sbyte>(encoded).ToArray();
    }

    /// <summary>TFLite's FULLY_CONNECTED takes per-channel weights only in recent versions; one scale serves all of them.</summary>
    private static TensorRule RuleFor(TensorRule weights, Operator step) =>
        step is FullyConnected ? weights with { Granularity = Granularity.PerTensor } : weights;

    private static void RequireConvertible(QuantizedGraph source)
    {
        var unknown = source.Operators.OfType<OpaqueOperator>().Select(step => step.Name).Distinct().Order(StringComparer.Ordinal).ToList();
        Require(unknown.Count == 0, $"conversion does not know {string.Join(", ", unknown)} yet.");
        foreach (var layer in LinearLayer.Of(source))
        {
            var place = new MrqPlace(Operator: source.Describe(layer.Step));
            var weights = source.Tensors[layer.Weights];
            Require(weights is { IsConstant: true, Quantization: not null, Type: ElementType.UInt8 or ElementType.Int8 }, "the weights are not 8-bit constants.", place);
            Require(weights.Quantization!.IsPerTensor || weights.Quantization.Scales.Length == layer.Channels, "the weights' scales do not match their channels.", place);
            Require(ActivationParameters.IsQuantized(source.Tensors[layer.Input]) && ActivationParameters.IsQuantized(source.Tensors[layer.Output]), "its activations are not 8-bit quantized.", place);
        }
    }

    private static void Require(bool condition, string message, MrqPlace? place = null)
    {
        if (!condition)
        {
            throw new MrqException(MrqCodes.UnsupportedConversion, message, place);
        }
    }
}

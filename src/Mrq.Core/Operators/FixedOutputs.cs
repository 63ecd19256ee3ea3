using System.Collections.Immutable;
using Mrq.Core.Graph;

namespace Mrq.Core.Operators;

/// <summary>Output parameters that kernels are written for. Source: LiteRT <c>g3doc/performance/quantization_spec.md</c> and <c>kernels/activations.cc</c>.</summary>
internal static class FixedOutputs
{
    /// <summary>0 to 1 in 256 steps; int16 has 1/32768 of it.</summary>
    public static readonly ImmutableDictionary<ElementType, QuantizationParameters> Probabilities = ImmutableDictionary.CreateRange<ElementType, QuantizationParameters>(
    [
        new(ElementType.UInt8, new(1 / 256f)), new(ElementType.Int8, new(1 / 256f, sbyte.MinValue)), new(ElementType.Int16, new(1 / 32768f)),
    ]);

    /// <summary>−1 to 1 in 256 steps.</summary>
    public static readonly ImmutableDictionary<ElementType, QuantizationParameters> UnitInterval = ImmutableDictionary.CreateRange<ElementType, QuantizationParameters>(
    [
        new(ElementType.UInt8, new(1 / 128f, 128)), new(ElementType.Int8, new(1 / 128f)),
    ]);

    /// <summary>−16 to 0 in 256 steps.</summary>
    public static readonly ImmutableDictionary<ElementType, QuantizationParameters> LogProbabilities =
        ImmutableDictionary<ElementType, QuantizationParameters>.Empty
            .Add(ElementType.UInt8, new QuantizationParameters(16 / 256f, byte.MaxValue))
            .Add(ElementType.Int8, new QuantizationParameters(16 / 256f, sbyte.MaxValue));

    /// <summary>The same, and all of int16 for −1 to 1.</summary>
    public static readonly ImmutableDictionary<ElementType, QuantizationParameters> Tanh = UnitInterval.Add(ElementType.Int16, new QuantizationParameters(1 / 32768f));
}

using Mrq.Core.Graph;

namespace Mrq.Requantization.Verify;

/// <summary>What is judged: a graph, what a conversion made of it, and what each activation of that stands for.</summary>
/// <param name="Source">The graph that the passes converted; the target's tensors and operators have its indices.</param>
/// <param name="Target">The converted graph.</param>
/// <param name="Folded">Activations that stand for c·x + Z steps instead of x.</param>
/// <param name="Rules">What the target demands.</param>
internal sealed record Conversion(QuantizedGraph Source, QuantizedGraph Target, IReadOnlyDictionary<int, FoldedActivation> Folded, ConversionRules Rules)
{
    /// <summary>Whether calibration samples corrected weights and biases.</summary>
    public bool IsCorrected { get; init; }

    /// <summary>c of an activation at an index of its last dimension.</summary>
    public double Factor(int tensor, int channel = 0) =>
        Folded.GetValueOrDefault(tensor) is { } folded ? folded.Factors[folded.Factors.Length == 1 ? 0 : channel % folded.Factors.Length] : 1;

    /// <summary>Whether c differs from channel to channel.</summary>
    public bool HasChannelFactors(int tensor) => Folded.GetValueOrDefault(tensor) is { Factors.Length: > 1 } folded && folded.Factors.Any(factor => factor != folded.Factors[0]);

    /// <summary>Z of an activation.</summary>
    public int Shift(int tensor) => Folded.GetValueOrDefault(tensor)?.ZeroPoint ?? 0;

    /// <summary>One step of an activation of the target in the source's units; the largest where channels differ.</summary>
    public double Step(int tensor) => Target.Tensors[tensor].Quantization!.Scale / (Folded.GetValueOrDefault(tensor)?.Factors.Min() ?? 1);

    /// <summary>The source's real value of an integer of the target's activation.</summary>
    public double Real(int tensor, double integer, int channel = 0)
    {
        var quantization = Target.Tensors[tensor].Quantization!;
        return quantization.Scale * (integer - Shift(tensor) - quantization.ZeroPoint) / Factor(tensor, channel);
    }
}

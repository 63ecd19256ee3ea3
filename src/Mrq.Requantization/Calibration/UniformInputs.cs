using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;
using Mrq.Requantization.Plan;

namespace Mrq.Requantization.Calibration;

/// <summary>
/// Inputs whose integers are all alike likely. They are no calibration: nothing is fitted to them. They only tell which operators drive their
/// outputs to the ends of their ranges whatever they are fed.
/// </summary>
internal sealed class UniformInputs : ICalibrationSamples
{
    public static readonly UniformInputs Instance = new();

    public int Count => 16;

    /// <summary>Whether an input takes any integers of its type: it is quantized, and its integers are no indices; or nobody looks at it, such as at the shape of a TRANSPOSE_CONV.</summary>
    public static bool Fit(QuantizedGraph graph) => graph.Inputs.All(input => ActivationParameters.IsQuantized(graph.Tensors[input])
        || graph.Operators.All(step => !step.Inputs.Contains(input) || (step is TransposeConv && step.Inputs.LastIndexOf(input) == 0)));

    public void Encode(int sample, int input, Tensor tensor, Span<byte> destination)
    {
        // Inputs of one shape must not be equal: their difference would be nothing.
        var name = 0UL;
        foreach (var letter in tensor.Name)
        {
            name = SplitMix64.Mix(name ^ letter);
        }

        for (var i = 0; i < destination.Length; i++)
        {
            destination[i] = (byte)SplitMix64.Mix(unchecked(name + ((((ulong)sample << 32) + (ulong)i) * SplitMix64.Increment)));
        }
    }
}

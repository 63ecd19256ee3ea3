using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Schemes;

namespace Mrq.Requantization.Verify;

/// <summary>What a conversion was asked for, by tensor and operator of the converted graph.</summary>
/// <param name="Name">The scheme, for messages.</param>
/// <param name="Activations">What an activation has to be, by its tensor.</param>
/// <param name="Weights">What weights have to be, by their operator.</param>
/// <param name="Schemes">All that is asked of an operator, by the operator.</param>
/// <param name="Arithmetic">What computes each operator.</param>
public sealed record ConversionRules(string Name, Func<int, TensorRule> Activations, Func<int, TensorRule> Weights, Func<int, QuantizationScheme> Schemes, ArithmeticAssignment Arithmetic)
{
    /// <summary>The graph as it was read and the scheme with its overrides, from which it is judged which operators these are about; null where nothing has other rules.</summary>
    public (QuantizedGraph Graph, QuantizationScheme Scheme)? Asked { get; init; }

    /// <summary>One scheme for everything.</summary>
    public static ConversionRules Of(QuantizationScheme scheme) => new(scheme.Name, _ => scheme.Activations, _ => scheme.Weights, _ => scheme, scheme.Arithmetic);
}

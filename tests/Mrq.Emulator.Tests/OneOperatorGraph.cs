using System.Collections.Immutable;
using Mrq.Core.Graph;

namespace Mrq.Emulator.Tests;

/// <summary>A graph of one operator: inputs first, the output last.</summary>
internal static class OneOperatorGraph
{
    public static QuantizedGraph Of(Operator step, params ImmutableArray<Tensor> tensors) => new()
    {
        Name = "main",
        Tensors = tensors,
        Operators = [step with { Inputs = [.. Enumerable.Range(0, tensors.Length - 1)], Outputs = [tensors.Length - 1] }],
        Inputs = [.. Enumerable.Range(0, tensors.Length - 1).Where(i => !tensors[i].IsConstant)],
        Outputs = [tensors.Length - 1],
    };
}

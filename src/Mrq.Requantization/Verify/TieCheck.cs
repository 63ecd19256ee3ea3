using System.Collections.Immutable;
using Mrq.Core.Graph;
using Mrq.Core.Schemes;
using static System.FormattableString;

namespace Mrq.Requantization.Verify;

/// <summary>
/// Operators that take integers as they are have one type, scale and zero point on all sides; or their sides differ as the source's do, where
/// the source gives integers another meaning and the target moves the same ones. Other operators have what the target ties around them.
/// </summary>
internal static class TieCheck
{
    public static IEnumerable<Violation> Of(Conversion conversion)
    {
        var graph = conversion.Target;
        for (var step = 0; step < graph.Operators.Length; step++)
        {
            var rule = conversion.Rules.Schemes(step).TiedScales;
            var tied = RawOperators.Tied(graph, graph.Operators[step]).ToArray();
            var mayDiffer = graph.Operators[step].Name == "CONCATENATION" && !rule.IncludesTFLite && rule.Ties.All(tie => tie.Operator != "CONCATENATION");
            foreach (var tensor in tied.Skip(1).Where(tensor => !mayDiffer && Differs(graph.Tensors[tied[0]], graph.Tensors[tensor]) && !DiffersAlike(conversion, tied[0], tensor)))
            {
                yield return Violation.At(graph, step, tensor, Invariant($"it does not have type, scale and zero point of '{graph.Tensors[tied[0]].Name}', and the operator does not requantize."));
            }

            int[] wanted = [.. rule.Ties.Where(tie => tied.Length == 0 && tie.Operator == graph.Operators[step].Name).SelectMany(tie => Around(graph.Operators[step], tie.Kind)).Where(tensor => tensor >= 0 && RawOperators.IsActivation(graph.Tensors[tensor]))];
            foreach (var tensor in wanted.Skip(1).Where(tensor => Differs(graph.Tensors[wanted[0]], graph.Tensors[tensor])))
            {
                yield return Violation.At(graph, step, tensor, Invariant($"it does not have type, scale and zero point of '{graph.Tensors[wanted[0]].Name}', as the target wants."));
            }
        }
    }

    /// <summary>What a tie of a kind is between: inputs, the output, or both.</summary>
    private static ImmutableArray<int> Around(Operator step, TieKind kind) => kind switch
    {
        TieKind.InOut => [step.Inputs[0], .. step.Outputs],
        TieKind.Inputs => step.Inputs,
        _ => [.. step.Inputs, .. step.Outputs],
    };

    private static bool DiffersAlike(Conversion conversion, int one, int other)
    {
        var (before, after) = ((One: conversion.Source.Tensors[one], Other: conversion.Source.Tensors[other]), (One: conversion.Target.Tensors[one], Other: conversion.Target.Tensors[other]));
        return Differs(before.One, before.Other) && before.One.Type == before.Other.Type && after.One.Type == after.Other.Type
            && before.One.Type.BitWidth() == after.One.Type.BitWidth()
            && before.One.Quantization!.Scale == after.One.Quantization!.Scale && before.Other.Quantization!.Scale == after.Other.Quantization!.Scale
            && before.One.Quantization.ZeroPoint - before.Other.Quantization.ZeroPoint == after.One.Quantization.ZeroPoint - after.Other.Quantization.ZeroPoint;
    }

    private static bool Differs(Tensor one, Tensor other) => one.Type != other.Type || !one.Quantization!.Equals(other.Quantization);
}

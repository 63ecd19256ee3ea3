using Mrq.Core.Graph;
using Mrq.Core.Operators;
using static System.FormattableString;

namespace Mrq.Requantization.Verify;

/// <summary>The target is the source with other integers: the same operators on the same tensors of the same shapes.</summary>
internal static class StructureCheck
{
    public static IEnumerable<Violation> Of(Conversion conversion)
    {
        var (source, target) = (conversion.Source, conversion.Target);
        if (target.Tensors.Length < source.Tensors.Length || target.Operators.Length != source.Operators.Length)
        {
            yield return new Violation(new Core.Diagnostics.MrqPlace(), Invariant(
                $"it has {target.Operators.Length} operators and {target.Tensors.Length} tensors, the source {source.Operators.Length} and {source.Tensors.Length}."));
            yield break;
        }

        for (var tensor = 0; tensor < source.Tensors.Length; tensor++)
        {
            var (before, after) = (source.Tensors[tensor], target.Tensors[tensor]);
            if (before.Shape != after.Shape)
            {
                yield return Violation.Of(target, tensor, Invariant($"its shape is {after.Shape}, in the source {before.Shape}."));
            }
            else if (before.IsConstant != after.IsConstant || before.IsVariable != after.IsVariable)
            {
                yield return Violation.Of(target, tensor, Invariant($"it is {Kind(after)}, in the source {Kind(before)}."));
            }
        }

        for (var step = 0; step < source.Operators.Length; step++)
        {
            var (before, after) = (source.Operators[step], target.Operators[step]);
            if (!before.Inputs.AsSpan().SequenceEqual(after.Inputs.AsSpan()) || !before.Outputs.AsSpan().SequenceEqual(after.Outputs.AsSpan()))
            {
                yield return Violation.At(target, step, "it reads or writes other tensors than the source's operator.");
            }
            else if (!Bare(before).Equals(Bare(after)))
            {
                yield return Violation.At(target, step, Invariant($"it is another operator than the source's {before.Name}, or has other attributes."));
            }
        }
    }

    private static string Kind(Tensor tensor) => tensor.IsConstant ? "a constant" : tensor.IsVariable ? "a variable" : "computed";

    /// <summary>An operator without what conversion may change: its fused activation, softmax's beta, the flag of int16's powers of two and the version.</summary>
    private static Operator Bare(Operator step) => (step switch
    {
        Add add => add with { PotScaleInt16 = false },
        Sub sub => sub with { PotScaleInt16 = false },
        Softmax softmax => softmax with { Beta = 1 },
        _ => step,
    }).WithClamp(ActivationFunctionType.None) with
    {
        Inputs = [],
        Outputs = [],
        Intermediates = [],
        Version = 1,
    };
}

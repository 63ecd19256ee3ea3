using System.Collections.Immutable;
using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Emulator.Context;

namespace Mrq.Emulator.Movement;

/// <summary>
/// Where the inputs of CONCATENATION lie in the output: <see cref="Outer"/> rows of <see cref="OutputSize"/> elements, in each
/// of which input i has <see cref="Sizes"/>[i] elements from <see cref="Starts"/>[i] on. Source: TFLite <c>kernels/concatenation.cc</c>.
/// </summary>
internal sealed record ConcatenationLayout(int Outer, int OutputSize, ImmutableArray<int> Sizes, ImmutableArray<int> Starts)
{
    public static ConcatenationLayout Create(KernelContext context)
    {
        var step = (Concatenation)context.Operator;
        context.Require(step.FusedActivationFunction == ActivationFunctionType.None, "TFLite has no fused activation here.");
        var first = context.Dimensions(context.Input(0));
        var axis = context.Axis(step.Axis, first.Length);
        var shapes = step.Inputs.Select((_, i) => context.Dimensions(context.Input(i))).ToList();
        for (var i = 0; i < shapes.Count; i++)
        {
            context.Require(context.Input(i).Type == context.Output().Type, "inputs and output differ in type.");
            context.Require(
                shapes[i].Length == first.Length && Enumerable.Range(0, first.Length).All(index => index == axis || shapes[i][index] == first[index]),
                $"{context.Input(i).Shape} and {context.Input(0).Shape} differ elsewhere than in axis {axis}.");
        }

        var output = context.OutputDimensions(first.Select((size, index) => index == axis ? shapes.Sum(shape => (long)shape[axis]) : size));
        var inner = ContextShapes.Product(output.AsSpan(axis + 1));
        var sizes = shapes.Select(shape => shape[axis] * inner).ToImmutableArray();
        var starts = sizes.Select((_, i) => sizes.AsSpan(0, i).ToArray().Sum()).ToImmutableArray();
        return new ConcatenationLayout(ContextShapes.Product(output.AsSpan(0, axis)), output[axis] * inner, sizes, starts);
    }
}

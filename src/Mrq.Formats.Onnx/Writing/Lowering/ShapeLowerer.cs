using Mrq.Core.Graph;

namespace Mrq.Formats.Onnx;

/// <summary>Other shapes and orders of the same values: often no node at all.</summary>
internal static class ShapeLowerer
{
    /// <summary>RESHAPE, SQUEEZE and EXPAND_DIMS: the output says its shape.</summary>
    public static void Reshape(LoweringContext context, GraphStep step)
    {
        var (input, output) = (step.Operator.Inputs[0], step.Operator.Outputs[0]);
        var (before, after) = (step.Input(0).Shape, step.Output().Shape);
        UnwritableException.Require(before.ElementCount == after.ElementCount, "a reshape to another number of values");
        if (context.IsChannelsFirst(input) && before[1] * before[2] != 1 && before[3] != 1)
        {
            if (after.Rank == 2 && after[0] == before[0])
            {
                context.Flatten(output, input);
                return;
            }
        }
        else if (context.IsChannelsFirst(input))
        {
            // Values lie in memory as those of the graph's order.
            context.Reshape(context.Image(input), context.Define(output, isChannelsFirst: false));
            return;
        }

        var value = context.Plain(input);
        if (before == after)
        {
            context.Alias(output, value, isChannelsFirst: false);
            return;
        }

        context.Reshape(value, context.Define(output, isChannelsFirst: false));
    }

    public static void Transpose(LoweringContext context, GraphStep step)
    {
        var (input, output) = (step.Operator.Inputs[0], step.Operator.Outputs[0]);
        var order = context.Integers(step, 1);
        UnwritableException.Require(order.Order().SequenceEqual(Enumerable.Range(0, step.Input(0).Shape.Rank)), "an order of axes that the input does not have");
        var isSame = Equals(step.Input(0).Quantization, step.Output().Quantization) && step.Input(0).Quantization is null or { IsPerTensor: true };
        if (order is [0, 2, 3, 1] && isSame && !context.IsChannelsFirst(input))
        {
            // The input's own order is that of the output with its channels first.
            context.Alias(output, context.Plain(input), isChannelsFirst: true);
            return;
        }

        if (order is [0, 3, 1, 2] && isSame && context.IsChannelsFirst(input))
        {
            context.Alias(output, context.Image(input), isChannelsFirst: false);
            return;
        }

        context.Move("Transpose", context.Plain(input), context.Define(output, isChannelsFirst: false), [], NodeAttributes.Ints("perm", order));
    }
}

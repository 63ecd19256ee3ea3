using Mrq.Emulator.Context;
using Mrq.Emulator.Loops;

namespace Mrq.Emulator.Movement;

/// <summary>
/// SPACE_TO_BATCH_ND and its inverse: position p of a spatial axis is index p / block of batch group p mod block.
/// Source: TFLite <c>reference/space_to_batch_nd.h</c>, <c>reference/batch_to_space_nd.h</c>.
/// </summary>
internal static class SpaceBatchPlan
{
    public static MovementPlan ToBatch(KernelContext context)
    {
        var space = context.Dimensions(context.Input(0));
        var blocks = Blocks(context, space);
        var margins = context.Margins(2, blocks.Length);
        var sizes = blocks.Select((block, i) => (long)margins[i].Before + space[i + 1] + margins[i].After).ToList();
        context.Require(sizes.Zip(blocks).All(pair => pair.First % pair.Second == 0), "the padded image does not divide into blocks.");
        var batch = context.OutputDimensions([Batches(space[0], blocks), .. sizes.Zip(blocks, (size, block) => size / block), .. space[(blocks.Length + 1)..].Select(size => (long)size)]);
        return MovementPlan.Of(new ElementCopy(Axes(space, batch, blocks, margins)), fill: PadPlan.Fill(context));
    }

    public static MovementPlan ToSpace(KernelContext context)
    {
        var batch = context.Dimensions(context.Input(0));
        var blocks = Blocks(context, batch);
        var margins = context.Margins(2, blocks.Length);
        context.Require(batch[0] % Batches(1, blocks) == 0, $"{batch[0]} batches do not divide into blocks.");
        var sizes = blocks.Select((block, i) => ((long)batch[i + 1] * block) - margins[i].Before - margins[i].After);
        var space = context.OutputDimensions([batch[0] / Batches(1, blocks), .. sizes, .. batch[(blocks.Length + 1)..].Select(size => (long)size)]);
        return MovementPlan.Of(new ElementCopy(Axes(space, batch, blocks, margins).Select(axis => axis.Reversed())));
    }

    private static int[] Blocks(KernelContext context, int[] input)
    {
        context.Require(input.Length is 3 or 4, "the input must have three or four dimensions.");
        var blocks = context.Integers(1, input.Length - 2, allowInt64: false);
        context.Require(blocks.All(block => block is > 0 and <= short.MaxValue), "block sizes must be positive and not huge.");
        return [.. blocks.Select(block => (int)block)];
    }

    private static long Batches(int batches, int[] blocks) => blocks.Aggregate((long)batches, (product, block) => product * block);

    /// <summary>Loops over all axes; space is read, batches are written.</summary>
    private static List<MovementAxis> Axes(int[] space, int[] batch, int[] blocks, (int Before, int After)[] margins)
    {
        var from = ContextShapes.Strides(space);
        var to = ContextShapes.Strides(batch);
        var axes = new List<MovementAxis>();
        var group = space[0] * to[0];
        for (var axis = space.Length - 1; axis >= 0; axis--)
        {
            var (stride, step, count) = (to[axis], from[axis], space[axis]);
            if (axis == 0 || axis > blocks.Length)
            {
                axes.Add(new MovementAxis(count, step, stride));
                continue;
            }

            var (block, before, groupStep) = (blocks[axis - 1], margins[axis - 1].Before, group);
            axes.Add(MovementAxis.FromDestinations(count, step, i => ((i + before) / block * stride) + ((i + before) % block * groupStep)));
            group *= block;
        }

        axes.Reverse();
        return axes;
    }
}

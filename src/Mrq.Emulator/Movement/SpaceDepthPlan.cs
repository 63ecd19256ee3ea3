using Mrq.Core.Operators;
using Mrq.Emulator.Context;
using Mrq.Emulator.Loops;

namespace Mrq.Emulator.Movement;

/// <summary>SPACE_TO_DEPTH and its inverse: pixel (row, column) of a block is channel group row · block + column. Source: TFLite <c>reference/space_to_depth.h</c>, <c>depth_to_space.h</c>.</summary>
internal static class SpaceDepthPlan
{
    public static MovementPlan ToDepth(KernelContext context)
    {
        var (space, block) = (Image(context), ((SpaceToDepth)context.Operator).BlockSize);
        context.Require(block is > 0 and <= short.MaxValue && space[1] % block == 0 && space[2] % block == 0, $"{context.Input(0).Shape} does not divide into blocks of {block}.");
        context.OutputDimensions([space[0], space[1] / block, space[2] / block, (long)space[3] * block * block]);
        return MovementPlan.Of(new ElementCopy(Axes(space, block)));
    }

    public static MovementPlan ToSpace(KernelContext context)
    {
        var (depth, block) = (Image(context), ((DepthToSpace)context.Operator).BlockSize);
        context.Require(block is > 0 and <= short.MaxValue && depth[3] % (block * block) == 0, $"{context.Input(0).Shape} does not divide into blocks of {block}.");
        var space = context.OutputDimensions([depth[0], (long)depth[1] * block, (long)depth[2] * block, depth[3] / (block * block)]);
        return MovementPlan.Of(new ElementCopy(Axes(space, block).Select(axis => axis.Reversed())));
    }

    private static int[] Image(KernelContext context)
    {
        var image = context.Dimensions(context.Input(0));
        context.Require(image.Length == 4, "the input must have four dimensions.");
        return image;
    }

    /// <summary>Loops over batch, block row, row within it, block column, column within it and channel; space is read, depth is written.</summary>
    private static IEnumerable<MovementAxis> Axes(int[] space, int block)
    {
        var (height, width, channels) = (space[1] / block, space[2] / block, space[3]);
        var row = space[2] * channels;
        var pixel = block * block * channels;
        yield return new MovementAxis(space[0], space[1] * row, height * width * pixel);
        yield return new MovementAxis(height, block * row, width * pixel);
        yield return new MovementAxis(block, row, block * channels);
        yield return new MovementAxis(width, block * channels, pixel);
        yield return new MovementAxis(block, channels, channels);
        yield return new MovementAxis(channels, 1, 1);
    }
}

using Mrq.Core.Geometry;
using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Emulator.Context;

namespace Mrq.Emulator.Binarized;

/// <summary>Shapes of an LceBconv2d, checked against each other as Larq's kernels do.</summary>
/// <param name="Batches">Images.</param>
/// <param name="Words">Of a pixel of the input.</param>
/// <param name="Channels">Of the output.</param>
/// <param name="WordsOfGroup">Of a pixel that one output channel sees.</param>
/// <param name="SignsOfGroup">Its channels.</param>
/// <param name="Vertical">The windows' rows.</param>
/// <param name="Horizontal">The windows' columns.</param>
internal sealed record SignGeometry(int Batches, int Words, int Channels, int WordsOfGroup, int SignsOfGroup, Window Vertical, Window Horizontal)
{
    public int ChannelsOfGroup => Channels / (Words / WordsOfGroup);

    /// <summary>Signs that a window meets.</summary>
    public int Signs => Vertical.Kernel * Horizontal.Kernel * SignsOfGroup;

    public static SignGeometry Of(KernelContext context, LceBconv2d step)
    {
        context.Require(step.Inputs.Length == 5, "needs five inputs.");
        var (input, filter, output) = (context.Dimensions(context.Input(0)), context.Dimensions(context.Input(1)), context.Dimensions(context.Output()));
        context.Require(input.Length == 4 && filter.Length == 4 && output.Length == 4, "input, weights and output must have four dimensions.");
        context.Step.RequireValues(context.Input(0), context.Input(1), context.Output());
        context.Require(step.ChannelsIn > 0 && input[3] == SignWords.Of(step.ChannelsIn), $"channels_in is {step.ChannelsIn}, which does not fill the {input[3]} words of a pixel.");
        context.Require(step.PadValues is 0 or 1, $"pad_values is {step.PadValues}, and must be 0 or 1.");
        var groups = input[3] / filter[3];
        context.Require(
            input[3] % filter[3] == 0 && filter[0] % groups == 0 && (groups == 1 || (step.ChannelsIn % groups == 0 && step.ChannelsIn / groups % SignWords.Bits == 0)),
            $"weights of {filter[3]} words do not divide an input of {step.ChannelsIn} channels into groups.");
        var channels = context.Output().Type == ElementType.Int32 ? SignWords.Of(filter[0]) : filter[0];
        context.Require(output[0] == input[0] && output[3] == channels, $"the weights make {channels} channels or words, the output is {context.Output().Shape}.");
        var signs = step.ChannelsIn / groups;
        context.Require((long)filter[1] * filter[2] * signs <= int.MaxValue / 4, "a window has more signs than a sum holds.");
        return new SignGeometry(
            input[0],
            input[3],
            filter[0],
            filter[3],
            signs,
            Window.Create(context.Step, new WindowAxis(filter[1], step.StrideHeight, step.Padding, step.DilationHeightFactor), input[1], output[1]),
            Window.Create(context.Step, new WindowAxis(filter[2], step.StrideWidth, step.Padding, step.DilationWidthFactor), input[2], output[2]));
    }
}

using Mrq.Core.Graph;
using Mrq.Core.Operators;

namespace Mrq.Emulator.Reference;

/// <summary>Shapes of a convolution of an NHWC image, checked against each other.</summary>
internal sealed record ConvolutionGeometry
{
    public required int InputTensor { get; init; }

    public required int OutputTensor { get; init; }

    public required int Batches { get; init; }

    public required int InputChannels { get; init; }

    public required int OutputChannels { get; init; }

    /// <summary>Input channels that one output channel sees.</summary>
    public required int FilterChannels { get; init; }

    public required Window Vertical { get; init; }

    public required Window Horizontal { get; init; }

    public int OutputChannelsPerGroup => OutputChannels / (InputChannels / FilterChannels);

    /// <summary>Output channels for each input channel of a depthwise convolution.</summary>
    public int DepthMultiplier => OutputChannels / InputChannels;

    public static ConvolutionGeometry OfConv2D(KernelContext context, Conv2D conv)
    {
        var (input, filter, output) = Shapes(context);
        context.Require(filter[0] == output[3], $"the weights make {filter[0]} channels, the output has {output[3]}.");
        context.Require(
            input[3] % filter[3] == 0 && filter[0] % (input[3] / filter[3]) == 0,
            $"weights over {filter[3]} channels do not divide an input of {input[3]} channels into groups.");
        return new ConvolutionGeometry
        {
            InputTensor = context.InputIndex(0),
            OutputTensor = context.OutputIndex(),
            Batches = input[0],
            InputChannels = input[3],
            OutputChannels = output[3],
            FilterChannels = filter[3],
            Vertical = Window.Create(context, conv.Padding, input[1], filter[1], conv.StrideH, conv.DilationHFactor, output[1]),
            Horizontal = Window.Create(context, conv.Padding, input[2], filter[2], conv.StrideW, conv.DilationWFactor, output[2]),
        };
    }

    public static ConvolutionGeometry OfDepthwiseConv2D(KernelContext context, DepthwiseConv2D conv)
    {
        var (input, filter, output) = Shapes(context);
        context.Require(
            filter[0] == 1 && filter[3] == output[3] && output[3] % input[3] == 0,
            $"weights {filter} do not lead from {input[3]} to {output[3]} channels.");
        return new ConvolutionGeometry
        {
            InputTensor = context.InputIndex(0),
            OutputTensor = context.OutputIndex(),
            Batches = input[0],
            InputChannels = input[3],
            OutputChannels = output[3],
            FilterChannels = 1,
            Vertical = Window.Create(context, conv.Padding, input[1], filter[1], conv.StrideH, conv.DilationHFactor, output[1]),
            Horizontal = Window.Create(context, conv.Padding, input[2], filter[2], conv.StrideW, conv.DilationWFactor, output[2]),
        };
    }

    /// <summary>Index of the first channel of an input pixel.</summary>
    public int PixelOffset(int batch, int y, int x) => ((((batch * Vertical.Input) + y) * Horizontal.Input) + x) * InputChannels;

    private static (TensorShape Input, TensorShape Filter, TensorShape Output) Shapes(KernelContext context)
    {
        var (input, filter, output) = (context.Input(0).Shape, context.Input(1).Shape, context.Output().Shape);
        context.Require(input.Rank == 4 && filter.Rank == 4 && output.Rank == 4, "input, weights and output must have four dimensions.");
        context.Require(input[0] == output[0], "input and output differ in their batch.");
        context.RequireValues(context.Input(0), context.Input(1), context.Output());
        return (input, filter, output);
    }
}

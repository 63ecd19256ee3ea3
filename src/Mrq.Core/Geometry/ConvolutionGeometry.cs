using Mrq.Core.Graph;
using Mrq.Core.Operators;

namespace Mrq.Core.Geometry;

/// <summary>Shapes of a convolution of an NHWC image, checked against each other.</summary>
public sealed record ConvolutionGeometry
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

    /// <summary>Whether a window anywhere leaves the image, so that zeros stand for what is not there.</summary>
    public bool LeavesImage => Vertical.LeavesInput || Horizontal.LeavesInput;

    public int OutputChannelsPerGroup => OutputChannels / (InputChannels / FilterChannels);

    /// <summary>Output channels for each input channel of a depthwise convolution.</summary>
    public int DepthMultiplier => OutputChannels / InputChannels;

    /// <summary>Of a CONV_2D or DEPTHWISE_CONV_2D; null for other operators.</summary>
    /// <exception cref="Diagnostics.MrqException"><see cref="Diagnostics.MrqCodes.InvalidOperator"/> where shapes do not fit.</exception>
    public static ConvolutionGeometry? Of(GraphStep step) => step.Operator switch
    {
        Conv2D conv => OfConv2D(step, conv),
        DepthwiseConv2D conv => OfDepthwiseConv2D(step, conv),
        _ => null,
    };

    public static ConvolutionGeometry OfConv2D(GraphStep step, Conv2D conv)
    {
        var (input, filter, output) = Shapes(step);
        step.Require(filter[0] == output[3], $"the weights make {filter[0]} channels, the output has {output[3]}.");
        step.Require(
            input[3] % filter[3] == 0 && filter[0] % (input[3] / filter[3]) == 0,
            $"weights over {filter[3]} channels do not divide an input of {input[3]} channels into groups.");
        return Of(step, conv, filter[3]);
    }

    public static ConvolutionGeometry OfDepthwiseConv2D(GraphStep step, DepthwiseConv2D conv)
    {
        var (input, filter, output) = Shapes(step);
        step.Require(
            filter[0] == 1 && filter[3] == output[3] && output[3] % input[3] == 0,
            $"weights {filter} do not lead from {input[3]} to {output[3]} channels.");
        return Of(step, conv, filterChannels: 1);
    }

    /// <summary>Index of the first channel of an input pixel.</summary>
    public int PixelOffset(int batch, int y, int x) => ((((batch * Vertical.Input) + y) * Horizontal.Input) + x) * InputChannels;

    private static ConvolutionGeometry Of(GraphStep step, WindowedOperator conv, int filterChannels)
    {
        var (input, filter, output) = (step.Input(0).Shape, step.Input(1).Shape, step.Output().Shape);
        var (vertical, horizontal) = WindowAxes.Of(conv, filter[1], filter[2]);
        return new ConvolutionGeometry
        {
            InputTensor = conv.Inputs[0],
            OutputTensor = conv.Outputs[0],
            Batches = input[0],
            InputChannels = input[3],
            OutputChannels = output[3],
            FilterChannels = filterChannels,
            Vertical = Window.Create(step, vertical, input[1], output[1]),
            Horizontal = Window.Create(step, horizontal, input[2], output[2]),
        };
    }

    private static (TensorShape Input, TensorShape Filter, TensorShape Output) Shapes(GraphStep step)
    {
        var (input, filter, output) = (step.Input(0).Shape, step.Input(1).Shape, step.Output().Shape);
        step.Require(input.Rank == 4 && filter.Rank == 4 && output.Rank == 4, "input, weights and output must have four dimensions.");
        step.Require(input[0] == output[0], "input and output differ in their batch.");
        step.RequireValues(step.Input(0), step.Input(1), step.Output());
        return (input, filter, output);
    }
}

using Mrq.Core.Geometry;
using Mrq.Core.Graph;
using Mrq.Core.Operators;

namespace Mrq.Formats.Onnx;

/// <summary>CONV_2D and DEPTHWISE_CONV_2D as Conv or QLinearConv, TRANSPOSE_CONV as ConvTranspose.</summary>
internal static class ConvolutionLowerer
{
    public static void Convolution(LoweringContext context, GraphStep step)
    {
        var geometry = ConvolutionGeometry.Of(step)!;
        var conv = (WindowedOperator)step.Operator;
        var filter = step.Input(1).Shape;
        var isDepthwise = conv is DepthwiseConv2D;

        // [O, H, W, I] or [1, H, W, O] as [O, I, H, W].
        var weights = LinearWeights.Of(context, conv.Inputs[1], isDepthwise ? [3, 0, 1, 2] : [0, 3, 1, 2]);
        var input = context.Image(conv.Inputs[0]);
        var bias = LinearWeights.Bias(context, conv, input, weights);
        var output = context.Define(conv.Outputs[0], isChannelsFirst: true);
        AttributeProto[] attributes =
        [
            NodeAttributes.Ints("kernel_shape", filter[1], filter[2]),
            NodeAttributes.Ints("strides", conv.StrideH, conv.StrideW),
            NodeAttributes.Ints("dilations", geometry.Vertical.Dilation, geometry.Horizontal.Dilation),
            NodeAttributes.Ints("pads", geometry.Vertical.Before, geometry.Horizontal.Before, geometry.Vertical.After, geometry.Horizontal.After),
            NodeAttributes.Int("group", isDepthwise ? geometry.InputChannels : geometry.InputChannels / geometry.FilterChannels),
        ];
        Convolve(context, input, weights, bias, output, ActivationBounds.Of(conv), attributes);
    }

    /// <summary>A convolution of an image with its channels first.</summary>
    public static void Convolve(LoweringContext context, LoweredValue input, LoweredValue weights, LoweredValue? bias, LoweredValue output, (float Low, float High) limits, AttributeProto[] attributes)
    {
        // These operators take integers as their bias.
        if (context.IsQOperator(input) && output.IsQuantized && bias is not { Type: ElementType.Float32 })
        {
            RequireBytes(input, output);
            context.WithClip(output, limits, unclamped =>
            {
                var (inputGrid, weightGrid, outputGrid) = (context.Grid(input), context.Grid(weights), context.Grid(output));
                List<string> inputs = [input.Name, inputGrid.Scale, inputGrid.ZeroPoint, weights.Name, weightGrid.Scale, weightGrid.ZeroPoint, outputGrid.Scale, outputGrid.ZeroPoint];
                context.Nodes.Add("QLinearConv", bias is null ? inputs : [.. inputs, bias.Name], [unclamped.Name], attributes);
            });
            return;
        }

        context.Compute("Conv", bias is null ? [input, weights] : [input, weights, bias], [], output, limits, attributes);
    }

    public static void Transposed(LoweringContext context, GraphStep step)
    {
        var conv = (TransposeConv)step.Operator;
        var (shape, filter, result) = (step.Input(2).Shape, step.Input(1).Shape, step.Output().Shape);
        UnwritableException.Require(shape.Rank == 4 && filter.Rank == 4 && result.Rank == 4, "a transposed convolution of no image");
        var (vertical, horizontal) = WindowAxes.Of(conv, filter[1], filter[2]);
        var (rows, columns) = (Window.OfTransposed(step, vertical, result[1], shape[1]), Window.OfTransposed(step, horizontal, result[2], shape[2]));

        // [O, H, W, I] as [I, O, H, W].
        var weights = LinearWeights.Of(context, conv.Inputs[1], [3, 0, 1, 2]);
        var input = context.Image(conv.Inputs[2]);
        UnwritableException.Require(!context.IsQOperator(input), "a transposed convolution has no QOperator");
        var bias = LinearWeights.Bias(context, conv, input, weights);
        var output = context.Define(conv.Outputs[0], isChannelsFirst: true);
        var (below, right) = (Behind(rows), Behind(columns));
        context.Compute(
            "ConvTranspose",
            bias is null ? [input, weights] : [input, weights, bias],
            [],
            output,
            ActivationBounds.Of(conv),
            NodeAttributes.Ints("kernel_shape", filter[1], filter[2]),
            NodeAttributes.Ints("strides", conv.StrideH, conv.StrideW),
            NodeAttributes.Ints("pads", rows.Before, columns.Before, below.Cut, right.Cut),
            NodeAttributes.Ints("output_padding", below.Added, right.Added));
    }

    /// <summary>What is cut off behind the sum of all windows, or added to it, so that the output has its size.</summary>
    private static (int Cut, int Added) Behind(Window window)
    {
        // Of a transposed convolution Input is the output's size, and Output the input's.
        var whole = ((window.Output - 1L) * window.Stride) + window.Kernel - window.Before - window.Input;
        UnwritableException.Require(whole > -window.Stride, "the output of a transposed convolution is larger than its windows reach");
        return whole >= 0 ? ((int)whole, 0) : (0, (int)-whole);
    }

    public static void RequireBytes(params ReadOnlySpan<LoweredValue> values)
    {
        foreach (var value in values)
        {
            UnwritableException.Require(value.Type == values[0].Type && value.Type.BitWidth() == 8, "QOperators take activations of one type of 8 bits");
        }
    }
}

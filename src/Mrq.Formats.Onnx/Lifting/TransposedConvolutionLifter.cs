using System.Collections.Immutable;
using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Formats.Onnx.Constants;

namespace Mrq.Formats.Onnx;

/// <summary>ConvTranspose of one group: TRANSPOSE_CONV, whose weights are [outputs, rows, columns, inputs].</summary>
internal static class TransposedConvolutionLifter
{
    private const int Largest = 1 << 16;

    public static void ConvTranspose(LiftingContext context, OnnxNode node)
    {
        var input = context.Operand(node, 0) ?? throw new UnmappedException("a convolution of real numbers, not of dequantized ones");
        var weights = WeightReader.Weights(context, node, 1, channelAxis: 1);
        LiftingContext.Require(input.Shape.Rank == 4 && weights.Shape.Rank == 4, "a transposed convolution of no image");
        LiftingContext.Require(node.Int("group", 1) == 1 && weights.Shape[0] == input.Shape[1], "a transposed convolution in groups");
        LiftingContext.Require(input.Parameters is { IsPerTensor: true }, "channels of an activation have scales of their own");
        var (strides, dilations) = (node.Ints("strides") ?? [1, 1], node.Ints("dilations") ?? [1, 1]);
        LiftingContext.Require(strides.Length == 2 && dilations.Length == 2 && strides.Concat(dilations).All(size => size is > 0 and < Largest), "strides or dilations are out of range");
        var kernel = Dilated(weights, dilations);
        var (pads, size) = Pads(node, input.Shape, kernel.Shape, strides);
        var shape = new TensorShape(input.Shape[0], weights.Shape[1], size.Height, size.Width);
        var bias = WeightReader.Bias(context, node, 2, WeightReader.Products(input, weights), weights.Shape[1], out _);
        var group = context.GroupOf(node, shape) ?? throw new UnmappedException("a transposed convolution whose result stays real");
        LiftingContext.Require(group.Output.Parameters is { IsPerTensor: true }, "channels of an activation have scales of their own");
        var image = context.Builder.Image(input);
        var parameters = weights.Parameters!;
        var constant = context.Builder.AddConstant(weights.Name, kernel.Transposed([1, 2, 3, 0]), parameters.IsPerTensor ? parameters : new QuantizationParameters(parameters.Scales, parameters.ZeroPoints, 0), dilations is [1, 1] ? new ConstantSite(weights.Shape, [3, 0, 1, 2]) : null);
        var extent = context.Builder.AddIntegers($"{group.Output.Name}_shape", shape[0], shape[2], shape[3], shape[1]);
        ImmutableArray<int> inputs = bias is { } given ? [extent, constant, image, given] : [extent, constant, image];
        context.EmitActivated(group, isImage: true, OnnxComputation.Unfused, (activation, output) => new TransposeConv
        {
            Inputs = inputs,
            Outputs = [output],
            FusedActivationFunction = activation,
            StrideH = strides[0],
            StrideW = strides[1],
            Padding = Padding.Valid,
            Pads = pads,
        });
        context.Close(group);
    }

    /// <summary>Weights with their zero point between the taps: TRANSPOSE_CONV has no dilation of its own.</summary>
    private static OnnxArray Dilated(Value weights, int[] dilations)
    {
        var (constant, shape) = (weights.Constant!, weights.Shape);
        if (dilations is [1, 1])
        {
            return constant;
        }

        var (height, width) = (checked(((shape[2] - 1) * dilations[0]) + 1), checked(((shape[3] - 1) * dilations[1]) + 1));
        LiftingContext.Require((long)shape[0] * shape[1] * height * width <= 1 << 26, "the dilated window is too large");
        var (values, dilated) = (constant.Integers()!, new int[shape[0] * shape[1] * height * width]);
        for (var filter = 0; filter < shape[0] * shape[1]; filter++)
        {
            var channel = weights.Parameters!.IsPerTensor ? 0 : filter % shape[1];
            dilated.AsSpan(filter * height * width, height * width).Fill((int)weights.Parameters.ZeroPoints[channel]);
            for (var tap = 0; tap < shape[2] * shape[3]; tap++)
            {
                dilated[(((filter * height) + (tap / shape[3] * dilations[0])) * width) + (tap % shape[3] * dilations[1])] = (int)values[(filter * shape[2] * shape[3]) + tap];
            }
        }

        return OnnxArray.Of(constant.Type, new TensorShape(shape[0], shape[1], height, width), dilated);
    }

    private static (Margins Pads, (int Height, int Width) Size) Pads(OnnxNode node, TensorShape input, TensorShape kernel, int[] strides)
    {
        var outputPadding = node.Ints("output_padding") ?? [0, 0];
        var pads = node.Ints("pads") ?? [0, 0, 0, 0];
        LiftingContext.Require(outputPadding.Length == 2 && pads.Length == 4 && outputPadding.Concat(pads).All(pad => pad is >= 0 and < Largest), "pads are out of range");
        var sizes = new int[2];
        for (var axis = 0; axis < 2; axis++)
        {
            var whole = ((input[axis + 2] - 1L) * strides[axis]) + kernel[axis + 2] + outputPadding[axis];
            if (node.Ints("output_shape") is { } given)
            {
                LiftingContext.Require(given.Length >= 2 && given[^(2 - axis)] > 0, "output_shape does not fit the axes");
                var total = Math.Max(0, whole - given[^(2 - axis)]);
                var isUpper = node.Text("auto_pad", "NOTSET") == "SAME_UPPER";
                (pads[axis], pads[axis + 2]) = isUpper ? ((int)(total / 2), (int)(total - (total / 2))) : ((int)(total - (total / 2)), (int)(total / 2));
                sizes[axis] = given[^(2 - axis)];
                continue;
            }

            var automatic = node.Text("auto_pad", "NOTSET");
            if (automatic is "SAME_UPPER" or "SAME_LOWER")
            {
                var total = Math.Max(0, whole - ((long)input[axis + 2] * strides[axis]));
                (pads[axis], pads[axis + 2]) = automatic == "SAME_UPPER" ? ((int)(total / 2), (int)(total - (total / 2))) : ((int)(total - (total / 2)), (int)(total / 2));
            }

            sizes[axis] = (int)Math.Clamp(whole - pads[axis] - pads[axis + 2], 0, int.MaxValue);
        }

        LiftingContext.Require(sizes[0] > 0 && sizes[1] > 0, "the output has no pixel");
        return (new Margins(pads[0], pads[1], pads[2], pads[3]), (sizes[0], sizes[1]));
    }
}

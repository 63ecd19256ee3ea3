using System.Collections.Immutable;
using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Formats.Onnx.Constants;

namespace Mrq.Formats.Onnx;

/// <summary>Conv and QLinearConv: CONV_2D and DEPTHWISE_CONV_2D on images with their channels last.</summary>
internal static class ConvolutionLifter
{
    public static void Conv(LiftingContext context, OnnxNode node)
    {
        if (!WeightReader.IsQuantized(context, node, 0, 1))
        {
            Real(context, node);
            return;
        }

        var input = context.Operand(node, 0)!;
        var weights = WeightReader.Weights(context, node, 1, channelAxis: 0);
        var windows = Windows.Of(node, input.Shape, weights.Shape);
        RequirePerTensor(input);
        var scales = WeightReader.Products(input, weights);
        var bias = WeightReader.Bias(context, node, 2, scales, weights.Shape[0], out var isProduct);
        var shape = windows.Output(input.Shape[0], weights.Shape[0]);
        var image = context.Builder.Image(input);
        ImmutableArray<int> inputs = bias is { } given ? [image, Weights(context, node, input, weights), given] : [image, Weights(context, node, input, weights)];
        if (context.GroupOf(node, shape) is not { } group)
        {
            var real = new Value { Name = node.Output(), Type = ElementType.Float32, Shape = shape };
            context.Builder.Emit(Operator(node, input, weights, windows, ActivationFunctionType.None, inputs, context.Builder.NewImage(real)), OnnxComputation.Unfused);
            context.Define(node.Output(), real);
            return;
        }

        RequirePerTensor(group.Output);
        var computation = isProduct && !IsSmall(context, node) && group.CoversLimits ? Int8Rule.OfProduct(context, input, group.Output) : OnnxComputation.Unfused;
        if (computation != OnnxComputation.Unfused)
        {
            WeightReader.TakeProductScale(context, bias, scales);
        }

        context.EmitActivated(group, isImage: true, computation, (activation, output) => Operator(node, input, weights, windows, activation, inputs, output));
        context.Close(group);
    }

    /// <summary>x, scale, zero point, w, scale, zero point, y scale, y zero point, bias. ONNX Runtime's own variant has its images as we have ours.</summary>
    public static void QLinearConv(LiftingContext context, OnnxNode node)
    {
        LiftingContext.Require(node.Int("channels_last", 0) == 0, "a file that ONNX Runtime optimized has channels last");
        var input = context.Operand(node, 0, 1, 2);
        var weights = WeightReader.Checked(context.Operand(node, 3, 4, 5, axis: 0), channelAxis: 0);
        var windows = Windows.Of(node, input.Shape, weights.Shape);
        RequirePerTensor(input);
        var bias = WeightReader.Bias(context, node, 8, WeightReader.Products(input, weights), weights.Shape[0]);
        var output = context.Result(node, 6, 7, windows.Output(input.Shape[0], weights.Shape[0]));
        RequirePerTensor(output);
        var image = context.Builder.Image(input);
        ImmutableArray<int> inputs = bias is { } given ? [image, Weights(context, node, input, weights), given] : [image, Weights(context, node, input, weights)];
        context.Builder.Emit(Operator(node, input, weights, windows, Saturation(output), inputs, context.Builder.NewImage(output)));
        context.Define(node.Output(), output);
    }

    /// <summary>What the type's ends say of the output.</summary>
    public static ActivationFunctionType Saturation(Value output) => new Group(output, (float.NegativeInfinity, float.PositiveInfinity), []).Activation ?? ActivationFunctionType.None;

    /// <summary>A convolution of real numbers stays one.</summary>
    private static void Real(LiftingContext context, OnnxNode node)
    {
        var input = context.Input(node, 0);
        LiftingContext.Require(input.Type == ElementType.Float32, $"a convolution of {input.Type.FieldName()}");
        var weights = WeightReader.Real(context, node, 1);
        var windows = Windows.Of(node, input.Shape, weights.Shape);
        var square = Square(node, input, weights);
        var image = context.Builder.Image(input);
        var constant = context.Builder.AddConstant(node.Inputs[1], square.Transposed([0, 2, 3, 1]));
        ImmutableArray<int> inputs = node.HasInput(2) ? [image, constant, context.Builder.AddConstant(node.Inputs[2], WeightReader.Real(context, node, 2))] : [image, constant];
        var real = new Value { Name = node.Output(), Type = ElementType.Float32, Shape = windows.Output(input.Shape[0], weights.Shape[0]) };
        context.Builder.Emit(Dense(windows, ActivationFunctionType.None, inputs, context.Builder.NewImage(real)), OnnxComputation.Unfused);
        context.Define(node.Output(), real);
    }

    private static void RequirePerTensor(Value activation) =>
        LiftingContext.Require(activation.Parameters is { IsPerTensor: true }, "channels of an activation have scales of their own");

    /// <summary>Weights of 4 bits are widened here, but ONNX Runtime computes their layers in float32.</summary>
    private static bool IsSmall(LiftingContext context, OnnxNode node) => context.Input(node, 1).Integers?.Type.BitWidth() < 8;

    private static bool IsDepthwise(OnnxNode node, Value input) => node.Int("group", 1) is var group && group > 1 && group == input.Shape[1];

    private static Operator Operator(OnnxNode node, Value input, Value weights, Windows windows, ActivationFunctionType activation, ImmutableArray<int> inputs, int output) => IsDepthwise(node, input)
        ? new DepthwiseConv2D
        {
            Inputs = inputs,
            Outputs = [output],
            FusedActivationFunction = activation,
            DepthMultiplier = weights.Shape[0] / input.Shape[1],
            DilationHFactor = windows.Vertical.Dilation,
            DilationWFactor = windows.Horizontal.Dilation,
            StrideH = windows.Vertical.Stride,
            StrideW = windows.Horizontal.Stride,
            Padding = windows.Padding,
            Pads = windows.Pads,
        }
        : Dense(windows, activation, inputs, output);

    private static Conv2D Dense(Windows windows, ActivationFunctionType activation, ImmutableArray<int> inputs, int output) => new()
    {
        Inputs = inputs,
        Outputs = [output],
        FusedActivationFunction = activation,
        DilationHFactor = windows.Vertical.Dilation,
        DilationWFactor = windows.Horizontal.Dilation,
        StrideH = windows.Vertical.Stride,
        StrideW = windows.Horizontal.Stride,
        Padding = windows.Padding,
        Pads = windows.Pads,
    };

    /// <summary>[M, C/g, kh, kw]; a convolution over one dimension has windows of one row.</summary>
    private static OnnxArray Square(OnnxNode node, Value input, OnnxArray weights)
    {
        var (shape, group) = (weights.Shape, node.Int("group", 1));
        LiftingContext.Require(group > 0 && shape[1] > 0 && shape[1] * group == input.Shape[1] && shape[0] % group == 0, $"weights {shape} in {group} groups do not fit an input of {input.Shape[1]} channels");
        return shape.Rank == 4 ? weights : weights.Reshaped(new TensorShape(shape[0], shape[1], 1, shape[2]));
    }

    /// <summary>[M, C/g, kh, kw] as OHWI, or as [1, H, W, M] where each channel has filters of its own.</summary>
    private static int Weights(LiftingContext context, OnnxNode node, Value input, Value weights)
    {
        var shape = weights.Shape;
        var square = Square(node, input, weights.Constant!.Reshaped(shape));
        var isDepthwise = IsDepthwise(node, input);
        var parameters = weights.Parameters!;
        return context.Builder.AddConstant(
            weights.Name,
            square.Transposed(isDepthwise ? [1, 2, 3, 0] : [0, 2, 3, 1]),
            parameters.IsPerTensor ? parameters : new QuantizationParameters(parameters.Scales, parameters.ZeroPoints, isDepthwise ? 3 : 0),
            new ConstantSite(shape, isDepthwise ? [3, 0, 1, 2] : [0, 3, 1, 2]));
    }
}

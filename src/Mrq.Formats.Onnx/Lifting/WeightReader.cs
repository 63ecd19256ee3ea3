using System.Collections.Immutable;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Formats.Onnx.Constants;

namespace Mrq.Formats.Onnx;

/// <summary>Weights and biases of linear layers.</summary>
internal static class WeightReader
{
    /// <summary>Integer weights with their meaning. Float weights have no grid of their own; they get one, symmetric and per output channel.</summary>
    public static Value Weights(LiftingContext context, OnnxNode node, int slot, int channelAxis)
    {
        var given = context.Input(node, slot);
        var weights = given.Integers is { Constant: not null } integers && given.Function is null ? integers
            : given is { Integers: null, Constant: { } constant, Type: ElementType.Float32 } ? Quantized(given, constant, channelAxis)
            : throw new UnmappedException("the weights are computed");
        return Checked(weights, channelAxis);
    }

    /// <summary>Whether a layer can be a quantized one: its input is dequantized, and its weights are integers of at most 8 bits, int16 between int16 activations, or float.</summary>
    public static bool IsQuantized(LiftingContext context, OnnxNode node, int input, int weights) =>
        context.Operand(node, input) is { Parameters.IsPerTensor: true } && (context.Input(node, weights) is not { Integers: { } integers } || integers.Type.BitWidth() <= 8 || (integers.Type == ElementType.Int16 && context.Operand(node, input)!.Type == ElementType.Int16 && context.GroupOf(node, default) is { Output.Type: ElementType.Int16 }));

    /// <summary>A constant as real numbers.</summary>
    public static OnnxArray Real(LiftingContext context, OnnxNode node, int slot)
    {
        var value = context.Input(node, slot);
        var constant = value.Constant ?? throw new UnmappedException("weights or bias are computed");
        if (value.Integers is not { Parameters: { } parameters })
        {
            return value.Type == ElementType.Float32 ? constant : throw new UnmappedException($"weights or bias are {value.Type.FieldName()}");
        }

        var integers = constant.Integers() ?? throw new UnmappedException($"weights or bias are {constant.Type.FieldName()}");
        var run = parameters.IsPerTensor ? 1 : value.Shape.Dimensions.AsSpan()[(parameters.Axis + 1)..].ToArray().Aggregate(1, (product, dimension) => product * dimension);
        var real = new float[integers.Length];
        for (var i = 0; i < real.Length; i++)
        {
            var channel = parameters.IsPerTensor ? 0 : i / run % parameters.Scales.Length;
            real[i] = (float)(integers[i] - parameters.ZeroPoints[channel]) * parameters.Scales[channel];
        }

        return OnnxArray.Of(constant.Shape, real);
    }

    /// <summary>What both forms of operators ask of weights.</summary>
    public static Value Checked(Value weights, int channelAxis)
    {
        LiftingContext.Require(weights.Constant is not null, "the weights are computed");
        LiftingContext.Require(weights.Type is ElementType.UInt8 or ElementType.Int8 or ElementType.Int16 or ElementType.Int4 or ElementType.UInt4, $"the weights are {weights.Type.FieldName()}");
        LiftingContext.Require(weights.Parameters is { IsPerTensor: true } || weights.Parameters!.Axis == channelAxis, "scales of weights count another axis than output channels");
        return weights.Type.BitWidth() >= 8 ? weights : new Value
        {
            Name = weights.Name,
            Type = weights.Type == ElementType.Int4 ? ElementType.Int8 : ElementType.UInt8,
            Shape = weights.Shape,
            Parameters = weights.Parameters,
            Constant = weights.Constant!.Widened(),
        };
    }

    /// <summary>
    /// A bias. ONNX Runtime's quantized operators take integers as they are, whatever their scale; of a convolution it has to be nearly the accumulator's, or the layer stays in
    /// float32. Float biases are rounded to the accumulator's scale.
    /// </summary>
    /// <param name="context">The lifting.</param>
    /// <param name="node">The layer.</param>
    /// <param name="slot">Where its bias stands.</param>
    /// <param name="scales">Input scale times weight scale, in float32.</param>
    /// <param name="channels">Output channels.</param>
    /// <param name="isProduct">Whether the bias has nearly the accumulator's scale.</param>
    /// <returns>A tensor at the scale that the file gives it, which <see cref="TakeProductScale"/> changes where a quantized operator reads it.</returns>
    public static int? Bias(LiftingContext context, OnnxNode node, int slot, ImmutableArray<float> scales, int channels, out bool isProduct)
    {
        isProduct = true;
        if (!node.HasInput(slot))
        {
            return null;
        }

        var given = context.Input(node, slot);
        LiftingContext.Require(given.Constant is not null, "the bias is computed");
        if (given.Integers is null)
        {
            LiftingContext.Require(given.Type == ElementType.Float32, $"the bias is {given.Type.FieldName()}");
            var real = Spread(given.Constant.Singles()!, channels);
            var rounded = new int[channels];
            for (var i = 0; i < rounded.Length; i++)
            {
                rounded[i] = FloatingPoint.RoundAndClamp(real[i] / scales[scales.Length == 1 ? 0 : i], Rounding.HalfToEven);
            }

            return Add(context, given.Name, rounded, scales);
        }

        var parameters = given.Integers.Parameters!;
        LiftingContext.Require(given.Integers.Type == ElementType.Int32, $"the bias is {given.Integers.Type.FieldName()}");
        LiftingContext.Require(parameters.ZeroPoints.All(zeroPoint => zeroPoint == 0), "the bias has a zero point");
        for (var i = 0; i < channels && isProduct; i++)
        {
            var (scale, product) = (parameters.ScaleOf(parameters.IsPerTensor ? 0 : i), scales[scales.Length == 1 ? 0 : i]);
            isProduct = Math.Abs((double)scale - product) <= 1e-6 + (0.01 * Math.Abs((double)product));
        }

        var values = Spread(Array.ConvertAll(given.Constant.Integers()!, value => (int)value), channels);
        return Add(context, given.Integers.Name, values, parameters.Scales);
    }

    /// <summary>Gives a bias the accumulator's scale, which a quantized operator takes it at.</summary>
    public static void TakeProductScale(LiftingContext context, int? bias, ImmutableArray<float> scales)
    {
        if (bias is { } tensor)
        {
            context.Builder.SetQuantization(tensor, AtScales(scales));
        }
    }

    /// <summary>A QOperator's bias: integers alone.</summary>
    public static int? Bias(LiftingContext context, OnnxNode node, int slot, ImmutableArray<float> scales, int channels)
    {
        if (!node.HasInput(slot))
        {
            return null;
        }

        var given = context.Input(node, slot);
        LiftingContext.Require(given is { Constant: not null, Type: ElementType.Int32 }, "the bias is no constant of INT32");
        return Add(context, given.Name, Spread(Array.ConvertAll(given.Constant.Integers()!, value => (int)value), channels), scales);
    }

    /// <summary>f32(input scale · weight scale), one or for each channel.</summary>
    public static ImmutableArray<float> Products(Value input, Value weights) => [.. weights.Parameters!.Scales.Select(scale => input.Parameters!.Scale * scale)];

    private static T[] Spread<T>(T[] values, int channels) => values.Length == channels ? values
        : values.Length == 1 ? [.. Enumerable.Repeat(values[0], channels)]
        : throw new UnmappedException($"the bias has {values.Length} values for {channels} output channels");

    private static int Add(LiftingContext context, string name, int[] values, ImmutableArray<float> scales) => context.Builder.AddConstant(
        name,
        OnnxArray.Of(new TensorShape(values.Length), values),
        AtScales(scales));

    private static QuantizationParameters AtScales(ImmutableArray<float> scales) => new(scales, [.. scales.Select(_ => 0L)], 0);

    private static Value Quantized(Value given, OnnxArray constant, int channelAxis)
    {
        var values = constant.Singles()!;
        var channels = given.Shape[channelAxis];
        var run = given.Shape.Dimensions.AsSpan()[(channelAxis + 1)..].ToArray().Aggregate(1, (product, dimension) => product * dimension);
        var largest = new float[channels];
        for (var i = 0; i < values.Length; i++)
        {
            LiftingContext.Require(float.IsFinite(values[i]), "a float weight is no number");
            ref var bound = ref largest[i / run % channels];
            bound = Math.Max(bound, Math.Abs(values[i]));
        }

        var scales = Array.ConvertAll(largest, bound => bound > 0 ? bound / sbyte.MaxValue : 1);
        var integers = new int[values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            integers[i] = Math.Clamp(FloatingPoint.RoundAndClamp(values[i] / scales[i / run % channels], Rounding.HalfToEven), -sbyte.MaxValue, sbyte.MaxValue);
        }

        return new Value
        {
            Name = given.Name,
            Type = ElementType.Int8,
            Shape = given.Shape,
            Parameters = channels == 1 ? new QuantizationParameters(scales[0]) : new QuantizationParameters([.. scales], [.. scales.Select(_ => 0L)], channelAxis),
            Constant = OnnxArray.Of(ElementType.Int8, given.Shape, integers),
        };
    }
}

using System.Collections.Immutable;
using Mrq.Core.Graph;
using Mrq.Formats.Onnx.Constants;

namespace Mrq.Formats.Onnx;

/// <summary>Constants of linear layers as nodes want them.</summary>
internal static class LinearWeights
{
    /// <param name="context">The lowering.</param>
    /// <param name="tensor">The weights.</param>
    /// <param name="order">The file's axis i is axis order[i] of the graph's weights.</param>
    public static LoweredValue Of(LoweringContext context, int tensor, int[] order)
    {
        UnwritableException.Require(context.Graph.Tensors[tensor].IsConstant, "the weights are computed");
        var array = context.ArrayOf(tensor).Transposed(order);
        return Of(context, tensor, array, axis => Array.IndexOf(order, axis));
    }

    public static LoweredValue Of(LoweringContext context, int tensor, OnnxArray array, Func<int, int> axis)
    {
        var parameters = context.Graph.Tensors[tensor].Quantization;
        return context.NewConstant(tensor, array, parameters is { IsPerTensor: false } ? new QuantizationParameters(parameters.Scales, parameters.ZeroPoints, axis(parameters.Axis)) : parameters);
    }

    /// <summary>The bias: integers of 32 bits at exactly the product of the scales, or real numbers.</summary>
    public static LoweredValue? Bias(LoweringContext context, Operator step, LoweredValue input, LoweredValue weights)
    {
        if (step.InputOf(InputRole.Bias) is not { } tensor)
        {
            return null;
        }

        UnwritableException.Require(context.Graph.Tensors[tensor].IsConstant, "the bias is computed");
        var array = context.ArrayOf(tensor);
        if (array.Type == ElementType.Float32)
        {
            return context.NewConstant(tensor, array, parameters: null);
        }

        UnwritableException.Require(input.IsQuantized && weights.IsQuantized, "a bias of integers on real numbers");
        var values = array.Integers() ?? throw new UnwritableException($"a bias of {array.Type.FieldName()}");
        UnwritableException.Require(Array.TrueForAll(values, value => value is >= int.MinValue and <= int.MaxValue), "the bias does not fit 32 bits");
        ImmutableArray<float> scales = [.. weights.Parameters!.Scales.Select(scale => input.Parameters!.Scale * scale)];
        return context.NewConstant(tensor, OnnxArray.Of(new TensorShape(values.Length), Array.ConvertAll(values, value => (int)value)), new QuantizationParameters(scales, [.. scales.Select(_ => 0L)], 0));
    }
}

using Mrq.Core.Graph;
using Mrq.Formats.Onnx.Constants;

namespace Mrq.Formats.Onnx;

/// <summary>Integers of real constants: q = clamp(RNE(real / scale) + zero point), as ONNX's QuantizeLinear, AIMET and TensorRT round.</summary>
internal static class ConstantIntegers
{
    /// <summary>Null where a value or a scale is no finite number, or a scale not above 0.</summary>
    public static int[]? Of(TensorShape shape, ReadOnlySpan<float> reals, OnnxEncoding encoding)
    {
        if (encoding.Scales.Any(scale => !(scale > 0 && float.IsFinite(scale))))
        {
            return null;
        }

        var run = encoding.Scales.Length == 1 ? 1 : shape.Dimensions.AsSpan()[(encoding.Axis!.Value + 1)..].ToArray().Aggregate(1, (product, dimension) => product * dimension);
        var integers = new int[reals.Length];
        for (var i = 0; i < integers.Length; i++)
        {
            var channel = encoding.Scales.Length == 1 ? 0 : i / run % encoding.Scales.Length;
            if (!float.IsFinite(reals[i]))
            {
                return null;
            }

            // A float32 division rounds biases beyond 2^22 to a neighbour; of fewer bits both divisions give the same integer but for ties.
            var ratio = encoding.Type == ElementType.Int32 ? reals[i] / (double)encoding.Scales[channel] : reals[i] / encoding.Scales[channel];
            integers[i] = (int)Math.Clamp(Math.Round(ratio, MidpointRounding.ToEven) + encoding.ZeroPoints[channel], encoding.Minimum, encoding.Maximum);
        }

        return integers;
    }
}

/// <summary>Encodings of weights that a consumer finds itself.</summary>
internal static class MeasuredWeights
{
    /// <summary>Symmetric int8 of each channel: the largest magnitude by 127, as TensorRT does; a channel without any weight has scale 1.</summary>
    public static OnnxEncoding? Of(OnnxArray constant, int axis)
    {
        var (values, channels) = (constant.Singles()!, constant.Shape[axis]);
        var run = constant.Shape.Dimensions.AsSpan()[(axis + 1)..].ToArray().Aggregate(1, (product, dimension) => product * dimension);
        var largest = new float[channels];
        for (var i = 0; i < values.Length; i++)
        {
            ref var bound = ref largest[i / run % channels];
            bound = Math.Max(bound, Math.Abs(values[i]));
        }

        return new OnnxEncoding(ElementType.Int8)
        {
            Minimum = -sbyte.MaxValue,
            Maximum = sbyte.MaxValue,
            Scales = [.. largest.Select(bound => bound > 0 ? bound / sbyte.MaxValue : 1)],
            ZeroPoints = [.. largest.Select(_ => 0L)],
            Axis = axis,
        };
    }
}

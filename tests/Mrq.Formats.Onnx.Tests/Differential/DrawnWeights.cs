using Mrq.Core.Graph;
using Mrq.Formats.Onnx.Constants;

namespace Mrq.Formats.Onnx.Tests.Differential;

/// <summary>Weights and a bias that a model is drawn with.</summary>
/// <param name="Name">The integers.</param>
/// <param name="Type">Their type.</param>
/// <param name="Scales">One, or one for each output channel.</param>
/// <param name="ScaleName">The constant.</param>
/// <param name="ZeroPointName">The constant.</param>
/// <param name="Axis">The output channels'.</param>
internal sealed record DrawnWeights(string Name, ElementType Type, float[] Scales, string ScaleName, string ZeroPointName, int Axis)
{
    public static DrawnWeights Create(ModelDraft draft, ElementType activation, int[] shape, int axis)
    {
        var type = activation is ElementType.Int8 or ElementType.Int16 || draft.Draw(2) == 0 ? ElementType.Int8 : ElementType.UInt8;
        var isPerChannel = draft.Draw(2) == 0;
        var channels = shape[axis];
        float[] scales = [.. Enumerable.Range(0, isPerChannel ? channels : 1).Select(_ => draft.Near(0.01))];
        var isSymmetric = type == ElementType.Int8 && draft.Draw(3) > 0;
        int[] zeroPoints = [.. scales.Select(_ => isSymmetric ? 0 : type == ElementType.Int8 ? draft.Random.Next(-20, 21) : draft.Random.Next(100, 150))];
        var (low, high) = draft.HasReducedWeights ? (type == ElementType.Int8 ? (-64, 64) : (0, 127)) : type.IntegerRange();
        int[] values = [.. Enumerable.Range(0, shape.Aggregate(1, (product, dimension) => product * dimension)).Select(_ => draft.Random.Next(low, high + 1))];
        return new DrawnWeights(
            draft.Constant(OnnxArray.Of(type, new TensorShape(shape), values)),
            type,
            scales,
            isPerChannel ? draft.Numbers(scales) : draft.Number(scales[0]),
            isPerChannel ? draft.Constant(OnnxArray.Of(type, new TensorShape(channels), zeroPoints)) : draft.Integer(type, zeroPoints[0]),
            axis);
    }

    public float ScaleOf(int channel) => Scales[Scales.Length == 1 ? 0 : channel];

    /// <summary>The real weights.</summary>
    public string Real(ModelDraft draft) => draft.Node("DequantizeLinear", [Name, ScaleName, ZeroPointName], Scales.Length == 1 ? [] : [("axis", Axis)]);

    /// <summary>Integers of a bias at the accumulator's scale.</summary>
    public static string Bias(ModelDraft draft, int channels) => draft.Constant(OnnxArray.Of(new TensorShape(channels), Integers(draft, channels)));

    /// <summary>A real bias: dequantized at the accumulator's scale or at another one, or real numbers.</summary>
    public string RealBias(ModelDraft draft, int channels, float inputScale, bool allowsOthers)
    {
        float[] products = [.. Scales.Select(scale => inputScale * scale)];
        var kind = allowsOthers ? draft.Draw(6) : 0;
        if (kind == 1)
        {
            return draft.Numbers([.. Integers(draft, channels).Select((value, channel) => value * inputScale * ScaleOf(channel) * 1.01f)]);
        }

        if (kind == 2)
        {
            products = [.. products.Select(product => product * draft.Pick(1.001f, 2f))];
        }

        var values = draft.Constant(OnnxArray.Of(new TensorShape(channels), Integers(draft, channels)));
        return products.Length == 1
            ? draft.Node("DequantizeLinear", [values, draft.Number(products[0]), draft.Integer(ElementType.Int32, 0)])
            : draft.Node("DequantizeLinear", [values, draft.Numbers(products), draft.Constant(OnnxArray.Of(new TensorShape(channels), new int[channels]))], ("axis", 0));
    }

    private static int[] Integers(ModelDraft draft, int channels) => [.. Enumerable.Range(0, channels).Select(_ => draft.Random.Next(-9000, 9001))];
}

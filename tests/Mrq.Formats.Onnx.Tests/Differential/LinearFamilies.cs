using Mrq.Core.Graph;

namespace Mrq.Formats.Onnx.Tests.Differential;

/// <summary>Convolutions and matrix products.</summary>
internal static class LinearFamilies
{
    public static Activation Conv(ModelDraft draft, Activation input)
    {
        var (channels, height, width) = (input.Shape[1], input.Shape[2], input.Shape[3]);
        var kernel = (int[])[Math.Min(draft.Pick(1, 1, 2, 3, 5), height), Math.Min(draft.Pick(1, 1, 2, 3, 5, 64), width)];
        var group = draft.Draw(3) switch { 0 => channels, 1 when channels % 2 == 0 => 2, _ => 1 };
        var outputs = group * draft.Pick(1, 1, 2, 3, 8, 17);
        var dilations = (int[])[kernel[0] * 2 < height && draft.Draw(4) == 0 ? 2 : 1, kernel[1] * 2 < width && draft.Draw(4) == 0 ? 2 : 1];
        var strides = (int[])[draft.Pick(1, 1, 2), draft.Pick(1, 1, 2, 3)];
        int[] pads = draft.Draw(2) == 0 ? [0, 0, 0, 0] : [.. Enumerable.Range(0, 4).Select(side => draft.Draw(kernel[side % 2]))];
        int Positions(int axis) => ((input.Shape[axis + 2] + pads[axis] + pads[axis + 2] - (((kernel[axis] - 1) * dilations[axis]) + 1)) / strides[axis]) + 1;
        int[] shape = [1, outputs, Positions(0), Positions(1)];
        var weights = DrawnWeights.Create(draft, input.Type, [outputs, channels / group, .. kernel], axis: 0);
        var scale = draft.Near(input.Scale * weights.Scales[0] * 60 * Math.Sqrt(channels / group * kernel[0] * kernel[1]));
        (string, object)[] attributes = [("kernel_shape", kernel), ("strides", strides), ("pads", pads), ("dilations", dilations), ("group", group)];
        var hasBias = draft.Draw(3) > 0;
        if (draft.IsQOperator && input.Type.BitWidth() == 8)
        {
            var zeroPoint = draft.ZeroPoint(input.Type);
            string[] inputs =
            [
                input.Name, draft.Number(input.Scale), draft.Integer(input.Type, input.ZeroPoint), weights.Name, weights.ScaleName, weights.ZeroPointName, draft.Number(scale), draft.Integer(input.Type, zeroPoint),
                .. hasBias ? (string[])[DrawnWeights.Bias(draft, outputs)] : [],
            ];
            return new Activation(draft.Node("QLinearConv", inputs, attributes), input.Type, shape, scale, zeroPoint);
        }

        string[] real = [draft.Real(input), weights.Real(draft), .. hasBias ? (string[])[weights.RealBias(draft, outputs, input.Scale, allowsOthers: true)] : []];
        return draft.Activated(draft.Node("Conv", real, attributes), TypeBehind(draft, input), shape, scale);
    }

    public static Activation ConvTranspose(ModelDraft draft, Activation input)
    {
        var outputs = draft.Pick(1, 2, 5, 16);
        var kernel = (int[])[draft.Pick(1, 2, 3), draft.Pick(1, 2, 4)];
        var strides = (int[])[draft.Pick(1, 2), draft.Pick(1, 2, 3)];
        int[] pads = [.. Enumerable.Range(0, 4).Select(side => draft.Draw(kernel[side % 2]))];
        int Size(int axis) => ((input.Shape[axis + 2] - 1) * strides[axis]) + kernel[axis] - pads[axis] - pads[axis + 2];
        if (Size(0) <= 0 || Size(1) <= 0)
        {
            pads = [0, 0, 0, 0];
        }

        var weights = DrawnWeights.Create(draft, input.Type, [input.Shape[1], outputs, .. kernel], axis: 1);
        var scale = draft.Near(input.Scale * weights.Scales[0] * 60 * Math.Sqrt(input.Shape[1] * kernel[0]));
        string[] real = [draft.Real(input), weights.Real(draft), .. draft.Draw(2) == 0 ? (string[])[weights.RealBias(draft, outputs, input.Scale, allowsOthers: false)] : []];
        return draft.Activated(draft.Node("ConvTranspose", real, ("kernel_shape", kernel), ("strides", strides), ("pads", pads)), input.Type, [1, outputs, Size(0), Size(1)], scale);
    }

    public static Activation Gemm(ModelDraft draft, Activation input)
    {
        var flat = MovementFamilies.Flattened(draft, input, axis: draft.Draw(3) == 0 && input.Shape.Length > 2 ? 2 : 1);
        var (rows, depth, units) = (flat.Shape[0], flat.Shape[1], draft.Pick(1, 2, 3, 5, 7, 16, 40));
        var transposes = draft.Draw(2) == 0;
        var alpha = draft.Draw(4) == 0 ? 0.5f : 1f;
        var weights = DrawnWeights.Create(draft, flat.Type, transposes ? [units, depth] : [depth, units], axis: transposes ? 0 : 1);
        var scale = draft.Near(alpha * flat.Scale * weights.Scales[0] * 60 * Math.Sqrt(depth));
        var hasBias = draft.Draw(2) == 0 && alpha == 1;
        (string, object)[] attributes = [("transB", transposes ? 1 : 0), ("alpha", alpha)];
        if (draft.IsQOperator && flat.Type.BitWidth() == 8)
        {
            var zeroPoint = draft.ZeroPoint(flat.Type);
            string[] inputs =
            [
                flat.Name, draft.Number(flat.Scale), draft.Integer(flat.Type, flat.ZeroPoint), weights.Name, weights.ScaleName, weights.ZeroPointName, hasBias ? DrawnWeights.Bias(draft, units) : "",
                draft.Number(scale), draft.Integer(flat.Type, zeroPoint),
            ];
            return new Activation(draft.MicrosoftNode("QGemm", inputs, attributes), flat.Type, [rows, units], scale, zeroPoint);
        }

        string[] real = [draft.Real(flat), weights.Real(draft), .. hasBias ? (string[])[weights.RealBias(draft, units, flat.Scale, allowsOthers: true)] : []];
        return draft.Activated(draft.Node("Gemm", real, attributes), TypeBehind(draft, flat), [rows, units], scale);
    }

    public static Activation MatMul(ModelDraft draft, Activation input)
    {
        var (depth, units) = (input.Shape[^1], draft.Pick(1, 2, 3, 5, 16, 40));
        var weights = DrawnWeights.Create(draft, input.Type, [depth, units], axis: 1);
        var scale = draft.Near(input.Scale * weights.Scales[0] * 60 * Math.Sqrt(depth));
        int[] shape = [.. input.Shape[..^1], units];
        if (draft.IsQOperator && input.Type.BitWidth() == 8)
        {
            var zeroPoint = draft.ZeroPoint(input.Type);
            string[] inputs = [input.Name, draft.Number(input.Scale), draft.Integer(input.Type, input.ZeroPoint), weights.Name, weights.ScaleName, weights.ZeroPointName, draft.Number(scale), draft.Integer(input.Type, zeroPoint)];
            return new Activation(draft.Node("QLinearMatMul", inputs), input.Type, shape, scale, zeroPoint);
        }

        return draft.Activated(draft.Node("MatMul", [draft.Real(input), weights.Real(draft)]), TypeBehind(draft, input), shape, scale);
    }

    /// <summary>Most often the input's.</summary>
    private static ElementType TypeBehind(ModelDraft draft, Activation input) => draft.Draw(8) == 0 ? draft.Pick(ElementType.UInt8, ElementType.Int8) : input.Type;
}

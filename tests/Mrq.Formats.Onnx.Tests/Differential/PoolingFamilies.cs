namespace Mrq.Formats.Onnx.Tests.Differential;

/// <summary>Poolings of images.</summary>
internal static class PoolingFamilies
{
    public static Activation Average(ModelDraft draft, Activation input)
    {
        var zeroPoint = draft.ZeroPoint(input.Type);
        var scale = draft.Near(input.Scale * 0.6);
        if (draft.Draw(3) == 0)
        {
            int[] whole = [1, input.Shape[1], 1, 1];
            return draft.IsQOperator
                ? new Activation(draft.MicrosoftNode("QLinearGlobalAveragePool", Inputs(draft, input, scale, zeroPoint), ("channels_last", 0)), input.Type, whole, scale, zeroPoint)
                : draft.Quantized(draft.Node("GlobalAveragePool", [draft.Real(input)]), input.Type, whole, scale, zeroPoint);
        }

        var (attributes, shape) = Window(draft, input);
        attributes = [.. attributes, ("count_include_pad", draft.Draw(2))];
        return draft.IsQOperator
            ? new Activation(draft.MicrosoftNode("QLinearAveragePool", Inputs(draft, input, scale, zeroPoint), attributes), input.Type, shape, scale, zeroPoint)
            : draft.Quantized(draft.Node("AveragePool", [draft.Real(input)], attributes), input.Type, shape, scale, zeroPoint);
    }

    public static Activation Max(ModelDraft draft, Activation input)
    {
        var (attributes, shape) = Window(draft, input);
        if (draft.IsQOperator)
        {
            return input with { Name = draft.Node("MaxPool", [input.Name], attributes), Shape = shape };
        }

        var real = draft.Node("MaxPool", [draft.Real(input)], attributes);
        return draft.Draw(3) == 0
            ? draft.Quantized(real, input.Type, shape, draft.Near(input.Scale), draft.ZeroPoint(input.Type))
            : draft.Quantized(real, input.Type, shape, input.Scale, input.ZeroPoint);
    }

    public static Activation Mean(ModelDraft draft, Activation input)
    {
        var rank = input.Shape.Length;
        int[] axes = rank == 4 && draft.Draw(2) == 0 ? [2, 3] : [draft.Pick(1, rank - 1)];
        int[] shape = [.. input.Shape.Select((dimension, axis) => axes.Contains(axis) ? 1 : dimension)];
        return draft.Quantized(draft.Node("ReduceMean", [draft.Real(input)], ("axes", axes), ("keepdims", 1)), input.Type, shape, draft.Near(input.Scale * 0.6), draft.ZeroPoint(input.Type));
    }

    private static string[] Inputs(ModelDraft draft, Activation input, float scale, int zeroPoint) =>
        [input.Name, draft.Number(input.Scale), draft.Integer(input.Type, input.ZeroPoint), draft.Number(scale), draft.Integer(input.Type, zeroPoint)];

    private static ((string, object)[] Attributes, int[] Shape) Window(ModelDraft draft, Activation input)
    {
        var kernel = (int[])[Math.Min(draft.Pick(1, 2, 3), input.Shape[2]), Math.Min(draft.Pick(2, 3, 64), input.Shape[3])];
        var strides = (int[])[draft.Pick(1, 2), draft.Pick(1, 2, 3)];
        int[] pads = draft.Draw(2) == 0 ? [0, 0, 0, 0] : [.. Enumerable.Range(0, 4).Select(side => draft.Draw(kernel[side % 2]))];
        int Positions(int axis) => ((input.Shape[axis + 2] + pads[axis] + pads[axis + 2] - kernel[axis]) / strides[axis]) + 1;
        return ([("kernel_shape", kernel), ("strides", strides), ("pads", pads)], [1, input.Shape[1], Positions(0), Positions(1)]);
    }
}

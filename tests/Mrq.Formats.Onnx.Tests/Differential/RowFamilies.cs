using Mrq.Core.Graph;
using Mrq.Formats.Onnx.Constants;

namespace Mrq.Formats.Onnx.Tests.Differential;

/// <summary>Functions of rows, sums over axes, comparisons, lookups and products of two activations.</summary>
internal static class RowFamilies
{
    public static Activation LogSoftmax(ModelDraft draft, Activation input)
    {
        var type = draft.Draw(4) == 0 ? draft.Pick(ElementType.UInt8, ElementType.Int8) : input.Type;
        return draft.Quantized(draft.Node("LogSoftmax", [draft.Real(input)], ("axis", Axis(draft, input))), type, input.Shape, draft.Near(16 / 256.0), type.IntegerRange().Maximum);
    }

    public static Activation Normalized(ModelDraft draft, Activation input)
    {
        var type = draft.Draw(4) == 0 ? draft.Pick(ElementType.UInt8, ElementType.Int8) : input.Type;
        return draft.Quantized(draft.Node("LpNormalization", [draft.Real(input)], ("axis", Axis(draft, input)), ("p", 2)), type, input.Shape, draft.Near(1 / 128.0), type == ElementType.Int8 ? 0 : 128);
    }

    /// <summary>Over the last axis, whose values lie side by side.</summary>
    public static Activation Sum(ModelDraft draft, Activation input)
    {
        int[] shape = [.. input.Shape[..^1], 1];
        var zeroPoint = draft.ZeroPoint(input.Type);
        return draft.Quantized(draft.Node("ReduceSum", [draft.Real(input), draft.Integers(-1)], ("keepdims", 1)), input.Type, shape, draft.Near(input.Scale * Math.Sqrt(input.Shape[^1])), zeroPoint);
    }

    /// <summary>An output of the model; what follows goes on from the input.</summary>
    public static Activation Compared(ModelDraft draft, Activation input)
    {
        var other = draft.Draw(3) == 0
            ? new Activation(draft.Constant(OnnxArray.Of(input.Type, default, [3])), input.Type, [], input.Scale, input.ZeroPoint)
            : ElementwiseFamilies.Requantized(draft, input);
        var name = draft.Pick("Equal", "Less", "LessOrEqual", "Greater", "GreaterOrEqual");
        var output = draft.Node(name, [draft.Real(input), draft.Real(other)]);
        output = name == "Equal" && draft.Draw(2) == 0 ? draft.Node("Not", [output]) : output;
        draft.Proto.Graph.Output.Add(ModelDraft.Info(output, ElementType.Bool, input.Shape));
        return input;
    }

    public static Activation LookedUp(ModelDraft draft, Activation input)
    {
        var type = draft.Pick(ElementType.UInt8, ElementType.Int8);
        var (low, high) = type.IntegerRange();
        var table = draft.Constant(OnnxArray.Of(type, new TensorShape(256), [.. Enumerable.Range(0, 256).Select(_ => draft.Random.Next(low, high + 1))]));
        var indices = draft.Node("Cast", [input.Name], ("to", ArrayTypes.NumberOf(ElementType.Int32)));
        return new Activation(draft.Node("Gather", [table, indices], ("axis", 0)), type, input.Shape, draft.Near(0.02), draft.ZeroPoint(type));
    }

    /// <summary>The value times another one whose last two axes are turned.</summary>
    public static Activation Product(ModelDraft draft, Activation input)
    {
        var rank = input.Shape.Length;
        int[] order = [.. Enumerable.Range(0, rank - 2), rank - 1, rank - 2];
        var other = ElementwiseFamilies.Requantized(draft, input);
        other = other.Type == input.Type ? other : draft.Quantized(draft.Real(input), input.Type, input.Shape, draft.Near(input.Scale), draft.ZeroPoint(input.Type));
        int[] turned = [.. input.Shape[..^2], input.Shape[^1], input.Shape[^2]];
        var right = draft.IsQOperator
            ? other with { Name = draft.Node("Transpose", [other.Name], ("perm", order)), Shape = turned }
            : draft.Quantized(draft.Node("Transpose", [draft.Real(other)], ("perm", order)), other.Type, turned, other.Scale, other.ZeroPoint);
        int[] shape = [.. input.Shape[..^1], input.Shape[^2]];
        var (scale, zeroPoint) = (draft.Near(input.Scale * other.Scale * 80 * Math.Sqrt(input.Shape[^1])), draft.ZeroPoint(input.Type));
        if (draft.IsQOperator)
        {
            string[] inputs =
            [
                input.Name, draft.Number(input.Scale), draft.Integer(input.Type, input.ZeroPoint), right.Name, draft.Number(right.Scale), draft.Integer(right.Type, right.ZeroPoint), draft.Number(scale),
                draft.Integer(input.Type, zeroPoint),
            ];
            return new Activation(draft.Node("QLinearMatMul", inputs), input.Type, shape, scale, zeroPoint);
        }

        return draft.Quantized(draft.Node("MatMul", [draft.Real(input), draft.Real(right)]), input.Type, shape, scale, zeroPoint);
    }

    private static int Axis(ModelDraft draft, Activation input) => input.Shape.Length == 4 && draft.Draw(4) == 0 ? 1 : -1;
}

using Mrq.Core.Graph;
using Mrq.Formats.Onnx.Constants;

namespace Mrq.Formats.Onnx.Tests.Differential;

/// <summary>What goes value by value, or joins values.</summary>
internal static class ElementwiseFamilies
{
    public static Activation Binary(ModelDraft draft, Activation input)
    {
        var name = draft.Pick("Add", "Add", "Mul", "Sub");
        var other = Other(draft, input, draft.IsQOperator);
        var scale = name == "Mul" ? draft.Near(input.Scale * other.Scale * 60) : draft.Near(Math.Max(input.Scale, other.Scale) * 1.5);
        var (left, right) = draft.Draw(4) == 0 ? (other, input) : (input, other);
        if (draft.IsQOperator && name != "Sub" && input.Type.BitWidth() == 8)
        {
            var zeroPoint = draft.ZeroPoint(input.Type);
            string[] inputs =
            [
                left.Name, draft.Number(left.Scale), draft.Integer(left.Type, left.ZeroPoint), right.Name, draft.Number(right.Scale), draft.Integer(right.Type, right.ZeroPoint), draft.Number(scale),
                draft.Integer(input.Type, zeroPoint),
            ];
            return new Activation(draft.MicrosoftNode($"QLinear{name}", inputs), input.Type, input.Shape, scale, zeroPoint);
        }

        return draft.Activated(draft.Node(name, [draft.Real(left), draft.Real(right)]), input.Type, input.Shape, scale);
    }

    public static Activation Unary(ModelDraft draft, Activation input)
    {
        var zeroPoint = draft.ZeroPoint(input.Type);
        if (draft.IsQOperator)
        {
            var isSigmoid = draft.Draw(2) == 0;
            var step = isSigmoid ? draft.Near(1 / 200.0) : draft.Near(input.Scale);
            string[] inputs = [input.Name, draft.Number(input.Scale), draft.Integer(input.Type, input.ZeroPoint), draft.Number(step), draft.Integer(input.Type, zeroPoint)];
            return new Activation(isSigmoid ? draft.MicrosoftNode("QLinearSigmoid", inputs) : draft.MicrosoftNode("QLinearLeakyRelu", inputs, ("alpha", 0.15f)), input.Type, input.Shape, step, zeroPoint);
        }

        var real = draft.Real(input);
        for (var count = 1 + draft.Draw(2); count > 0; count--)
        {
            real = draft.Draw(9) switch
            {
                0 => draft.Node("Sigmoid", [real]),
                1 => draft.Node("LeakyRelu", [real], ("alpha", 0.2f)),
                2 => draft.Node("Tanh", [real]),
                3 => draft.Node("HardSigmoid", [real], ("alpha", 0.25f), ("beta", 0.4f)),
                4 => draft.Node("HardSwish", [real]),
                5 => draft.Node("Relu", [real]),
                6 => draft.Node("Abs", [real]),
                7 => draft.Node("Neg", [real]),
                _ => draft.Node("Clip", [real, draft.Number(-0.7f), draft.Number(1.3f)]),
            };
        }

        return draft.Quantized(real, draft.Draw(6) == 0 ? draft.Pick(ElementType.UInt8, ElementType.Int8) : input.Type, input.Shape, draft.Near(0.01), 3);
    }

    public static Activation Requantized(ModelDraft draft, Activation input)
    {
        var type = draft.Pick(ElementType.UInt8, ElementType.Int8, input.Type);
        return draft.Quantized(draft.Real(input), type, input.Shape, draft.Near(input.Scale * draft.Pick(0.5, 1, 1, 3)), draft.ZeroPoint(type));
    }

    public static Activation Softmax(ModelDraft draft, Activation input)
    {
        var axis = draft.Draw(3) == 0 ? 1 : -1;
        var zeroPoint = draft.Pick(input.Type.IntegerRange().Minimum, 3);
        var scale = draft.Pick(1f / 256, 1f / 255, 1 / 200.5f);
        if (draft.IsQOperator)
        {
            string[] inputs = [input.Name, draft.Number(input.Scale), draft.Integer(input.Type, input.ZeroPoint), draft.Number(scale), draft.Integer(input.Type, zeroPoint)];
            return new Activation(draft.MicrosoftNode("QLinearSoftmax", inputs, ("axis", axis), ("opset", 13)), input.Type, input.Shape, scale, zeroPoint);
        }

        return draft.Quantized(draft.Node("Softmax", [draft.Real(input)], ("axis", axis)), input.Type, input.Shape, scale, zeroPoint);
    }

    public static Activation Concat(ModelDraft draft, Activation input)
    {
        var axis = draft.Draw(input.Shape.Length - 1) + 1;
        var other = input;
        for (var tries = draft.Draw(3); tries > 0; tries--)
        {
            other = Requantized(draft, other);
        }

        other = other.Type == input.Type ? other : input;
        int[] shape = [.. input.Shape];
        shape[axis] *= 2;
        var (scale, zeroPoint) = draft.Draw(3) == 0 ? (input.Scale, input.ZeroPoint) : (draft.Near(input.Scale), draft.ZeroPoint(input.Type));
        if (draft.IsQOperator)
        {
            string[] inputs =
            [
                draft.Number(scale), draft.Integer(input.Type, zeroPoint), input.Name, draft.Number(input.Scale), draft.Integer(input.Type, input.ZeroPoint), other.Name, draft.Number(other.Scale),
                draft.Integer(other.Type, other.ZeroPoint),
            ];
            return new Activation(draft.MicrosoftNode("QLinearConcat", inputs, ("axis", axis)), input.Type, shape, scale, zeroPoint);
        }

        return draft.Quantized(draft.Node("Concat", [draft.Real(input), draft.Real(other)], ("axis", axis)), input.Type, shape, scale, zeroPoint);
    }

    /// <summary>Another value beside an input: itself, one made of it, or a constant.</summary>
    private static Activation Other(ModelDraft draft, Activation input, bool isQOperator)
    {
        var kind = draft.Draw(4);
        if (kind == 0)
        {
            return input;
        }

        if (kind < 3)
        {
            var other = Requantized(draft, input);
            return other.Type == input.Type ? other : draft.Quantized(draft.Real(input), input.Type, input.Shape, draft.Near(input.Scale * 2), draft.ZeroPoint(input.Type));
        }

        int[] shape = draft.Draw(3) switch { 0 => [], 1 when input.Shape.Length == 4 => [1, input.Shape[1], 1, 1], _ => input.Shape };
        var (low, high) = input.Type.IntegerRange();
        int[] values = [.. Enumerable.Range(0, shape.Aggregate(1, (product, dimension) => product * dimension)).Select(_ => draft.Random.Next(low, high + 1))];
        return new Activation(draft.Constant(OnnxArray.Of(input.Type, new TensorShape(shape), values)), input.Type, shape, draft.Near(0.02), draft.ZeroPoint(input.Type));
    }
}

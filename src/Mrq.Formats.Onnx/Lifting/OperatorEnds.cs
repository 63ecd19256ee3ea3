using Mrq.Core.Graph;

namespace Mrq.Formats.Onnx;

/// <summary>
/// What an operator of one input computes from and into: integers, where it reads dequantized ones and one QuantizeLinear follows; else real numbers at both ends, which a DEQUANTIZE
/// and a QUANTIZE connect.
/// </summary>
/// <param name="Input">What is read.</param>
/// <param name="Output">What is made.</param>
/// <param name="Group">What the QuantizeLinear ends; null where the ends are real.</param>
internal sealed record OperatorEnds(Value Input, Value Output, Group? Group)
{
    public bool AreReal => Group is null;

    /// <param name="context">The lifting.</param>
    /// <param name="node">The operator; its first input is read.</param>
    /// <param name="shape">The shape that it makes of a shape.</param>
    public static OperatorEnds Of(LiftingContext context, OnnxNode node, Func<TensorShape, TensorShape>? shape = null)
    {
        var value = context.Input(node, 0);
        var made = shape?.Invoke(value.Shape) ?? value.Shape;
        if (context.Operand(node, 0) is { Parameters.IsPerTensor: true } integers && context.GroupOf(node, made) is { CoversLimits: true, Output.Parameters.IsPerTensor: true } group)
        {
            return new(integers, group.Output, group);
        }

        LiftingContext.Require(value.Type == ElementType.Float32, $"{node.Key} of {value.Type.FieldName()}");
        return new(value, new Value { Name = node.Output(), Type = ElementType.Float32, Shape = made }, null);
    }

    /// <summary>Registers what was made.</summary>
    public void Close(LiftingContext context, OnnxNode node)
    {
        if (Group is { } group)
        {
            context.Close(group);
        }
        else
        {
            context.Define(node.Output(), Output);
        }
    }
}

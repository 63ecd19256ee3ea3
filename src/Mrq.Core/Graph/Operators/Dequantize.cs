namespace Mrq.Core.Graph.Operators;

/// <summary>Quantized input to real numbers.</summary>
public sealed record Dequantize : Operator
{
    public override string Name => "DEQUANTIZE";
}

using Mrq.Core.Graph;

namespace Mrq.Core.Operators;

/// <summary>Quantized input to real numbers.</summary>
public sealed record Dequantize : Operator
{
    public override string Name => "DEQUANTIZE";
}

using Mrq.Core.Graph;

namespace Mrq.Core.Operators;

/// <summary>Real or quantized input to the quantization of the output.</summary>
public sealed record Quantize : Operator
{
    public override string Name => "QUANTIZE";
}

using Mrq.Core.Graph;

namespace Mrq.Core.Operators;

/// <summary>Real or quantized input to the quantization of the output.</summary>
public sealed record Quantize : Operator
{
    public override string Name => "QUANTIZE";
}

/// <summary>Quantized input to real numbers.</summary>
public sealed record Dequantize : Operator
{
    public override string Name => "DEQUANTIZE";
}

/// <summary>The dimensions of the input.</summary>
public sealed record Shape : Operator
{
    public override string Name => "SHAPE";

    public ElementType OutType { get; init; }
}

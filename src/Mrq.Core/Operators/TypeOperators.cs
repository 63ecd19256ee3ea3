using Mrq.Core.Graph;

namespace Mrq.Core.Operators;

/// <summary>Real or quantized input to the quantization of the output.</summary>
public sealed record Quantize : Operator
{
    public override string Name => "QUANTIZE";

    public override OperatorTraits Traits => OperatorTraits.Homogeneous;
}

/// <summary>Quantized input to real numbers.</summary>
public sealed record Dequantize : Operator
{
    private static readonly OperatorTraits Meaning = new() { CarriesValues = true };

    public override string Name => "DEQUANTIZE";

    public override OperatorTraits Traits => Meaning;
}

/// <summary>The dimensions of the input.</summary>
public sealed record Shape : Operator
{
    public override string Name => "SHAPE";

    public ElementType OutType { get; init; }
}

/// <summary>The stored numbers, scales aside, in another type.</summary>
public sealed record Cast : Operator
{
    private static readonly OperatorTraits Meaning = OperatorTraits.Numeric with { CarriesValues = true };

    public override string Name => "CAST";

    public override OperatorTraits Traits => Meaning;

    public ElementType InDataType { get; init; }

    public ElementType OutDataType { get; init; }
}

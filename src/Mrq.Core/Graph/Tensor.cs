
namespace Mrq.Core.Graph;

/// <summary>A tensor of the graph: what the file says of it, and its value when it is a constant.</summary>
public sealed record Tensor
{
    public required string Name { get; init; }

    public required ElementType Type { get; init; }

    public required TensorShape Shape { get; init; }

    /// <summary>Null when the tensor is not quantized.</summary>
    public QuantizationParameters? Quantization { get; init; }

    /// <summary>Little-endian elements of a constant in row-major order; null for what is computed.</summary>
    public ReadOnlyMemory<byte>? Data { get; init; }

    /// <summary>State that survives from one run to the next (TFLite's <c>is_variable</c>).</summary>
    public bool IsVariable { get; init; }

    public bool IsConstant => Data is not null;
}

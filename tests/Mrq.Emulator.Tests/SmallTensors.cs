using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Mrq.Core.Graph;

namespace Mrq.Emulator.Tests;

/// <summary>Tensors for graphs of one operator.</summary>
internal static class SmallTensors
{
    /// <summary>A quantized activation.</summary>
    public static Tensor Of(ElementType type, float scale, int zeroPoint, params ReadOnlySpan<int> shape) =>
        Values(type, shape) with { Quantization = new QuantizationParameters(scale, zeroPoint) };

    /// <summary>An activation without scale.</summary>
    public static Tensor Values(ElementType type, params ReadOnlySpan<int> shape) => new() { Name = "activation", Type = type, Shape = new TensorShape(shape) };

    public static Tensor Bytes(params ReadOnlySpan<int> shape) => Values(ElementType.UInt8, shape);

    /// <summary>A constant list of int32: axes, shapes, paddings.</summary>
    public static Tensor Integers(params int[] values) => Integers([values.Length], values);

    public static Tensor Integers(ImmutableArray<int> shape, params int[] values) => new()
    {
        Name = "integers",
        Type = ElementType.Int32,
        Shape = new TensorShape(shape.AsSpan()),
        Data = MemoryMarshal.AsBytes(values.AsSpan()).ToArray(),
    };

    public static Tensor Integers64(params long[] values) => new()
    {
        Name = "integers",
        Type = ElementType.Int64,
        Shape = new TensorShape(values.Length),
        Data = MemoryMarshal.AsBytes(values.AsSpan()).ToArray(),
    };
}

using System.Numerics;
using System.Runtime.InteropServices;
using Mrq.Core.Graph;
using Mrq.Emulator.Context;
using Mrq.Emulator.Numerics;

namespace Mrq.Emulator.Linear.Floats;

/// <summary>An input as float32: dequantized, or as it is.</summary>
/// <param name="Tensor">The tensor.</param>
/// <param name="Type">Its type.</param>
/// <param name="Constant">Its bytes where it is a constant.</param>
/// <param name="Quantization">How it is dequantized; null where it is real.</param>
internal sealed record FloatSource(int Tensor, ElementType Type, byte[]? Constant, RealQuantization? Quantization)
{
    public static FloatSource Create(KernelContext context, int input)
    {
        var tensor = context.Input(input);
        context.Require(tensor.Type is ElementType.UInt8 or ElementType.Int8 or ElementType.UInt16 or ElementType.Int16 or ElementType.Float32, $"'{tensor.Name}' is {tensor.Type.FieldName()}, which does not serve here.");
        return new FloatSource(context.InputIndex(input), tensor.Type, tensor.IsConstant ? context.Constant<byte>(input).ToArray() : null, tensor.Type == ElementType.Float32 ? null : RealQuantization.Of(context, tensor));
    }

    /// <summary>The real values.</summary>
    public float[] Read(TensorMemory memory)
    {
        var bytes = Constant is { } constant ? constant : memory.Bytes(Tensor);
        return Type switch
        {
            ElementType.UInt8 => Dequantized<byte>(bytes),
            ElementType.Int8 => Dequantized<sbyte>(bytes),
            ElementType.UInt16 => Dequantized<ushort>(bytes),
            ElementType.Int16 => Dequantized<short>(bytes),
            _ => MemoryMarshal.Cast<byte, float>(bytes).ToArray(),
        };
    }

    private float[] Dequantized<T>(ReadOnlySpan<byte> bytes)
        where T : unmanaged, IBinaryInteger<T>
    {
        var stored = MemoryMarshal.Cast<byte, T>(bytes);
        var quantization = Quantization!.Value;
        var values = new float[stored.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = quantization.Dequantize(int.CreateTruncating(stored[i]));
        }

        return values;
    }
}

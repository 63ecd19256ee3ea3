using System.Numerics;
using System.Runtime.InteropServices;
using Mrq.Core.Graph;
using Mrq.Emulator.Context;

namespace Mrq.Emulator.Numerics;

/// <summary>An input as float32: dequantized by one product of float32, or as it is.</summary>
internal sealed class RealSource
{
    private readonly TensorSource<byte> _source;
    private readonly ElementType _type;

    /// <summary>Of no meaning where the input is real.</summary>
    private readonly RealQuantization _quantization;

    public RealSource(KernelContext context, int input)
    {
        var tensor = context.Input(input);
        context.Require(tensor.Type is ElementType.UInt8 or ElementType.Int8 or ElementType.UInt16 or ElementType.Int16 or ElementType.Float32, $"'{tensor.Name}' is {tensor.Type.FieldName()}, which does not serve here.");
        (_source, _type) = (new TensorSource<byte>(context, input), tensor.Type);
        _quantization = _type == ElementType.Float32 ? default : RealQuantization.Of(context, tensor);
    }

    /// <summary>The real values.</summary>
    public ReadOnlySpan<float> Read(TensorMemory memory)
    {
        var bytes = _source.Elements(memory);
        return _type switch
        {
            ElementType.UInt8 => Dequantized<byte>(bytes),
            ElementType.Int8 => Dequantized<sbyte>(bytes),
            ElementType.UInt16 => Dequantized<ushort>(bytes),
            ElementType.Int16 => Dequantized<short>(bytes),
            _ => MemoryMarshal.Cast<byte, float>(bytes),
        };
    }

    private float[] Dequantized<T>(ReadOnlySpan<byte> bytes)
        where T : unmanaged, IBinaryInteger<T>
    {
        var stored = MemoryMarshal.Cast<byte, T>(bytes);
        var values = new float[stored.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = _quantization.Dequantize(int.CreateTruncating(stored[i]));
        }

        return values;
    }
}

using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
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

    private readonly int _count;

    /// <param name="context">The operator.</param>
    /// <param name="input">Which of its inputs.</param>
    /// <param name="scale">Another scale than that of its integers.</param>
    public RealSource(KernelContext context, int input, float? scale = null)
    {
        var tensor = context.Input(input);
        context.Require(tensor.Type is ElementType.UInt8 or ElementType.Int8 or ElementType.UInt16 or ElementType.Int16 or ElementType.Float32, $"'{tensor.Name}' is {tensor.Type.FieldName()}, which does not serve here.");
        (_source, _type) = (new TensorSource<byte>(context, input), tensor.Type);
        _count = checked((int)tensor.Shape.ElementCount);
        if (_type != ElementType.Float32)
        {
            var quantization = RealQuantization.Of(context, tensor);
            _quantization = quantization with { Scale = scale ?? quantization.Scale };
        }
    }

    /// <summary>Values that a buffer for <see cref="Read"/> takes: none where the input is real.</summary>
    public int BufferLength => _type == ElementType.Float32 ? 0 : _count;

    /// <summary>The real values.</summary>
    /// <param name="memory">The activations.</param>
    /// <param name="buffer">Where dequantized ones go: <see cref="BufferLength"/> values.</param>
    public ReadOnlySpan<float> Read(TensorMemory memory, Span<float> buffer)
    {
        var bytes = _source.Elements(memory);
        return _type switch
        {
            ElementType.UInt8 => Dequantized<byte>(bytes, buffer),
            ElementType.Int8 => Dequantized<sbyte>(bytes, buffer),
            ElementType.UInt16 => Dequantized<ushort>(bytes, buffer),
            ElementType.Int16 => Dequantized<short>(bytes, buffer),
            _ => MemoryMarshal.Cast<byte, float>(bytes),
        };
    }

    private ReadOnlySpan<float> Dequantized<T>(ReadOnlySpan<byte> bytes, Span<float> buffer)
        where T : unmanaged, IBinaryInteger<T>
    {
        var stored = MemoryMarshal.Cast<byte, T>(bytes);
        var values = buffer[..stored.Length];
        var i = 0;
        if (typeof(T) == typeof(byte) || typeof(T) == typeof(sbyte))
        {
            ref var source = ref MemoryMarshal.GetReference(bytes);
            for (; Avx2.IsSupported && i + Vector256<float>.Count <= values.Length; i += Vector256<float>.Count)
            {
                var centered = WidenedBytes.Widen8<T>(ref source, (nuint)i) - Vector256.Create(_quantization.ZeroPoint);
                (Vector256.ConvertToSingle(centered) * _quantization.Scale).CopyTo(values[i..]);
            }
        }

        for (; i < values.Length; i++)
        {
            values[i] = _quantization.Dequantize(int.CreateTruncating(stored[i]));
        }

        return values;
    }
}

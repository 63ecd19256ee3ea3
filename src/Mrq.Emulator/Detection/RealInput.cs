using System.Runtime.InteropServices;
using Mrq.Core.Graph;
using Mrq.Emulator.Context;

namespace Mrq.Emulator.Detection;

/// <summary>An input of real numbers, or of 8 bits that stand for some.</summary>
internal sealed class RealInput
{
    private readonly TensorSource<byte> _source;
    private readonly ElementType _type;
    private readonly int _zeroPoint;
    private readonly float _scale = 1;

    public RealInput(KernelContext context, int input)
    {
        var tensor = context.Input(input);
        (_source, _type) = (new TensorSource<byte>(context, input), tensor.Type);
        if (_type != ElementType.Float32)
        {
            var quantization = context.ActivationQuantization(tensor);
            (_zeroPoint, _scale) = (quantization.ZeroPoint, quantization.Scale);
        }
    }

    /// <summary>Each value as float32, the product with the scale in float32, too.</summary>
    public ReadOnlySpan<float> Values(TensorMemory memory) => Values(memory, (value, zeroPoint, scale) => (value - (float)zeroPoint) * scale);

    /// <summary>The same with the product in double, as DEQUANTIZE has it.</summary>
    public ReadOnlySpan<float> Dequantized(TensorMemory memory) => Values(memory, (value, zeroPoint, scale) => (float)((double)scale * (value - zeroPoint)));

    private ReadOnlySpan<float> Values(TensorMemory memory, Func<int, int, float, float> real)
    {
        var stored = _source.Elements(memory);
        if (_type == ElementType.Float32)
        {
            return MemoryMarshal.Cast<byte, float>(stored);
        }

        var values = new float[stored.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = real(_type.IntegerAt(stored, i), _zeroPoint, _scale);
        }

        return values;
    }
}
